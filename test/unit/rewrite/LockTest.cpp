// Locks, transactions, try/catch.
#include "Harness.h"
#include <gtest/gtest.h>

using namespace rewritetest;

namespace {

Settings locks() {
  Settings S;
  S.Prelude = std::string("#include <mutex>\n#include <shared_mutex>\n#include <string>\n#include <pthread.h>\n") +
              Declarations + "//---\n";
  return S;
}

Settings plain() {
  Settings S;
  S.Prelude = std::string("#include <stdlib.h>\n") + Declarations + "//---\n";
  return S;
}

using Run = Result (*)(const std::string &, const Settings &);

void expectFix(const std::string &Before, const std::string &After, const Settings &S, Run How = rewrite) {
  const Result R = How(Before, S);
  EXPECT_EQ(R.InputErrors, "");
  EXPECT_EQ(R.Code, After) << (R.Refusals.empty() ? "" : "refused: " + R.Refusals.front());
  EXPECT_EQ(R.CompileErrors, "");
  EXPECT_TRUE(R.Unsafe.empty()) << R.Unsafe.front();
}

void expectRefusal(const std::string &Before, const std::string &Reason, const Settings &S, Run How = rewrite) {
  const Result R = How(Before, S);
  EXPECT_EQ(R.InputErrors, "");
  ASSERT_EQ(R.Refusals.size(), 1u) << R.Code;
  EXPECT_EQ(R.Refusals.front().substr(0, R.Refusals.front().find(':')), Reason) << R.Refusals.front();
}

TEST(Lock, TwoGuardsNeedOneInclude) {
  Settings S;
  S.Prelude = "struct Mutex { void lock(); void unlock() noexcept; };\n" + std::string(Declarations);
  const Result R = rewrite("void f(Mutex &m, int n) {\n  if (n) {\n    m.lock();\n    work();\n    m.unlock();\n  } else {\n"
                           "    m.lock();\n    work(1);\n    m.unlock();\n  }\n}\n",
                           S);
  EXPECT_EQ(R.CompileErrors, "");
  const size_t First = R.Code.find("#include <mutex>");
  ASSERT_NE(First, std::string::npos) << R.Code;
  EXPECT_EQ(R.Code.find("#include <mutex>", First + 1), std::string::npos) << R.Code;
}

TEST(Lock, LockGuardWhenNothingFollows) {
  expectFix(R"(struct Counter {
  std::mutex m_;
  int value_ = 0;
  void add() {
    m_.lock();
    value_ += work();
    m_.unlock();
  }
  int get() {
    m_.lock();
    int v = value_ + work();
    m_.unlock();
    return v;
  }
};
)",
            R"(struct Counter {
  std::mutex m_;
  int value_ = 0;
  void add() {
    std::lock_guard m_lock(m_);
    value_ += work();
  }
  int get() {
    std::lock_guard m_lock(m_);
    int v = value_ + work();
    return v;
  }
};
)",
            locks());
}

TEST(Lock, UniqueLockWhenMoreFollows) {
  expectFix(R"(std::mutex g;
int f() {
  g.lock();
  if (work()) {
    g.unlock();
    return work();
  }
  g.unlock();
  work();
  g.lock();
  work();
  g.unlock();
  return 0;
}
)",
            R"(std::mutex g;
int f() {
  std::unique_lock g_lock(g);
  if (work()) {
    g_lock.unlock();
    return work();
  }
  g_lock.unlock();
  work();
  g_lock.lock();
  work();
  return 0;
}
)",
            locks());
}

TEST(Lock, BeforeCxx17TheTypeIsSpelled) {
  Settings S = locks();
  S.Standard = "c++14";
  S.Prelude = "#include <mutex>\nint work(int = 0);\n//---\n";
  expectFix(R"(struct A { std::mutex *lock; };
void f(A *a) {
  a->lock->lock();
  work();
  a->lock->unlock();
}
)",
            R"(struct A { std::mutex *lock; };
void f(A *a) {
  std::lock_guard<std::mutex> lock_guard(*a->lock);
  work();
}
)",
            S);
}

TEST(Lock, TryLockAdopts) {
  expectFix(R"(std::mutex g;
void f() {
  if (g.try_lock()) {
    work();
    g.unlock();
  }
}
)",
            R"(std::mutex g;
void f() {
  if (g.try_lock()) {
    std::lock_guard g_lock(g, std::adopt_lock);
    work();
  }
}
)",
            locks());
}

TEST(Lock, Pthread) {
  expectFix(R"(struct P {
  pthread_mutex_t mutex;
  int n;
  int f() {
    pthread_mutex_lock(&mutex);
    work();
    int r = n;
    pthread_mutex_unlock(&mutex);
    return r;
  }
};
int g(P *p) {
  pthread_mutex_lock(&p->mutex);
  work();
  pthread_mutex_unlock(&p->mutex);
  return work();
}
)",
            R"(struct P {
  pthread_mutex_t mutex;
  int n;
  int f() {
    pthread_mutex_lock(&mutex);
    raii::scope_exit mutex_guard([this] { pthread_mutex_unlock(&mutex); });
    work();
    int r = n;
    return r;
  }
};
int g(P *p) {
  pthread_mutex_lock(&p->mutex);
  raii::scope_exit mutex_guard([p] { pthread_mutex_unlock(&p->mutex); });
  work();
  mutex_guard.reset();
  return work();
}
)",
            locks());
}

TEST(Lock, SharedMutex) {
  expectFix(R"(std::shared_mutex s;
void f() {
  s.lock_shared();
  work();
  s.unlock_shared();
}
)",
            R"(std::shared_mutex s;
void f() {
  std::shared_lock s_lock(s);
  work();
}
)",
            locks());
}

TEST(Lock, CapabilityIsRefused) {
  expectRefusal(R"(struct __attribute__((capability("mutex"))) M {
  void lock() __attribute__((acquire_capability()));
  void unlock() __attribute__((release_capability()));
};
M m;
void f() {
  m.lock();
  work();
  m.unlock();
}
)",
                "capability-mutex", plain());
}

TEST(Lock, ConditionalIsDeferred) {
  expectFix(R"(std::mutex g;
void f(bool own) {
  if (own) {
    g.lock();
  }
  work();
  if (own) {
    g.unlock();
  }
}
)",
            R"(std::mutex g;
void f(bool own) {
  std::unique_lock g_lock(g, std::defer_lock);
  if (own) {
    g_lock.lock();
  }
  work();
  if (own) {
    g_lock.unlock();
  }
}
)",
            locks());
}

TEST(Lock, IdentityThatChangesIsRefused) {
  expectRefusal(R"(struct N { std::mutex m; N *next; };
void f(N *n) {
  n->m.lock();
  work();
  n->m.unlock();
  n = n->next;
  work();
}
)",
                "changed-before-release", locks());
}

TEST(Lock, LoopsAndSiblingScopes) {
  expectFix(R"(std::mutex g;
void f(int n) {
  while (n--) {
    g.lock();
    if (work()) {
      work();
      g.unlock();
      continue;
    }
    work();
    g.unlock();
  }
}
int h(int n) {
  if (n) {
    g.lock();
    work();
    g.unlock();
  } else {
    g.lock();
    work(1);
    g.unlock();
  }
  return work();
}
)",
            R"(std::mutex g;
void f(int n) {
  while (n--) {
    std::lock_guard g_lock(g);
    if (work()) {
      work();
      continue;
    }
    work();
  }
}
int h(int n) {
  if (n) {
    std::lock_guard g_lock(g);
    work();
  } else {
    std::lock_guard g_lock(g);
    work(1);
  }
  return work();
}
)",
            locks());
}

TEST(Transaction, MethodsWithRollbackInTheCode) {
  const char *const Before = R"(struct Db { void begin(); bool commit(); void rollback() noexcept; };
bool f(Db &db) {
  db.begin();
  if (work()) {
    db.rollback();
    return false;
  }
  if (check())
    return false;
  db.commit();
  return true;
}
)";
  const char *const After = R"(struct Db { void begin(); bool commit(); void rollback() noexcept; };
bool f(Db &db) {
  db.begin();
  raii::scope_exit db_rollback([&db] { db.rollback(); });
  if (work()) {
    return false;
  }
  if (check())
    return false;
  db.commit();
  db_rollback.release();
  return true;
}
)";
  expectFix(Before, After, plain());
}

TEST(Transaction, CommitTested) {
  expectFix(R"(struct Db { void begin(); bool commit(); void rollback() noexcept; };
bool f(Db *db) {
  db->begin();
  work();
  if (!db->commit()) {
    db->rollback();
    return false;
  }
  work();
  return true;
}
bool g(Db *db) {
  db->begin();
  work();
  if (db->commit())
    return true;
  db->rollback();
  return false;
}
)",
            R"(struct Db { void begin(); bool commit(); void rollback() noexcept; };
bool f(Db *db) {
  db->begin();
  raii::scope_exit db_rollback([db] { db->rollback(); });
  work();
  if (!db->commit()) {
    return false;
  }
  db_rollback.release();
  work();
  return true;
}
bool g(Db *db) {
  db->begin();
  raii::scope_exit db_rollback([db] { db->rollback(); });
  work();
  if (db->commit()) {
    db_rollback.release();
    return true;
  }
  return false;
}
)",
            plain());
}

TEST(Transaction, SynthesisedFromTheCatalogue) {
  expectFix(R"(void f(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != 0)
    return;
  work();
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}
)",
            R"(void f(sqlite3 *db) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != 0)
    return;
  raii::scope_exit db_rollback([db] { sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr); });
  work();
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  db_rollback.release();
}
)",
            plain());
}

TEST(Transaction, ThrowingRollbackIsUnsafe) {
  const Result R = rewrite(R"(struct Db { void begin(); void commit(); void rollback(); };
void f(Db &db) {
  db.begin();
  work();
  db.commit();
}
)",
                           plain());
  ASSERT_EQ(R.Unsafe.size(), 1u) << (R.Refusals.empty() ? "" : R.Refusals.front());
  EXPECT_NE(R.Unsafe.front().find("'rollback' may throw"), std::string::npos);
  EXPECT_EQ(R.CompileErrors, "");
}

TEST(TryCatch, RepeatedCleanup) {
  expectFix(R"(void f(const char *p) {
  char *buf = (char *)malloc(10);
  try {
    // the work
    work();
    int n = work();

    use(buf + n);
  } catch (...) {
    free(buf);
    throw;
  }
  free(buf);
}
)",
            R"(void f(const char *p) {
  char *buf = (char *)malloc(10);
  raii::scope_exit buf_guard([buf] { free(buf); });
  // the work
  work();
  int n = work();

  use(buf + n);
}
)",
            plain(), rewriteTries);
}

TEST(TryCatch, FailureOnly) {
  expectFix(R"(struct S {
  int count = 0;
  bool f(int n) {
    ++count;
    try {
      if (n == 0)
        return false;
      work();
    } catch (...) {
      --count;
      throw;
    }
    work();
    return true;
  }
};
)",
            R"(struct S {
  int count = 0;
  bool f(int n) {
    ++count;
    raii::scope_exit cleanup_guard([this] { --count; });
    if (n == 0) {
      cleanup_guard.release();
      return false;
    }
    work();
    cleanup_guard.release();
    work();
    return true;
  }
};
)",
            plain(), rewriteTries);
}

TEST(TryCatch, BlockKeptForDestructors) {
  expectFix(R"(struct Loud { ~Loud(); };
void f(char *buf) {
  try {
    Loud loud;
    work();
  } catch (...) {
    free(buf);
    throw;
  }
  free(buf);
}
)",
            R"(struct Loud { ~Loud(); };
void f(char *buf) {
  raii::scope_exit buf_guard([buf] { free(buf); });
  {
    Loud loud;
    work();
  }
}
)",
            plain(), rewriteTries);
}

TEST(TryCatch, BracesOnTheirOwnLines) {
  expectFix(R"(void f(char *buf)
{
    try
    {
        work();
    }
    catch (...)
    {
        free(buf);
        throw;
    }
    free(buf);
    work();
}
)",
            R"(void f(char *buf)
{
    raii::scope_exit buf_guard([buf] { free(buf); });
    work();
    buf_guard.reset();
    work();
}
)",
            plain(), rewriteTries);
}

TEST(TryCatch, GuardsAreNoCleanup) {
  Settings S = plain();
  S.Prelude = "#include <raii/scope_exit.hpp>\n" + S.Prelude;
  const Result R = rewriteTries(R"(void f(char *buf) {
  raii::scope_exit g([buf] { free(buf); });
  try {
    work();
  } catch (...) {
    g.reset();
    throw;
  }
}
)",
                                S);
  EXPECT_TRUE(R.Titles.empty());
}

TEST(TryCatch, CleanupThatMayThrowIsRefused) {
  expectRefusal(R"(struct Db { void rollback(); };
void f(Db &db) {
  try {
    work();
  } catch (...) {
    db.rollback();
    throw;
  }
}
)",
                "cleanup-may-throw", plain(), rewriteTries);
}

TEST(TryCatch, LoggingIsNoCleanup) {
  const Result R = rewriteTries(R"(void log(const char *);
void f() {
  try {
    work();
  } catch (...) {
    log("failed");
    throw;
  }
}
)",
                                plain());
  EXPECT_TRUE(R.Titles.empty());
  EXPECT_TRUE(R.Refusals.empty());
}

} // namespace
