// STD: 17
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// By hand: three databases need nested handlers; here one is missing.
#include "db.hpp"

static void change_both(db &stock, db &orders, bool fail) {
  stock.exec("BEGIN");
  orders.exec("BEGIN");
  try {
    stock.exec("INSERT INTO item DEFAULT VALUES");
    if (fail)
      orders.exec("INSERT INTO nowhere VALUES(1)");
    orders.exec("INSERT INTO item DEFAULT VALUES");
  } catch (...) {
    orders.exec("ROLLBACK"); // the stock stays in its transaction
    throw;
  }
  stock.exec("COMMIT");
  orders.exec("COMMIT");
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
