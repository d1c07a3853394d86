// RUN: %check_raii %s raii-double-release %t -by-name
// XFAIL: *
// Detected wrongly so far; each function goes to its theme's file once this test passes unexpectedly.
#include <cstdlib>

struct Node {
  int value;
};
void look(Node *);

void passed_after_delete_bad() {
  Node *n = new Node{1};
  delete n;
  look(n);
}

int realloc_then_old_bad(size_t n) {
  char *p = (char *)malloc(n);
  if (!p)
    return -1;
  char *q = (char *)realloc(p, 2 * n);
  if (!q) {
    free(p);
    return -1;
  }
  free(p);
  free(q);
  return 0;
}
