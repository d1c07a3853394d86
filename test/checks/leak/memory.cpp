// RUN: %check_raii %s raii-leak %t
// malloc and its family, new and delete, on explicit paths.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

struct Node {
  int value = 0;
  Node *next = nullptr;
};

int malloc_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  if (n > 100)
    return 1;
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int malloc_bad(size_t n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(n));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n > 100)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int malloc_ok(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  memset(p, 0, n);
  free(p);
  return 0;
}

int calloc_bad(size_t n) {
  int *p = static_cast<int *>(calloc(n, sizeof(int)));
  if (n == 3)
    return 3;
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:31: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int calloc_bad(size_t n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p(static_cast<int *>(calloc(n, sizeof(int))));
// CHECK-FIXES-NEXT:   if (n == 3)
// CHECK-FIXES-NEXT:     return 3;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int untested_malloc_ok(size_t n) {
  void *p = malloc(n);
  free(p);
  return 0;
}

char *strdup_returned_ok(const char *text) {
  char *copy = strdup(text);
  return copy;
}

int strdup_bad(const char *text) {
  char *copy = strdup(text);
  if (copy && copy[0] == '#')
    return 1;
  free(copy);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:16: warning: 'copy' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int strdup_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::unique_malloc copy(strdup(text));
// CHECK-FIXES-NEXT:   if (copy && copy[0] == '#')
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int realloc_loses_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  p = (char *)realloc(p, 2 * n);
  if (!p)
    return -1;
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:21: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: int realloc_loses_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(n);
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard(p);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p = (char *)realloc(p, 2 * n);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   p_guard.reset(p);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// A guard beside the declaration would hold what the second round gives to realloc().
int realloc_in_a_loop_bad(const char *text) {
  char **words = nullptr;
  int n = 0;
  for (; *text; ++text) {
    if (*text == '#')
      return -1;
    if (*text != ' ')
      continue;
    words = (char **)realloc(words, sizeof(*words) * (n + 1));
    words[n++] = nullptr;
  }
  free(words);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:22: warning: 'words' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:22: note: no fix: it is acquired in an inner scope and released outside of it ('words')

// Behind the test that realloc went well it holds what the next round gives to realloc(), and forgets it there.
int realloc_in_a_round_bad(size_t n) {
  char *p = nullptr;
  for (;;) {
    p = (char *)realloc(p, n);
    if (!p)
      return -1;
    if (p[0] != 'x') {
      n *= 2;
      continue;
    }
    free(p);
    p = nullptr;
    break;
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:17: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: int realloc_in_a_round_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *p = nullptr;
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard;
// CHECK-FIXES-NEXT:   for (;;) {
// CHECK-FIXES-NEXT:     p = (char *)realloc(p, n);
// CHECK-FIXES-NEXT:     if (!p)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     p_guard.release();
// CHECK-FIXES-NEXT:     p_guard.reset(p);

int realloc_again_bad(size_t n) {
  char *p = nullptr;
again:
  p = (char *)realloc(p, n);
  if (!p)
    return -1;
  if (p[0] != 'x') {
    n *= 2;
    goto again;
  }
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:15: warning: 'p' is overwritten while it still holds the memory [raii-leak]
// CHECK-FIXES: int realloc_again_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *p = nullptr;
// CHECK-FIXES-NEXT:   raii::unique_malloc<char> p_guard;
// CHECK-FIXES-NEXT: again:
// CHECK-FIXES-NEXT:   p = (char *)realloc(p, n);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   p_guard.reset(p);
// CHECK-FIXES-NEXT:   if (p[0] != 'x') {
// CHECK-FIXES-NEXT:     n *= 2;
// CHECK-FIXES-NEXT:     goto again;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;

int realloc_keeps_ok(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  char *q = (char *)realloc(p, 2 * n);
  if (!q) {
    free(p);
    return -1;
  }
  free(q);
  return 0;
}

int realloc_forgets_new_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  char *q = (char *)realloc(p, 2 * n);
  if (!q) {
    free(p);
    return -1;
  }
  if (n > 1000)
    return 1;
  free(q);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:21: warning: 'q' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int realloc_forgets_new_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(n);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char *q = (char *)realloc(p, 2 * n);
// CHECK-FIXES-NEXT:   if (!q) {
// CHECK-FIXES-NEXT:     free(p);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::unique_malloc q_guard(q);
// CHECK-FIXES-NEXT:   if (n > 1000)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int new_bad(int v) {
  Node *n = new Node;
  n->value = v;
  if (v < 0)
    return -1;
  delete n;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'n' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int new_bad(int v) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Node> n(new Node);
// CHECK-FIXES-NEXT:   n->value = v;
// CHECK-FIXES-NEXT:   if (v < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int new_ok(int v) {
  Node *n = new Node;
  n->value = v;
  const int r = n->value;
  delete n;
  return r;
}

int new_array_bad(int n) {
  int *a = new int[n];
  a[0] = n;
  if (n > 7)
    return a[0];
  delete[] a;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'a' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int new_array_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> a(new int[n]);
// CHECK-FIXES-NEXT:   a[0] = n;
// CHECK-FIXES-NEXT:   if (n > 7)
// CHECK-FIXES-NEXT:     return a[0];
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int new_array_ok(int n) {
  int *a = new int[n];
  a[0] = n;
  const int r = a[0];
  delete[] a;
  return r;
}

void never_deleted_bad() {
  int *p = new int(3);
  *p = 4;
}
// CHECK-MESSAGES: :[[@LINE-3]]:12: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: void never_deleted_bad() {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(3);
// CHECK-FIXES-NEXT:   *p = 4;
// CHECK-FIXES-NEXT: }

void nothrow_bad(int n) {
  Node *p = new (std::nothrow) Node;
  if (!p)
    return;
  if (n == 0)
    return;
  delete p;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: void nothrow_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Node> p(new (std::nothrow) Node);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   if (n == 0)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT: }

void nothrow_ok() {
  Node *p = new (std::nothrow) Node;
  if (!p)
    return;
  delete p;
}

void placement_ok(void *where) {
  Node *p = new (where) Node;
  p->value = 1;
}

void delete_of_null_ok(bool want) {
  Node *p = nullptr;
  if (want)
    p = new Node;
  delete p;
}

int conditional_allocation_bad(bool want, int n) {
  Node *p = nullptr;
  if (want)
    p = new Node;
  if (n < 0)
    return -1;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:9: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int conditional_allocation_bad(bool want, int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Node> p;
// CHECK-FIXES-NEXT:   if (want)
// CHECK-FIXES-NEXT:     p.reset(new Node);
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

void small_buffer_ok(size_t n) {
  char stack[64];
  char *p = n > sizeof stack ? (char *)malloc(n) : stack;
  if (!p)
    return;
  memset(p, 0, n);
  if (p != stack)
    free(p);
}

int small_buffer_bad(size_t n) {
  char stack[64];
  char *p = n > sizeof stack ? (char *)malloc(n) : stack;
  if (!p)
    return 1;
  if (memchr(p, 'x', n))
    return 2;
  if (p != stack)
    free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:40: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:40: note: no fix: it is owned on some paths only (the acquisition is part of a larger expression)

Node *list_head_ok(int n) {
  Node *head = nullptr;
  for (int i = 0; i < n; ++i) {
    Node *fresh = new Node;
    fresh->next = head;
    head = fresh;
  }
  return head;
}

int getline_bad(FILE *in) {
  char *line = nullptr;
  size_t size = 0;
  if (getline(&line, &size, in) < 0)
    return -1;
  free(line);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-5]]:7: warning: 'line' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int getline_bad(FILE *in) {
// CHECK-FIXES-NEXT:   char *line = nullptr;
// CHECK-FIXES-NEXT:   raii::scope_exit line_guard([&line] { free(line); });
// CHECK-FIXES-NEXT:   size_t size = 0;
// CHECK-FIXES-NEXT:   if (getline(&line, &size, in) < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int asprintf_bad(int n) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return -1;
  if (n == 5)
    return 5;
  free(text);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:7: warning: 'text' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int asprintf_bad(int n) {
// CHECK-FIXES-NEXT:   char *text;
// CHECK-FIXES-NEXT:   if (asprintf(&text, "%d", n) < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::unique_malloc text_guard(text);
// CHECK-FIXES-NEXT:   if (n == 5)
// CHECK-FIXES-NEXT:     return 5;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int asprintf_ok(int n) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return -1;
  free(text);
  return 0;
}
