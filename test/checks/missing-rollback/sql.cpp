// RUN: %check_raii %s raii-missing-rollback %t
// BEGIN, COMMIT and ROLLBACK as SQL text.
#include <sqlite3.h>
#include <string>

static int run(sqlite3 *db, const char *sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr); }

int early_return_bad(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 2;
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-6]]:7: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-FIXES: int early_return_bad(sqlite3 *db) {
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr) != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT: }

int early_return_ok(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return 2;
  }
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

int immediate_bad(sqlite3 *db, int n) {
  sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
  if (n < 0)
    return n;
  sqlite3_exec(db, "commit", nullptr, nullptr, nullptr);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: the transaction on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-FIXES: int immediate_bad(sqlite3 *db, int n) {
// CHECK-FIXES-NEXT:   sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   sqlite3_exec(db, "commit", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int immediate_ok(sqlite3 *db, int n) {
  sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
  sqlite3_exec(db, n < 0 ? "rollback" : "commit", nullptr, nullptr, nullptr);
  return 0;
}

int other_statements_ok(sqlite3 *db) {
  if (sqlite3_exec(db, "SELECT 1", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  return run(db, "VACUUM");
}

// A guard would need the savepoint's name, and a RELEASE behind the ROLLBACK TO.
int savepoint_bad(sqlite3 *db) {
  sqlite3_exec(db, "SAVEPOINT a", nullptr, nullptr, nullptr);
  if (sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  sqlite3_exec(db, "RELEASE a", nullptr, nullptr, nullptr);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: the savepoint on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-7]]:3: note: no fix: the function shows no release that a guard could run

// The savepoint is rolled back and then released: a guard would do the first only.
int two_steps_bad(sqlite3 *db, int n) {
  sqlite3_exec(db, "SAVEPOINT add_group", nullptr, nullptr, nullptr);
  if (n > 7)
    return 2;
  if (n > 3) {
    sqlite3_exec(db, "ROLLBACK TO add_group", nullptr, nullptr, nullptr);
    sqlite3_exec(db, "RELEASE add_group", nullptr, nullptr, nullptr);
    return 3;
  }
  sqlite3_exec(db, "RELEASE add_group", nullptr, nullptr, nullptr);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:3: warning: the savepoint on 'db' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-12]]:3: note: no fix: it is owned on some paths only (what is rolled back is ended by another call yet)

struct Connection {
  void exec(const std::string &sql) noexcept;
};
int savepoint_bad(Connection &c, int n) {
  c.exec("SAVEPOINT one");
  if (n > 7)
    return -1;
  if (n > 3) {
    c.exec("ROLLBACK TO one");
    return -2;
  }
  c.exec("RELEASE one");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: warning: the savepoint on 'c' is neither committed nor rolled back on every path out of the function [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-11]]:3: note: no fix: the code has a shape that the rewriter does not know (the release evaluates more than names)
