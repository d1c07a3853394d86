// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// Several databases: a failing body rolls all back, in reverse. When a commit
// fails after another one succeeded, "all or nothing" is over; what was
// committed is named.
#include "db.hpp"

static const char *const paths[] = {"stock.db", "orders.db", "billing.db"};

static void change_all(int fail_statement, int fail_commit) {
  db stock(paths[0]), orders(paths[1]), billing(paths[2]);
  db *all[] = {&stock, &orders, &billing};
  raii::transaction_set set;
  for (int n = 0; n < 3; ++n)
    set.add(*all[n], paths[n]);
  for (int n = 0; n < 3; ++n) {
    all[n]->exec(n == fail_statement ? "INSERT INTO nowhere VALUES(1)"
                                    : "INSERT INTO item DEFAULT VALUES");
    if (n == fail_commit)
      all[n]->exec(
          "INSERT INTO item(parent) VALUES(99)"); // COMMIT will refuse it
  }
  set.commit();
}

static void show(const char *what, int fail_statement, int fail_commit) {
  for (const char *path : paths)
    make_db(path);
  std::printf("%s: ", what);
  try {
    change_all(fail_statement, fail_commit);
    std::printf("all committed");
  } catch (const raii::partial_commit &e) {
    std::printf("%s", e.what());
  } catch (const std::exception &e) {
    std::printf("rolled back, %s", e.what());
  }
  std::printf("; items %d %d %d\n", items(paths[0]), items(paths[1]),
              items(paths[2]));
}

int main() {
  show("success", -1, -1);
  show("last statement fails", 2, -1);
  show("first commit fails", -1, 0);
  show("second commit fails", -1, 1);
  show("third commit fails", -1, 2);
}
