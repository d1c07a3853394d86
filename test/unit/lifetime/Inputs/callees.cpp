// What callees with a visible body do.
void work() noexcept;
extern FILE *kept;

static FILE *open_log(const char *path) {
  FILE *f = fopen(path, "a");
  return f;
}

int helper_opens_bad(const char *path, int n) {
  FILE *f = open_log(path); // acquire
  if (!f)
    return -1;
  if (n)
    return n; // leak: return
  fclose(f); // release
  return 0;
}

int helper_opens_ok(const char *path) {
  FILE *f = open_log(path); // acquire
  if (!f)
    return -1;
  fclose(f); // release
  return 0;
}

static int open_into(const char *path, FILE **out) {
  *out = fopen(path, "r");
  if (*out == nullptr)
    return -1;
  return 0;
}

int helper_stores_bad(const char *path, int n) {
  FILE *f;
  if (open_into(path, &f) != 0) // acquire
    return -1;
  if (n)
    return n; // leak: return
  fclose(f); // release
  return 0;
}

int helper_stores_ok(const char *path) {
  FILE *f;
  if (open_into(path, &f) != 0) // acquire
    return -1;
  fclose(f); // release
  return 0;
}

static bool open_by_reference(const char *path, FILE *&out) {
  out = fopen(path, "r");
  return out != nullptr;
}

int helper_reference_bad(const char *path, int n) {
  FILE *f = nullptr;
  if (!open_by_reference(path, f)) // acquire
    return -1;
  if (n)
    return n; // leak: return
  fclose(f); // release
  return 0;
}

int helper_reference_ok(const char *path) {
  FILE *f = nullptr;
  if (!open_by_reference(path, f)) // acquire
    return -1;
  fclose(f); // release
  return 0;
}

static void close_file(FILE *f) { fclose(f); }

int helper_closes_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  close_file(f); // release
  return 0;
}

int helper_closes_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (n)
    return n; // leak: return
  close_file(f); // release
  return 0;
}

static void close_if_open(FILE *f) {
  if (f)
    fclose(f);
}

int helper_closes_unless_null_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  int c = f ? fgetc(f) : 0;
  close_if_open(f); // release
  return c;
}

static bool close_on_some_path(FILE *f, int n) {
  if (n > 0) {
    fclose(f);
    return true;
  }
  return false;
}

// Closed on some path of the callee: it decides, this function is left alone.
int helper_closes_sometimes_ok(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  close_on_some_path(f, n); // escape: callee
  return 0;
}

static void free_both(char **p) {
  free(*p);
  *p = nullptr;
}

int helper_frees_pointee_ok(size_t n) {
  char *p = static_cast<char *>(malloc(n)); // acquire
  free_both(&p); // release
  return 0;
}

static int count(FILE *f) { return fgetc(f); }

int helper_borrows_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  return count(f); // leak: return
}

static void keep(FILE *f) { kept = f; }

int helper_stores_globally_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  keep(f); // escape: callee
  return 0;
}

struct Holder {
  FILE *file;
  void take(FILE *f) { file = f; }
  int look(FILE *f) { return fgetc(f); }
};

int method_takes_ok(Holder &h, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  h.take(f); // escape: callee
  return 0;
}

int method_borrows_bad(Holder &h, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  return h.look(f); // leak: return
}

static char *make(size_t n) { return new char[n]; }

int helper_news_bad(size_t n) {
  char *p = make(n); // acquire
  if (n > 3)
    return 1; // leak: return
  delete[] p; // release
  return 0;
}

static FILE *open_or_die(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    exit(1);
  return f;
}

int helper_opens_or_dies_ok(const char *path) {
  FILE *f = open_or_die(path); // acquire
  int c = fgetc(f);
  fclose(f); // release
  return c;
}

// Recursion: the summary of the inner call is not known yet.
static void close_after(FILE *f, int n) {
  if (n > 0)
    close_after(f, n - 1);
  else
    fclose(f);
}

int helper_recursive_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  close_after(f, 3); // escape: callee
  return 0;
}

struct Base {
  virtual ~Base();
  virtual void use(FILE *f) { (void)f; }
};

// The dynamic type decides; with a release in this function it is a borrow.
int virtual_borrows_bad(Base &b, const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  b.use(f);
  if (n)
    return n; // leak: return
  fclose(f); // release
  return 0;
}

int virtual_takes_ok(Base &b, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  b.use(f); // escape: callee
  return 0;
}

// A release through a pointer to a function: the callee is unknown and may have taken it.
int function_pointer_ok(const char *path) {
  void (*release)(void *) = free;
  char *p = strdup(path); // acquire
  release(p); // escape: callee
  return 0;
}

int FN_function_pointer_bad(const char *path, int n) {
  void (*release)(void *) = free;
  char *p = strdup(path); // acquire
  release(p);
  free(p); // release
  return n;
}

// A helper that releases what a global names.
static char *global_text;
static void free_global() { free(global_text); }
int released_through_global_ok(const char *path) {
  char *p = strdup(path); // acquire
  global_text = p; // escape: stored
  free_global();
  return 0;
}

static int always() { return 1; }
static const int never = 0;
static int switched = 1;

int constant_callee_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (always())
    fclose(f); // release
  return 0;
}

int constant_global_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (switched)
    fclose(f); // release
  return never;
}

// Opens its own, or lends what it was given.
int page_for(FILE *given, FILE *&page, const char *path, bool own) {
  if (own) {
    page = fopen(path, "w");
    if (!page)
      return 1;
  } else {
    page = given;
  }
  return 0;
}

void lent_or_opened_ok(FILE *given, const char *path, bool own) {
  FILE *page;
  if (page_for(given, page, path, own))
    return;
  work();
  if (own)
    fclose(page);
}

void *grown(void *old, size_t size, bool checked) {
  if (size > 4096) {
    if (checked) {
      free(old);
      return nullptr;
    }
    abort();
  }
  return realloc(old, size);
}

void grown_in_a_loop_ok(int n) {
  void *p = grown(nullptr, 8, false); // acquire
  for (int i = 1; i < n; ++i)
    p = grown(p, 8 * i, false); // acquire, escape: callee
  free(p); // release
}

struct Tree {
  Tree *left;
};

// The tree keeps what is returned.
Tree *find_or_add(Tree *&at) {
  if (!at)
    at = new Tree();
  return at;
}

void kept_by_the_tree_ok(Tree *&root) {
  Tree *found = find_or_add(root);
  found->left = nullptr;
}

// ---- Lambdas that are called

struct Bounds {
  char *lower, *upper;
};

void called_lambda_releases_field_ok(const char *s) {
  Bounds bounds;
  const auto use = [&bounds] { free(bounds.lower); };
  bounds.lower = strdup(s); // acquire
  use(); // escape: callee
}

int called_lambda_releases_field_bad(const char *s, int n) {
  Bounds bounds;
  const auto use = [&bounds] { free(bounds.lower); };
  bounds.lower = strdup(s); // acquire
  if (n)
    return n; // leak: return
  use(); // escape: callee
  return 0;
}

void called_lambda_releases_another_bad(const char *s) {
  Bounds bounds;
  const auto use = [&bounds] { free(bounds.upper); };
  bounds.upper = nullptr;
  bounds.lower = strdup(s); // acquire
  use();
} // leak: end

void called_lambda_releases_variable_ok(const char *s) {
  char *p = nullptr;
  const auto done = [&] { free(p); };
  p = strdup(s); // acquire
  done(); // escape: callee
}

int called_lambda_closes_ok(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  const auto close = [&] { fclose(f); };
  if (n) {
    close(); // escape: callee
    return n;
  }
  close(); // escape: callee
  return 0;
}

int called_lambda_closes_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  const auto close = [&] { fclose(f); };
  if (n == 1) {
    close(); // escape: callee
    return n;
  }
  if (n == 2)
    return n; // leak: return
  close(); // escape: callee
  return 0;
}

// The copy in the lambda stays when the variable is set to null.
void lambda_with_a_copy_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  const auto close = [f] { fclose(f); }; // escape: guard
  f = nullptr;
  close();
}

struct Later {
  void *f;
  template <class F> explicit Later(F &f) : f((void *)&f) {}
};
int lambda_given_away_ok(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  const auto close = [&] { fclose(f); }; // escape: guard
  if (n)
    return n;
  Later later(close);
  return 0;
}

// ---- Callees that are given the handle's address

void callback(const char *name, void *argument);

// What is behind the address may be another value afterwards, and null.
void changed_by_callback_ok(const char *s) {
  char *p = strdup(s); // acquire
  callback("made", &p);
  if (p)
    free(p); // release
}

int changed_by_callback_bad(const char *s, int n) {
  char *p = strdup(s); // acquire
  callback("made", &p);
  if (n)
    return n; // leak: return
  free(p); // release
  return 0;
}

// ---- Callees that answer with an object

struct Status {
  bool ok() const noexcept;
  bool failed() const noexcept;
  bool operator!() const noexcept;
};
struct Store {
  int n;
};
struct Wrapped;
Status wrap(Store *store, Wrapped **out) noexcept;

// wrap() keeps it unless it says that it has failed.
Status kept_unless_failed_ok(Wrapped **out) {
  Store *store = new Store;
  Status s = wrap(store, out);
  if (!s.ok())
    delete store;
  return s;
}

Status kept_unless_failed_late_ok(Wrapped **out) {
  Status s;
  Store *store = new Store;
  s = wrap(store, out);
  if (s.failed()) {
    delete store;
    return s;
  }
  return s;
}

Status kept_unless_not_ok(Wrapped **out) {
  Store *store = new Store;
  const Status s = wrap(store, out);
  if (!s)
    delete store;
  return s;
}

Status released_where_done_bad(Wrapped **out) {
  Store *store = new Store; // acquire
  const Status s = wrap(store, out);
  if (!s.ok())
    return s; // leak: return
  delete store; // release
  return s;
}

// ---- Containers of the project

template <class T> struct SmallVector {
  T few[8];
  unsigned size = 0;
  std::vector<T> many;
  template <class... A> void emplace_back(A &&...a) {
    if (size < 8)
      new ((void *)&few[size++]) T(std::forward<A>(a)...);
    else
      many.emplace_back(std::forward<A>(a)...);
  }
};

struct Registry {
  SmallVector<Store *> stores;
  ~Registry();
  void set(int) noexcept;
  void project_container_takes_ok(int n);
};
void Registry::project_container_takes_ok(int n) {
  Store *store = new Store; // acquire
  store->n = n;
  stores.emplace_back(store); // escape: callee
}
