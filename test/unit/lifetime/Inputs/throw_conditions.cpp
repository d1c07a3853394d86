// Throws whose condition was settled before, and what a handler tells of those that pass it.
struct Error {};
struct Special : Error {};
void may_throw();
void silent() noexcept;

// The constructor has asked before: an object without a value never was.
class Settled {
public:
  explicit Settled(const int *value) : value_(value) {
    if (!value_)
      throw Error();
  }
  int get() const {
    if (!value_)
      throw Error();
    return *value_;
  }
  int limited(int most) const {
    if (*value_ > most)
      throw Error();
    return *value_;
  }

private:
  const int *const value_;
};
class Open {
public:
  explicit Open(const int *value) : value_(value) {
    if (!value_)
      throw Error();
  }
  int get() const {
    if (!value_)
      throw Error();
    return *value_;
  }
  void drop() { value_ = nullptr; }

private:
  const int *value_;
};
int settled_by_constructor_ok(const char *path, const Settled &s) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = s.get();
  fclose(f); // release
  return n;
}
int settled_in_part_bad(const char *path, const Settled &s) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = s.limited(3); // leak: throws
  fclose(f); // release
  return n;
}
int not_settled_bad(const char *path, const Open &o) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = o.get(); // leak: throws
  fclose(f); // release
  return n;
}

// Whether the program is starting up, another unit says.
extern bool starting_up;
static void note(int n) {
  if (!starting_up)
    return;
  throw n;
}
static void note_if(int n) {
  if (starting_up && n > 3)
    throw n;
}
int FN_state_of_other_unit_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  note(n); // below
  fclose(f); // release
  return n;
}
int FN_state_of_other_unit_and_argument_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  note_if(n); // below
  fclose(f); // release
  return n;
}

static void note_later(int n, bool forced) {
  const auto runtime = !starting_up;
  if (runtime || forced)
    silent();
  else
    throw n;
}
static void note_otherwise(int n) {
  if (starting_up && n > 3)
    silent();
  else
    throw n;
}
int FN_state_of_other_unit_by_name_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  note_later(n, n > 3); // below
  fclose(f); // release
  return n;
}
int other_branch_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  note_otherwise(n); // leak: throws
  fclose(f); // release
  return n;
}

[[noreturn]] void fail();
class Held {
public:
  explicit Held(const int *value) : value_(value) {
    do {
      while (!(value_ != nullptr))
        fail();
    } while (0);
  }
  int get() const {
    do {
      while (!(value_ != nullptr))
        fail();
    } while (0);
    return *value_;
  }

private:
  const int *const value_;
};
int settled_by_call_ok(const char *path, const Held &h) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = h.get();
  fclose(f); // release
  return n;
}

// What the handler for Error has not caught is no Special.
int not_of_derived_type_ok(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  try {
    try {
      may_throw();
    } catch (const Error &) {
      n = 0;
    } catch (...) {
      fclose(f); // release
      throw;
    }
  } catch (const Special &) {
    return 2;
  }
  fclose(f); // release
  return n;
}

// An index that was compared by size.
static int element(std::vector<int> &v, int n) {
  if (0 <= n && n < 30)
    return v.at(n - 1);
  return 0;
}
int tested_index_ok(const char *path, std::vector<int> &v, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  n = element(v, n);
  if (n < 3)
    n = v.at(n);
  fclose(f); // release
  return n;
}
int other_index_bad(const char *path, std::vector<int> &v, int n, int m) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (m < 3)
    n = v.at(n); // leak: throws
  fclose(f); // release
  return n;
}

// A callee that does nothing but demand: where it was given what is true, it does not throw.
void must(bool condition) {
  if (!condition)
    throw Error();
}
void must_have(const void *what, const char *why) {
  if (!what)
    throw why;
}
void demanded_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  must(f);
  must(f != nullptr);
  must_have(f, path);
  fclose(f); // release
}
void demanded_more_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  must(f && fgetc(f) == '#'); // leak: throws
  fclose(f); // release
}
void demanded_of_other_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  must_have(path, "path"); // leak: throws
  fclose(f); // release
}
