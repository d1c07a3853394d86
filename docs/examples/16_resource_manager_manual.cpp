// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// By hand: a manager that, when entering the third database fails, forgets
// the two it entered before.
#include "db.hpp"

class manager {
public:
  bool enter(const char *const *paths, int count) {
    for (int i = 0; i < count; ++i) {
      if (sqlite3_open_v2(paths[i], &handles_[i], SQLITE_OPEN_READWRITE,
                          nullptr) != SQLITE_OK) {
        sqlite3_close(handles_[i]);
        return false; // those before stay open
      }
      ++open_;
      std::printf("open %s\n", paths[i]);
    }
    return true;
  }
  void exit() {
    for (int i = 0; i < open_; ++i)
      sqlite3_close(handles_[i]);
    open_ = 0;
    std::puts("all closed");
  }
  int open() const { return open_; }

private:
  sqlite3 *handles_[3] = {};
  int open_ = 0;
};

int main() {
  make_db("stock.db");
  make_db("orders.db");
  make_db("billing.db");
  const char *const good[] = {"stock.db", "orders.db", "billing.db"};
  const char *const bad[] = {"stock.db", "orders.db", "missing.db"};
  manager m;
  if (m.enter(good, 3))
    m.exit();
  manager n;
  if (!n.enter(bad, 3))
    std::printf("failed, %d left open\n", n.open());
  n.exit(); // only so that this example is clean
}
