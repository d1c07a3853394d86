// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// Group 21: three database files; a failure at each open, statement and
// commit; rollback after SQLite's own; a crash in the middle of a commit.
#include "check.hpp"
#include <cstdio>
#include <raii/transaction.hpp>
#include <raii/unique_resource.hpp>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>
using test::say;

namespace {
struct close_sqlite {
  void operator()(sqlite3 *db) const noexcept { sqlite3_close(db); }
};
using unique_sqlite = raii::unique_resource<sqlite3 *, close_sqlite,
                                            raii::failure_value<nullptr>>;

struct sql_error : std::runtime_error {
  int code;
  sql_error(sqlite3 *db, int c)
      : std::runtime_error(sqlite3_errmsg(db)), code(c) {}
};

struct database {
  unique_sqlite handle;
  explicit database(const std::string &path) {
    // On failure too there is a handle, and it must be closed.
    const int rc = sqlite3_open(path.c_str(), raii::out(handle));
    if (rc != SQLITE_OK)
      throw sql_error(handle.get(), rc);
    sqlite3_extended_result_codes(handle.get(), 1);
    execute("PRAGMA foreign_keys = ON");
  }
  void execute(const char *sql) {
    const int rc = sqlite3_exec(handle.get(), sql, nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK)
      throw sql_error(handle.get(), rc);
  }
  int count() {
    int n = -1;
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(handle.get(), "SELECT count(*) FROM item", -1, &raw,
                           nullptr) != SQLITE_OK)
      return -1;
    raii::unique_resource statement(raw, sqlite3_finalize);
    if (sqlite3_step(statement.get()) == SQLITE_ROW)
      n = sqlite3_column_int(statement.get(), 0);
    return n;
  }
};
} // namespace
template <> struct raii::transaction_traits<database> {
  static void begin(database &d) { d.execute("BEGIN IMMEDIATE"); }
  static void commit(database &d) { d.execute("COMMIT"); }
  static void rollback(database &d) { d.execute("ROLLBACK"); }
  static bool active(database &d) {
    return !sqlite3_get_autocommit(d.handle.get());
  }
};

namespace {
const char *const schema =
    "CREATE TABLE item(id INTEGER PRIMARY KEY, parent INTEGER "
    "REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED);";
const char *const good = "INSERT INTO item(parent) VALUES(NULL)";
// Accepted now, refused by COMMIT with 787; the transaction stays open.
const char *const fails_at_commit = "INSERT INTO item(parent) VALUES(4711)";
const char *const fails_at_once = "INSERT INTO nothing VALUES(1)";

void fresh(const char *path) {
  std::remove(path);
  database(path).execute(schema);
}
} // namespace

TEST(commit_fails_and_stays_open) {
  fresh("a.db");
  database d("a.db");
  try {
    raii::transaction tx(d);
    d.execute(fails_at_commit);
    try {
      tx.commit();
    } catch (const sql_error &e) {
      CHECK(e.code == SQLITE_CONSTRAINT_FOREIGNKEY && e.code == 787);
      CHECK(!sqlite3_get_autocommit(d.handle.get()));
      throw;
    }
  } catch (const sql_error &) {
    say("caught");
  }
  CHECK_LOG("caught");
  CHECK(sqlite3_get_autocommit(d.handle.get()));
  CHECK(d.count() == 0);
}

TEST(rollback_after_an_automatic_rollback) {
  fresh("a.db");
  database d("a.db");
  d.execute(good);
  try {
    raii::transaction tx(d);
    // A conflict that rolls the whole transaction back by itself.
    d.execute("INSERT OR ROLLBACK INTO item(id) VALUES(1)");
    say("not reached");
  } catch (const sql_error &e) {
    CHECK((e.code & 0xff) == SQLITE_CONSTRAINT);
    say("caught"); // and no second ROLLBACK, which would have terminated
  }
  CHECK_LOG("caught");
  CHECK(sqlite3_get_autocommit(d.handle.get()) && d.count() == 1);
}

TEST(three_files_and_every_failure) {
  const char *const paths[] = {"a.db", "b.db", "c.db"};
  // step 0..2: opening the n-th; 3..5: its statement; 6..8: its commit; 9: none
  for (int step = 0; step <= 9; ++step) {
    for (const char *path : paths)
      fresh(path);
    std::vector<std::string> committed;
    bool failed = false;
    try {
      auto path = [&](int n) {
        return step == n ? std::string("/does/not/exist/x.db")
                         : std::string(paths[n]);
      };
      database a(path(0)), b(path(1)), c(path(2));
      database *all[] = {&a, &b, &c};
      raii::transaction_set set;
      for (int n = 0; n < 3; ++n)
        set.add(*all[n], paths[n]);
      for (int n = 0; n < 3; ++n) {
        all[n]->execute(good);
        if (step == 3 + n)
          all[n]->execute(fails_at_once);
        if (step == 6 + n)
          all[n]->execute(fails_at_commit);
      }
      set.commit();
    } catch (const raii::partial_commit &e) {
      failed = true;
      committed = e.committed();
      try {
        std::rethrow_if_nested(e);
        CHECK(false);
      } catch (const sql_error &cause) {
        CHECK(cause.code == 787);
      }
      CHECK(e.failed() == paths[step - 6]);
    } catch (const sql_error &e) {
      failed = true;
      CHECK(step != 6 || e.code == 787);
    }
    CHECK(failed == (step != 9));
    // What was committed before the failing commit stays; nothing else does.
    const int expected = step == 9 ? 3 : step > 6 ? step - 6 : 0;
    CHECK(static_cast<int>(committed.size()) == (step == 9 ? 0 : expected));
    for (int n = 0; n < 3; ++n) {
      database d(paths[n]);
      CHECK(sqlite3_get_autocommit(d.handle.get()));
      CHECK(d.count() == (n < expected ? 1 : 0));
      d.execute(good); // not locked by anybody
    }
  }
}

TEST(manager) {
  fresh("a.db");
  database d("a.db");
  raii::with(raii::in_transaction(d), [](database &db) { db.execute(good); });
  CHECK(d.count() == 1);
  try {
    raii::with(raii::in_transaction(d), [](database &db) {
      db.execute(good);
      throw 1;
    });
  } catch (int) {
    say("caught");
  }
  CHECK(d.count() == 1);
  try {
    raii::with(raii::in_transaction(d),
               [](database &db) { db.execute(fails_at_commit); });
  } catch (const sql_error &e) {
    CHECK(e.code == 787);
    say("caught");
  }
  CHECK(d.count() == 1 && sqlite3_get_autocommit(d.handle.get()));
  CHECK_LOG("caught caught");
}

// One connection over attached files commits them all or none, also when the
// process is killed: that is what ATTACH gives and transaction_set cannot.
TEST(killed_with_attached_files) {
  for (int kill_at = 0; kill_at < 3; ++kill_at) {
    fresh("a.db");
    fresh("b.db");
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      database d("a.db");
      d.execute("ATTACH 'b.db' AS b");
      raii::transaction tx(d);
      d.execute("INSERT INTO main.item(parent) VALUES(NULL)");
      if (kill_at == 0)
        raise(SIGKILL);
      d.execute("INSERT INTO b.item(parent) VALUES(NULL)");
      if (kill_at == 1)
        raise(SIGKILL);
      tx.commit();
      raise(SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    const int expected = kill_at == 2 ? 1 : 0;
    CHECK(database("a.db").count() == expected);
    CHECK(database("b.db").count() == expected);
  }
}
