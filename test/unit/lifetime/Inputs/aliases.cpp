// Other names of the same resource.
void work() noexcept;
struct Context {
  FILE *file;
  FILE *other;
  int fd;
};

int copy_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  FILE *g = f;
  if (!g)
    return -1;
  fclose(g); // release
  return 0;
}

int copy_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  FILE *g = f;
  if (!g)
    return -1;
  if (fgetc(g) == 'x')
    return 1; // leak: return
  fclose(f); // release
  return 0;
}

int copy_outlives_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  FILE *kept = f;
  f = nullptr;
  if (kept)
    fclose(kept); // release
  return 0;
}

int overwritten_bad(const char *a, const char *b) {
  FILE *f = fopen(a, "r"); // acquire
  f = fopen(b, "r"); // acquire, leak: overwritten
  if (f)
    fclose(f); // release
  return 0;
}

int overwritten_by_null_bad(const char *path) {
  char *p = strdup(path); // acquire
  p = nullptr; // leak: overwritten
  free(p);
  return 0;
}

int cast_ok(size_t n) {
  char *p = (char *)malloc(n); // acquire
  void *q = p;
  free(q); // release
  return 0;
}

int reference_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  FILE *&g = f;
  if (g)
    fclose(g); // release
  return 0;
}

int reference_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  FILE *&g = f;
  if (g && fgetc(g) == 'x')
    return 1; // leak: return
  if (g)
    fclose(g); // release
  return 0;
}

int pointer_to_pointer_ok(size_t n) {
  char *p = nullptr;
  char **pp = &p;
  *pp = static_cast<char *>(malloc(n)); // acquire
  free(p); // release
  return 0;
}

int pointer_to_pointer_bad(size_t n) {
  char *p = nullptr;
  char **pp = &p;
  *pp = static_cast<char *>(malloc(n)); // acquire
  if (n > 3)
    return 1; // leak: return
  free(*pp); // release
  return 0;
}

int field_ok(const char *path) {
  Context c;
  c.file = fopen(path, "r"); // acquire
  if (!c.file)
    return -1;
  fclose(c.file); // release
  return 0;
}

int field_bad(const char *path) {
  Context c = {};
  c.file = fopen(path, "r"); // acquire
  if (c.file == nullptr)
    return -1;
  if (fgetc(c.file) == 'x')
    return 1; // leak: return
  fclose(c.file); // release
  return 0;
}

int field_other_bad(const char *path) {
  Context c = {};
  c.file = fopen(path, "r"); // acquire
  if (c.other)
    fclose(c.other);
  return 0; // leak: return
}

int field_of_pointer_ok(const char *path) {
  Context c;
  Context *p = &c;
  p->fd = open(path, 0); // acquire
  if (p->fd < 0)
    return -1;
  close(c.fd); // release
  return 0;
}

int union_ok(size_t n) {
  union {
    char *text;
    void *raw;
  } u;
  u.text = static_cast<char *>(malloc(n)); // acquire
  free(u.raw); // release
  return 0;
}

int union_bad(size_t n) {
  union {
    char *text;
    void *raw;
  } u;
  u.text = static_cast<char *>(malloc(n)); // acquire
  if (n > 4)
    return 1; // leak: return
  free(u.raw); // release
  return 0;
}

int array_element_ok(const char *path) {
  FILE *files[2] = {};
  files[0] = fopen(path, "r"); // acquire
  if (files[0])
    fclose(files[0]); // release
  return 0;
}

int array_element_bad(const char *path) {
  FILE *files[2] = {};
  files[0] = fopen(path, "r"); // acquire
  if (files[0] == nullptr)
    return -1;
  return 0; // leak: return
}

int moved_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  FILE *g = std::move(f);
  if (g)
    fclose(g); // release
  return 0;
}

// A pointer into the memory is no owner, but the memory may be freed by it.
int interior_bad(size_t n) {
  char *p = static_cast<char *>(malloc(n)); // acquire
  if (!p)
    return -1;
  char *end = p + n;
  *end = 0;
  return 0; // leak: return
}

// The receiver's identity ends when a part of its path is assigned.
struct Node {
  std::mutex m;
  Node *next;
};
int receiver_reassigned_ok(Node *n) {
  n->m.lock();
  n = n->next;
  n->m.unlock();
  return 0;
}

int receiver_two_objects_bad(Node *a, Node *b, bool stop) {
  a->m.lock(); // acquire
  b->m.lock(); // acquire
  if (stop) {
    b->m.unlock(); // release
    return -1; // leak: return
  }
  b->m.unlock(); // release
  a->m.unlock(); // release
  return 0;
}

// A copy of a structure that holds the handle: whose it is then is not followed.
int FN_copied_structure_bad(const char *path) {
  Context c = {};
  c.file = fopen(path, "r"); // acquire
  Context d = c; // escape: guard
  return d.fd;
}

// ---- What std::move and std::forward return

void moved_pointer_ok(const char *s) {
  char *p = strdup(s); // acquire
  char *q = std::move(p);
  free(q); // release
}

int moved_pointer_bad(const char *s, int n) {
  char *p = strdup(s); // acquire
  char *q = std::move(p);
  if (n)
    return n; // leak: return
  free(q); // release
  return 0;
}
