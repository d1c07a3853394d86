// RUN: %check_raii %s raii-leak %t
// Where a handle that owns, or a release that waits, would be another program: found by somebody who tried to break them.
#include "fault.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

static int alive;
struct Item {
  explicit Item(int v) : value(v) {}
  int value;
};
struct Loud {
  virtual ~Loud() {}
};
struct Speaks : Loud {
  Speaks() { fault::acquired("speaks", &alive); }
  ~Speaks() override { fault::released("speaks", &alive); }
};
struct Box {
  std::unique_ptr<Loud> content;
  int value = 3;
};
struct Watches {
  explicit Watches(int v) : value(v) {}
  ~Watches() { fault::note("watched"); }
  int value;
};
struct Copied {
  Copied() = default;
  Copied(const Copied &) { fault::note("copied"); }
};
struct Taker {
  void take(Item *const &) { fault::note("lvalue"); }
  void take(Item *&&) { fault::note("rvalue"); }
};
struct Counted {
  static void operator delete(void *p) {
    fault::note("counted");
    ::operator delete(p);
  }
  int value = 1;
};
struct Crate {
  std::unique_ptr<Counted> content;
  int value = 3;
};
static std::vector<Item *> kept;
static int count;
static void look(const Item *i) { fault::note("looked at", i->value); }
static void fill(Box &box) { box.content = std::make_unique<Speaks>(); }
static void bufferize(FILE *f, char *buffer) { setvbuf(f, buffer, _IOFBF, 64); }
static void forget() {
  if (!kept.empty())
    delete kept.back();
  kept.clear();
}
static Item *borrowed() {
  static Item item(9);
  return &item;
}

static int given_in_a_loop_bad(int n) {
  Item *p = new Item(n);
  if (fault::point("early"))
    return 1;
  for (int i = 0; i < n; ++i)
    kept.push_back(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: static int given_in_a_loop_bad(int n) {
// CHECK-FIXES-NEXT:   Item *p = new Item(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p_guard(p);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     p_guard.release();
// CHECK-FIXES-NEXT:     kept.push_back(p);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int given_and_back_bad(int n) {
  Item *p = new Item(n);
  if (fault::point("early"))
    return 1;
again:
  look(p);
  kept.push_back(p);
  if (--n > 0)
    goto again;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: static int given_and_back_bad(int n) {
// CHECK-FIXES-NEXT:   Item *p = new Item(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p_guard(p);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT: again:
// CHECK-FIXES-NEXT:   look(p);
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   kept.push_back(p);
// CHECK-FIXES-NEXT:   if (--n > 0)
// CHECK-FIXES-NEXT:     goto again;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int read_when_empty_bad(int n) {
  Item *p = new Item(n);
  if (fault::point("early"))
    return 1;
  delete p;
  p = nullptr;
  return p ? p->value : 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int read_when_empty_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<Item>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   return p ? p->value : 0;
// CHECK-FIXES-NEXT: }

static int filled_and_read_when_empty_bad(int n) {
  Item *p = nullptr;
  if (n > 1)
    p = new Item(1);
  else
    p = new Item(2);
  if (fault::point("early"))
    return 1;
  delete p;
  p = nullptr;
  const int r = p == nullptr;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:9: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int filled_and_read_when_empty_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p;
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     p = std::make_unique<Item>(1);
// CHECK-FIXES-NEXT:   else
// CHECK-FIXES-NEXT:     p = std::make_unique<Item>(2);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   const int r = p == nullptr;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int type_of_handle_bad(int n) {
  Item *p = new Item(n);
  if (fault::point("early"))
    return 1;
  decltype(p) other(borrowed());
  const int r = other->value + p->value;
  delete p;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int type_of_handle_bad(int n) {
// CHECK-FIXES-NEXT:   Item *p = new Item(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p_guard(p);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   decltype(p) other(borrowed());
// CHECK-FIXES-NEXT:   const int r = other->value + p->value;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int by_reference_bad(int n) {
  Item *p = new Item(n);
  if (fault::point("early"))
    return 1;
  Taker().take(p);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int by_reference_bad(int n) {
// CHECK-FIXES-NEXT:   Item *p = new Item(n);
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p_guard(p);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   Taker().take(p);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int deduced_type_bad(const char *s) {
  void *p = strdup(s);
  if (!p)
    return 1;
  if (fault::point("early"))
    return 2;
  fault::note(p ? "there" : "null");
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int deduced_type_bad(const char *s) {
// CHECK-FIXES-NEXT:   void *p = strdup(s);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_malloc p_guard(p);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   fault::note(p ? "there" : "null");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int box_of_a_base_bad(int n) {
  Box *box = new Box;
  fill(*box);
  if (fault::point("early"))
    return n;
  const int r = box->value;
  delete box;
  count = r;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-9]]:14: warning: 'box' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int box_of_a_base_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Box> box(new Box);
// CHECK-FIXES-NEXT:   fill(*box);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   const int r = box->value;
// CHECK-FIXES-NEXT:   box.reset();
// CHECK-FIXES-NEXT:   count = r;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static int watched_by_a_temporary_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  const int &x = Watches(3).value;
  if (fault::point("early"))
    return 1;
  fclose(f);
  return x - x;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int watched_by_a_temporary_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   const int &x = Watches(3).value;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return x - x;
// CHECK-FIXES-NEXT: }

static Copied copied_bad(const char *path, const Copied &c) {
  FILE *f = fopen(path, "w");
  if (!f)
    return c;
  if (fault::point("early"))
    return c;
  fclose(f);
  return c;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static Copied copied_bad(const char *path, const Copied &c) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return c;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return c;
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return c;
// CHECK-FIXES-NEXT: }

static int in_memory_bad(int n) {
  char buffer[16] = {0};
  FILE *f = fmemopen(buffer, sizeof buffer, "w");
  if (!f)
    return -1;
  if (n > 3)
    return 1;
  fputs("x", f);
  fclose(f);
  return buffer[0];
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int in_memory_bad(int n) {
// CHECK-FIXES-NEXT:   char buffer[16] = {0};
// CHECK-FIXES-NEXT:   raii::unique_file f(fmemopen(buffer, sizeof buffer, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return buffer[0];
// CHECK-FIXES-NEXT: }

static int buffer_by_a_helper_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  char buffer[64];
  bufferize(f, buffer);
  fputs("x", f);
  if (fault::point("early"))
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int buffer_by_a_helper_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char buffer[64];
// CHECK-FIXES-NEXT:   bufferize(f.get(), buffer);
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int of_its_own_size_bad(int n) {
  Item *p = new Item(sizeof *p);
  if (n > 3)
    return 1;
  look(p);
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int of_its_own_size_bad(int n) {
// CHECK-FIXES-NEXT:   Item *p = new Item(sizeof *p);
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p_guard(p);
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   look(p);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int another_is_loud_bad(int n) {
  Loud *p = nullptr;
  if (n > 1)
    p = new Loud;
  else
    p = new Speaks;
  if (n > 5)
    return 1;
  delete p;
  count += 1;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-9]]:9: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int another_is_loud_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Loud> p;
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     p.reset(new Loud);
// CHECK-FIXES-NEXT:   else
// CHECK-FIXES-NEXT:     p = std::make_unique<Speaks>();
// CHECK-FIXES-NEXT:   if (n > 5)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   count += 1;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static int member_is_counted_bad(int n) {
  Crate *crate = new Crate;
  if (n > 5)
    return 1;
  const int r = crate->value;
  delete crate;
  count = r;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-8]]:18: warning: 'crate' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int member_is_counted_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Crate> crate(new Crate);
// CHECK-FIXES-NEXT:   if (n > 5)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   const int r = crate->value;
// CHECK-FIXES-NEXT:   crate.reset();
// CHECK-FIXES-NEXT:   count = r;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static Item *filled_again_or_not_bad(int n) {
  Item *p = new Item(n);
  if (fault::point("early"))
    return nullptr;
  look(p), look(p), look(p), look(p), look(p), look(p);
  delete p;
  p = nullptr;
  if (n > 1)
    p = new Item(2);
  return p;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'p' is not released on every path out of the function [raii-leak]

int main() {
  return fault::run({
      {"loop", [] { fault::note("result", given_in_a_loop_bad(2)), forget(); }},
      {"back", [] { fault::note("result", given_and_back_bad(2)), forget(); }},
      {"empty", [] { fault::note("result", read_when_empty_bad(2)); }},
      {"filled", [] { fault::note("result", filled_and_read_when_empty_bad(2)); }},
      {"type", [] { fault::note("result", type_of_handle_bad(2)); }},
      {"reference", [] { fault::note("result", by_reference_bad(2)); }},
      {"deduced", [] { fault::note("result", deduced_type_bad("text")); }},
      {"box", [] { fault::note("result", box_of_a_base_bad(1)); }},
      {"temporary", [] { fault::note("result", watched_by_a_temporary_bad("/dev/null")); }},
      {"copied", [] { copied_bad("/dev/null", Copied()); }},
      {"memory", [] { fault::note("result", in_memory_bad(1)); }},
      {"helper", [] { fault::note("result", buffer_by_a_helper_bad("/dev/null")); }},
      {"loud 1", [] { fault::note("result", another_is_loud_bad(1)); }},
      {"loud 2", [] { fault::note("result", another_is_loud_bad(2)); }},
      {"counted", [] { fault::note("result", member_is_counted_bad(1)); }},
      {"again 1", [] { delete filled_again_or_not_bad(1); }},
      {"again 2", [] { delete filled_again_or_not_bad(2); }},
      {"size", [] { fault::note("result", of_its_own_size_bad(1)); }},
  });
}
