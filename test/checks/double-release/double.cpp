// RUN: %check_raii %s raii-double-release %t
// Released twice on a path, or used after the release.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

struct Node {
  int value;
};
void look(Node *);

int closed_twice_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  fclose(f);
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'f' is released twice on this path [raii-double-release]

int closed_in_branch_and_after_bad(const char *path, bool early) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (early)
    fclose(f);
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'f' is released twice on this path [raii-double-release]

int closed_in_each_branch_ok(const char *path, bool early) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (early)
    fclose(f);
  else
    fclose(f);
  return 0;
}

int freed_on_error_and_at_end_bad(const char *text) {
  char *p = strdup(text);
  int r = 0;
  if (!p)
    return -1;
  if (*p == '#') {
    free(p);
    r = -1;
  }
  free(p);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'p' is released twice on this path [raii-double-release]

int freed_on_error_returns_ok(const char *text) {
  char *p = strdup(text);
  if (!p)
    return -1;
  if (*p == '#') {
    free(p);
    return -1;
  }
  free(p);
  return 0;
}

void set_to_null_between_ok(const char *text) {
  char *p = strdup(text);
  free(p);
  p = nullptr;
  free(p);
}

void deleted_twice_bad() {
  Node *n = new Node{1};
  delete n;
  delete n;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'n' is released twice on this path [raii-double-release]

void deleted_and_made_anew_ok() {
  Node *n = new Node{1};
  delete n;
  n = new Node{2};
  delete n;
}

int used_after_delete_bad() {
  Node *n = new Node{1};
  delete n;
  return n->value;
}
// CHECK-MESSAGES: :[[@LINE-2]]:10: warning: 'n' is used after its release [raii-double-release]

int used_before_delete_ok() {
  Node *n = new Node{1};
  const int v = n->value;
  delete n;
  return v;
}

int used_after_close_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  fclose(f);
  return fgetc(f);
}
// CHECK-MESSAGES: :[[@LINE-2]]:10: warning: 'f' is used after its release [raii-double-release]

void in_loop_bad(int n) {
  char *p = (char *)malloc(3);
  for (int i = 0; i < n; ++i)
    free(p);
}
// CHECK-MESSAGES: :[[@LINE-2]]:5: warning: 'p' is released twice on this path [raii-double-release]

void in_loop_ok(int n) {
  for (int i = 0; i < n; ++i) {
    char *p = (char *)malloc(3);
    free(p);
  }
}

void alias_bad() {
  Node *n = new Node{1};
  Node *same = n;
  delete n;
  delete same;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'n' is released twice on this path [raii-double-release]

void copied_value_ok() {
  Node *n = new Node{1};
  Node copy = *n;
  delete n;
  copy.value = 2;
}

int flag_remembers_ok(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  bool closed = false;
  if (n > 3) {
    fclose(f);
    closed = true;
  }
  if (!closed)
    fclose(f);
  return 0;
}

int descriptor_twice_bad(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  close(fd);
  if (close(fd) != 0)
    return -2;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-4]]:7: warning: 'fd' is released twice on this path [raii-double-release]

int descriptor_marked_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  close(fd);
  fd = -1;
  if (fd >= 0)
    close(fd);
  return 0;
}

static void drop(Node *n) { delete n; }

void helper_and_again_bad() {
  Node *n = new Node{1};
  drop(n);
  delete n;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'n' is released twice on this path [raii-double-release]

void helper_once_ok() {
  Node *n = new Node{1};
  drop(n);
}

int compared_after_free_ok(const char *text) {
  char *p = strdup(text);
  const bool had = p != nullptr;
  free(p);
  return had;
}

int handler_frees_again_bad() {
  Node *n = new Node{1};
  try {
    if (n->value)
      throw 1;
    delete n;
  } catch (int) {
    delete n;
    delete n;
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: 'n' is released twice on this path [raii-double-release]

int handler_frees_once_ok() {
  Node *n = new Node{1};
  try {
    if (n->value)
      throw 1;
    delete n;
  } catch (int) {
    delete n;
  }
  return 0;
}

void passed_after_delete_bad() {
  Node *n = new Node{1};
  delete n;
  look(n);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'n' is used after its release [raii-double-release]

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
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'p' is released twice on this path [raii-double-release]

// Tried again after a signal: the first try did not count.
int retried_ok() {
  int fds[2];
  if (pipe(fds))
    return -1;
  int status;
  do {
    status = close(fds[0]);
  } while (status == -1 && errno == EINTR);
  while (close(fds[1]) == -1 && errno == EINTR) {
  }
  return 0;
}

int in_a_loop_bad(int n) {
  int fd = open("x", O_RDONLY);
  if (fd < 0)
    return -1;
  do {
    close(fd);
    n--;
  } while (n > 0);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-5]]:5: warning: 'fd' is released twice on this path [raii-double-release]

// Both names hold the same descriptor, or each its own.
int two_names_ok(bool socket) {
  int in = -1, out = -1;
  int fds[2];
  if (socket) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
      return -1;
    close(fds[1]);
    in = out = fds[0];
  } else {
    if (pipe(fds) < 0)
      return -1;
    in = fds[0];
    out = fds[1];
  }
  close(in);
  if (out != in)
    close(out);
  return 0;
}

// What is called so hardly returns.
void error(const char *what);
int failed_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  if (lseek(fd, 0, SEEK_SET) < 0) {
    close(fd);
    error("cannot seek");
  }
  close(fd);
  return 0;
}
