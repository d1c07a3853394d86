// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// By hand: right, but the rollback must be written at every such place.
#include "db.hpp"

static void add_item(db &d, bool fail) {
  d.exec("BEGIN");
  try {
    d.exec("INSERT INTO item DEFAULT VALUES");
    if (fail)
      throw std::runtime_error("changed my mind");
  } catch (...) {
    d.exec("ROLLBACK");
    std::puts("rolled back");
    throw;
  }
  d.exec("COMMIT");
  std::puts("committed");
}

int main() {
  make_db("example.db");
  db d("example.db");
  add_item(d, false);
  try {
    add_item(d, true);
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  std::printf("%d item\n", items("example.db"));
}
