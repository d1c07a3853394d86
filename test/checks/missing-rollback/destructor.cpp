// RUN: %check_raii %s raii-missing-rollback %t
// A rollback in the destructor of a local object is a fact, however the object is made.
struct Db {
  void begin();
  void commit();
  void rollback() noexcept;
  bool insert(int) noexcept;
};
struct Undo {
  Db &db;
  bool armed = true;
  ~Undo() {
    if (armed)
      db.rollback();
  }
};
bool aggregate_ok(Db &db, int n) {
  db.begin();
  Undo undo{db};
  if (!db.insert(n))
    return false;
  db.commit();
  undo.armed = false;
  return true;
}
struct Later {
  Db *db = nullptr;
  ~Later() {
    if (db)
      db->rollback();
  }
};
bool made_before_ok(Db &db, int n) {
  Later undo;
  db.begin();
  undo.db = &db;
  if (!db.insert(n))
    return false;
  db.commit();
  undo.db = nullptr;
  return true;
}
struct Service {
  Db db;
  bool of_this_ok(int n) {
    db.begin();
    struct Undo {
      Service *service;
      ~Undo() {
        if (service)
          service->db.rollback();
      }
    } undo{this};
    if (!db.insert(n))
      return false;
    db.commit();
    undo.service = nullptr;
    return true;
  }
};
// This one ends something else.
struct Bell {
  ~Bell() {}
};
bool other_bad(Db &db, int n) {
  db.begin();
  Bell bell;
  if (!db.insert(n))
    return false;
  db.commit();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-FIXES: bool other_bad(Db &db, int n) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   Bell bell;
// CHECK-FIXES-NEXT:   if (!db.insert(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   db.commit();
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }
