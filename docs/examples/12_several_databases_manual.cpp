// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// By hand: three databases need nested handlers; here one is missing.
#include "db.hpp"

static void change_both(db &stock, db &orders, bool fail) {
  stock.run("BEGIN");
  orders.run("BEGIN");
  try {
    stock.run("INSERT INTO item DEFAULT VALUES");
    if (fail)
      orders.run("INSERT INTO nowhere VALUES(1)");
    orders.run("INSERT INTO item DEFAULT VALUES");
  } catch (...) {
    orders.run("ROLLBACK"); // the stock stays in its transaction
    throw;
  }
  stock.run("COMMIT");
  orders.run("COMMIT");
}

int main() {
  make_db("stock.db");
  make_db("orders.db");
  db stock("stock.db"), orders("orders.db");
  change_both(stock, orders, false);
  try {
    change_both(stock, orders, true);
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  std::printf("stock still open: %d, orders still open: %d\n",
              stock.in_transaction(), orders.in_transaction());
}
