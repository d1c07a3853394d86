// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// A connection that is closed on every path, however its use ends.
#include "db.hpp"
#include <raii/scope_exit.hpp>

static void work(const char *path, bool fail) {
  sqlite3 *connection = nullptr;
  const int rc = sqlite3_open(path, &connection);
  raii::scope_exit close_connection([connection] {
    sqlite3_close(connection);
    std::puts("closed");
  });
  if (rc != SQLITE_OK)
    return; // also here
  std::puts("connected");
  if (fail)
    throw std::runtime_error("query failed");
  std::puts("queried");
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
