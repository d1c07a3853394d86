// The ownership leaves: silence.
void work() noexcept;
extern FILE *log_file;
extern std::vector<FILE *> files;
void keep(FILE *);
void consume(int *);
void observe(const int *);
struct Holder {
  FILE *file;
  int *data;
};
class Owner {
public:
  explicit Owner(FILE *);
  ~Owner();
};
class Parser {
public:
  explicit Parser(FILE *);
  int next();
};
class Reader {
public:
  explicit Reader(FILE *f) : f(f) {}
  int next();

private:
  FILE *f;
};

FILE *returned_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  return f; // escape: returned
}

FILE *returned_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (f && fgetc(f) == 'x')
    return nullptr; // leak: return
  return f; // escape: returned
}

FILE *returned_at_once_ok(const char *path) {
  return fopen(path, "r"); // acquire, escape: returned
}

Holder returned_in_aggregate_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  return {f, nullptr}; // escape: returned
}

Holder returned_in_local_ok(const char *path) {
  Holder h = {};
  h.file = fopen(path, "r"); // acquire
  return h; // escape: guard
}

void stored_in_parameter_ok(Holder *h, const char *path) {
  h->file = fopen(path, "r"); // acquire, escape: stored
}

void stored_in_reference_ok(FILE *&out, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  out = f; // escape: stored
}

struct Session {
  FILE *file = nullptr;
  sqlite3 *db = nullptr;
  std::mutex m;
  void member_ok(const char *path) {
    FILE *f = fopen(path, "r"); // acquire
    file = f; // escape: stored
  }
  int member_out_ok(const char *path) {
    return sqlite3_open(path, &db); // acquire, escape: stored
  }
};

void stored_in_global_ok(const char *path) {
  log_file = fopen(path, "a"); // acquire, escape: stored
}

FILE *stored_in_static_ok(const char *path) {
  static FILE *once = nullptr;
  if (!once)
    once = fopen(path, "r"); // acquire, escape: stored
  return once;
}

void stored_in_thread_local_ok(const char *path) {
  thread_local FILE *mine = nullptr;
  FILE *f = fopen(path, "r"); // acquire
  mine = f; // escape: stored
}

void stored_in_container_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (f)
    files.push_back(f); // escape: callee
}

void stored_in_container_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  if (n)
    return; // leak: return
  files.push_back(f); // escape: callee
}

void stored_by_subscript_ok(std::map<int, FILE *> &m, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  m[3] = f; // escape: stored
}

int captured_and_released_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  auto close = [f] { fclose(f); }; // escape: guard
  int c = fgetc(f);
  close();
  return c;
}

void captured_and_stored_ok(std::function<int()> &out, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  out = [f] { return fgetc(f); }; // escape: captured
}

// This lambda only reads, and the function releases.
int captured_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  auto next = [&] { return fgetc(f); };
  if (next() == n)
    return 1; // leak: return
  fclose(f); // release
  return 0;
}

void unique_ptr_ok(int n) {
  int *p = new int(n); // acquire
  std::unique_ptr<int> owner(p); // escape: guard
  work();
}

void unique_ptr_at_once_ok(int n) {
  std::unique_ptr<int> p(new int(n)); // acquire, escape: guard
  work();
}

void unique_ptr_deleter_ok(const char *path) {
  std::unique_ptr<FILE, int (*)(FILE *)> f(fopen(path, "r"), &fclose); // acquire, escape: guard
  work();
}

void unique_ptr_reset_ok(std::unique_ptr<int> &p, int n) {
  int *raw = new int(n); // acquire
  p.reset(raw); // escape: callee
}

void shared_ptr_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  std::shared_ptr<FILE> owner(f, fclose); // escape: guard
  work();
}

void unique_ptr_bad(int n) {
  int *p = new int(n); // acquire
  if (n == 3)
    return; // leak: return
  std::unique_ptr<int> owner(p); // escape: guard
}

void guard_of_the_project_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  Owner owner(f); // escape: guard
  work();
}

// Evidence beats escape: the object borrows what this function releases …
int borrowed_by_object_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  Parser parser(f);
  if (parser.next() == 0)
    return 1; // leak: return
  fclose(f); // release
  return 0;
}

// … unless its visible constructor stores it: the destructor may end it.
int FN_borrowed_by_object_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  Reader reader(f); // escape: guard
  if (reader.next() == 0)
    return 1;
  fclose(f); // release
  return 0;
}

void adopt_lock_ok(std::mutex &m) {
  m.lock();
  std::lock_guard<std::mutex> guard(m, std::adopt_lock);
  work();
}

void defer_lock_ok(std::mutex &m) {
  std::unique_lock<std::mutex> guard(m, std::defer_lock);
  guard.lock();
  work();
}

void taken_by_unknown_callee_ok(int n) {
  int *p = new int(n); // acquire
  consume(p); // escape: callee
}

// A pointer to const is a borrow: nobody deletes through it.
void given_to_const_bad(int n) {
  int *p = new int(n); // acquire
  observe(p);
} // leak: end

// A C library borrows; what takes is in the catalogue.
int borrowed_by_c_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  fputs("x", f);
  return 0; // leak: return
}

// A stream given to a free function is borrowed.
void borrowed_by_function_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (f)
    keep(f);
} // leak: end

void evidence_beats_escape_bad(int n) {
  int *p = new int(n); // acquire
  consume(p);
  if (n == 2)
    return; // leak: return
  delete p; // release
}

int hand_over_fdopen_ok(const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "r"); // acquire, escape: transferred
  if (!f) {
    close(fd); // release
    return -1;
  }
  fclose(f); // release
  return 0;
}

int hand_over_fdopen_bad(const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "r"); // acquire, escape: transferred
  if (!f)
    return -1; // leak: return
  fclose(f); // release
  return 0;
}

int realloc_ok(size_t n) {
  char *p = static_cast<char *>(malloc(n)); // acquire
  if (!p)
    return -1;
  char *q = static_cast<char *>(realloc(p, 2 * n)); // acquire, escape: transferred
  if (!q) {
    free(p); // release
    return -1;
  }
  free(q); // release
  return 0;
}

int realloc_bad(size_t n) {
  char *p = static_cast<char *>(malloc(n)); // acquire
  if (!p)
    return -1;
  p = static_cast<char *>(realloc(p, 2 * n)); // acquire, escape: transferred, leak: overwritten
  if (!p)
    return -1;
  free(p); // release
  return 0;
}

void getline_loop_ok(FILE *f) {
  char *line = nullptr;
  size_t size = 0;
  while (getline(&line, &size, f) >= 0) // acquire
    work();
  free(line); // release
}

// The buffer is held even when the first call has read nothing.
void getline_bad(FILE *f) {
  char *line = nullptr;
  size_t size = 0;
  if (getline(&line, &size, f) < 0) // acquire
    return; // leak: return
  free(line); // release
}

void released_by_unique_ptr_ok(std::unique_ptr<int> &p) {
  delete p.release(); // acquire, release
}

// Of an object with parents or reference counts, somebody else decides.
struct Widget {
  explicit Widget(Widget *parent);
  void paint();
};
struct Counted {
  void AddRef();
  void Release();
  int n;
};
void parent_ok(Widget *top) {
  Widget *w = new Widget(top);
  w->paint();
}
void counted_ok() {
  Counted *c = new Counted;
  c->n = 1;
}

// Discarded at once: a design decision, see docs/limits.md.
void FN_discarded_bad(int n) {
  new int(n); // acquire
  fopen("x", "w"); // acquire
}

// What unique_ptr::release() gives is a new acquisition.
int unique_ptr_release_bad(std::unique_ptr<int> &u, int n) {
  int *p = u.release(); // acquire
  if (n)
    return n; // leak: return
  delete p; // release
  return 0;
}

// get() is a borrow.
int unique_ptr_get_ok(std::unique_ptr<int> &u) {
  int *p = u.get();
  return *p;
}

struct Pool {
  std::vector<int *> all;
  int *head = nullptr;
  ~Pool();
  int *member_container_ok(int n) {
    int *p = new int(n); // acquire
    all.push_back(p); // escape: callee
    return p;
  }
  void loop_container_ok(int n) {
    for (int i = 0; i < n; ++i) {
      int *p = new int(i); // acquire
      if (i == 3) {
        delete p; // release
        continue;
      }
      all.push_back(p); // escape: callee
    }
  }
  void conditionally_stored_bad(int n) {
    int *p = new int(n); // acquire
    if (n > 3)
      head = p; // escape: stored
  } // leak: end
};

class Pair {
public:
  Pair(const char *path) : file(fopen(path, "r")) {}
  FILE *file;
};
int member_initialiser_ok(const char *path) {
  Pair p(path);
  return p.file != nullptr;
}

void later(FILE *, int (*)(FILE *));

void given_with_its_release_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  later(f, fclose); // escape: guard
  work();
}

void given_with_another_function_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  later(f, fgetc);
  if (fgetc(f) == 'x')
    return; // leak: return
  fclose(f); // release
}

struct font;
void font_set_user_data(font *, void *, void (*)(void *));
void destroy_data(void *);

void user_data_with_its_destruction_ok(font *f) {
  char *p = (char *)malloc(8); // acquire
  if (!p)
    return;
  font_set_user_data(f, p, destroy_data); // escape: guard
  work();
}

// A helper that makes an object, and a C library that gives it back to its callbacks.
extern "C" int session_set_data(void *session, int index, void *data);
Holder *made_holder() { return new Holder(); }

void user_data_of_helper_ok(void *session) {
  Holder *h = made_holder(); // acquire
  session_set_data(session, 0, h); // escape: callee
}

// A lambda made before has promised to release what will be in the variable.
struct promise_guard {
  template <class F> promise_guard(F) {}
  ~promise_guard();
};
int promised_ok(const char *path) {
  FILE *f = nullptr;
  promise_guard guard([&f] {
    if (f)
      fclose(f);
  });
  f = fopen(path, "r"); // acquire, escape: guard
  return f ? 0 : -1;
}
int promised_by_value_bad(const char *path) {
  FILE *f = nullptr;
  promise_guard guard([f] {
    if (f)
      fclose(f);
  });
  f = fopen(path, "r"); // acquire
  return f ? 0 : -1; // leak: return
}

int stored_and_kept_bad(FILE **out, const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (n > 3)
    *out = f; // escape: stored
  if (n > 5)
    return 1;
  return 0; // leak: return
}

int stored_on_both_sides_ok(FILE **out, const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (n > 3)
    *out = f; // escape: stored
  else
    *out = f; // escape: stored
  return 0;
}

int stored_and_taken_back_ok(FILE **out, const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  *out = f;
  if (n > 3) {
    fclose(f); // release
    *out = nullptr;
    return -1;
  }
  return 0; // escape: stored
}
