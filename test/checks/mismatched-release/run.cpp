// RUN: %check_raii %s raii-mismatched-release %t
// Each acquisition fails in turn. Before the fix every path that acquires is wrong, so only its releases may differ.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

struct Item {
  int Number = 0;
};

static int single_bad() {
  Item *p = new Item;
  p->Number = 3;
  const int n = p->Number;
  delete[] p;
  return n;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'p' is acquired by 'new' and released by 'delete[]', not by 'delete' [raii-mismatched-release]
// CHECK-FIXES: static int single_bad() {
// CHECK-FIXES-NEXT:   Item *p = new Item;
// CHECK-FIXES-NEXT:   p->Number = 3;
// CHECK-FIXES-NEXT:   const int n = p->Number;
// CHECK-FIXES-NEXT:   delete p;
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int array_bad() {
  int *p = new int[4];
  p[0] = 4;
  const int n = p[0];
  delete p;
  return n;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'p' is acquired by 'new[]' and released by 'delete', not by 'delete[]' [raii-mismatched-release]
// CHECK-FIXES: static int array_bad() {
// CHECK-FIXES-NEXT:   int *p = new int[4];
// CHECK-FIXES-NEXT:   p[0] = 4;
// CHECK-FIXES-NEXT:   const int n = p[0];
// CHECK-FIXES-NEXT:   delete[] p;
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int freed_bad() {
  Item *p = new Item;
  p->Number = 5;
  fault::note("five", p->Number);
  free(p);
  return 5;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'p' is acquired by 'new' and released by 'free', not by 'delete' [raii-mismatched-release]
// CHECK-FIXES: static int freed_bad() {
// CHECK-FIXES-NEXT:   Item *p = new Item;
// CHECK-FIXES-NEXT:   p->Number = 5;
// CHECK-FIXES-NEXT:   fault::note("five", p->Number);
// CHECK-FIXES-NEXT:   delete p;
// CHECK-FIXES-NEXT:   return 5;
// CHECK-FIXES-NEXT: }

static int deleted_bad() {
  char *copy = strdup("six");
  if (!copy)
    return -1;
  fault::note(copy);
  delete[] copy;
  return 6;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'copy' is acquired by 'strdup' and released by 'delete[]', not by 'free' [raii-mismatched-release]
// CHECK-FIXES: static int deleted_bad() {
// CHECK-FIXES-NEXT:   char *copy = strdup("six");
// CHECK-FIXES-NEXT:   if (!copy)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   fault::note(copy);
// CHECK-FIXES-NEXT:   free(copy);
// CHECK-FIXES-NEXT:   return 6;
// CHECK-FIXES-NEXT: }

static int early_bad(bool early) {
  char *text = static_cast<char *>(malloc(8));
  if (!text)
    return -1;
  if (early) {
    delete text;
    return 0;
  }
  fault::note("late");
  free(text);
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'text' is acquired by 'malloc' and released by 'delete', not by 'free' [raii-mismatched-release]
// CHECK-FIXES: static int early_bad(bool early) {
// CHECK-FIXES-NEXT:   char *text = static_cast<char *>(malloc(8));
// CHECK-FIXES-NEXT:   if (!text)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     free(text);
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("late");
// CHECK-FIXES-NEXT:   free(text);
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

static int right_ok() {
  char *text = static_cast<char *>(malloc(8));
  if (!text)
    return -1;
  fault::note("right");
  free(text);
  return 1;
}

int main() {
  return fault::run({{"single", [] { single_bad(); }},
                     {"array", [] { array_bad(); }},
                     {"freed", [] { freed_bad(); }},
                     {"deleted", [] { deleted_bad(); }},
                     {"early", [] { early_bad(true); }},
                     {"late", [] { early_bad(false); }},
                     {"right", [] { right_ok(); }}});
}
