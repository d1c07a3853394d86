// A SQLite connection, as the examples use it.
#ifndef EXAMPLE_DB_HPP
#define EXAMPLE_DB_HPP

#include <cstdio>
#include <raii/transaction.hpp>
#include <raii/unique_resource.hpp>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

struct close_sqlite {
  void operator()(sqlite3 *db) const noexcept { sqlite3_close(db); }
};
using unique_sqlite = raii::unique_resource<sqlite3 *, close_sqlite,
                                            raii::failure_value<nullptr>>;

class db {
public:
  explicit db(const std::string &path) {
    // There is a handle to close even if opening failed: it has the message.
    if (sqlite3_open(path.c_str(), raii::out(handle_)) != SQLITE_OK)
      fail();
    exec("PRAGMA foreign_keys = ON");
  }
  void exec(const char *sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) !=
        SQLITE_OK)
      fail();
  }
  int number(const char *sql) {
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql, -1, &raw, nullptr) !=
        SQLITE_OK)
      fail();
    raii::unique_resource statement(raw, sqlite3_finalize);
    return sqlite3_step(statement.get()) == SQLITE_ROW
               ? sqlite3_column_int(statement.get(), 0)
               : -1;
  }
  bool in_transaction() const noexcept {
    return !sqlite3_get_autocommit(handle_.get());
  }

private:
  [[noreturn]] void fail() {
    throw std::runtime_error(sqlite3_errmsg(handle_.get()));
  }
  unique_sqlite handle_;
};

template <> struct raii::transaction_traits<db> {
  static void begin(db &d) { d.exec("BEGIN"); }
  static void commit(db &d) { d.exec("COMMIT"); }
  static void rollback(db &d) { d.exec("ROLLBACK"); }
  // SQLite rolls back by itself after some errors.
  static bool active(db &d) { return d.in_transaction(); }
};

// An empty database with one table, whose foreign key is checked by COMMIT.
inline void make_db(const std::string &path) {
  std::remove(path.c_str());
  db(path).exec("CREATE TABLE item(id INTEGER PRIMARY KEY, parent INTEGER "
               "REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED)");
}
inline int items(const std::string &path) {
  return db(path).number("SELECT count(*) FROM item");
}

#endif
