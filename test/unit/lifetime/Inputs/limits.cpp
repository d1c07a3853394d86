// The limits of docs/limits.md that have no better place. FN_: silence where a report would be right; FP_: the
// other way round; _ok where the silence is a decision and right more often than not.
struct Error {};
void log_line(const char *format, ...);
static void throws() { throw Error(); }
struct Image {
  int width() const;
  int height();
  explicit operator int() const;
};
extern bool verbose;
extern FILE *current;

int FN_variadic_callee_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  log_line("%s", path); // below
  fclose(f); // release
  return 0;
}

int FN_library_callee_bad(const char *path, std::function<int()> &callback) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = callback(); // below
  fclose(f); // release
  return n;
}

int FN_accessor_bad(const char *path, Image &i) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = i.height(); // below
  fclose(f); // release
  return n;
}

int FN_conversion_bad(const char *path, const Image &i) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = i.width() + static_cast<int>(i); // below
  fclose(f); // release
  return n;
}

// The other side of a flag that this function does not explain is taken as not owning the resource.
struct Cache {
  bool owns;
  bool dirty() const;
  int FN_member_flag_bad(const char *path) {
    FILE *f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
    if (owns)
      fclose(f); // release
    return 0;
  }
  int FN_call_without_arguments_bad(const char *path) {
    FILE *f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
    if (dirty())
      fclose(f); // release
    return 0;
  }
};

int FN_global_flag_bad(const char *path) {
  char *p = strdup(path); // acquire
  if (verbose)
    free(p); // release
  return 0;
}

// A local flag is explained here.
int local_flag_bad(const char *path, bool flag) {
  char *p = strdup(path); // acquire
  if (flag)
    free(p); // release
  return 0; // leak: return
}

int FN_through_global_bad(const char *path) {
  current = fopen(path, "r"); // acquire, escape: stored
  if (!current)
    return -1;
  return 0;
}

int FN_descriptor_zero_bad(const char *path) {
  int fd = open(path, 0); // acquire
  if (fd > 0)
    close(fd); // release
  return 0;
}

void FN_discarded_bad(const char *path) {
  fopen(path, "w"); // acquire
}

int FN_recursive_lock_bad(std::recursive_mutex &m, int n) {
  m.lock();
  m.lock();
  m.unlock();
  return n;
}

// A lock that is given to the caller, deliberately; and one that is forgotten in the same shape.
bool FN_kept_for_the_caller_bad(std::mutex &m, int n) {
  m.lock();
  if (n < 0) {
    m.unlock();
    return false;
  }
  return true;
}

// POSIX: connect() returns 0 or -1.
int contract_of_system_call_ok(const void *address) {
  int fd = socket(1, 2, 3); // acquire
  if (fd == -1)
    return -1;
  int rc = connect(fd, address, 16);
  if (rc == -1) {
    close(fd); // release
    return -1;
  }
  if (rc == 0)
    close(fd); // release
  return 1;
}

int FP_arithmetic_ok(const char *path, int n) {
  char *p = nullptr;
  if (n > 3)
    p = strdup(path); // acquire
  if (2 * n > 6)
    free(p); // release
  return 0; // leak: return
}

bool equal(int, int) noexcept;
// A call with arguments that is repeated: that it gives the same answer is not known.
int FP_repeated_call_with_arguments_ok(const char *path, int a, int b) {
  char *p = nullptr;
  if (equal(a, b))
    p = strdup(path); // acquire
  if (equal(a, b))
    free(p); // release
  return 0; // leak: return
}

// More paths of one kind than are kept apart (Bounds::Disjuncts) are merged, and what told them apart is lost.
int many_modes_ok(const char *path, int mode, int a, int b, int c) {
  char *p = nullptr;
  if (mode == 7)
    p = strdup(path); // acquire
  int n = 0;
  if (a)
    n = 1;
  if (b)
    n = 2;
  if (c)
    n = 3;
  if (mode == 7)
    free(p); // release
  return n + a + b + c;
}

// Data that keeps a handle: a linked list that the function builds and frees.
struct Cell {
  Cell *next;
};
void list_ok(int n) {
  Cell *head = nullptr;
  for (int i = 0; i < n; ++i) {
    Cell *c = static_cast<Cell *>(malloc(sizeof(Cell))); // acquire
    if (!c)
      break;
    c->next = head;
    head = c;
  }
  while (head) {
    Cell *next = head->next;
    free(head); // release
    head = next;
  }
}

// The exception of an implicit destructor call.
struct Bomb {
  ~Bomb() noexcept(false);
};
int FN_destructor_throws_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  {
    Bomb b;
  }
  fclose(f); // release
  return 0;
}

// A handle that the function was given: it may release it as often as it likes.
void FN_parameter_twice_bad(char *p) {
  free(p);
  free(p);
}

int negotiate() noexcept; // returns 0 or -1
int FP_contract_of_callee_ok() {
  int fd = socket(1, 2, 3); // acquire
  if (fd == -1)
    return -1;
  int rc = negotiate();
  if (rc == -1) {
    close(fd); // release
    return -1;
  }
  if (rc == 0)
    close(fd); // release
  return 1; // leak: return
}

void keep(int *p);
int FN_skipped_loop_bad(int n) {
  int *p = new int(1); // acquire
  for (int i = 0; i < n; ++i)
    keep(p); // escape: callee
  return 0;
}

struct Cut {};
void cuts(); // throws more than Cut
int FN_other_type_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    cuts();
  } catch (const Cut &) {
    fclose(f); // release
    return 1;
  }
  fclose(f); // release
  return 0;
}

// ---- Raw memory and descriptors given to an unknown callee

extern "C" void consume(char *buffer);

// Nothing after it releases, so that the callee may have taken it.
int FN_given_to_callee_bad(int n) {
  char *p = (char *)malloc(n); // acquire
  if (!p)
    return -1;
  consume(p); // escape: callee
  return 0;
}

// ---- Locks and states that are only taken

// A function that never gives its lock back is a wrapper: its caller will.
void FN_only_locked_bad(std::mutex &m) {
  m.lock();
}

// ---- Guards that are cancelled

template <class F> struct Cancellable {
  F f;
  bool armed = true;
  Cancellable(F f) : f(f) {}
  ~Cancellable() {
    if (armed)
      f();
  }
  void release() noexcept { armed = false; }
};

// What a guard gave up belongs to whoever cancelled it, and is not followed.
int FN_cancelled_guard_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  Cancellable guard([f] { fclose(f); }); // escape: guard
  guard.release();
  return 0;
}

// ---- Guards that are armed later

template <class F> struct Armable {
  F f;
  bool armed = false;
  Armable(int, F f) : f(f) {}
  ~Armable() {
    if (armed)
      f();
  }
  void arm() noexcept { armed = true; }
  void reset() {
    if (armed)
      f();
    armed = false;
  }
};

// Whether arm() follows is not looked at.
int FN_never_armed_bad(std::mutex &m, int n) {
  Armable guard(0, [&m] { m.unlock(); });
  if (n)
    m.lock();
  return n;
}
