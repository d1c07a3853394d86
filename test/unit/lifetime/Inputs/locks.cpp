// Locks, states and transactions: evidence in the same function.
void work() noexcept;
bool ready() noexcept;

struct Table {
  std::mutex m;
  std::recursive_mutex r;
  int n = 0;

  // Wrappers are left alone.
  void lock_ok() { m.lock(); }
  void unlock_ok() { m.unlock(); }
  bool enter_ok() {
    m.lock();
    ++n;
    return n > 1;
  }

  // The caller's lock, given up for a while.
  void yield_ok() {
    m.unlock();
    work();
    m.lock();
  }

  void yield_in_loop_ok() {
    while (!ready()) {
      m.unlock();
      work();
      m.lock();
    }
  }

  // Recursive: counted, not judged.
  int recursive_ok() {
    r.lock();
    r.lock();
    int k = n;
    r.unlock();
    r.unlock();
    return k;
  }

  int twice_in_a_row_bad(bool stop) {
    m.lock(); // acquire
    ++n;
    m.unlock(); // release
    m.lock(); // acquire
    if (stop)
      return -1; // leak: return
    m.unlock(); // release
    return n;
  }

  int unlock_helper_ok() {
    m.lock(); // acquire
    if (n > 3) {
      finish(); // escape: callee
      return n;
    }
    m.unlock(); // release
    return 0;
  }
  void finish() { m.unlock(); }

  int many_exits_bad(int k) {
    m.lock(); // acquire
    switch (k) {
    case 0:
      m.unlock(); // release
      return 0;
    case 1:
      return 1; // leak: return
    default:
      break;
    }
    m.unlock(); // release
    return n;
  }

  int condition_wait_ok(std::condition_variable &c) {
    std::unique_lock<std::mutex> guard(m);
    while (!ready())
      c.wait(guard);
    return n;
  }
};

int lock_and_try_bad(std::mutex &a, std::mutex &b) {
  a.lock(); // acquire
  if (!b.try_lock()) // acquire
    return -1; // leak: return
  b.unlock(); // release
  a.unlock(); // release
  return 0;
}

int try_else_ok(std::mutex &m) {
  if (m.try_lock()) { // acquire
    m.unlock(); // release
    return 1;
  } else {
    return 0;
  }
}

int try_in_variable_ok(std::mutex &m) {
  const bool locked = m.try_lock(); // acquire
  int n = 2;
  if (locked)
    m.unlock(); // release
  return n;
}

// A guard is no lockable.
struct Locker {
  explicit Locker(std::mutex &m) : m(m) { m.lock(); }
  ~Locker() { m.unlock(); }
  void lock() { m.lock(); }
  void unlock() { m.unlock(); }
  std::mutex &m;
};
int guard_ok(std::mutex &m, int n) {
  Locker l(m);
  l.unlock();
  work();
  l.lock();
  return n;
}

int file_lock_ok(int fd) {
  if (flock(fd, LOCK_EX) == -1) // acquire
    return -1;
  work();
  flock(fd, LOCK_UN); // release
  return 0;
}

class Database {
public:
  bool begin() noexcept;
  bool commit() noexcept;
  void rollback() noexcept;
  int exec(const char *sql) noexcept;
  int run(int) noexcept;
};

int transaction_bad(Database &db, int n) {
  db.begin(); // acquire
  if (db.run(n) != 0)
    return -1; // leak: return
  db.commit(); // release
  return 0;
}

int transaction_ok(Database &db, int n) {
  db.begin(); // acquire
  if (db.run(n) != 0) {
    db.rollback(); // release
    return -1;
  }
  db.commit(); // release
  return 0;
}

// A commit that failed and a rollback after it: no second release.
int transaction_commit_fails_ok(Database &db, int n) {
  db.begin(); // acquire
  db.run(n);
  if (!db.commit()) { // release
    db.rollback(); // release
    return -1;
  }
  return 0;
}

int sql_text_bad(Database &db, int n) {
  db.exec("BEGIN"); // acquire
  if (db.run(n) != 0)
    return -1; // leak: return
  db.exec("COMMIT"); // release
  return 0;
}

int sql_text_ok(Database &db, int n) {
  db.exec("begin immediate"); // acquire
  if (db.run(n) == 0)
    db.exec("commit"); // release
  else
    db.exec("rollback"); // release
  return 0;
}

// A text that is chosen by ?: is not known.
int FP_sql_text_chosen_ok(Database &db, int n) {
  db.exec("BEGIN"); // acquire
  if (n == 0) {
    db.exec("ROLLBACK"); // release
    return 0;
  }
  db.exec(db.run(n) == 0 ? "COMMIT" : "ROLLBACK");
  return 0; // leak: return
}

int sqlite_text_bad(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK) // acquire
    return -1;
  if (sqlite3_exec(db, "delete from t", nullptr, nullptr, nullptr) != SQLITE_OK)
    return -2; // leak: return
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr); // release
  return 0;
}

int sqlite_text_ok(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK) // acquire
    return -1;
  if (sqlite3_exec(db, "delete from t", nullptr, nullptr, nullptr) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); // release
    return -2;
  }
  return sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr); // release
}

// Only begins: a wrapper.
bool begin_only_ok(Database &db) { return db.begin(); }

// A flag of somebody else decides who unlocks: taken as right (docs/limits.md).
struct Flagged {
  std::mutex m;
  bool own;
  int FN_member_flag_bad(int n) {
    m.lock(); // acquire
    n *= 2;
    if (own)
      m.unlock(); // release
    return n;
  }
};

// A recursive lock taken twice and released once: counted locks are not judged.
int FN_recursive_bad(std::recursive_mutex &m, int n) {
  m.lock();
  m.lock();
  m.unlock();
  return n;
}

// Two ways to take one lock: each fails in its own way.
int lock_then_try_lock_ok(std::mutex &m, int n) {
  m.lock(); // acquire
  m.unlock(); // release
  if (!m.try_lock()) // acquire
    return -1;
  m.unlock(); // release
  return 0;
}

// A guard that was there before the lock was taken.
template <class F> struct Before {
  F f;
  Before(F f) : f(f) {}
  ~Before() { f(); }
};
int guarded_before_ok(std::mutex &m, int n) {
  Before guard([&m] { m.unlock(); });
  m.lock();
  if (n)
    return n;
  m.unlock();
  m.lock();
  return 0;
}
