// RUN: %check_raii %s raii-missing-rollback %t
// A transaction of the test's own, and SQLite's.
#include "fault.h"
#include <sqlite3.h>

struct Database {
  void begin() { fault::acquired("own transaction", this); }
  void commit() {
    fault::maybe_throw("commit");
    fault::released("own transaction", this);
    fault::note("committed");
  }
  void rollback() noexcept { fault::released("own transaction", this); }
  void insert(int n) {
    fault::maybe_throw("insert");
    fault::note("insert", n);
  }
};

static bool early_bad(Database &db, int n) {
  db.begin();
  if (n < 0)
    return false;
  db.insert(n);
  db.commit();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-FIXES: static bool early_bad(Database &db, int n) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   db.insert(n);
// CHECK-FIXES-NEXT:   db.commit();
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

static bool rolls_back_once_bad(Database &db, int n) {
  db.begin();
  if (n < 0) {
    db.rollback();
    return false;
  }
  db.insert(n);
  db.commit();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: the transaction on 'db' is neither committed nor rolled back when 'insert' throws [raii-missing-rollback]
// CHECK-FIXES: static bool rolls_back_once_bad(Database &db, int n) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   if (n < 0) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   db.insert(n);
// CHECK-FIXES-NEXT:   db.commit();
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

static int sqlite_bad(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 2;
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-6]]:7: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-FIXES: static int sqlite_bad(sqlite3 *db) {
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr) != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT: }

static void with_database(int (*body)(sqlite3 *)) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(":memory:", &db) == SQLITE_OK)
    fault::note("result", body(db));
  sqlite3_close(db);
}

int main() {
  return fault::run({
      {"early", [] { Database db; early_bad(db, -1); }},
      {"late", [] { Database db; early_bad(db, 1); }},
      {"once", [] { Database db; rolls_back_once_bad(db, 1); }},
      {"once back", [] { Database db; rolls_back_once_bad(db, -1); }},
      {"sqlite", [] { with_database(sqlite_bad); }},
  });
}

// Exceptions are used here: without any throw or catch in the unit, unknown callees do not count.
void uses_exceptions() { throw 1; }
