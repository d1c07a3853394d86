// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// By hand, with the usual mistake: the early return neither commits nor rolls
// back, so the next BEGIN fails.
#include "db.hpp"

static bool add(db &d, const char *sql) {
  d.exec("BEGIN");
  try {
    d.exec("INSERT INTO item DEFAULT VALUES");
    if (!*sql)
      return false;
    d.exec(sql);
    d.exec("COMMIT");
  } catch (...) {
    d.exec("ROLLBACK");
    std::puts("rolled back");
    throw;
  }
  std::puts("committed");
  return true;
}

int main() {
  make_db("example.db");
  db d("example.db");
  add(d, "INSERT INTO item DEFAULT VALUES");
  add(d, "");
  try {
    add(d, "INSERT INTO item DEFAULT VALUES");
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
