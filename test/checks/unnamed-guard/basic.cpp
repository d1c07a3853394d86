// RUN: %check_raii %s raii-unnamed-guard %t -- -Wno-unused-value -Wno-unused-result -Wno-vexing-parse
#include "guards.h"
#include <mutex>
#include <shared_mutex>

int shared_count;
std::mutex count_mutex;
void report(int);
void finish();

int next_id_bad() {
  std::lock_guard<std::mutex>{count_mutex};
  return ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this std::lock_guard has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-FIXES: int next_id_bad() {
// CHECK-FIXES-NEXT:   std::lock_guard<std::mutex> count_mutex_lock{count_mutex};
// CHECK-FIXES-NEXT:   return ++shared_count;
// CHECK-FIXES-NEXT: }

struct Cache {
  std::mutex m_mutex;
  std::shared_mutex readers_;
  int value = 0;
  void put_bad(int v) {
    std::unique_lock<std::mutex>(m_mutex);
    value = v;
  }
  int get_bad() {
    std::shared_lock<std::shared_mutex> {this->readers_};
    return value;
  }
  void put_ok(int v) {
    std::unique_lock<std::mutex> lock(m_mutex);
    value = v;
  }
};
// CHECK-MESSAGES: :[[@LINE-12]]:5: warning: this declares 'm_mutex', an empty std::unique_lock; nothing is locked [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-9]]:5: warning: this std::shared_lock has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-FIXES: struct Cache {
// CHECK-FIXES-NEXT:   std::mutex m_mutex;
// CHECK-FIXES-NEXT:   std::shared_mutex readers_;
// CHECK-FIXES-NEXT:   int value = 0;
// CHECK-FIXES-NEXT:   void put_bad(int v) {
// CHECK-FIXES-NEXT:     std::unique_lock<std::mutex> mutex_lock(m_mutex);
// CHECK-FIXES-NEXT:     value = v;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   int get_bad() {
// CHECK-FIXES-NEXT:     std::shared_lock<std::shared_mutex> readers_lock {this->readers_};
// CHECK-FIXES-NEXT:     return value;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   void put_ok(int v) {
// CHECK-FIXES-NEXT:     std::unique_lock<std::mutex> lock(m_mutex);
// CHECK-FIXES-NEXT:     value = v;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: };

void other_functions_run_bad() {
  std::scoped_lock{count_mutex};
  report(shared_count);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this std::scoped_lock has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: fix (unsafe): name the guard 'count_mutex_lock'; the lock is held to the end of the block, while other functions run

void cleanup_bad(int n) {
  gsl::finally([] { finish(); });
  report(n);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this gsl::final_action has no name; the cleanup runs at once [raii-unnamed-guard]
// CHECK-FIXES: void cleanup_bad(int n) {
// CHECK-FIXES-NEXT:   auto scope_guard = gsl::finally([] { finish(); });
// CHECK-FIXES-NEXT:   report(n);
// CHECK-FIXES-NEXT: }

void abseil_bad(absl::Mutex &mu) {
  absl::MutexLock{&mu};
  absl::MakeCleanup([] { finish(); });
  ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: this absl::MutexLock has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-5]]:3: note: fix (unsafe): name the guard 'mu_lock'; the lock is held to the end of the block, while other functions run
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this absl::Cleanup has no name; the cleanup runs at once [raii-unnamed-guard]
// CHECK-FIXES: void abseil_bad(absl::Mutex &mu) {
// CHECK-FIXES-NEXT:   absl::MutexLock{&mu};
// CHECK-FIXES-NEXT:   auto scope_guard = absl::MakeCleanup([] { finish(); });
// CHECK-FIXES-NEXT:   ++shared_count;
// CHECK-FIXES-NEXT: }

void libraries_bad(boost::mutex &b, QMutex &q, QObject *o) {
  boost::lock_guard<boost::mutex>{b};
  QMutexLocker{&q};
  QSignalBlocker{o};
  folly::makeGuard([] { finish(); });
  wil::scope_exit([] { finish(); });
  ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: this boost::lock_guard has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: fix (unsafe): name the guard 'b_lock'; the lock is held to the end of the block, while other functions run
// CHECK-MESSAGES: :[[@LINE-8]]:3: warning: this QMutexLocker has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-9]]:3: note: fix (unsafe): name the guard 'q_lock'; the lock is held to the end of the block, while other functions run
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: this QSignalBlocker has no name; the state is put back at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: this folly::detail::ScopeGuardImpl has no name; the cleanup runs at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-9]]:3: warning: this wil::details::lambda_call has no name; the cleanup runs at once [raii-unnamed-guard]
// CHECK-FIXES: void libraries_bad(boost::mutex &b, QMutex &q, QObject *o) {
// CHECK-FIXES-NEXT:   boost::lock_guard<boost::mutex>{b};
// CHECK-FIXES-NEXT:   QMutexLocker{&q};
// CHECK-FIXES-NEXT:   QSignalBlocker o_guard{o};
// CHECK-FIXES-NEXT:   auto scope_guard = folly::makeGuard([] { finish(); });
// CHECK-FIXES-NEXT:   auto scope_guard2 = wil::scope_exit([] { finish(); });
// CHECK-FIXES-NEXT:   ++shared_count;
// CHECK-FIXES-NEXT: }

std::unique_lock<std::mutex> locked();
void from_function_bad() {
  locked();
  ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this std::unique_lock has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-FIXES: void from_function_bad() {
// CHECK-FIXES-NEXT:   auto scoped_lock = locked();
// CHECK-FIXES-NEXT:   ++shared_count;
// CHECK-FIXES-NEXT: }

void conditional_bad(bool threads) {
  if (threads)
    std::lock_guard<std::mutex>{count_mutex};
  ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-3]]:5: warning: this std::lock_guard has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-4]]:5: note: no fix: the code has a shape that the rewriter does not know (the guard would end with the if or the loop)

void taken_again_bad() {
  std::lock_guard<std::mutex>{count_mutex};
  ++shared_count;
  std::lock_guard<std::mutex> again(count_mutex);
  --shared_count;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this std::lock_guard has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-6]]:3: note: no fix: the code has a shape that the rewriter does not know (the same lock is taken again in this scope)

#define LOCK(m) std::lock_guard<std::mutex>{m}
void macro_bad() {
  LOCK(count_mutex);
  ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: this std::lock_guard has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: no fix: the code comes from a macro

void jumps_bad(int n) {
  if (n)
    goto out;
  std::lock_guard<std::mutex>{count_mutex};
  ++shared_count;
out:
  report(n);
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: this std::lock_guard has no name; the lock is given up at once [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-6]]:3: note: no fix: a goto or case label jumps over the place of the guard (label 'out')

void used_as_guard_bad() {
  std::unique_lock<std::mutex>(count_mutex);
  if (!count_mutex.owns_lock())
    ++shared_count;
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: this declares 'count_mutex', an empty std::unique_lock; nothing is locked [raii-unnamed-guard]
// CHECK-MESSAGES: :[[@LINE-5]]:3: note: no fix: the code has a shape that the rewriter does not know ('count_mutex' is used as the guard)

// --- fine

void named_ok() {
  std::lock_guard<std::mutex> lock(count_mutex);
  ++shared_count;
}

void barrier_ok() {
  { std::lock_guard<std::mutex>{count_mutex}; }
  report(shared_count);
}

void comma_ok() { std::lock_guard<std::mutex>{count_mutex}, ++shared_count; }

void said_so_ok() {
  (void)std::lock_guard<std::mutex>{count_mutex};
  ++shared_count;
}

void ends_other_ok(std::unique_lock<std::mutex> held) {
  std::unique_lock<std::mutex>(std::move(held));
  report(0);
}

void holds_nothing_ok() {
  std::unique_lock<std::mutex>(count_mutex, std::defer_lock);
  std::unique_lock<std::mutex>();
  report(0);
}

// No other thing is called `later`: an empty lock for later.
void declared_for_later_ok() {
  std::unique_lock<std::mutex>(later);
  later = std::unique_lock<std::mutex>(count_mutex);
  ++shared_count;
}

void reference_ok() {
  const auto &cleanup = gsl::finally([] { finish(); });
  (void)cleanup;
  report(1);
}

int last_ok() {
  int n = shared_count;
  { gsl::finally([] { finish(); }); }
  return n;
}
