// RUN: %check_raii %s raii-missing-rollback %t
// A commit that fails: the transaction is still open, and this function rolls back elsewhere.
#include <sqlite3.h>

struct Database {
  void begin();
  bool commit() noexcept;
  void rollback() noexcept;
  bool exec(const char *sql) noexcept;
};
void log(const char *) noexcept;

bool tested_bad(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return false;
  }
  if (!db.commit())
    return false;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: bool tested_bad(Database &db) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   if (!db.exec("insert")) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!db.commit())
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool tested_by_name_bad(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return false;
  }
  const bool done = db.commit();
  if (!done) {
    log("commit failed");
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-12]]:3: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: bool tested_by_name_bad(Database &db) {
// CHECK-FIXES-NEXT:   db.begin();
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([&db] { db.rollback(); });
// CHECK-FIXES-NEXT:   if (!db.exec("insert")) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   const bool done = db.commit();
// CHECK-FIXES-NEXT:   if (!done) {
// CHECK-FIXES-NEXT:     log("commit failed");
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

void told_nobody_bad(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return;
  }
  if (!db.commit())
    log("commit failed");
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-MESSAGES: :[[@LINE-9]]:3: note: no fix: the result of the release is used (of the commit)

int status_bad(sqlite3 *db) {
  int rc = sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return rc;
  }
  rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    return rc;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:12: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: int status_bad(sqlite3 *db) {
// CHECK-FIXES-NEXT:   int rc = sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   if (rc != SQLITE_OK)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   rc = sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   if (rc != SQLITE_OK) {
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
// CHECK-FIXES-NEXT:   if (rc != SQLITE_OK)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   db_rollback.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// SQLite: what a reader keeps from being committed stays open.
int ignored_bad(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return 2;
  }
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: the transaction on 'db' is not rolled back when the commit fails [raii-missing-rollback]
// CHECK-FIXES: int ignored_bad(sqlite3 *db) {
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr) != SQLITE_OK) {
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == 0)
// CHECK-FIXES-NEXT:     db_rollback.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

bool rolled_back_ok(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return false;
  }
  if (!db.commit()) {
    db.rollback();
    return false;
  }
  return true;
}

bool in_one_test_ok(Database &db) {
  db.begin();
  if (!db.exec("insert") || !db.commit()) {
    db.rollback();
    return false;
  }
  return true;
}

int retried_ok(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  int rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  for (int n = 0; rc == SQLITE_BUSY && n < 3; ++n)
    rc = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK)
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  return rc;
}

// The caller is told, and may roll back.
bool returned_ok(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return false;
  }
  return db.commit();
}

bool returned_by_name_ok(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return false;
  }
  const bool done = db.commit();
  log("done");
  return done;
}

// Nothing here rolls back: whose business it is, is not known.
bool no_rollback_ok(Database &db) {
  db.begin();
  if (!db.commit())
    return false;
  return true;
}

int no_rollback_ok(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return 1;
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  return 0;
}

// A limit: of a class it is not known whether a commit that nobody looks at may fail with the transaction open.
bool FN_ignored_bad(Database &db) {
  db.begin();
  if (!db.exec("insert")) {
    db.rollback();
    return false;
  }
  db.commit();
  return true;
}
