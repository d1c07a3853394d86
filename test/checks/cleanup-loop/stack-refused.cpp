// RUN: %check_raii %s raii-cleanup-loop %t
// Resources under flags that no raii::exit_stack is offered for, each with its reason.
#include <cstdio>
#include <mutex>
#include <vector>

bool step(int) noexcept;

int order_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second)
    b.lock();
  if (!step(1)) {
    if (first)
      a.unlock();
    if (second)
      b.unlock();
    return 1;
  }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-17]]:5: note: no fix: the releases do not run in the reverse order of the acquisitions

int earlier_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  bool has_a = false, has_b = false;
  if (first) {
    a.lock();
    has_a = true;
  }
  if (second) {
    b.lock();
    has_b = true;
  }
  if (!step(1)) {
    if (has_b)
      b.unlock();
    if (has_a)
      a.unlock();
    return 1;
  }
  if (has_b)
    b.unlock();
  step(2);
  if (has_a)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-21]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 3 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-22]]:5: note: no fix: it is owned on some paths only (some of them are released earlier than others)

int commented_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second)
    b.lock();
  if (!step(1)) {
    if (second)
      b.unlock();
    // the first one last
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
// CHECK-MESSAGES: :[[@LINE-17]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-18]]:5: note: no fix: the code has a shape that the rewriter does not know (a comment among the releases)

int dies_bad(const char *path, std::mutex &m, bool shared) {
  bool opened = false;
  FILE *f = nullptr;
  if (shared)
    m.lock();
  std::vector<char> buffer(4096);
  if (path) {
    f = fopen(path, "w");
    if (!f) {
      if (shared)
        m.unlock();
      return -1;
    }
    setvbuf(f, buffer.data(), _IOFBF, buffer.size());
    opened = true;
  }
  step(1);
  if (opened)
    fclose(f);
  if (shared)
    m.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-19]]:5: remark: 'm' and 'f' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-20]]:5: note: no fix: it is used or released after the guard's scope would end ('buffer' would be destroyed before what may use it)

int other_bad(std::mutex &a, std::mutex &b, std::mutex &c, bool first, bool second, bool third) {
  bool has_a = false, has_b = false;
  if (first) {
    a.lock();
    has_a = true;
  }
  if (second) {
    b.lock();
    has_b = true;
  }
  if (!step(1)) {
    if (has_b)
      b.unlock();
    if (has_a)
      a.unlock();
    return 1;
  }
  if (third)
    c.lock();
  step(2);
  if (has_b)
    b.unlock();
  if (third)
    c.unlock();
  if (has_a)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-25]]:5: remark: 'a', 'b' and 'c' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-26]]:5: note: no fix: the releases do not run in the reverse order of the acquisitions

int reopened_bad(const char *path, std::mutex &m, bool shared) {
  bool opened = false;
  FILE *f = nullptr;
  if (path) {
    f = fopen(path, "r");
    if (!f)
      return -1;
    opened = true;
  }
  if (shared)
    m.lock();
  if (!step(1)) {
    if (shared)
      m.unlock();
    if (opened)
      fclose(f);
    return 1;
  }
  if (shared)
    m.unlock();
  if (opened)
    fclose(f);
  f = nullptr;
  return step(2) && f == nullptr;
}
// CHECK-MESSAGES: :[[@LINE-21]]:9: remark: 'f' and 'm' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-22]]:9: note: no fix: the handle is assigned another value while it is held ('f')

#define DROP(m, flag) \
  if (flag)           \
  m.unlock()

int macro_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second)
    b.lock();
  if (!step(1)) {
    DROP(b, second);
    DROP(a, first);
    return 1;
  }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-14]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-15]]:5: note: no fix: the code comes from a macro

// What would be registered in one round is released in another.
int persists_bad(const std::vector<int> &all, std::mutex &a, std::mutex &b) {
  bool has_a = false, has_b = false;
  for (int n : all) {
    if (n == 1 && !has_a) {
      a.lock();
      has_a = true;
    }
    if (n == 2 && !has_b) {
      b.lock();
      has_b = true;
    }
    if (!step(n)) {
      if (has_b)
        b.unlock();
      if (has_a)
        a.unlock();
      return 1;
    }
  }
  if (has_b)
    b.unlock();
  if (has_a)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-21]]:7: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-22]]:7: note: no fix: the code has a shape that the rewriter does not know (acquired in a loop)

struct __attribute__((capability("mutex"))) Gate {
  void lock() noexcept __attribute__((acquire_capability()));
  void unlock() noexcept __attribute__((release_capability()));
};

int capability_bad(Gate &a, Gate &b, bool first, bool second) __attribute__((no_thread_safety_analysis)) {
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
// CHECK-MESSAGES: :[[@LINE-16]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-17]]:5: note: no fix: the mutex is a capability without a scoped guard type ('Gate')

// A limit: flags that are fields. The destructor ends what is held when an exception leaves; a guard would, too.
class Session {
public:
  ~Session() {
    if (has_b_)
      b_.unlock();
    if (has_a_)
      a_.unlock();
  }
  bool FN_field_flags_bad(bool first, bool second);

private:
  std::mutex a_, b_;
  bool has_a_ = false, has_b_ = false;
};
bool Session::FN_field_flags_bad(bool first, bool second) {
  if (first) {
    a_.lock();
    has_a_ = true;
  }
  if (second) {
    b_.lock();
    has_b_ = true;
  }
  if (!step(1)) {
    if (has_b_) {
      b_.unlock();
      has_b_ = false;
    }
    if (has_a_) {
      a_.unlock();
      has_a_ = false;
    }
    return false;
  }
  if (has_b_) {
    b_.unlock();
    has_b_ = false;
  }
  if (has_a_) {
    a_.unlock();
    has_a_ = false;
  }
  return true;
}
