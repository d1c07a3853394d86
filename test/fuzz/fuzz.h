// What random programs are made of. Every call here reports to the log of runtime.cpp; which of them fails, throws or
// answers yes is the fault vector's choice.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <coroutine>
#include <exception>
#include <new>
#include <unistd.h>

struct Error {
  int id;
};

extern "C" {
// Questions: the answer is a point of the vector.
int cond(int id);
int more(int id); // as cond, but yes only a few times a run: for loops
int attempt(int id); // 0, or -1 with errno
int pick(int id, int count); // 0 … count - 1
// Work that cannot throw.
void step(int id);
int value(int id); // an observable computation
void said(int id, int what);
}
// Work that may.
void work(int id);
int compute(int id);
void print(FILE *f, int id);

// Its constructor and methods are to be seen: what nobody sees may keep the object, and nothing is said of it (docs/limits.md).
struct Obj {
  explicit Obj(int id) { work(id); } // may throw
  ~Obj() {}
  void touch(int id) { // may throw
    peek(id);
    work(id);
  }
  int peek(int id) const noexcept;
  int own = 0;
};

struct Mutex {
  void lock();
  bool try_lock();
  void unlock();
  int own = 0;
};
extern Mutex mutexes[4];
extern Mutex m0, m1, m2;
extern pthread_mutex_t pm0, pm1, pm2;

// Transactions.
struct Db {
  void begin();
  void commit() noexcept;
  void rollback() noexcept;
  int own = 0;
};
extern Db db0, db1;

// Pairs of pairs.yaml: a handle with a lambda for a guard, an out-parameter, one that is held on failure, states.
struct Widget;
struct Session;
struct Conn;
struct Section {
  int own;
};
struct Lamp {
  int own;
};
struct Shared {
  int own;
};
struct Canvas {
  void beginBatch() noexcept;
  void endBatch() noexcept;
  int own = 0;
};
extern Canvas canvas0, canvas1;
extern Section sec0, sec1;
extern Lamp lamp0, lamp1;
extern Shared shared0, shared1;
extern "C" {
Widget *widget_open(int id);
void widget_use(Widget *w, int id);
void widget_close(Widget *w);
void widget_keep(Widget *w); // takes it
int session_create(int id, Session **out);
void session_use(Session *s, int id);
void session_destroy(Session *s);
int conn_open(int id, Conn **out);
int conn_status(Conn *c);
void conn_close(Conn *c);
void section_enter(Section *s);
void section_leave(Section *s);
void lamp_set(Lamp *l, int on);
void shared_ref(Shared *s);
void shared_unref(Shared *s);
}

// Coroutines: each waits where it says later(), and goes on at once.
struct Coroutine {
  struct promise_type {
    static void *operator new(size_t size); // no event: it is the program's frame, not its resource
    static void operator delete(void *p, size_t) noexcept;
    Coroutine get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int value) noexcept { result = value; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
    int result = 0;
    std::exception_ptr error;
  };
  std::coroutine_handle<promise_type> frame;
};
struct Later {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};
Later later(int id) noexcept;
/// Resumes it until it has ended; its result, or throws what it threw.
int finish(Coroutine c);

struct Program {
  const char *name;
  int (*run)(int);
  int traits; // 1: releases may fail; 2: what throws an Error may throw std::bad_alloc, too
};
