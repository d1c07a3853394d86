// A stock, its orders and its journal.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>

struct Order {
  std::string item;
  int count;
};

/// Reads one order a line ("apples 3") and appends it to orders. Returns the number of orders, or -1.
/// Throws std::invalid_argument for a count that is no number.
int read_orders(const char *path, std::vector<Order> &orders);

/// A line with its blanks folded, in memory that the caller frees; null without memory.
char *fold_blanks(const char *line);

class Stock {
public:
  void add(const std::string &item, int count);
  /// False if there are not enough of them. Throws std::out_of_range for an unknown item.
  bool take(const std::string &item, int count);
  int count_of(const std::string &item);

private:
  int &entry(const std::string &item);
  std::mutex mutex;
  std::map<std::string, int> counts;
};

// The journal: a C interface in the style of a database.
struct Journal;
Journal *journal_open();
void journal_close(Journal *journal);
int journal_begin(Journal *journal); // 0, or an error: one transaction at a time
int journal_write(Journal *journal, const char *item, int count);
int journal_commit(Journal *journal);
void journal_rollback(Journal *journal);
int journal_entries(const Journal *journal); // committed ones

/// Takes an order from the stock and writes it to the journal: both or none.
bool book(Journal *journal, Stock &stock, const Order &order);
/// Books all; returns how many could be booked. Closes the journal even if a booking throws, which it passes on.
int book_all(Journal *journal, Stock &stock, const std::vector<Order> &orders);

/// Writes the report; false if it cannot be written.
bool export_report(const char *path, Stock &stock, const std::vector<Order> &orders);
