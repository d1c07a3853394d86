// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// An exit that sees the exception: commit after success, roll back after
// failure, and let the failure pass.
#include "db.hpp"
#include <raii/with.hpp>

class changing {
public:
  explicit changing(db &d) : db_(d) {}
  db &enter() {
    db_.exec("BEGIN");
    return db_;
  }
  void exit(const std::exception_ptr &error) {
    db_.exec(error ? "ROLLBACK" : "COMMIT");
    std::puts(error ? "rolled back" : "committed");
  }

private:
  db &db_;
};

int main() {
  make_db("example.db");
  db d("example.db");
  raii::with(changing(d),
             [](db &open) { open.exec("INSERT INTO item DEFAULT VALUES"); });
  try {
    raii::with(changing(d), [](db &open) {
      open.exec("INSERT INTO item DEFAULT VALUES");
      throw std::runtime_error("changed my mind");
    });
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  std::printf("%d item\n", items("example.db"));
}
