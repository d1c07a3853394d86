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

// A standard descriptor stays open, whatever number was given.
int dup2(int, int);
int dup(int);
int onto_standard_ok() {
  int fd = open("/dev/null", 2); // acquire
  if (fd < 0)
    return -1;
  dup2(fd, 0);
  dup2(fd, 1);
  if (fd > 2)
    close(fd); // release
  return 0;
}

int onto_output_ok() {
  int fd = open("/dev/null", 2); // acquire
  if (fd != 1) {
    dup2(fd, 1);
    close(fd); // release
  }
  return 0;
}

void daemon_ok() {
  close(0);
  close(1);
  int fd = open("/dev/null", 2);
  fd = dup(0);
  (void)fd;
}

// Both ends are closed by the time the second pair is made.
int pair_again_ok(char *to, int (*use)(int, int)) {
  int ends[2];
  if (pipe(ends) != 0) // acquire
    return -1;
  close(ends[1]); // release
  close(ends[0]); // release
  if (pipe(ends) != 0) // acquire
    return -1;
  close(ends[1]); // release
  int n = use(ends[0], *to);
  close(ends[0]); // release
  return n;
}

// A pointer that only walks through the block.
void walked_bad(const char *from, int n) {
  char *block = (char *)malloc(n); // acquire
  if (!block)
    return;
  for (int i = 0; i != n; ++i) {
    char *at = block + i;
    *at = from[i];
    *(at + 1) = 0;
  }
} // leak: end

// The text with what ends it.
extern "C" void keep_text(void *where, const char *text, void (*end)(void *));
void text_with_its_end_ok(void *where) {
  char *text = new char[3]; // acquire
  keep_text(where, text, [](void *p) { delete[] static_cast<char *>(p); }); // escape: guard
}

// Its base registers it, in a unit of its own.
struct Widget {
  explicit Widget(int x);
  virtual ~Widget();
};
struct Box : Widget {
  explicit Box(int x) : Widget(x) {}
};
void child_ok(int x) {
  Box *box = new Box(x);
  (void)box;
}

// Entered somewhere by a helper that returns it as well.
struct Node {
  Node *next = nullptr;
  void enter(Node *list, int where);
};
static Node *make_entry(Node *list) {
  Node *node = new Node; // acquire escape: returned
  node->enter(list, 1);
  return node;
}
int entered_ok(Node *list) {
  Node *node = make_entry(list);
  return node->next != nullptr;
}

// A test's own macro: what it leaves where it fails is no news.
namespace Test {
bool verify(bool, const char *text);
}
#define VERIFY(x)                                                                                                      \
  do {                                                                                                                 \
    if (!Test::verify(bool(x), #x))                                                                                    \
      return;                                                                                                          \
  } while (false)
void tested_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  VERIFY(f);
  VERIFY(fgetc(f) == 'x');
  fclose(f); // release
}
void tested_and_lost_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  VERIFY(f);
  VERIFY(fgetc(f) == 'x');
} // leak: end

// The container has it; OpenSSL 3 checks the type in between.
void pushed_ok(X509_stack *all, const unsigned char *raw, long n) {
  X509 *x = d2i_X509(nullptr, &raw, n); // acquire
  if (x)
    OPENSSL_sk_push(all, ossl_check_X509_type(x)); // escape: callee
}

// A library borrows its own types.
int only_looked_at_bad(const unsigned char *raw, long n) {
  X509 *x = d2i_X509(nullptr, &raw, n); // acquire
  if (!x)
    return -1;
  return i2d_X509(x, nullptr); // leak: return
}

void extra_data_ok(SSL *ssl, int index) {
  Part *part = new Part; // acquire
  SSL_set_ex_data(ssl, index, part); // escape: callee
}

void extra_data_refused_ok(SSL *ssl, int index) {
  Part *part = new Part; // acquire
  if (!SSL_set_ex_data(ssl, index, part))
    delete part; // release
}

// Only who has begun must end: the first test asks for the beginning's own result.
int begin_asked_ok(pg_conn *db) {
  pg_result *r = PQexec(db, "BEGIN"); // acquire
  const bool begun = PQresultStatus(r) == 1;
  PQclear(r); // release
  if (!begun)
    return 1;
  PQclear(PQexec(db, "COMMIT")); // acquire, release
  return 0;
}

int begin_asked_bad(pg_conn *db, int n) {
  PQclear(PQexec(db, "BEGIN")); // acquire, release
  if (n)
    return 1; // leak: return
  PQclear(PQexec(db, "COMMIT")); // acquire, release
  return 0;
}

// No exception where the loop keeps the index within its bounds.
void within_bounds_ok(std::vector<int> &all) {
  char *p = (char *)malloc(10); // acquire
  for (size_t i = 0; i < all.size(); ++i)
    all.at(i) = 1;
  free(p); // release
}

void beyond_bounds_bad(std::vector<int> &all, size_t n) {
  char *p = (char *)malloc(10); // acquire
  for (size_t i = 0; i < n; ++i)
    all.at(i) = 1; // leak: throws
  free(p); // release
}

// A release that no path reaches is one of the resource's, but not behind a label.
int behind_label_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    goto out;
  fclose(f); // release
out:
  return 0;
}

// The callee keeps the descriptor unless it fails, however it says so.
struct EventLoop {
  int add(int fd);
  long watch(int fd);
};
bool added_unless_negative_ok(EventLoop &loop, const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  if (loop.add(fd) < 0) {
    close(fd); // release
    return false;
  }
  return true;
}

bool added_unless_minus_one_ok(EventLoop &loop, const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  int rc = loop.add(fd);
  if (rc == -1) {
    close(fd); // release
    return false;
  }
  return true;
}

bool added_first_ok(EventLoop &loop, const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  if (loop.add(fd) >= 0)
    return true;
  close(fd); // release
  return false;
}

bool added_unless_zero_ok(EventLoop &loop, const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  if (!loop.watch(fd)) {
    close(fd); // release
    return false;
  }
  return true;
}

bool failure_forgets_bad(EventLoop &loop, const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  if (loop.add(fd) < 0)
    return false; // leak: return
  close(fd); // release
  return true;
}

bool error_number_forgets_bad(EventLoop &loop, const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  if (loop.add(fd))
    return false; // leak: return
  close(fd); // release
  return true;
}

int parse_all(int fd);
bool FN_forgotten_on_success_bad(const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return false;
  if (parse_all(fd) < 0) {
    close(fd); // release
    return false;
  }
  return true;
}

// Functions that end the process, of another unit and without [[noreturn]].
void self_destruct();
int ends_process_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (fgetc(f) == 'x') {
    self_destruct();
    return -1;
  }
  fclose(f); // release
  return 0;
}

// The macro of a library of templates: a block of the heap only where none was given, and a guard that is told so.
void block_free(void *p) { free(p); }
template <typename T> struct BlockGuard {
  T *block;
  BlockGuard(T *block) : block(block) {}
  ~BlockGuard() {
    if (block)
      block_free(block);
  }
};
template <typename T> struct Blocking {
  T *first;
  T *given() { return first; }
};
template <typename T> void never_instantiated_ok(Blocking<T> &blocking, size_t n) {
  T *block = blocking.given() != nullptr ? blocking.given() : (T *)malloc(n);
  BlockGuard<T> guard(blocking.given() == nullptr ? block : nullptr);
  block[0] = T();
}

// An acquisition that no path reaches is no callee that keeps what it is given.
int acquired_on_a_dead_path_bad(int n, FILE *in) {
  char *line = nullptr;
  size_t size = 0;
  if (n == 2)
    return 0;
  if (n == 2)
    getline(&line, &size, in); // acquire
  if (getline(&line, &size, in) < 0) { // acquire
  }
  return 1; // leak: return
}

// What getline takes it gives back: its answer says nothing of who holds the line.
int read_twice_bad(FILE *in) {
  char *line = nullptr;
  size_t size = 0;
  if (getline(&line, &size, in) < 0) { // acquire
    free(line); // release
    return -1;
  }
  if (getline(&line, &size, in) < 0) { // acquire, escape: transferred
    free(line); // release
    return -1;
  }
  return 0; // leak: return
}
