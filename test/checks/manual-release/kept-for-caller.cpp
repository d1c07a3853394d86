// RUN: %check_raii %s raii-manual-release %t
// A lock that is kept for the caller on success and taken back where something failed.
#include <mutex>
bool ready() noexcept;
bool enter_ok(std::mutex &m) {
  m.lock();
  if (!ready()) {
    m.unlock();
    return false;
  }
  return true;
}
class Gate {
public:
  int enter_ok(int n) {
    m_.lock();
    if (n > 3) {
      m_.unlock();
      return -1;
    }
    return n;
  }
  void leave() { m_.unlock(); }

private:
  std::mutex m_;
};
// Kept on a failing path: that is no success to keep it for.
