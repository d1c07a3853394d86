// RUN: %check_raii %s raii-manual-release %t
// What fails is deleted, forgotten, and returned as null: the guard gives back what the caller got before.
#include "fault.h"
#include <cstdio>
#include <cstdlib>

static int work(int n) noexcept {
  fault::note("work", n);
  return n;
}

static int *object_bad(int n) {
  int *p = new int(n);
  if (work(n) != 0) {
    delete p;
    p = nullptr;
  }
  return p;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: static int *object_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:   if (work(n) != 0) {
// CHECK-FIXES-NEXT:     p.reset();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return p.release();
// CHECK-FIXES-NEXT: }

static char *memory_bad(int n) {
  char *p = (char *)malloc(8);
  if (!p)
    return nullptr;
  if (n > 0) {
    free(p);
    p = nullptr;
  } else {
    p[0] = 'a';
  }
  return p;
}
// CHECK-MESSAGES: :[[@LINE-11]]:21: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: static char *memory_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(8));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   if (n > 0) {
// CHECK-FIXES-NEXT:     p.reset();
// CHECK-FIXES-NEXT:   } else {
// CHECK-FIXES-NEXT:     p[0] = 'a';
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return p.release();
// CHECK-FIXES-NEXT: }

static FILE *file_bad(int n) {
  FILE *f = fopen("/dev/null", "r");
  if (f && work(n) != 0) {
    fclose(f);
    f = nullptr;
  }
  return f;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: remark: 'f' is released by hand [raii-manual-release]
// CHECK-FIXES: static FILE *file_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "r"));
// CHECK-FIXES-NEXT:   if (f && work(n) != 0) {
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return f.release();
// CHECK-FIXES-NEXT: }

static void out_bad(int **out, int n) {
  int *p = new int(n);
  if (work(n) != 0) {
    delete p;
    p = nullptr;
  }
  *out = p;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: remark: 'p' is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-8]]:12: note: no fix: nothing leaks today, and every release would have to stay where it is

// The list keeps it and gives it back, as no path shows: a guard would delete what is returned.
struct Entry {
  Entry *previous, *next;
  void *owner;
};
struct List {
  Entry head = {&head, &head, nullptr};
  Entry *add(Entry *e) noexcept {
    e->owner = this;
    e->next = &head;
    e->previous = head.previous;
    e->previous->next = e;
    e->next->previous = e;
    return e;
  }
};
struct Store {
  List list;
  bool supported = true;
  Entry *kept_bad();
};
Entry *Store::kept_bad() {
  Entry *e = new Entry;
  if (!supported) {
    work(1);
    delete e;
    return nullptr;
  }
  Entry *kept = list.add(e);
  work(2);
  return kept;
}
// CHECK-MESSAGES: :[[@LINE-10]]:14: remark: 'e' is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-11]]:14: note: no fix: it is owned on some paths only ('e' may be somebody else's on some path)

// What another configuration has behind the release is not to happen before it.
static int configured_bad(int n) {
  int *p = new int(n);
  int sum = work(*p);
  ++sum;
  delete p;
#ifdef SLOW_CONFIGURATION
  work(100);
#endif
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: remark: 'p' is released by hand [raii-manual-release]
// CHECK-FIXES: static int configured_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:   int sum = work(*p);
// CHECK-FIXES-NEXT:   ++sum;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT: #ifdef SLOW_CONFIGURATION
// CHECK-FIXES-NEXT:   work(100);
// CHECK-FIXES-NEXT: #endif
// CHECK-FIXES-NEXT:   return sum;
// CHECK-FIXES-NEXT: }

static void take(int *p) {
  fault::note("given", p != nullptr);
  delete p;
}
static void take(char *p) {
  fault::note("given", p != nullptr);
  free(p);
}
static void take(FILE *f) {
  fault::note("given", f != nullptr);
  if (f)
    fclose(f);
}
static int *out(int n) {
  int *p = nullptr;
  out_bad(&p, n);
  return p;
}
static Store all, none = {{}, false};

int main() {
  return fault::run({
      {"object", [] { take(object_bad(0)); }},
      {"no object", [] { take(object_bad(1)); }},
      {"memory", [] { take(memory_bad(0)); }},
      {"no memory", [] { take(memory_bad(1)); }},
      {"file", [] { take(file_bad(0)); }},
      {"no file", [] { take(file_bad(1)); }},
      {"out", [] { take(out(0)); }},
      {"no out", [] { take(out(1)); }},
      {"kept", [] { delete all.kept_bad(); }},
      {"not kept", [] { none.kept_bad(); }},
      {"configured", [] { fault::note("sum", configured_bad(3)); }},
  });
}
// CHECK-MESSAGES: :[[@LINE-13]]:28: remark: the object is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-14]]:28: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-14]]:31: remark: the object is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-15]]:31: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-15]]:28: remark: the memory is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-16]]:28: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-16]]:31: remark: the memory is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-17]]:31: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-17]]:26: remark: the file is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-18]]:26: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-18]]:29: remark: the file is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-19]]:29: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-19]]:25: remark: the object is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-20]]:25: note: no fix: the handle does not live in a local variable
// CHECK-MESSAGES: :[[@LINE-20]]:28: remark: the object is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-21]]:28: note: no fix: the handle does not live in a local variable
