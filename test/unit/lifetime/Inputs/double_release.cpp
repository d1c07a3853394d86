// Released twice, or used after the release.
void work() noexcept;
extern "C" int c_uses(char *);

int twice_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  fclose(f); // release
  fclose(f); // release, double
  return 0;
}

int twice_on_a_path_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (n > 3)
    fclose(f); // release
  work();
  fclose(f); // release, double
  return 0;
}

int set_to_null_ok(const char *path, int n) {
  char *p = strdup(path); // acquire
  if (n > 3) {
    free(p); // release
    p = nullptr;
  }
  free(p); // release
  return 0;
}

int either_ok(const char *path, int n) {
  char *p = strdup(path); // acquire
  if (n > 3)
    free(p); // release
  if (n <= 3)
    free(p); // release
  return 0;
}

int goto_twice_bad(const char *path, int n) {
  char *p = strdup(path); // acquire
  if (n == 1)
    goto out;
  free(p); // release
out:
  free(p); // release, double
  return 0;
}

int alias_twice_bad(const char *path) {
  char *p = strdup(path); // acquire
  char *q = p;
  free(p); // release
  free(q); // release, double
  return 0;
}

int delete_twice_bad(int n) {
  int *p = new int(n); // acquire
  delete p; // release
  if (n)
    delete p; // release, double
  return 0;
}

int reacquired_ok(const char *a, const char *b) {
  FILE *f = fopen(a, "r"); // acquire
  if (!f)
    return -1;
  fclose(f); // release
  f = fopen(b, "r"); // acquire
  if (!f)
    return -1;
  fclose(f); // release
  return 0;
}

int loop_twice_bad(const char *path, int n) {
  char *p = strdup(path); // acquire
  for (int i = 0; i < n; ++i)
    free(p); // release, double
  return 0; // leak: return
}

static void close_it(FILE *f) { fclose(f); }

int helper_twice_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  close_it(f); // release
  close_it(f); // release, double
  return 0;
}

int handler_twice_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    fclose(f); // release
    if (path[0] == 'x')
      throw 1;
  } catch (int) {
    fclose(f); // release, double
    return 1;
  }
  return 0;
}

int use_dereferenced_bad(int n) {
  int *p = new int(n); // acquire
  delete p; // release
  return *p; // use
}

struct Item {
  int value;
};
int use_member_bad() {
  Item *i = new Item; // acquire
  delete i; // release
  return i->value; // use
}

int use_element_bad(size_t n) {
  char *p = static_cast<char *>(malloc(n)); // acquire
  free(p); // release
  return p[0]; // use
}

int use_by_c_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  fclose(f); // release
  return fgetc(f); // use
}

int use_before_ok(int n) {
  int *p = new int(n); // acquire
  int v = *p;
  delete p; // release
  return v;
}

int comparison_after_ok(const char *path) {
  char *p = strdup(path); // acquire
  char *q = p;
  free(p); // release
  return q == nullptr;
}

int unlocked_twice_bad(std::mutex &m) {
  m.lock(); // acquire
  m.unlock(); // release
  m.unlock(); // release, double
  return 0;
}

// A helper that gives what it has freed already.
static char *dangling(size_t n) {
  char *p = static_cast<char *>(malloc(n));
  free(p);
  return p;
}
int gift_released_bad(size_t n) {
  char *p = dangling(n); // acquire
  free(p); // release, double
  return 0;
}

int commit_twice_ok(sqlite3 *db) {
  sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr); // acquire
  if (sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) // release
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); // release
  return 0;
}

void opened_again_through_argument_ok(const char *a, const char *b) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(a, &db) != SQLITE_OK) { // acquire
    sqlite3_close(db); // release
    return;
  }
  sqlite3_close(db); // release
  if (sqlite3_open(b, &db) != SQLITE_OK) { // acquire
    sqlite3_close(db); // release
    return;
  }
  sqlite3_close(db); // release
}
