// Forms of bugs that maintainers had to mend, and of right code beside them; found in public histories, written anew.
bool step(int);

class Latch {
public:
  void Lock();
  void Unlock();
};
class Index {
  Latch latch_;
  std::mutex mutex_;
  bool busy_ = false;
  bool closing() const;

public:
  int capitals_bad(int level) {
    latch_.Lock(); // acquire
    if (level == 0)
      return -2; // leak: return
    latch_.Unlock(); // release
    return 0;
  }

  // Both sides of the flag release: it says nothing of who owns.
  int flag_of_another_matter_bad(int level) {
    mutex_.lock(); // acquire
    if (busy_) {
      mutex_.unlock(); // release
      return -1;
    }
    if (level == 0)
      return -2; // leak: return
    mutex_.unlock(); // release
    return 0;
  }

  int call_of_another_matter_bad(const char *path, int level) {
    FILE *f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
    if (closing()) {
      fclose(f); // release
      return -1;
    }
    if (level == 0)
      return -2; // leak: return
    fclose(f); // release
    return 0;
  }

  // One side releases, and nothing does on the other: the flag decides.
  int deciding_flag_ok(const char *path) {
    FILE *f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
    if (busy_) {
      fclose(f); // release
      return -1;
    }
    return 0;
  }
};

// What another unit opens, and this function closes.
FILE *open_log(const char *path);
FILE *current_log();
char *read_line(FILE *);
int opened_elsewhere_bad(const char *path) {
  FILE *f = open_log(path); // acquire
  if (fgetc(f) != '%')
    return 1; // leak: return
  fclose(f); // release
  return 0;
}

int freed_elsewhere_bad(FILE *f) {
  char *line = read_line(f); // acquire
  if (!line)
    return 1;
  if (line[0] == '#')
    return 2; // leak: return
  free(line); // release
  return 0;
}

int borrowed_until_closed_ok(bool last) {
  FILE *f = current_log();
  if (!last)
    return 1;
  fclose(f);
  return 0;
}

int filled_twice_ok(const char *path, FILE *other) {
  FILE *f = open_log(path);
  if (!f)
    f = other;
  if (fgetc(f) != '%')
    return 1;
  fclose(f);
  return 0;
}

// A local whose address lies in a structure changes behind its back.
struct Shared {
  int done;
};
struct Job {
  Shared *shared;
};
void start(Job *);
int waited_for_bad(const char *path, int n) {
  Shared shared;
  shared.done = 0;
  Job job;
  job.shared = &shared;
  start(&job);
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return 0;
  while (shared.done < n)
    step(n);
  if (n > 0)
    return 1; // leak: return
  fclose(f); // release
  return 2;
}

int offset_after_free_bad(const char *text) {
  char *p = strdup(text); // acquire
  free(p); // release
  return *(p + 1); // use
}

// The callee takes what lies in the structure, or in the closure, if it succeeds.
struct Order {
  void *given;
};
bool run_order(const Order &);
struct Part {
  int number = 0;
};
int inside_a_structure_ok(int n) {
  Part *part = new Part; // acquire
  part->number = n;
  Order order;
  order.given = part;
  if (!run_order(order)) {
    delete part; // release
    return -1;
  }
  return 0;
}

struct Callback {
  template <typename F> Callback(F &&) noexcept {}
};
bool enqueue(const Callback &) noexcept;
void serve(int);
void in_a_closure_ok(const char *path) {
  for (;;) {
    int fd = open(path, 0); // acquire
    if (fd == -1)
      break;
    if (!enqueue([fd] { serve(fd); }))
      close(fd); // release
  }
}

// A test that is not const, but changes nothing.
class Value {
public:
  bool is_name() { return kind == 7; }

private:
  int kind = 0;
};
struct Dictionary {
  void look_up(const char *key, Value *to);
};
void asked_twice_ok(Dictionary *d, const char *text) {
  Value value;
  char *old = nullptr;
  d->look_up("key", &value);
  if (value.is_name())
    old = strdup(text); // acquire
  step(1);
  if (value.is_name())
    free(old); // release
}
