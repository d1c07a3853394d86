// RUN: %check_raii %s raii-missing-rollback %t
// A second BEGIN while the first is open: SQLite refuses it. Of a class it is not known whether it nests.
#include <sqlite3.h>

struct Database {
  void begin() noexcept;
  void commit() noexcept;
  void rollback() noexcept;
};

int again_bad(sqlite3 *db, int n) {
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  if (n > 3)
    sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: the transaction on 'db' is begun again while it is open [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-7]]:3: note: no fix: the handle is assigned another value while it is held (it is begun in several places)

int forgotten_bad(sqlite3 *db, int n) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (n < 7)
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 2;
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: the transaction on 'db' is begun again while it is open [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:7: note: no fix: the handle is assigned another value while it is held (it is begun in several places)

int one_after_the_other_ok(sqlite3 *db) {
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return 0;
}

// The first has failed where the second is tried.
int tried_again_ok(sqlite3 *db) {
  int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  if (rc == SQLITE_BUSY)
    rc = sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    return rc;
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

// Asked whether one is open.
int asked_ok(sqlite3 *db, int n) {
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  if (n > 3)
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  if (sqlite3_get_autocommit(db))
    sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

// Another connection.
int other_ok(sqlite3 *db, sqlite3 *log) {
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  sqlite3_exec(log, "BEGIN", nullptr, nullptr, nullptr);
  sqlite3_exec(log, "COMMIT", nullptr, nullptr, nullptr);
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

// A limit: it may nest.
void FN_method_bad(Database &db) {
  db.begin();
  db.begin();
  db.commit();
}
