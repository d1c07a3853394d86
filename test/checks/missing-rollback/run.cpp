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

static int sqlite_bad(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 2;
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

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
