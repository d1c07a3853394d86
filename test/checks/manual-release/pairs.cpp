// RUN: %check_raii %s raii-manual-release %t
// Right on every path, by hand. What is wrong belongs to the other checks.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <unistd.h>

void unknown();
static std::mutex mutex;
struct Node {
  int value = 0;
};

int one_close_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  int c = fgetc(f);
  c += fgetc(f);
  fclose(f);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: remark: 'f' is released by hand [raii-manual-release]
// CHECK-FIXES: int one_close_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   int c = fgetc(f.get());
// CHECK-FIXES-NEXT:   c += fgetc(f.get());
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

// Opened, read, closed: nothing stands between that could go another way.
int one_use_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  const int c = fgetc(f);
  fclose(f);
  return c;
}
void one_use_without_test_ok(int n) {
  Node *p = new Node{n};
  p->value = 2;
  delete p;
}

// An owner would only give back what it was given.
int result_is_wanted_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  fputc('a', f);
  fputc('b', f);
  const int r = fclose(f);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: remark: 'f' is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: nothing leaks today, and every release would have to stay where it is

int two_closes_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (fgetc(f) == 'x') {
    fclose(f);
    return 1;
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: remark: 'f' is released by hand [raii-manual-release]
// CHECK-FIXES: int two_closes_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fgetc(f.get()) == 'x') {
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int memory_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  p[0] = 'x';
  ++p[0];
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:21: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: int memory_bad(size_t n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(n));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p[0] = 'x';
// CHECK-FIXES-NEXT:   ++p[0];
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int object_bad() {
  Node *n = new Node;
  n->value = 3;
  const int r = n->value;
  delete n;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: remark: 'n' is released by hand [raii-manual-release]
// CHECK-FIXES: int object_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<Node> n(new Node);
// CHECK-FIXES-NEXT:   n->value = 3;
// CHECK-FIXES-NEXT:   const int r = n->value;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int array_bad(int n) {
  int *a = new int[n];
  a[0] = n;
  const int r = a[0];
  delete[] a;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: remark: 'a' is released by hand [raii-manual-release]
// CHECK-FIXES: int array_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> a(new int[n]);
// CHECK-FIXES-NEXT:   a[0] = n;
// CHECK-FIXES-NEXT:   const int r = a[0];
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int descriptor_bad(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  char c = 0;
  if (read(fd, &c, 1) < 0)
    c = '?';
  close(fd);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: remark: 'fd' is released by hand [raii-manual-release]
// CHECK-FIXES: int descriptor_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char c = 0;
// CHECK-FIXES-NEXT:   if (read(fd.get(), &c, 1) < 0)
// CHECK-FIXES-NEXT:     c = '?';
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

int lock_bad(int n) {
  mutex.lock();
  n = 2 * n;
  mutex.unlock();
  return n;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: remark: 'mutex' is released by hand [raii-manual-release]
// CHECK-FIXES: int lock_bad(int n) {
// CHECK-FIXES-NEXT:   std::lock_guard mutex_lock(mutex);
// CHECK-FIXES-NEXT:   n = 2 * n;
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

// Unknown callees do not count here (nothing in this unit throws), but the remark may name them.
int callee_below_policy_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  unknown();
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: remark: 'f' is released by hand, and not when 'unknown' throws [raii-manual-release]
// CHECK-FIXES: int callee_below_policy_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   unknown();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int guard_ok(int n) {
  std::lock_guard<std::mutex> guard(mutex);
  return 2 * n;
}

int unique_ptr_ok() {
  auto n = std::make_unique<Node>();
  return n->value;
}

FILE *returned_ok(const char *path) {
  FILE *f = fopen(path, "r");
  return f;
}

int wrong_on_a_path_ok(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
  fclose(f);
  return 0;
}

void never_released_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (f)
    fgetc(f);
}

void released_elsewhere_ok(FILE *f) { fclose(f); }

struct Wrapper {
  std::mutex m;
  void lock_ok() { m.lock(); }
  void unlock_ok() { m.unlock(); }
};

void stored_ok(FILE **out, const char *path) { *out = fopen(path, "r"); }

int nothing_ok(int n) { return n; }

// The analysis takes the path for dead; beside a guard a release by hand would still be one too many.
int never_null_bad(const char *path, size_t n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (fseek(f, 0, SEEK_END) != 0) {
    fclose(f);
    return -2;
  }
  char *p = new char[n];
  if (!p) {
    fclose(f);
    return -3;
  }
  delete[] p;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:13: remark: 'f' is released by hand, and not when 'operator new[]' throws [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-10]]:13: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: int never_null_bad(const char *path, size_t n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fseek(f.get(), 0, SEEK_END) != 0) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   std::unique_ptr<char[]> p(new char[n]);
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// Who destroys it in between waits for a mutex that he holds himself.
struct Store {
  std::mutex lock_;
  int size = 0;
  ~Store() { std::lock_guard<std::mutex> guard(lock_); }
  void load();
};
Store *loaded_bad(bool good) {
  Store *store = new Store;
  store->lock_.lock();
  store->load();
  store->lock_.unlock();
  if (!good) {
    delete store;
    return nullptr;
  }
  return store;
}
// CHECK-MESSAGES: :[[@LINE-10]]:18: remark: 'store' is released by hand, and not when 'load' throws [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-11]]:18: note: fix (unsafe): make 'store' a std::unique_ptr; an exception would destroy it while a mutex of its own is locked by hand
// CHECK-MESSAGES: :[[@LINE-11]]:3: remark: 'store->lock_' is released by hand, and not when 'load' throws [raii-manual-release]
// CHECK-FIXES: Store *loaded_bad(bool good) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Store> store(new Store);
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     std::lock_guard lock_guard(store->lock_);
// CHECK-FIXES-NEXT:     store->load();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!good) {
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return store.release();
// CHECK-FIXES-NEXT: }

// A namespace that users name.
#define NODES nodes_of_somebody
namespace NODES {
struct Base {
  virtual ~Base() = default;
};
struct Derived : Base {};
Base *named_bad(bool good) {
  Base *made = new Derived;
  if (!good) {
    delete made;
    return nullptr;
  }
  return made;
}
// CHECK-MESSAGES: :[[@LINE-7]]:16: remark: 'made' is released by hand [raii-manual-release]
// CHECK-FIXES: Base *named_bad(bool good) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> made(new Derived);
// CHECK-FIXES-NEXT:   if (!good) {
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return made.release();
// CHECK-FIXES-NEXT: }
} // namespace NODES

// Nothing stands between that could skip the release.
bool emptied_ok(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return false;
  fclose(f);
  return true;
}
