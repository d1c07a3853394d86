// RUN: %check_raii %s raii-leak %t
// The handle itself becomes the owner: uses that need the pointer, hand-overs, comparisons, declarations that stand apart. The
// events are the same before and after, with each call failing.
#include "fault.h"
#include <cassert>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <vector>

static int alive; // names the one object of a scenario; its own address would be kept
struct Base {
  explicit Base(int v) : value(v) { fault::acquired("base", &alive); }
  Base(const Base &) = delete;
  virtual ~Base() { fault::released("base", &alive); }
  int value;
};
struct Derived : Base {
  explicit Derived(int v) : Base(v) {}
};

static std::vector<Base *> kept;
static Base *last;
struct Slot {
  Base *base = nullptr;
} static slot;
static void look(const Base *b) { fault::note("looked at", b->value); }
static int weigh(const Base *a, int n) { return a->value + n; }
static void keep(Base *b) { kept.push_back(b); }
static void forget() {
  for (Base *b : kept)
    delete b;
  kept.clear();
  delete last;
  last = nullptr;
  delete slot.base;
  slot.base = nullptr;
}

static int pointer_wanted_bad(int n) {
  Base *b = new Base(n);
  look(b);
  if (fault::point("early"))
    return 1;
  const int r = weigh(b, 1);
  delete b;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int pointer_wanted_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   look(b.get());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   const int r = weigh(b.get(), 1);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int another_type_bad(int n) {
  Base *b = new Derived(n);
  look(b);
  if (fault::point("early"))
    return 1;
  delete b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int another_type_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b = std::make_unique<Derived>(n);
// CHECK-FIXES-NEXT:   look(b.get());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int given_to_a_list_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  b->value = 7;
  kept.push_back(b);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'b' is never released [raii-leak]
// CHECK-FIXES: static int given_to_a_list_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   b->value = 7;
// CHECK-FIXES-NEXT:   kept.push_back(b.release());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int given_to_a_callee_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  keep(b);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: 'b' is never released [raii-leak]
// CHECK-FIXES: static int given_to_a_callee_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   keep(b.release());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int stored_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  slot.base = b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: 'b' is never released [raii-leak]
// CHECK-FIXES: static int stored_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   slot.base = b.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int stored_or_deleted_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  if (n > 2)
    last = b;
  else
    delete b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int stored_or_deleted_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (n > 2)
// CHECK-FIXES-NEXT:     last = b.release();
// CHECK-FIXES-NEXT:   else
// CHECK-FIXES-NEXT:     b.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int looked_at_afterwards_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  kept.push_back(b);
  look(b);
  return b->value;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'b' is never released [raii-leak]
// CHECK-FIXES: static int looked_at_afterwards_bad(int n) {
// CHECK-FIXES-NEXT:   Base *b = new Base(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b_guard(b);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   b_guard.release();
// CHECK-FIXES-NEXT:   kept.push_back(b);
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   return b->value;
// CHECK-FIXES-NEXT: }

static int twice_in_one_call_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  kept.insert(b->value ? kept.begin() : kept.end(), b);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: 'b' is never released [raii-leak]
// CHECK-FIXES: static int twice_in_one_call_bad(int n) {
// CHECK-FIXES-NEXT:   Base *b = new Base(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b_guard(b);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   b_guard.release();
// CHECK-FIXES-NEXT:   kept.insert(b->value ? kept.begin() : kept.end(), b);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int emptied_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  look(b);
  delete b;
  b = nullptr;
  fault::note("after");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int emptied_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   look(b.get());
// CHECK-FIXES-NEXT:   b.reset();
// CHECK-FIXES-NEXT:   fault::note("after");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int smart_bad(int n) {
  Base *b = new Base(n);
  if (fault::point("early"))
    return 1;
  std::shared_ptr<Base> shared(b);
  look(shared.get());
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'b' is never released [raii-leak]
// CHECK-FIXES: static int smart_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   std::shared_ptr<Base> shared(b.release());
// CHECK-FIXES-NEXT:   look(shared.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int compared_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (f == NULL)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int compared_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int apart_bad(const char *path) {
  FILE *f;
  int n = 3;
  f = fopen(path, "w");
  if (f == nullptr || n == 2)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int apart_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 3;
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f || n == 2)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int in_condition_bad(const char *path) {
  FILE *f = NULL;
  if ((f = fopen(path, "w")) == NULL)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int in_condition_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int descriptor_in_condition_bad(const char *path) {
  int fd;
  if ((fd = open(path, O_RDONLY)) < 0)
    return -1;
  if (fault::point("early"))
    return 1;
  char c = 0;
  if (read(fd, &c, 1) < 0)
    c = '?';
  close(fd);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int descriptor_in_condition_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open(path, O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   char c = 0;
// CHECK-FIXES-NEXT:   if (read(fd.get(), &c, 1) < 0)
// CHECK-FIXES-NEXT:     c = '?';
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

static int named_between_bad(const char *path) {
  FILE *f;
  size_t size = sizeof f;
  f = fopen(path, "w");
  if (!f)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  return size == 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int named_between_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f;
// CHECK-FIXES-NEXT:   size_t size = sizeof f;
// CHECK-FIXES-NEXT:   f = fopen(path, "w");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f);
// CHECK-FIXES-NEXT:   return size == 0;
// CHECK-FIXES-NEXT: }

static int memory_bad(int n) {
  int *p = (int *)malloc(sizeof(int) * 4);
  if (!p)
    return -1;
  p[0] = n;
  if (fault::point("early"))
    return p[0];
  *p += 1;
  const int r = p[0];
  free(p);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-11]]:19: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int memory_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((int *)malloc(sizeof(int) * 4));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p[0] = n;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return p[0];
// CHECK-FIXES-NEXT:   *p += 1;
// CHECK-FIXES-NEXT:   const int r = p[0];
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int walked_bad(int n) {
  int *p = new int[4]();
  p[1] = n;
  if (fault::point("early"))
    return p[1];
  const int r = p[0] + *(p + 1);
  delete[] p;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int walked_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> p(new int[4]());
// CHECK-FIXES-NEXT:   p[1] = n;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return p[1];
// CHECK-FIXES-NEXT:   const int r = p[0] + *(p.get() + 1);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int many_uses_bad(int n) {
  Base *b = new Base(n);
  look(b);
  look(b);
  look(b);
  if (fault::point("early"))
    return 1;
  look(b);
  look(b);
  look(b);
  delete b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int many_uses_bad(int n) {
// CHECK-FIXES-NEXT:   Base *b = new Base(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b_guard(b);
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   look(b);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static Base *make(int n) {
  return n > 5 ? nullptr : new Derived(n);
}

static int made_elsewhere_bad(int n) {
  Base *b = make(n);
  if (!b)
    return -1;
  look(b);
  if (fault::point("early"))
    return 1;
  delete b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int made_elsewhere_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b(make(n));
// CHECK-FIXES-NEXT:   if (!b)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   look(b.get());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int filled_in_branches_bad(int n) {
  Base *b = nullptr;
  if (n > 2)
    b = new Derived(n);
  else if (n > 1)
    b = new Base(n);
  if (fault::point("early"))
    return 1;
  if (b)
    look(b);
  delete b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:9: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int filled_in_branches_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b;
// CHECK-FIXES-NEXT:   if (n > 2)
// CHECK-FIXES-NEXT:     b = std::make_unique<Derived>(n);
// CHECK-FIXES-NEXT:   else if (n > 1)
// CHECK-FIXES-NEXT:     b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (b)
// CHECK-FIXES-NEXT:     look(b.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int filled_again_bad(int n) {
  FILE *f = fopen("/dev/null", "w");
  if (f == NULL)
    return -1;
  fputs("x", f);
  fclose(f);
  f = fopen("/dev/null", "w");
  if (f == NULL)
    return -2;
  if (fault::point("early"))
    return 1;
  fputs("y", f);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int filled_again_bad(int n) {
// CHECK-FIXES-NEXT:   FILE *f = fopen("/dev/null", "w");
// CHECK-FIXES-NEXT:   if (f == NULL)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fputs("x", f);
// CHECK-FIXES-NEXT:   fclose(f);
// CHECK-FIXES-NEXT:   f = fopen("/dev/null", "w");
// CHECK-FIXES-NEXT:   if (f == NULL)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("y", f);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int asserted_bad(int n) {
  Base *b = new Base(n);
  assert(b);
  if (fault::point("early"))
    return 1;
  look(b);
  delete b;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int asserted_bad(int n) {
// CHECK-FIXES-NEXT:   auto b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   assert(b);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   look(b.get());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int made_of_another_bad(int n) {
  Base *b = new Base(n);
  auto *pair = new std::pair<Base *, int>(b, n);
  if (fault::point("early"))
    return 1;
  const int r = pair->second;
  delete pair;
  delete b;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:16: warning: 'pair' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int made_of_another_bad(int n) {
// CHECK-FIXES-NEXT:   Base *b = new Base(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<std::pair<Base *, int>> pair(new std::pair<Base *, int>(b, n));
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   const int r = pair->second;
// CHECK-FIXES-NEXT:   delete b;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"pointer wanted", [] { fault::note("result", pointer_wanted_bad(1)); }},
      {"another type", [] { fault::note("result", another_type_bad(1)); }},
      {"list", [] { fault::note("result", given_to_a_list_bad(1)), forget(); }},
      {"callee", [] { fault::note("result", given_to_a_callee_bad(1)), forget(); }},
      {"stored", [] { fault::note("result", stored_bad(1)), forget(); }},
      {"stored or deleted 1", [] { fault::note("result", stored_or_deleted_bad(1)), forget(); }},
      {"stored or deleted 3", [] { fault::note("result", stored_or_deleted_bad(3)), forget(); }},
      {"looked at", [] { fault::note("result", looked_at_afterwards_bad(1)), forget(); }},
      {"twice", [] { fault::note("result", twice_in_one_call_bad(1)), forget(); }},
      {"emptied", [] { fault::note("result", emptied_bad(1)); }},
      {"smart", [] { fault::note("result", smart_bad(1)); }},
      {"compared", [] { fault::note("result", compared_bad("/dev/null")); }},
      {"apart", [] { fault::note("result", apart_bad("/dev/null")); }},
      {"in condition", [] { fault::note("result", in_condition_bad("/dev/null")); }},
      {"descriptor", [] { fault::note("result", descriptor_in_condition_bad("/dev/null")); }},
      {"between", [] { fault::note("result", named_between_bad("/dev/null")); }},
      {"memory", [] { fault::note("result", memory_bad(1)); }},
      {"walked", [] { fault::note("result", walked_bad(1)); }},
      {"made", [] { fault::note("result", made_elsewhere_bad(1)); }},
      {"made 6", [] { fault::note("result", made_elsewhere_bad(6)); }},
      {"branches 1", [] { fault::note("result", filled_in_branches_bad(1)); }},
      {"branches 2", [] { fault::note("result", filled_in_branches_bad(2)); }},
      {"branches 3", [] { fault::note("result", filled_in_branches_bad(3)); }},
      {"again", [] { fault::note("result", filled_again_bad(1)); }},
      {"asserted", [] { fault::note("result", asserted_bad(1)); }},
      {"of another", [] { fault::note("result", made_of_another_bad(1)); }},
      {"many", [] { fault::note("result", many_uses_bad(1)); }},
  });
}
