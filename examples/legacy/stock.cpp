#include "legacy.h"
#include <stdexcept>

int &Stock::entry(const std::string &item) {
  auto found = counts.find(item);
  if (found == counts.end())
    throw std::out_of_range("no such item: " + item);
  return found->second;
}

void Stock::add(const std::string &item, int count) {
  mutex.lock();
  counts[item] += count;
  mutex.unlock();
}

bool Stock::take(const std::string &item, int count) {
  mutex.lock();
  int &left = entry(item);
  if (left < count) {
    return false;
  }
  left -= count;
  mutex.unlock();
  return true;
}

int Stock::count_of(const std::string &item) {
  mutex.lock();
  const int count = entry(item);
  mutex.unlock();
  return count;
}
