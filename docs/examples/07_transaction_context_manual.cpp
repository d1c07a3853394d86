// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// By hand, with the usual mistake: the early return neither commits nor rolls
// back, so the next BEGIN fails.
#include "db.hpp"

static bool add(db &d, const char *sql) {
  d.run("BEGIN");
  try {
    d.run("INSERT INTO item DEFAULT VALUES");
    if (!*sql)
      return false;
    d.run(sql);
    d.run("COMMIT");
  } catch (...) {
    d.run("ROLLBACK");
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
