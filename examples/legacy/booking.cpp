#include "legacy.h"
#include <cstdio>

bool book(Journal *journal, Stock &stock, const Order &order) {
  if (journal_begin(journal) != 0)
    return false;
  if (journal_write(journal, order.item.c_str(), order.count) != 0) {
    journal_rollback(journal);
    return false;
  }
  if (!stock.take(order.item, order.count))
    return false;
  return journal_commit(journal) == 0;
}

int book_all(Journal *journal, Stock &stock, const std::vector<Order> &orders) {
  FILE *protocol = tmpfile();
  if (!protocol)
    return 0;
  int booked = 0;
  try {
    for (const Order &order : orders)
      if (book(journal, stock, order)) {
        fprintf(protocol, "%s\n", order.item.c_str());
        ++booked;
      }
  } catch (...) {
    fclose(protocol);
    throw;
  }
  fclose(protocol);
  return booked;
}
