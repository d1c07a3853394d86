// RUN: %check_raii %s raii-missing-rollback %t
// Commits that fail, of a class of the test's own and of SQLite: the transaction is open until it is rolled back.
#include "fault.h"
#include <sqlite3.h>

struct Database {
  void begin() noexcept { fault::acquired("own transaction", this); }
  bool commit() noexcept {
    if (fault::point("commit"))
      return false;
    fault::released("own transaction", this);
    return true;
  }
  void rollback() noexcept { fault::released("own transaction", this); }
  bool insert(int n) noexcept {
    fault::note("insert", n);
    return !fault::point("insert");
  }
};

static bool tested_bad(Database &db) {
  db.begin();
  if (!db.insert(1)) {
    db.rollback();
    return false;
  }
  if (!db.commit())
    return false;
  fault::note("committed");
  return true;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: static bool tested_bad(Database &db) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   if (!db.insert(1)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!db.commit())
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   fault::note("committed");
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

static bool kept_bad(Database &db, bool twice) {
  db.begin();
  if (!db.insert(1) || (twice && !db.insert(2))) {
    db.rollback();
    fault::note("rolled back");
    return false;
  }
  const bool done = db.commit();
  if (done) {
    fault::note("committed");
    return true;
  }
  fault::note("failed");
  return false;
}
// CHECK-MESSAGES: :[[@LINE-14]]:3: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: static bool kept_bad(Database &db, bool twice) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   if (!db.insert(1) || (twice && !db.insert(2))) {
// CHECK-FIXES-NEXT:     db_rollback.reset();
// CHECK-FIXES-NEXT:     fault::note("rolled back");
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   const bool done = db.commit();
// CHECK-FIXES-NEXT:   if (done) {
// CHECK-FIXES-NEXT:     db_rollback.release();
// CHECK-FIXES-NEXT:     fault::note("committed");
// CHECK-FIXES-NEXT:     return true;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("failed");
// CHECK-FIXES-NEXT:   return false;
// CHECK-FIXES-NEXT: }

static int status_bad(sqlite3 *db) {
  int rc = sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    return 1;
  rc = sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return 2;
  }
  rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    return 3;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:12: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: static int status_bad(sqlite3 *db) {
// CHECK-FIXES-NEXT:   int rc = sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   if (rc != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   rc = sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   if (rc != SQLITE_OK) {
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   if (rc != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 3;
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int ignored_bad(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return 2;
  }
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: static int ignored_bad(sqlite3 *db) {
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr) != SQLITE_OK) {
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == 0)
// CHECK-FIXES-NEXT:     db_rollback.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static bool right_ok(Database &db) {
  db.begin();
  if (!db.insert(1) || !db.commit()) {
    db.rollback();
    return false;
  }
  return true;
}

static void with_database(int (*body)(sqlite3 *)) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(":memory:", &db) == SQLITE_OK)
    fault::note("result", body(db));
  sqlite3_close(db);
}

int main() {
  return fault::run({
      {"tested", [] { Database db; fault::note("is", tested_bad(db)); }},
      {"kept", [] { Database db; fault::note("is", kept_bad(db, false)); }},
      {"kept twice", [] { Database db; fault::note("is", kept_bad(db, true)); }},
      {"status", [] { with_database(status_bad); }},
      {"ignored", [] { with_database(ignored_bad); }},
      {"right", [] { Database db; fault::note("is", right_ok(db)); }},
  });
}
