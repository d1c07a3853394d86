// RUN: %check_raii %s raii-cleanup-loop %t
// Locks that one loop takes and another gives back.
#include <array>
#include <mutex>
#include <pthread.h>
#include <vector>
bool step(int) noexcept;
int count() noexcept;

int forwards_bad(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.lock();
  if (!step(1)) {
    for (auto &m : all)
      m.unlock();
    return count();
  }
  for (auto &each : all)
    each.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int forwards_bad(std::vector<std::mutex> &all) {
// CHECK-FIXES-NEXT:   for (auto &m : all)
// CHECK-FIXES-NEXT:     m.lock();
// CHECK-FIXES-NEXT:   raii::scope_exit all_guard([&all] {
// CHECK-FIXES-NEXT:     for (auto &m : all) m.unlock();
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     all_guard.reset();
// CHECK-FIXES-NEXT:     return count();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int backwards_bad(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.lock();
  if (!step(1)) {
    for (auto it = all.rbegin(); it != all.rend(); ++it)
      it->unlock();
    return 1;
  }
  for (auto i = all.size(); i-- > 0;)
    all[i].unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int backwards_bad(std::vector<std::mutex> &all) {
// CHECK-FIXES-NEXT:   raii::exit_stack all_stack;
// CHECK-FIXES-NEXT:   for (auto &m : all) {
// CHECK-FIXES-NEXT:     m.lock();
// CHECK-FIXES-NEXT:     all_stack.callback([&m] { m.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int pointers_bad(const std::vector<std::mutex *> &all) {
  for (std::mutex *m : all) {
    m->lock();
  }
  if (!step(1)) {
    for (auto i = all.size(); i-- > 0;)
      all[i]->unlock();
    return count();
  }
  for (auto i = all.size(); i-- > 0;)
    all[i]->unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int pointers_bad(const std::vector<std::mutex *> &all) {
// CHECK-FIXES-NEXT:   raii::exit_stack all_stack;
// CHECK-FIXES-NEXT:   for (std::mutex *m : all) {
// CHECK-FIXES-NEXT:     m->lock();
// CHECK-FIXES-NEXT:     all_stack.callback([m] { m->unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     all_stack.close();
// CHECK-FIXES-NEXT:     return count();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int array_bad() {
  static std::mutex one, two;
  std::mutex *all[] = {&one, &two};
  for (std::mutex *m : all)
    m->lock();
  int n = count();
  for (std::mutex *m : all)
    m->unlock();
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int array_bad() {
// CHECK-FIXES-NEXT:   static std::mutex one, two;
// CHECK-FIXES-NEXT:   std::mutex *all[] = {&one, &two};
// CHECK-FIXES-NEXT:   for (std::mutex *m : all)
// CHECK-FIXES-NEXT:     m->lock();
// CHECK-FIXES-NEXT:   raii::scope_exit all_guard([&all] {
// CHECK-FIXES-NEXT:     for (std::mutex *m : all) m->unlock();
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   int n = count();
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

int threads_bad(std::array<pthread_mutex_t, 3> &all) {
  for (auto &m : all)
    pthread_mutex_lock(&m);
  int n = count();
  for (auto &m : all)
    pthread_mutex_unlock(&m);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int threads_bad(std::array<pthread_mutex_t, 3> &all) {
// CHECK-FIXES-NEXT:   for (auto &m : all)
// CHECK-FIXES-NEXT:     pthread_mutex_lock(&m);
// CHECK-FIXES-NEXT:   raii::scope_exit all_guard([&all] {
// CHECK-FIXES-NEXT:     for (auto &m : all) pthread_mutex_unlock(&m);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   int n = count();
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

struct Gate {
  void lock();
  void unlock(); // as the catalogue says of every unlock(), it does not throw
};
void gates_bad(std::vector<Gate> &all) {
  for (Gate &g : all)
    g.lock();
  step(1);
  for (Gate &g : all)
    g.unlock();
}
// CHECK-MESSAGES: :[[@LINE-5]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void gates_bad(std::vector<Gate> &all) {
// CHECK-FIXES-NEXT:   for (Gate &g : all)
// CHECK-FIXES-NEXT:     g.lock();
// CHECK-FIXES-NEXT:   raii::scope_exit all_guard([&all] {
// CHECK-FIXES-NEXT:     for (Gate &g : all) g.unlock();
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   step(1);
// CHECK-FIXES-NEXT: }

// In reverse on one way out only: whoever looks for the order must choose.
int mixed_ok(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.lock();
  if (!step(1)) {
    for (auto &m : all)
      m.unlock();
    return 1;
  }
  for (auto i = all.size(); i-- > 0;)
    all[i].unlock();
  return 0;
}

// Refused, each with its reason.

int kept_bad(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.lock();
  if (!step(1))
    return 1;
  for (auto &m : all)
    m.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-8]]:5: note: no fix: it is owned on some paths only (a way out does not release them)

int reordered_bad(std::vector<std::mutex *> &all) {
  for (std::mutex *m : all)
    m->lock();
  all.pop_back();
  for (auto i = all.size(); i-- > 0;)
    all[i]->unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:5: note: no fix: it is owned on some paths only ('all' is used in other ways, too)

int again_bad(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.lock();
  step(1);
  for (auto &m : all)
    m.unlock();
  for (size_t i = 0; i < all.size(); ++i)
    all[i].lock();
  step(2);
  for (auto &m : all)
    m.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:5: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-12]]:5: note: no fix: it is owned on some paths only ('all' is used in other ways, too)

int left_bad(std::vector<std::mutex> &all, const std::vector<int> &numbers) {
  for (int n : numbers) {
    for (auto &m : all)
      m.lock();
    if (n < 0)
      break;
    step(n);
    for (auto &m : all)
      m.unlock();
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: remark: the elements of 'all' are locked in one loop and unlocked by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-10]]:7: note: no fix: it is owned on some paths only (a way out does not release them)

// Nothing of the kind.

// Every second one.
void some_ok(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.lock();
  step(1);
  for (size_t i = 0; i < all.size(); i += 2)
    all[i].unlock();
}

// Locks of the caller, given up for a while.
void given_up_ok(std::vector<std::mutex> &all) {
  for (auto &m : all)
    m.unlock();
  step(1);
  for (auto &m : all)
    m.lock();
}
