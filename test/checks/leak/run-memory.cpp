// RUN: %check_raii %s raii-leak %t
// Memory and objects: the events before and after the fix, with each call failing.
#include "fault.h"
#include <cstdlib>
#include <cstring>

struct Node {
  explicit Node(int v) : value(v) { fault::note("node made", v); }
  int value;
};

static int malloc_bad(int n) {
  char *p = (char *)malloc(16);
  if (!p)
    return -1;
  strcpy(p, "text");
  if (n)
    return p[0];
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int malloc_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(16));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   strcpy(p.get(), "text");
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return p[0];
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int two_bad(int n) {
  char *a = (char *)malloc(16);
  if (!a)
    return -1;
  char *b = strdup("b");
  if (!b)
    return -2;
  const int r = b[0] + n;
  free(b);
  free(a);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-11]]:21: warning: 'a' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int two_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc a((char *)malloc(16));
// CHECK-FIXES-NEXT:   if (!a)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char *b = strdup("b");
// CHECK-FIXES-NEXT:   if (!b)
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   const int r = b[0] + n;
// CHECK-FIXES-NEXT:   free(b);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int new_bad(int n) {
  Node *node = new Node(n);
  if (n == 1)
    return node->value;
  fault::note("before delete");
  delete node;
  fault::note("after delete");
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:16: warning: 'node' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int new_bad(int n) {
// CHECK-FIXES-NEXT:   auto node = std::make_unique<Node>(n);
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return node->value;
// CHECK-FIXES-NEXT:   fault::note("before delete");
// CHECK-FIXES-NEXT:   node.reset();
// CHECK-FIXES-NEXT:   fault::note("after delete");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int array_bad(int n) {
  int *a = new int[4];
  a[0] = n;
  if (n == 1)
    return a[0];
  delete[] a;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'a' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int array_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> a(new int[4]);
// CHECK-FIXES-NEXT:   a[0] = n;
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return a[0];
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int two_objects_bad(int n) {
  Node *first = new Node(10);
  Node *second = new Node(20);
  if (n)
    return second->value;
  delete second;
  delete first;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:17: warning: 'first' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:18: warning: 'second' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int two_objects_bad(int n) {
// CHECK-FIXES-NEXT:   auto first = std::make_unique<Node>(10);
// CHECK-FIXES-NEXT:   auto second = std::make_unique<Node>(20);
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return second->value;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static Node *sometimes_returned_bad(int n) {
  Node *node = new Node(n);
  if (fault::point("check"))
    return nullptr;
  return node;
}
// CHECK-MESSAGES: :[[@LINE-5]]:16: warning: 'node' is never released [raii-leak]
// CHECK-FIXES: static Node *sometimes_returned_bad(int n) {
// CHECK-FIXES-NEXT:   auto node = std::make_unique<Node>(n);
// CHECK-FIXES-NEXT:   if (fault::point("check"))
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   return node.release();
// CHECK-FIXES-NEXT: }

static int nested_scope_bad(int n) {
  int r = 0;
  if (n > 0) {
    char *p = (char *)malloc(4);
    if (!p)
      return -1;
    p[0] = 'x';
    if (n > 1)
      return 2;
    r = p[0];
    free(p);
  }
  fault::note("after the scope");
  return r;
}
// CHECK-MESSAGES: :[[@LINE-12]]:23: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int nested_scope_bad(int n) {
// CHECK-FIXES-NEXT:   int r = 0;
// CHECK-FIXES-NEXT:   if (n > 0) {
// CHECK-FIXES-NEXT:     raii::unique_malloc p((char *)malloc(4));
// CHECK-FIXES-NEXT:     if (!p)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     p[0] = 'x';
// CHECK-FIXES-NEXT:     if (n > 1)
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     r = p[0];
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("after the scope");
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static void drop(Node *n) { delete n; }

int main() {
  return fault::run({
      {"malloc 0", [] { fault::note("result", malloc_bad(0)); }},
      {"malloc 1", [] { fault::note("result", malloc_bad(1)); }},
      {"two", [] { fault::note("result", two_bad(0)); }},
      {"new 0", [] { fault::note("result", new_bad(0)); }},
      {"new 1", [] { fault::note("result", new_bad(1)); }},
      {"array 0", [] { fault::note("result", array_bad(0)); }},
      {"array 1", [] { fault::note("result", array_bad(1)); }},
      {"objects 0", [] { fault::note("result", two_objects_bad(0)); }},
      {"objects 1", [] { fault::note("result", two_objects_bad(1)); }},
      {"returned", [] { drop(sometimes_returned_bad(5)); }},
      {"nested", [] { fault::note("result", nested_scope_bad(2)); }},
      {"nested 1", [] { fault::note("result", nested_scope_bad(1)); }},
  });
}
