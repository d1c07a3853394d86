// RUN: %check_raii %s raii-lock-across-suspension %t -std=c++20
#include "lazy.hpp"
#include <mutex>
#include <raii/scope_fail.hpp>
#include <shared_mutex>
#include <vector>

using task = test::lazy<void>;
task fetch();
task store(int);

struct Cache {
  std::mutex mutex;
  std::shared_mutex readers;
  int value = 0;
  task refresh_bad();
  task read_bad();
};

// The example of the page.
task Cache::refresh_bad() {
  std::lock_guard<std::mutex> lock(mutex);
  co_await fetch();
  ++value;
}
// CHECK-MESSAGES: :[[@LINE-4]]:31: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task Cache::read_bad() {
  std::shared_lock lock(readers);
  const int v = value;
  co_await store(v);
}
// CHECK-MESSAGES: :[[@LINE-4]]:20: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task by_hand_bad(std::mutex &m) {
  m.lock();
  co_await fetch();
  m.unlock();
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'm' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task locked_again_bad(std::mutex &m) {
  std::unique_lock<std::mutex> lock(m);
  lock.unlock();
  co_await fetch();
  lock.lock();
  co_await store(1);
}
// CHECK-MESSAGES: :[[@LINE-6]]:32: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task on_one_path_bad(std::mutex &m, bool fast) {
  std::unique_lock<std::mutex> lock(m);
  if (fast)
    lock.unlock();
  co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-5]]:32: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task loop_bad(std::mutex &m) {
  for (int i = 0; i < 3; ++i) {
    std::scoped_lock lock(m);
    co_await store(i);
  }
}
// CHECK-MESSAGES: :[[@LINE-4]]:22: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task counts_exceptions_bad() {
  raii::scope_fail undo([] {});
  co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-3]]:20: warning: 'undo', a raii::scope_fail, counts the exceptions of one thread, and the coroutine is suspended [raii-lock-across-suspension]

task tried_bad(std::mutex &m) {
  std::unique_lock lock(m, std::try_to_lock);
  if (!lock)
    co_return;
  co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-5]]:20: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task tried_and_asked_bad(std::mutex &m) {
  std::unique_lock lock(m, std::try_to_lock);
  if (lock.owns_lock())
    co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-4]]:20: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task deferred_bad(std::mutex &m) {
  std::unique_lock lock(m, std::defer_lock);
  lock.lock();
  co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-4]]:20: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task deferred_and_tried_bad(std::mutex &m) {
  std::unique_lock lock(m, std::defer_lock);
  if (lock.try_lock())
    co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-4]]:20: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

task adopted_bad(std::mutex &m) {
  if (!m.try_lock())
    co_return;
  std::lock_guard lock(m, std::adopt_lock);
  co_await fetch();
}
// CHECK-MESSAGES: :[[@LINE-3]]:19: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

// --- fine

task not_got_ok(std::mutex &m) {
  std::unique_lock lock(m, std::try_to_lock);
  if (!lock)
    co_await fetch();
}

task not_got_later_ok(std::mutex &m) {
  std::unique_lock lock(m, std::defer_lock);
  if (!lock.try_lock()) {
    co_await fetch();
    co_return;
  }
}

task got_and_given_up_ok(std::mutex &m) {
  std::unique_lock lock(m, std::try_to_lock);
  if (lock) {
    lock.unlock();
    co_await fetch();
  }
}

task ends_before_ok(std::mutex &m) {
  {
    std::lock_guard<std::mutex> lock(m);
  }
  co_await fetch();
}

task unlocked_ok(std::mutex &m) {
  std::unique_lock<std::mutex> lock(m);
  lock.unlock();
  co_await fetch();
}

task after_ok(std::mutex &m) {
  for (;;) {
    co_await fetch();
    std::lock_guard<std::mutex> lock(m);
  }
}

task by_hand_ok(std::mutex &m) {
  m.lock();
  m.unlock();
  co_await fetch();
}

struct async_mutex {
  task lock();
  void unlock();
};
task awaited_lock_ok(async_mutex &m) {
  co_await m.lock();
  std::unique_lock<async_mutex> lock(m, std::adopt_lock);
  co_await fetch();
}

task deferred_ok(std::mutex &m) {
  std::unique_lock<std::mutex> lock(m, std::defer_lock);
  co_await fetch();
}

void no_coroutine_ok(std::mutex &m) {
  std::lock_guard<std::mutex> lock(m);
  auto later = []() -> task { co_await fetch(); };
  (void)later;
}

// Whoever awaits with the lock, or with its mutex, gives it up meanwhile.
struct condition {
  task wait(std::unique_lock<std::mutex> &);
  task wait(std::mutex &);
};
task waits_with_lock_ok(std::mutex &m, condition &c) {
  std::unique_lock<std::mutex> lock(m);
  co_await c.wait(lock);
}
task waits_with_mutex_ok(std::mutex &m, condition &c) {
  std::unique_lock<std::mutex> lock(m);
  co_await c.wait(m);
}

// What is ready at once does not wait.
task never_waits_ok(std::mutex &m) {
  std::lock_guard lock(m);
  co_await std::suspend_never{};
}
