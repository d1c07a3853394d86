// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// The same by hand: the close stands three times, and a fourth way out of
// the function would have to think of it.
#include "db.hpp"

static void work(const char *path, bool fail) {
  sqlite3 *connection = nullptr;
  const int rc = sqlite3_open(path, &connection);
  if (rc != SQLITE_OK) {
    sqlite3_close(connection);
    std::puts("closed");
    return;
  }
  try {
    std::puts("connected");
    if (fail)
      throw std::runtime_error("query failed");
    std::puts("queried");
  } catch (...) {
    sqlite3_close(connection);
    std::puts("closed");
    throw;
  }
  sqlite3_close(connection);
  std::puts("closed");
}

int main() {
  work("example.db", false);
  work("/does/not/exist.db", false);
  try {
    work("example.db", true);
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
