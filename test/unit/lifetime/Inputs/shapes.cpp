// How a call carries the resource: by its result, an out-parameter, an argument, the receiver.
void work();
int parse(FILE *);

int file_return_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (fgetc(f) == 'x')
    return 0; // leak: return
  fclose(f); // release
  return 1;
}

int file_return_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int c = fgetc(f);
  fclose(f); // release
  return c;
}

void file_end_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (f)
    fgetc(f);
} // leak: end

void file_qualified_bad(const char *path) {
  FILE *f = std::fopen(path, "r"); // acquire
  if (f && fgetc(f) == 1)
    std::fclose(f); // release
} // leak: end

int pipe_stream_bad(const char *command) {
  FILE *p = popen(command, "r"); // acquire
  if (p == nullptr)
    return 1;
  if (fgetc(p) == EOF)
    return 2; // leak: return
  return pclose(p); // release
}

int descriptor_bad(const char *path, char *buffer) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return -1;
  if (read(fd, buffer, 16) != 16)
    return -2; // leak: return
  close(fd); // release
  return 0;
}

int descriptor_ok(const char *path, char *buffer) {
  int fd = open(path, 0); // acquire
  if (fd == -1)
    return -1;
  ssize_t n = read(fd, buffer, 16);
  close(fd); // release
  return n == 16 ? 0 : -2;
}

void pair_of_descriptors_bad() {
  int fds[2];
  if (pipe(fds) != 0) // acquire
    return;
  write(fds[1], "x", 1);
  close(fds[1]); // release
} // leak: end

void pair_of_descriptors_ok() {
  int fds[2];
  if (pipe(fds) == -1) // acquire
    return;
  close(fds[0]); // release
  close(fds[1]); // release
}

int out_parameter_bad(const char *host) {
  addrinfo *list;
  if (getaddrinfo(host, "80", nullptr, &list) != 0) // acquire
    return -1;
  if (strlen(host) > 10)
    return -2; // leak: return
  freeaddrinfo(list); // release
  return 0;
}

int out_parameter_ok(const char *host) {
  addrinfo *list = nullptr;
  int rc = getaddrinfo(host, "80", nullptr, &list); // acquire
  if (rc != 0)
    return rc;
  freeaddrinfo(list); // release
  return 0;
}

// A connection that failed to open must be closed, too.
int held_on_failure_bad(const char *path) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) // acquire
    return -1; // leak: return
  sqlite3_close(db); // release
  return 0;
}

int held_on_failure_ok(const char *path) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) { // acquire
    sqlite3_close(db); // release
    return -1;
  }
  sqlite3_close(db); // release
  return 0;
}

// The same where the connection is the result.
int held_on_failure_result_bad() {
  pg_conn *c = PQconnectdb(""); // acquire
  if (PQstatus(c) != 0)
    return -1; // leak: return
  PQfinish(c); // release
  return 0;
}

int held_on_failure_result_ok() {
  pg_conn *c = PQconnectdb(""); // acquire
  int status = PQstatus(c);
  PQfinish(c); // release
  return status;
}

int statement_bad(sqlite3 *db) {
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(db, "select 1", -1, &s, nullptr) != SQLITE_OK) // acquire
    return 1;
  if (sqlite3_step(s) != SQLITE_ROW)
    return 2; // leak: return
  sqlite3_finalize(s); // release
  return 0;
}

int asprintf_bad(int n) {
  char *text;
  if (asprintf(&text, "%d", n) < 0) // acquire
    return -1;
  if (n == 3)
    return n; // leak: return
  free(text); // release
  return 0;
}

int asprintf_ok(int n) {
  char *text = nullptr;
  if (asprintf(&text, "%d", n) == -1) // acquire
    return -1;
  free(text); // release
  return 0;
}

int aligned_bad(size_t n) {
  void *p = nullptr;
  if (posix_memalign(&p, 64, n)) // acquire
    return -1;
  if (n > 100)
    return 1; // leak: return
  free(p); // release
  return 0;
}

// An object that is made in place and ended by a call on its address.
int argument_state_bad(const char *text) {
  regex_t r;
  if (regcomp(&r, "a+", 0) != 0) // acquire
    return -1;
  if (regexec(&r, text, 0, nullptr, 0) != 0)
    return 0; // leak: return
  regfree(&r); // release
  return 1;
}

int argument_state_ok(const char *text) {
  regex_t r;
  if (regcomp(&r, "a+", 0)) // acquire
    return -1;
  int found = regexec(&r, text, 0, nullptr, 0);
  regfree(&r); // release
  return found;
}

size_t glob_bad(const char *pattern) {
  glob_t g;
  if (glob(pattern, 0, nullptr, &g) != 0) // acquire
    return 0;
  if (g.gl_pathc > 10)
    return 10; // leak: return
  size_t n = g.gl_pathc;
  globfree(&g); // release
  return n;
}

int pthread_mutex_bad(pthread_mutex_t *m, int n) {
  pthread_mutex_lock(m); // acquire
  if (n < 0)
    return -1; // leak: return
  pthread_mutex_unlock(m); // release
  return 0;
}

int pthread_mutex_global_ok(int n) {
  static pthread_mutex_t m;
  pthread_mutex_lock(&m); // acquire
  int twice = 2 * n;
  pthread_mutex_unlock(&m); // release
  return twice;
}

int trylock_bad(pthread_mutex_t *m, int n) {
  if (pthread_mutex_trylock(m) != 0) // acquire
    return -1;
  if (n < 0)
    return -2; // leak: return
  pthread_mutex_unlock(m); // release
  return 0;
}

int receiver_bad(std::mutex &m, int n) {
  m.lock(); // acquire
  if (n < 0)
    return -1; // leak: return
  m.unlock(); // release
  return 0;
}

int receiver_try_ok(std::mutex &m) {
  if (!m.try_lock()) // acquire
    return 0;
  int n = 1;
  m.unlock(); // release
  return n;
}

struct Account {
  std::mutex m;
  std::mutex *shared;
  int balance;
  int member_bad(int n) {
    m.lock(); // acquire
    if (n > balance)
      return -1; // leak: return
    balance -= n;
    m.unlock(); // release
    return 0;
  }
  int member_through_this_ok(int n) {
    this->m.lock(); // acquire
    balance -= n;
    m.unlock(); // release
    return balance;
  }
  void member_pointer_bad(bool stop) {
    shared->lock(); // acquire
    if (stop)
      return; // leak: return
    shared->unlock(); // release
  }
};

int element_ok(std::vector<std::mutex> &v, size_t i) {
  v[i].lock(); // acquire
  int n = 1;
  v[i].unlock(); // release
  return n;
}

int shared_lock_bad(std::shared_mutex &m, int n) {
  m.lock_shared(); // acquire
  if (n)
    return n; // leak: return
  m.unlock_shared(); // release
  return 0;
}

int value_selected_bad(int fd, int n) {
  if (flock(fd, LOCK_EX) == -1) // acquire
    return -1;
  if (n)
    return n; // leak: return
  flock(fd, LOCK_UN); // release
  return 0;
}

int value_selected_ok(int fd) {
  if (flock(fd, LOCK_EX) != 0) // acquire
    return -1;
  flock(fd, LOCK_UN); // release
  return 0;
}

void signal_mask_bad(const sigset_t *set, bool stop) {
  sigset_t old;
  sigprocmask(SIG_BLOCK, set, &old); // acquire
  if (stop)
    return; // leak: return
  sigprocmask(SIG_SETMASK, &old, nullptr); // release
}

int memory_map_bad(int fd) {
  void *p = mmap(nullptr, 4096, 1, MAP_SHARED, fd, 0); // acquire
  if (p == MAP_FAILED)
    return -1;
  if (*static_cast<char *>(p) == 0)
    return 1; // leak: return
  munmap(p, 4096); // release
  return 0;
}

int new_bad(int n) {
  int *p = new int(n); // acquire
  if (n == 0)
    return 0; // leak: return
  int v = *p;
  delete p; // release
  return v;
}

int new_array_ok(int n) {
  int *p = new int[n]; // acquire
  int v = p[0];
  delete[] p; // release
  return v;
}

int new_nothrow_bad(int n) {
  int *p = new (std::nothrow) int(n); // acquire
  if (!p)
    return -1;
  return n; // leak: return
}

// Placement new acquires nothing.
int placement_ok(void *where) {
  int *p = new (where) int(1);
  return *p;
}

void directory_bad(const char *path) {
  DIR *d = opendir(path); // acquire
  while (d && readdir(d))
    work();
} // leak: end

// Null after a failure: there is nothing to close.
int held_on_failure_null_ok(const char *path) {
  sqlite3 *db = nullptr;
  int rc = sqlite3_open(path, &db); // acquire
  if (rc != SQLITE_OK) {
    if (db)
      sqlite3_close(db); // release
    return -1;
  }
  sqlite3_close(db); // release
  return 0;
}

// A guard that was there first, with the variable by reference.
template <class F> struct Finally {
  F f;
  Finally(F f) : f(f) {}
  ~Finally() { f(); }
};

int guarded_before_ok(const char *path, int n) {
  sqlite3 *db = nullptr;
  Finally guard([&db] { sqlite3_close(db); });
  if (sqlite3_open(path, &db) != SQLITE_OK) // acquire, escape: guard
    return -1;
  return n;
}

int guarded_copy_bad(const char *path, int n) {
  sqlite3 *db = nullptr;
  Finally guard([db] { sqlite3_close(db); });
  if (sqlite3_open(path, &db) != SQLITE_OK) // acquire
    return -1; // leak: return
  return n; // leak: return
}

int guarded_in_other_block_bad(const char *path, int n) {
  sqlite3 *db = nullptr;
  {
    Finally guard([&db] { sqlite3_close(db); });
  }
  if (sqlite3_open(path, &db) != SQLITE_OK) // acquire
    return -1; // leak: return
  return n; // leak: return
}

// What a call puts into an object ends before the object does.
void content_ended_object_lost_bad(const char *text) {
  regex_t *r = new regex_t; // acquire
  if (regcomp(r, text, 0) == 0)
    regfree(r);
} // leak: end

void content_and_object_ok(const char *text) {
  regex_t *r = new regex_t; // acquire
  if (regcomp(r, text, 0) == 0)
    regfree(r);
  delete r; // release
}

void lock_given_back_descriptor_lost_bad(const char *path) {
  int fd = open(path, 0); // acquire
  if (fd < 0)
    return;
  if (flock(fd, LOCK_EX) != 0) // acquire
    return; // leak: return
  flock(fd, LOCK_UN); // release
} // leak: end

static void clear(regex_t *r) { regfree(r); }

void content_by_helper_object_lost_bad(const char *text) {
  regex_t *r = new regex_t; // acquire
  if (regcomp(r, text, 0) == 0)
    clear(r);
} // leak: end
