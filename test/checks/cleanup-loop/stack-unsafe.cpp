// RUN: %check_raii %s raii-cleanup-loop %t -unsafe
// Registering in a stack allocates.
#include <mutex>
#include <vector>

bool step(int) noexcept;

int noexcept_bad(std::mutex &a, std::mutex &b, bool first, bool second) noexcept {
  if (first)
    a.lock();
  if (second)
    b.lock();
  if (!step(1)) {
    if (second)
      b.unlock();
    if (first)
      a.unlock();
    return 1;
  }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}

int backwards_bad(std::vector<std::mutex> &all) noexcept {
  for (auto &m : all)
    m.lock();
  const bool done = step(1);
  for (auto i = all.size(); i-- > 0;)
    all[i].unlock();
  return done;
}
