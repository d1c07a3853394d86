// RUN: %check_raii %s raii-missing-rollback %t
// begin … commit by methods: a path that does neither.
struct Database {
  void begin();
  void commit();
  void rollback();
  bool exec(const char *sql);
  int count() const noexcept;
};
struct Range {
  int *begin();
  int *end();
};
void unknown();

bool early_return_bad(Database &db) {
  db.begin();
  if (!db.exec("insert"))
    return false;
  db.commit();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-7]]:3: note: fix (unsafe): roll back with raii::scope_exit unless committed; 'rollback' may throw, and a guard's destructor would then terminate the program

bool early_return_ok(Database &db) {
  db.begin();
  if (db.count() > 3) {
    db.rollback();
    return false;
  }
  db.commit();
  return true;
}

bool throwing_callee_bad(Database &db) {
  db.begin();
  unknown();
  db.commit();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: the transaction on 'db' is neither committed nor rolled back when 'unknown' throws [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-6]]:3: note: fix (unsafe): roll back with raii::scope_exit unless committed; 'rollback' may throw, and a guard's destructor would then terminate the program

bool throwing_callee_ok(Database &db) {
  db.begin();
  try {
    unknown();
  } catch (...) {
    db.rollback();
    throw;
  }
  db.commit();
  return true;
}

void explicit_throw_bad(Database &db, int n) {
  db.begin();
  if (n < 0)
    throw n;
  db.commit();
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-6]]:3: note: fix (unsafe): roll back with raii::scope_exit unless committed; 'rollback' may throw, and a guard's destructor would then terminate the program

void explicit_throw_ok(Database &db, int n) {
  db.begin();
  if (n < 0) {
    db.rollback();
    throw n;
  }
  db.commit();
}

void handler_swallows_bad(Database &db) {
  db.begin();
  try {
    unknown();
    db.commit();
  } catch (...) {
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: fix (unsafe): roll back with raii::scope_exit unless committed; 'rollback' may throw, and a guard's destructor would then terminate the program

void handler_rolls_back_ok(Database &db) {
  db.begin();
  try {
    unknown();
    db.commit();
  } catch (...) {
    db.rollback();
  }
}

int break_out_bad(Database &db, int n) {
  for (int i = 0; i < n; ++i) {
    db.begin();
    if (i == db.count())
      break;
    db.commit();
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-8]]:5: note: fix (unsafe): roll back with raii::scope_exit unless committed; 'rollback' may throw, and a guard's destructor would then terminate the program

int range_ok(Range &r) {
  int sum = 0;
  for (int v : r)
    sum += v;
  return sum;
}

void begin_only_ok(Database &db) { db.begin(); }
void commit_only_ok(Database &db) { db.commit(); }

struct Session {
  Database db;
  bool member_bad(int n) {
    db.begin();
    if (n > db.count())
      return false;
    db.commit();
    return true;
  }
  bool member_ok(int n) {
    db.begin();
    const bool fits = n <= db.count();
    if (fits)
      db.commit();
    else
      db.rollback();
    return fits;
  }
};
// CHECK-MESSAGES: :[[@LINE-16]]:5: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-17]]:5: note: fix (unsafe): roll back with raii::scope_exit unless committed; 'rollback' may throw, and a guard's destructor would then terminate the program
