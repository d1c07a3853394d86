// STD: 20
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// try, catch and "else" around the co_yield: what the body throws comes out
// there, so a transaction reads from top to bottom.
#include "db.hpp"
#include <raii/context.hpp>

static raii::context<void> transaction(db &d) {
  d.exec("BEGIN");
  try {
    co_yield{};
    d.exec("COMMIT"); // may fail too, and is then rolled back
  } catch (...) {
    d.exec("ROLLBACK");
    std::puts("rolled back");
    throw;
  }
  std::puts("committed");
}

int main() {
  make_db("example.db");
  db d("example.db");
  (void)raii::with(transaction(d),
                   [&] { d.exec("INSERT INTO item DEFAULT VALUES"); });
  for (const char *sql : {"INSERT INTO nowhere VALUES(1)",
                          "INSERT INTO item(parent) VALUES(99)"}) {
    try {
      (void)raii::with(transaction(d), [&] {
        d.exec("INSERT INTO item DEFAULT VALUES");
        d.exec(sql);
      });
    } catch (const std::exception &e) {
      std::printf("error: %s\n", e.what());
    }
  }
  std::printf("%d item\n", items("example.db"));
}
