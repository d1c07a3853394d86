// Group 10: at -O2 a guard is the struct one would have written by hand.
// EQUAL: one_guard one_by_hand
// EQUAL: cancelled_guard cancelled_by_hand
// EQUAL: reset_guard reset_by_hand
// EQUAL: deferred_guard deferred_by_hand
// EQUAL: stacked_guards stacked_by_hand
// EQUAL: moved_guard moved_by_hand
// EQUAL: reference_guard reference_by_hand
// EQUAL: function_guard function_by_hand
// EQUAL: three_returns_guard three_returns_by_hand
// EQUAL: id_guard id_by_hand
// EQUAL: id_reset id_reset_by_hand
// EQUAL: id_moved id_moved_by_hand
// NOT LARGER: fd_guard fd_by_hand
// NOT LARGER: malloc_guard malloc_by_hand
// NOT LARGER: three_returns_guard three_returns_goto
#include <errno.h>
#include <raii/scope_exit.hpp>
#include <raii/unique_resource.hpp>

struct handle;
extern "C" {
handle *acquire();
void give_back(handle *) noexcept;
int work(handle *);
int step(handle *, int) noexcept;
void done() noexcept;
void drop(int) noexcept;
}

struct by_hand {
  handle *h;
  bool armed = true;
  explicit by_hand(handle *p) noexcept : h(p) {}
  by_hand(by_hand &&other) noexcept : h(other.h), armed(other.armed) {
    other.armed = false;
  }
  by_hand(const by_hand &) = delete;
  ~by_hand() {
    if (armed)
      give_back(h);
  }
  void release() { armed = false; }
  void reset() {
    if (armed) {
      armed = false;
      give_back(h);
    }
  }
};
struct always_by_hand {
  handle *h;
  explicit always_by_hand(handle *p) noexcept : h(p) {}
  always_by_hand(const always_by_hand &) = delete;
  ~always_by_hand() { give_back(h); }
};

extern "C" {
int one_guard() {
  handle *h = acquire();
  raii::scope_exit g([h] { give_back(h); });
  return work(h);
}
int one_by_hand() {
  handle *h = acquire();
  by_hand g(h);
  return work(h);
}

int cancelled_guard() {
  handle *h = acquire();
  raii::scope_exit g([h] { give_back(h); });
  if (work(h) < 0)
    return -1;
  g.release();
  return 0;
}
int cancelled_by_hand() {
  handle *h = acquire();
  by_hand g(h);
  if (work(h) < 0)
    return -1;
  g.release();
  return 0;
}

int reset_guard() {
  handle *h = acquire();
  raii::scope_exit g([h] { give_back(h); });
  if (work(h) < 0)
    return -1;
  g.reset();
  return work(nullptr);
}
int reset_by_hand() {
  handle *h = acquire();
  by_hand g(h);
  if (work(h) < 0)
    return -1;
  g.reset();
  return work(nullptr);
}

int deferred_guard() {
  handle *h = acquire();
  raii::defer_guard g([h] { give_back(h); });
  return work(h);
}
int deferred_by_hand() {
  handle *h = acquire();
  always_by_hand g(h);
  return work(h);
}

int stacked_guards() {
  handle *a = acquire();
  raii::scope_exit ga([a] { give_back(a); });
  handle *b = acquire();
  raii::scope_exit gb([b] { give_back(b); });
  handle *c = acquire();
  raii::scope_exit gc([c] { give_back(c); });
  return work(c);
}
int stacked_by_hand() {
  handle *a = acquire();
  by_hand ga(a);
  handle *b = acquire();
  by_hand gb(b);
  handle *c = acquire();
  by_hand gc(c);
  return work(c);
}

int moved_guard() {
  handle *h = acquire();
  raii::scope_exit g([h] { give_back(h); });
  raii::scope_exit m(static_cast<decltype(g) &&>(g));
  return work(h);
}
int moved_by_hand() {
  handle *h = acquire();
  by_hand g(h);
  by_hand m(static_cast<by_hand &&>(g));
  return work(h);
}

int reference_guard(int *n) {
  auto f = [n] { ++*n; };
  raii::scope_exit<decltype(f) &> g(f);
  return work(nullptr);
}
int reference_by_hand(int *n) {
  struct increment {
    int *n;
    bool armed = true;
    ~increment() {
      if (armed)
        ++*n;
    }
  } g{n};
  return work(nullptr);
}

int function_guard() {
  raii::scope_exit g(done);
  return work(nullptr);
}
int function_by_hand() {
  struct call {
    void (*f)() noexcept;
    bool armed = true;
    ~call() {
      if (armed)
        f();
    }
  } g{done};
  return work(nullptr);
}

int three_returns_guard() {
  handle *h = acquire();
  if (!h)
    return -1;
  raii::scope_exit g([h] { give_back(h); });
  if (step(h, 1) < 0)
    return -2;
  if (step(h, 2) < 0)
    return -3;
  return step(h, 3);
}
int three_returns_by_hand() {
  handle *h = acquire();
  if (!h)
    return -1;
  by_hand g(h);
  if (step(h, 1) < 0)
    return -2;
  if (step(h, 2) < 0)
    return -3;
  return step(h, 3);
}
int three_returns_goto() {
  int result;
  handle *h = acquire();
  if (!h)
    return -1;
  if (step(h, 1) < 0) {
    result = -2;
    goto out;
  }
  if (step(h, 2) < 0) {
    result = -3;
    goto out;
  }
  result = step(h, 3);
out:
  give_back(h);
  return result;
}
} // extern "C"

struct drop_id {
  static constexpr int failure() noexcept { return -1; }
  void operator()(int id) const noexcept { drop(id); }
};
using unique_id = raii::unique_resource<int, drop_id>;

struct id_hand {
  int id;
  explicit id_hand(int n) noexcept : id(n) {}
  id_hand(id_hand &&other) noexcept : id(other.id) { other.id = -1; }
  id_hand(const id_hand &) = delete;
  ~id_hand() {
    if (id != -1)
      drop(id);
  }
  void reset() {
    if (id != -1) {
      const int old = id;
      id = -1;
      drop(old);
    }
  }
};
struct fd_hand {
  int fd;
  explicit fd_hand(int n) noexcept : fd(n) {}
  fd_hand(const fd_hand &) = delete;
  ~fd_hand() {
    if (fd >= 0) {
      const int saved = errno;
      close(fd);
      errno = saved;
    }
  }
};
struct malloc_hand {
  void *p;
  explicit malloc_hand(void *q) noexcept : p(q) {}
  malloc_hand(const malloc_hand &) = delete;
  ~malloc_hand() {
    if (p) {
      const int saved = errno;
      free(p);
      errno = saved;
    }
  }
};

extern "C" {
int id_guard(int raw) {
  unique_id id(raw);
  return work(nullptr);
}
int id_by_hand(int raw) {
  id_hand id(raw);
  return work(nullptr);
}
int id_reset(int raw) {
  unique_id id(raw);
  if (work(nullptr))
    return 1;
  id.reset();
  return work(nullptr);
}
int id_reset_by_hand(int raw) {
  id_hand id(raw);
  if (work(nullptr))
    return 1;
  id.reset();
  return work(nullptr);
}
int id_moved(int raw) {
  unique_id id(raw);
  unique_id moved(static_cast<unique_id &&>(id));
  return work(nullptr);
}
int id_moved_by_hand(int raw) {
  id_hand id(raw);
  id_hand moved(static_cast<id_hand &&>(id));
  return work(nullptr);
}
int fd_guard(int raw) {
  raii::unique_fd fd(raw);
  return work(nullptr);
}
int fd_by_hand(int raw) {
  fd_hand fd(raw);
  return work(nullptr);
}
int malloc_guard(char *raw) {
  raii::unique_malloc p(raw);
  return work(nullptr);
}
int malloc_by_hand(char *raw) {
  malloc_hand p(raw);
  return work(nullptr);
}
} // extern "C"
