// RUN: %check_raii %s raii-leak %t
// Hand-offs: who takes the resource is who releases it. Silence, unless this function itself goes back on it.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <glob.h>
#include <memory>
#include <pthread.h>
#include <regex.h>
#include <unistd.h>
#include <utility>
#include <vector>

struct Holder {
  FILE *file = nullptr;
  int *data = nullptr;
  ~Holder() {
    if (file)
      fclose(file);
    delete data;
  }
};
struct Pair {
  FILE *first;
  int second;
};
struct Widget {
  explicit Widget(Widget *parent = nullptr);
  void deleteLater();
};
struct Counted {
  void AddRef();
  void Release();
};
struct Closer {
  explicit Closer(FILE *f) : file(f) {}
  ~Closer() { fclose(file); }
  FILE *file;
};
struct Registry {
  void add(int *p);
};
void take(int *p);
void look(FILE *f);
static FILE *log_file;
static std::vector<int *> all;

FILE *returned_ok(const char *path) { return fopen(path, "r"); }

FILE *returned_later_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return nullptr;
  fgetc(f);
  return f;
}

FILE *returned_but_not_always_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return nullptr;
  if (fgetc(f) != 'x')
    return nullptr;
  return f;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is never released [raii-leak]
// CHECK-FIXES: FILE *returned_but_not_always_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   if (fgetc(f.get()) != 'x')
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   return f.release();
// CHECK-FIXES-NEXT: }

Pair returned_in_aggregate_ok(const char *path) {
  FILE *f = fopen(path, "r");
  return {f, 1};
}

std::pair<FILE *, int> returned_in_pair_ok(const char *path) {
  FILE *f = fopen(path, "r");
  return std::make_pair(f, 1);
}

std::unique_ptr<int> returned_owned_ok(int n) {
  int *p = new int(n);
  return std::unique_ptr<int>(p);
}

void stored_in_parameter_ok(Holder &h, const char *path) { h.file = fopen(path, "r"); }

void stored_through_pointer_ok(FILE **out, const char *path) {
  FILE *f = fopen(path, "r");
  *out = f;
}

void stored_in_global_ok(const char *path) {
  FILE *f = fopen(path, "a");
  log_file = f;
}

void stored_in_static_ok(const char *path) {
  static FILE *once = nullptr;
  if (!once)
    once = fopen(path, "a");
}

void stored_in_container_ok(int n) {
  int *p = new int(n);
  all.push_back(p);
}

void emplaced_ok(int n) {
  std::vector<std::unique_ptr<int>> v;
  v.emplace_back(new int(n));
}

void taken_by_callee_ok(int n) {
  int *p = new int(n);
  take(p);
}

void registered_ok(Registry &r) {
  int *p = new int(1);
  r.add(p);
}

void wrapped_in_guard_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return;
  Closer closer(f);
  if (fgetc(f) == 'x')
    return;
}

void unique_with_deleter_ok(const char *path) {
  std::unique_ptr<FILE, int (*)(FILE *)> f(fopen(path, "r"), fclose);
  if (!f)
    return;
  look(f.get());
}

void shared_with_deleter_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return;
  std::shared_ptr<FILE> s(f, fclose);
  look(s.get());
}

void released_from_unique_ptr_ok() {
  std::unique_ptr<int> owner(new int(3));
  int *p = owner.release();
  delete p;
}

void borrowed_from_unique_ptr_ok() {
  std::unique_ptr<int> owner(new int(3));
  int *p = owner.get();
  *p = 4;
}

void reset_takes_ok(std::unique_ptr<int> &owner) {
  int *p = new int(3);
  owner.reset(p);
}

void parent_takes_ok(Widget *parent) {
  Widget *w = new Widget(parent);
  (void)w;
}

void discarded_new_ok(Widget *parent) { new Widget(parent); }

void delete_later_ok() {
  Widget *w = new Widget;
  w->deleteLater();
}

void counted_ok() {
  Counted *c = new Counted;
  c->AddRef();
}

void captured_by_deleter_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return;
  auto close = [f] { fclose(f); };
  look(f);
  close();
}

void exchanged_ok(Holder &h) {
  FILE *f = std::exchange(h.file, nullptr);
  if (f)
    fclose(f);
}

void swapped_ok(Holder &h, const char *path) {
  FILE *f = fopen(path, "r");
  std::swap(h.file, f);
  if (f)
    fclose(f);
}

// A release in this very function says that the callee only looks.
int borrowed_by_callee_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  look(f);
  if (fgetc(f) == 'x')
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int borrowed_by_callee_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   look(f.get());
// CHECK-FIXES-NEXT:   if (fgetc(f.get()) == 'x')
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int borrowed_by_callee_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  look(f);
  fclose(f);
  return 0;
}

int alias_ok(const char *path) {
  FILE *f = fopen(path, "r");
  FILE *same = f;
  if (!same)
    return -1;
  fclose(same);
  return 0;
}

int alias_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  FILE *same = f;
  if (!same)
    return -1;
  if (n)
    return n;
  fclose(same);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:13: note: no fix: it is released through another name

int reference_alias_ok(const char *path) {
  FILE *f = nullptr;
  FILE *&r = f;
  r = fopen(path, "r");
  if (f)
    fclose(f);
  return 0;
}

int local_field_bad(const char *path, int n) {
  Pair p;
  p.first = fopen(path, "r");
  if (!p.first)
    return -1;
  if (n)
    return n;
  fclose(p.first);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'p.first' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: the handle does not live in a local variable

int local_field_ok(const char *path) {
  Pair p;
  p.first = fopen(path, "r");
  if (!p.first)
    return -1;
  fclose(p.first);
  return 0;
}

struct Task {
  int n;
};
void *run(void *);
void thread_argument_ok(int n) {
  auto *t = new Task{n};
  pthread_t id;
  pthread_create(&id, nullptr, run, t);
}

void thread_specific_ok(pthread_key_t key) {
  auto *t = new Task{1};
  pthread_setspecific(key, t);
}

void environment_keeps_ok(const char *s) {
  char *copy = strdup(s);
  putenv(copy);
}

struct Entry {
  int fd;
  int size;
};
void struct_copied_ok(Entry *list, const char *path) {
  Entry e;
  e.fd = open(path, O_RDONLY);
  e.size = 3;
  *list = e;
}

void taken_in_a_loop_ok(Registry &r, int n) {
  int *p = new int(1);
  for (int i = 0; i < n; ++i)
    take(p);
}

template <class T> struct Column {
  Column(int n, T *data);
};
template <class T> Column<T> *made_in_a_template_ok(int n) {
  T *data = new T;
  return new Column<T>(n, data);
}

class Session {
public:
  void start();
  void look();

private:
  int n = 0;
};
void subscribe(Session *s);
void Session::start() { subscribe(this); }
void Session::look() { n = 3; }
void starts_itself_ok() {
  auto *s = new Session;
  s->start();
}
void only_looks_bad() {
  auto *s = new Session;
  s->look();
}
// CHECK-MESSAGES: :[[@LINE-3]]:13: warning: 's' is never released [raii-leak]
// CHECK-FIXES: void only_looks_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<Session> s(new Session);
// CHECK-FIXES-NEXT:   s->look();
// CHECK-FIXES-NEXT: }

void done(void *p);
bool write_later(const void *buffer, void (*callback)(void *));
void called_back_ok() {
  auto *t = new Task{1};
  write_later(t, done);
}

struct Pattern {
  regex_t compiled;
};
bool compiled_into_ok(Pattern *list, const char *text) {
  regex_t r;
  if (regcomp(&r, text, 0) != 0)
    return false;
  list->compiled = r;
  return true;
}

void appended_paths_ok(const char **patterns, int n) {
  glob_t paths;
  memset(&paths, 0, sizeof(paths));
  for (int i = 0; i < n; ++i)
    glob(patterns[i], paths.gl_pathc ? GLOB_APPEND : 0, nullptr, &paths);
  globfree(&paths);
}

// The next round of the loop has a handle of its own: the release there is not one of this.
int *find(int n);
void taken_each_round_ok(int n) {
  for (int i = 0; i < n; ++i) {
    int *p = find(i);
    if (!p)
      p = new int(i);
    if (i % 3) {
      delete p;
      continue;
    }
    take(p);
  }
}

// What is kept as const is owned all the same.
void owner_of_const_ok(std::unique_ptr<const Pair> &owner, bool good) {
  Pair *p = new Pair;
  if (!good) {
    delete p;
    return;
  }
  owner.reset(p);
}

// const only lets it take whatever there is.
void free_const(const void *);
void item_put(const Pair *);

int freed_as_const_ok(bool good) {
  char *p = (char *)malloc(100);
  if (!p)
    return 1;
  if (!good) {
    free(p);
    return 2;
  }
  free_const(p);
  return 0;
}

int put_as_const_ok(bool good) {
  Pair *p = new Pair;
  if (!good) {
    delete p;
    return 2;
  }
  item_put(p);
  return 0;
}

// An owner of what lies on the heap, and of nothing where it does not.
struct HeapBlock {
  explicit HeapBlock(void *p);
  ~HeapBlock();
};
void owner_under_condition_ok(size_t n) {
  char small[64];
  char *p = n > sizeof small ? (char *)malloc(n) : small;
  HeapBlock block(n > sizeof small ? p : nullptr);
  p[0] = 0;
  throw n;
}
