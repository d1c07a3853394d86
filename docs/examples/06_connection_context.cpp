// STD: 20
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// A coroutine manager that gives its body a value: the connection lives in
// the coroutine, so its destructor closes it whatever happens.
#include "db.hpp"
#include <raii/context.hpp>
#include <raii/scope_exit.hpp>

static raii::context<db> connection(std::string path) {
  std::printf("open %s\n", path.c_str());
  raii::defer_guard said([] { std::puts("closed"); });
  db d(path);
  co_yield d;
}

int main() {
  make_db("example.db");
  auto n = raii::with(connection("example.db"), [](db &d) {
    d.exec("INSERT INTO item DEFAULT VALUES");
    return d.number("SELECT count(*) FROM item");
  });
  std::printf("%d item\n", n.value_or(-1));
  try {
    (void)raii::with(connection("example.db"),
                     [](db &d) { d.exec("SELECT nonsense FROM item"); });
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  try {
    (void)raii::with(connection("/does/not/exist.db"),
                     [](db &) { std::puts("not reached"); });
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
