#include "legacy.h"

struct Journal {
  std::vector<Order> committed, pending;
  bool active = false;
};

Journal *journal_open() { return new Journal; }

void journal_close(Journal *journal) { delete journal; }

int journal_begin(Journal *journal) {
  if (journal->active)
    return 1;
  journal->active = true;
  return 0;
}

int journal_write(Journal *journal, const char *item, int count) {
  if (!journal->active || count <= 0)
    return 1;
  journal->pending.push_back({item, count});
  return 0;
}

int journal_commit(Journal *journal) {
  if (!journal->active)
    return 1;
  for (const Order &order : journal->pending)
    journal->committed.push_back(order);
  journal->pending.clear();
  journal->active = false;
  return 0;
}

void journal_rollback(Journal *journal) {
  journal->pending.clear();
  journal->active = false;
}

int journal_entries(const Journal *journal) { return static_cast<int>(journal->committed.size()); }
