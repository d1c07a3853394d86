// RUN: %check_raii %s raii-exception-leak %t
// RUN: %check_raii %s raii-exception-leak %t -- -DNDEBUG
// Objects that somebody must stop before they are destroyed: where an exception came, nobody has. The fix is unsafe.
#include <cassert>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

void work(int n) {
  if (n < 0)
    throw n;
}

struct Counted {
  int users = 0;
  void add() { ++users; }
  void drop() { --users; }
  ~Counted() { assert(users == 0); }
};

void asserts_bad(int n) {
  Counted *c = new Counted;
  c->add();
  work(n);
  c->drop();
  delete c;
}
// CHECK-MESSAGES: :[[@LINE-6]]:16: warning: 'c' is not released when 'work' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:16: note: fix (unsafe): make 'c' a std::unique_ptr; on a path that leaks, what '~Counted' asserts may not be so

struct Stopped {
  bool running = false;
  ~Stopped() {
    if (running)
      std::terminate();
  }
};

void terminates_bad(int n) {
  Stopped *s = new Stopped;
  work(n);
  delete s;
}
// CHECK-MESSAGES: :[[@LINE-4]]:16: warning: 's' is not released when 'work' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-5]]:16: note: fix (unsafe): make 's' a std::unique_ptr; on a path that leaks, what '~Stopped' asserts may not be so

struct Clears {
  std::vector<int> all;
  void clear() { all.clear(); }
  ~Clears() {
    clear();
    assert(all.empty());
  }
};

void asserts_what_it_has_done_bad(int n) {
  Clears *c = new Clears;
  work(n);
  delete c;
}
// CHECK-MESSAGES: :[[@LINE-4]]:15: warning: 'c' is not released when 'work' throws [raii-exception-leak]
// CHECK-FIXES: void asserts_what_it_has_done_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Clears> c(new Clears);
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT: }

bool isMainThread();
struct Elsewhere {
  int n = 0;
  ~Elsewhere() { assert(isMainThread()); }
};

void asserts_something_else_bad(int n) {
  Elsewhere *e = new Elsewhere;
  work(n);
  delete e;
}
// CHECK-MESSAGES: :[[@LINE-4]]:18: warning: 'e' is not released when 'work' throws [raii-exception-leak]
// CHECK-FIXES: void asserts_something_else_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Elsewhere> e(new Elsewhere);
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT: }

void thread_bad(int n) {
  std::thread *t = new std::thread(work, 1);
  work(n);
  t->join();
  delete t;
}
// CHECK-MESSAGES: :[[@LINE-5]]:20: warning: 't' is not released when 'work' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:20: note: fix (unsafe): make 't' a std::unique_ptr; on a path that leaks, 'thread' may still have threads that nobody has joined

class Pool {
public:
  void start() { threads.emplace_back(work, 1); }
  void finish() {
    for (std::thread &t : threads)
      t.join();
  }

private:
  struct Part {
    std::vector<std::thread> *seen = nullptr;
  } part;
  std::vector<std::thread> threads;
};
struct Server {
  std::unique_ptr<Pool> pool;
  Pool own[2];
};

void threads_of_a_part_bad(int n) {
  Server *s = new Server;
  s->own[0].start();
  work(n);
  s->own[0].finish();
  delete s;
}
// CHECK-MESSAGES: :[[@LINE-6]]:15: warning: 's' is not released when 'work' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:15: note: fix (unsafe): make 's' a std::unique_ptr; on a path that leaks, 'thread' may still have threads that nobody has joined

class Joins {
public:
  ~Joins() {
    for (std::thread &t : threads)
      t.join();
  }
  std::vector<std::thread> threads;
};

void joins_itself_bad(int n) {
  Joins *j = new Joins;
  work(n);
  delete j;
}
// CHECK-MESSAGES: :[[@LINE-4]]:14: warning: 'j' is not released when 'work' throws [raii-exception-leak]
// CHECK-FIXES: void joins_itself_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Joins> j(new Joins);
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT: }

class Calls {
public:
  ~Calls() { stop(); }
  void stop();
  std::thread thread;
};

void method_of_another_unit_bad(int n) {
  Calls *c = new Calls;
  work(n);
  delete c;
}
// CHECK-MESSAGES: :[[@LINE-4]]:14: warning: 'c' is not released when 'work' throws [raii-exception-leak]
// CHECK-FIXES: void method_of_another_unit_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Calls> c(new Calls);
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT: }

class Hidden {
public:
  Hidden();
  ~Hidden();
  void JoinAllThreads();

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

void only_declared_bad(int n) {
  Hidden *h = new Hidden;
  work(n);
  h->JoinAllThreads();
  delete h;
}
// CHECK-MESSAGES: :[[@LINE-5]]:15: warning: 'h' is not released when 'work' throws [raii-exception-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:15: note: fix (unsafe): make 'h' a std::unique_ptr; on a path that leaks, 'Hidden' may still have threads that nobody has joined

struct Path {
  ~Path();
  Path join(const char *) const;
  bool joined() const;
  void rejoinder();
};

void no_such_join_bad(int n) {
  Path *p = new Path;
  work(n);
  delete p;
}
// CHECK-MESSAGES: :[[@LINE-4]]:13: warning: 'p' is not released when 'work' throws [raii-exception-leak]
// CHECK-FIXES: void no_such_join_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Path> p(new Path);
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT: }

// A limit: that ~Session() asserts a call of close() is not seen.
struct Session {
  ~Session();
  void close();
};

void closed_elsewhere_bad(int n) {
  Session *s = new Session;
  work(n);
  s->close();
  delete s;
}
// CHECK-MESSAGES: :[[@LINE-5]]:16: warning: 's' is not released when 'work' throws [raii-exception-leak]
// CHECK-FIXES: void closed_elsewhere_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Session> s(new Session);
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT:   s->close();
// CHECK-FIXES-NEXT: }
