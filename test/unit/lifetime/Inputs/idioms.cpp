// Ways of writing it that real code has.
void work() noexcept;
bool ready() noexcept;
extern "C" void __assert_fail(const char *, const char *, unsigned, const char *) noexcept __attribute__((noreturn));
#define assert(x) ((x) ? (void)0 : __assert_fail(#x, "", 0, ""))
enum Mode { READ, WRITE, NOTHING };
struct Cell {
  Cell *next;
  char *text;
};

int break_as_goto_ok(const char *a, const char *b) {
  int rc = -1;
  FILE *in = nullptr, *out = nullptr;
  do {
    in = fopen(a, "r"); // acquire
    if (!in)
      break;
    out = fopen(b, "w"); // acquire
    if (!out)
      break;
    rc = 0;
  } while (0);
  if (out)
    fclose(out); // release
  if (in)
    fclose(in); // release
  return rc;
}

int break_as_goto_bad(const char *a, const char *b) {
  int rc = -1;
  FILE *in = nullptr, *out = nullptr;
  do {
    in = fopen(a, "r"); // acquire
    if (!in)
      break;
    out = fopen(b, "w"); // acquire
    if (!out)
      break;
    rc = 0;
    fclose(in); // release
  } while (0);
  if (out)
    fclose(out); // release
  return rc; // leak: return
}

int forever_ok(const char *path) {
  for (;;) {
    int fd = open(path, 0); // acquire
    if (fd == -1)
      continue;
    if (!ready()) {
      close(fd); // release
      break;
    }
    close(fd); // release
  }
  return 0;
}

int forever_bad(const char *path) {
  while (true) {
    int fd = open(path, 0); // acquire
    if (fd == -1)
      continue;
    if (!ready())
      return -1; // leak: return
    close(fd); // release
  }
}

int bit_flags_ok(pthread_mutex_t *m, const char *path, bool both) {
  int done = 0;
  char *p = nullptr;
  pthread_mutex_lock(m); // acquire
  done |= 1;
  if (both) {
    p = strdup(path); // acquire
    done |= 2;
  }
  if (done & 2)
    free(p); // release
  if (done & 1)
    pthread_mutex_unlock(m); // release
  return 0;
}

int stage_ok(const char *path) {
  int stage = 0;
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    goto out;
  stage = 1;
  if (ready())
    stage = 2;
out:
  switch (stage) {
  case 2:
    work();
    [[fallthrough]];
  case 1:
    fclose(f); // release
    [[fallthrough]];
  case 0:
    break;
  }
  return stage;
}

int counter_ok(const char *path, bool wanted) {
  int opened = 0;
  FILE *f = nullptr;
  if (wanted && (f = fopen(path, "r")) != nullptr) // acquire
    opened++;
  work();
  if (opened > 0)
    fclose(f); // release
  return 0;
}

int error_code_ok(pthread_mutex_t *m) {
  int rc = pthread_mutex_lock(m); // acquire
  if (rc)
    return rc;
  rc = ready() ? 0 : 5;
  pthread_mutex_unlock(m); // release
  return rc;
}

int asserted_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  assert(f != nullptr);
  fclose(f); // release
  return 0;
}

int literal_or_copy_ok(const char *given) {
  const char *name = "default";
  char *copy = nullptr;
  if (given)
    name = copy = strdup(given); // acquire
  printf("%s", name);
  free(copy); // release
  return 0;
}

int both_or_none_ok(size_t n) {
  char *p = nullptr, *q = nullptr;
  int rc = -1;
  if ((p = static_cast<char *>(malloc(n))) && (q = static_cast<char *>(malloc(n)))) // acquire
    rc = 0;
  free(q); // release
  free(p); // release
  return rc;
}

int both_or_none_bad(size_t n) {
  char *p, *q;
  if ((p = static_cast<char *>(malloc(n))) == nullptr || (q = static_cast<char *>(malloc(n))) == nullptr) // acquire
    return -1; // leak: return
  free(q); // release
  free(p); // release
  return 0;
}

int release_tested_ok(const char *path) {
  FILE *f = fopen(path, "w"); // acquire
  if (!f)
    return -1;
  if (fclose(f) != 0) // release
    return -2;
  return 0;
}

int comma_ok(const char *path) {
  FILE *f = fopen(path, "w"); // acquire
  if (f)
    fclose(f), f = nullptr; // release
  return 0;
}

int reused_buffer_ok(size_t n) {
  char *p = static_cast<char *>(malloc(n)); // acquire
  if (!p)
    return -1;
  free(p); // release
  p = static_cast<char *>(malloc(2 * n)); // acquire
  free(p); // release
  return 0;
}

int realloc_in_loop_ok(FILE *f) {
  size_t size = 0;
  char *p = nullptr;
  while (fgetc(f) != EOF) {
    char *q = static_cast<char *>(realloc(p, ++size)); // acquire
    if (!q) {
      free(p); // release
      return -1;
    }
    p = q;
  }
  free(p); // release
  return 0;
}

int realloc_same_variable_ok(FILE *f) {
  size_t size = 0;
  char *p = nullptr;
  while (fgetc(f) != EOF) {
    p = static_cast<char *>(realloc(p, ++size)); // acquire
    if (!p)
      abort();
  }
  free(p); // release
  return 0;
}

int realloc_same_variable_bad(FILE *f) {
  size_t size = 0;
  char *p = nullptr;
  while (fgetc(f) != EOF) {
    p = static_cast<char *>(realloc(p, ++size)); // acquire, leak: overwritten
    if (!p)
      return -1;
  }
  free(p); // release
  return 0;
}

void list_freed_bad(Cell *head) {
  Cell *c = static_cast<Cell *>(malloc(sizeof(Cell))); // acquire
  if (!c)
    return;
  c->next = nullptr;
  while (c) {
    free(c); // release
    c = c->next; // use
  }
}

int array_of_handles_ok(const char *path) {
  FILE *files[4];
  for (int i = 0; i < 4; ++i)
    files[i] = fopen(path, "r"); // acquire, escape: stored
  for (int i = 0; i < 4; ++i)
    if (files[i])
      fclose(files[i]);
  return 0;
}

int mode_ok(Mode mode, const char *path) {
  FILE *f = mode == NOTHING ? nullptr : fopen(path, mode == READ ? "r" : "w"); // acquire
  if (mode != NOTHING && !f)
    return -1;
  if (mode != NOTHING)
    fclose(f); // release
  return 0;
}

int nested_condition_ok(const char *path, int a, int b) {
  FILE *f = nullptr;
  if (a > 0) {
    if (b > 0)
      f = fopen(path, "r"); // acquire
  }
  if (a > 0 && b > 0 && f)
    fclose(f); // release
  return 0;
}

int inner_scope_bad(const char *path, int n) {
  if (n > 0) {
    char *p = strdup(path); // acquire
    if (p[0] == 'x')
      work();
    if (n == 3)
      free(p); // release
  }
  return n; // leak: return
}

void member_allocated_ok(Cell *cell, const char *text) {
  cell->text = strdup(text); // acquire, escape: stored
  if (!cell->text)
    abort();
}

int partly_built_ok(const char *text, Cell **out) {
  Cell *c = static_cast<Cell *>(malloc(sizeof(Cell))); // acquire
  if (!c)
    return -1;
  c->text = strdup(text); // acquire, escape: stored
  if (!c->text) {
    free(c); // release
    return -1;
  }
  *out = c; // escape: stored
  return 0;
}

int partly_built_bad(const char *text, Cell **out) {
  Cell *c = static_cast<Cell *>(malloc(sizeof(Cell))); // acquire
  if (!c)
    return -1;
  c->text = strdup(text); // acquire, escape: stored
  if (!c->text)
    return -1; // leak: return
  *out = c; // escape: stored
  return 0;
}

int exchanged_ok(const char *path) {
  char *p = strdup(path); // acquire
  char *old = p;
  p = nullptr;
  free(old); // release
  return 0;
}

int swapped_ok(const char *a, const char *b) {
  char *p = strdup(a); // acquire
  char *q = strdup(b); // acquire
  char *t = p;
  p = q;
  q = t;
  free(p); // release
  free(q); // release
  return 0;
}

int ternary_both_ok(const char *a, const char *b) {
  char *p = a ? strdup(a) : strdup(b); // acquire
  free(p); // release
  return 0;
}

int ternary_both_bad(const char *a, const char *b) {
  char *p = a ? strdup(a) : strdup(b); // acquire
  if (a == b)
    return 1; // leak: return
  free(p); // release
  return 0;
}

int else_if_bad(int kind, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f) {
    return -1;
  } else if (kind == 1) {
    fclose(f); // release
    return 1;
  } else if (kind == 2) {
    return 2; // leak: return
  } else {
    fclose(f); // release
  }
  return 0;
}

int lambda_guard_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  struct Closer {
    FILE *f;
    ~Closer() { fclose(f); }
  } closer{f}; // escape: stored
  return fgetc(f);
}

int dup_ok(int fd) {
  int copy = dup(fd); // acquire
  if (copy < 0)
    return -1;
  ssize_t n = write(copy, "x", 1);
  close(copy); // release
  return n;
}

int errno_style_bad(const char *path) {
  int fd = open(path, 0); // acquire
  int rc = -1;
  if (fd >= 0) {
    char c;
    rc = read(fd, &c, 1) == 1 ? c : -1;
    if (rc >= 0)
      close(fd); // release
  }
  return rc; // leak: return
}

int unsigned_ok(unsigned n, const char *path) {
  char *p = nullptr;
  if (n)
    p = strdup(path); // acquire
  if (n > 0)
    free(p); // release
  return 0;
}

// (size_t)-1 is taken for -1, which an unsigned value cannot be.
size_t FN_unsigned_minus_one_bad(size_t n, const char *path) {
  char *p = strdup(path); // acquire
  if (n == (size_t)-1)
    return 0;
  free(p); // release
  return n;
}

int last_element_ok(int n, const char *const *paths) {
  FILE *f = nullptr;
  for (int i = 0; i < n; ++i) {
    if (f)
      fclose(f); // release
    f = fopen(paths[i], "r"); // acquire
  }
  if (f)
    fclose(f); // release
  return 0;
}
