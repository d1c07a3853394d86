// Exceptions: which callees count, which handlers see them, what leaves the function.
struct Error {};
struct Special : Error {};
void may_throw();
void silent() noexcept;
extern "C" void from_c(void);
static void throws(int n) {
  if (n > 3)
    throw Error();
}
static void catches_itself(int n) {
  try {
    throws(n);
  } catch (...) {
  }
}
struct Widget {
  Widget(int);
  ~Widget();
  int size() const;
  void grow();
  operator bool() const;
};

// Whoever calls them inside a `try` expects them to throw; by default only such callees without a body count.
int expected_to_throw_ok() {
  try {
    may_throw();
    Widget w(1);
    w.grow();
    if (w)
      return w.size();
  } catch (const Error &) {
  }
  return 0;
}

int throw_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (fgetc(f) == 'x')
    throw Error(); // leak: throw
  fclose(f); // release
  return 0;
}

int throw_caught_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    if (fgetc(f) == 'x')
      throw Error();
  } catch (const Error &) {
  }
  fclose(f); // release
  return 0;
}

int throw_caught_by_base_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    if (fgetc(f) == 'x')
      throw Special();
  } catch (Error &) {
    fclose(f); // release
    throw;
  }
  fclose(f); // release
  return 0;
}

int throw_not_matched_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    if (fgetc(f) == 'x')
      throw Error(); // leak: throw
  } catch (const Special &) {
    fclose(f);
    return 1;
  }
  fclose(f); // release
  return 0;
}

int handler_returns_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    throws(fgetc(f));
  } catch (...) {
    return 1; // leak: return
  }
  fclose(f); // release
  return 0;
}

int handler_releases_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    throws(fgetc(f));
  } catch (...) {
    fclose(f); // release
    throw;
  }
  fclose(f); // release
  return 0;
}

int handler_rethrows_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    throws(fgetc(f));
  } catch (...) {
    throw; // leak: throw
  }
  fclose(f); // release
  return 0;
}

int visible_callee_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  throws(fgetc(f)); // leak: throws
  fclose(f); // release
  return 0;
}

int visible_callee_silent_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  catches_itself(fgetc(f));
  fclose(f); // release
  return 0;
}

int unknown_callee_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  may_throw(); // leak: throws
  fclose(f); // release
  return 0;
}

void never_tried();
int FN_unexpected_callee_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  never_tried(); // below
  fclose(f); // release
  return 0;
}

int FN_lock_unexpected_callee_bad(std::mutex &m) {
  m.lock(); // acquire
  never_tried(); // below
  m.unlock(); // release
  return 0;
}

int noexcept_callee_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  silent();
  from_c();
  fclose(f); // release
  return 0;
}

// Of a callee without a body the handlers say what it throws.
int handler_of_one_type_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    may_throw();
  } catch (const Error &) {
    fclose(f); // release
    return 1;
  }
  fclose(f); // release
  return 0;
}

int nested_tries_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    try {
      throw Error();
    } catch (const Special &) {
      return 1;
    }
  } catch (const Error &) {
    fclose(f); // release
    return 2;
  }
}

// A throw inside a handler looks outside of its own try.
int throw_in_handler_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    if (fgetc(f) == 'x')
      throw Special();
  } catch (const Special &) {
    throw Error(); // leak: throw
  } catch (const Error &) {
    fclose(f);
    return 1;
  }
  fclose(f); // release
  return 0;
}

// Of a callee it is known that it throws, not what.
int FP_type_of_callee_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    throws(fgetc(f)); // leak: throws
  } catch (const Error &) {
    fclose(f); // release
    return 1;
  }
  fclose(f); // release
  return 0;
}

// What leaves a noexcept function or a destructor ends the process.
int noexcept_function_ok(const char *path) noexcept {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  may_throw();
  fclose(f); // release
  return 0;
}

int lock_bad(std::mutex &m) {
  m.lock(); // acquire
  may_throw(); // leak: throws
  m.unlock(); // release
  return 0;
}

int FN_lock_const_method_bad(std::mutex &m, const Widget &w) {
  m.lock(); // acquire
  int n = w.size(); // below
  m.unlock(); // release
  return n;
}

int lock_caught_ok(std::mutex &m) {
  m.lock(); // acquire
  try {
    may_throw();
  } catch (...) {
  }
  m.unlock(); // release
  return 0;
}

int constructor_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  Widget w(1); // leak: throws
  w.grow(); // leak: throws
  fclose(f); // release
  return 0;
}

int documented_bad(const char *path, std::vector<int> &v) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = v.at(3); // leak: throws
  fclose(f); // release
  return n;
}

// bad_alloc alone does not count by default.
int allocation_ok(const char *path, std::vector<int> &v) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  v.push_back(3); // below
  fclose(f); // release
  return 0;
}

// Of the project's own callees, those that only compute do not count for memory and handles (docs/decisions.md).
int FN_const_method_bad(const char *path, const Widget &w) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = w.size(); // below
  if (w) // below
    ++n;
  fclose(f); // release
  return n;
}

int FN_pointer_call_bad(const char *path, void (*callback)(int)) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  callback(3); // below
  fclose(f); // release
  return 0;
}

// An acquire counts only on its normal edge.
static FILE *open_or_throw(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    throw Error();
  return f;
}
int helper_throws_ok(const char *path) {
  FILE *f = open_or_throw(path); // acquire
  int c = fgetc(f);
  fclose(f); // release
  return c;
}

int second_acquisition_bad(const char *path) {
  FILE *f = open_or_throw(path); // acquire
  FILE *g = open_or_throw(path); // acquire, leak: throws
  fclose(g); // release
  fclose(f); // release
  return 0;
}

int new_then_throw_bad(int n) {
  int *p = new int(n); // acquire
  throws(n); // leak: throws
  delete p; // release
  return 0;
}

// The exception owns what it carries.
void thrown_ok(int n) {
  int *p = new int(n); // acquire
  throw p; // escape: stored
}

struct Base {
  virtual ~Base();
  virtual void step() {}
  virtual void quiet() noexcept {}
};
// The body that is seen may be another at run time.
int FN_virtual_bad(const char *path, Base &b) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  b.quiet();
  b.step(); // below
  fclose(f); // release
  return 0;
}

class Database {
public:
  void begin();
  void commit();
  void rollback();
  void insert(int);
};
void transaction_throws_bad(Database &db, int n) {
  db.begin(); // acquire
  db.insert(n); // leak: throws
  db.commit(); // release
}
void transaction_throws_ok(Database &db, int n) {
  db.begin(); // acquire
  try {
    db.insert(n);
    db.commit(); // release
  } catch (...) {
    db.rollback(); // release
    throw;
  }
}

class LogMsg {
public:
  explicit LogMsg(int level);
  ~LogMsg();
};
void write_trace(const std::string &);

// Whoever logs is taken not to throw.
void FN_logged_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  LogMsg(3);
  write_trace("opened");
  fclose(f); // release
}

class Report {
public:
  Report();
  ~Report();
};
void describe(const std::string &);
void send(Report *);

// Handed over by every path: that an unknown callee before it throws is not said.
void FN_handed_over_later_bad() {
  Report *r = new Report; // acquire
  describe("report");
  send(r); // escape: callee
}

// What substr() is documented to throw, and cannot here.
static size_t directory(const std::string &name) {
  size_t end = name.rfind('/');
  if (end == std::string::npos)
    return 0;
  return name.substr(end + 1).size() + name.substr(name.find_last_of("/") + 1).size();
}
int position_known_ok(const char *path, const std::string &name) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = directory(name); // below
  fclose(f); // release
  return n;
}

static size_t behind(const std::string &name, size_t at) { return name.substr(at + 1).size(); }
int position_given_bad(const char *path, const std::string &name) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = behind(name, 3); // leak: throws
  fclose(f); // release
  return n;
}

// Handlers for all that stoi() is documented to throw, and for half of it.
static int number_or_zero(const std::string &s) {
  try {
    return std::stoi(s);
  } catch (const std::invalid_argument &) {
  } catch (const std::out_of_range &) {
  }
  return 0;
}
int all_caught_ok(const char *path, const std::string &s) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = number_or_zero(s); // below
  fclose(f); // release
  return n;
}

static int number_unless_large(const std::string &s) {
  try {
    return std::stoi(s);
  } catch (const std::invalid_argument &) {
  }
  return 0;
}
int half_caught_bad(const char *path, const std::string &s) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = number_unless_large(s); // leak: throws
  fclose(f); // release
  return n;
}

// What is computed from a length is within it.
static size_t ending(const std::string &name) { return name.substr(name.size() - 4).size(); }
int position_from_length_ok(const char *path, const std::string &name) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = ending(name); // below
  fclose(f); // release
  return n;
}
