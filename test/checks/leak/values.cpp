// RUN: %check_raii %s raii-leak %t
// What is known of values, and the paths that it rules out.
#include <cstdio>
#include <cstdlib>
#include <list>

bool ready(int);

// A new that returns is not null, and a loop that waits for it ends.
int new_is_not_null_ok(int n) {
  int *found = nullptr;
  char *path = nullptr;
  while (found == nullptr) {
    for (int i = 0; i < n; ++i)
      if (ready(i)) {
        found = new int(i);
        path = (char *)malloc(10);
        break;
      }
  }
  n = *found;
  delete found;
  free(path);
  return n;
}

// What all values on the way lack is lacking after the paths have met, too.
enum Format { Rgb, Rgb48, Gray, Monochrome, Cmyk };
void paths_meet_ok(Format format, int height) {
  char *line = nullptr;
  if (format != Monochrome)
    line = (char *)malloc(3);
  int step = 2;
  if (format == Rgb48)
    step = 4;
  if (height > 3 && ready(step))
    step = 7;
  for (int y = 0; y < height; y++)
    switch (format) {
    case Rgb:
      ready(1);
      break;
    case Rgb48:
      for (int i = 0; i < step; i++)
        ready(i);
      break;
    case Gray:
      ready(3);
      break;
    case Monochrome:
      ready(4);
      break;
    case Cmyk:
      ready(5);
      break;
    }
  if (format != Monochrome)
    free(line);
}

// The states that a callee can return are known; none of them leads back to the acquisition.
enum State { Section, Magic, Error, End };
static State header(int n) {
  if (n > 3)
    return End;
  return n ? Error : Magic;
}
void state_machine_ok(int n) {
  State state = Section;
  char *match = nullptr;
  while (state != End) {
    switch (state) {
    case Section:
      match = (char *)malloc(3);
      state = header(n++);
      break;
    case Magic:
    case Error:
      state = End;
      break;
    case End:
      break;
    }
  }
  free(match);
}

// What was held before has another name when the site acquires again.
int grows_by_copy_ok(int n) {
  char *all = nullptr;
  for (int i = 0; i < n; ++i) {
    char *tmp = (char *)malloc(i + 1);
    if (!tmp) {
      free(all);
      return -1;
    }
    free(all);
    all = tmp;
  }
  free(all);
  return 0;
}

// A statement in the clothes of a loop.
bool always_false();
#define CHECK_(x)                                                                                                      \
  do {                                                                                                                 \
    if (!(x))                                                                                                          \
      return -1;                                                                                                       \
  } while (always_false())
int checked_by_macro_ok(const char *path) {
  FILE *f;
  CHECK_((f = fopen(path, "r")) != nullptr);
  fclose(f);
  return 0;
}

int found_at_last_bad(int n) {
  int *found = nullptr;
  while (found == nullptr)
    if (ready(n))
      found = new int(n);
  if (n > 3)
    return n;
  delete found;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:15: warning: 'found' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int found_at_last_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int> found;
// CHECK-FIXES-NEXT:   while (found == nullptr)
// CHECK-FIXES-NEXT:     if (ready(n))
// CHECK-FIXES-NEXT:       found = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

bool assert_function(bool condition, const char *what);
int asserted_ok(void **out) {
  void *p = malloc(3);
  if (assert_function(p != nullptr, "out of memory") == false)
    return -1;
  *out = p;
  return 0;
}

int verified_ok(void **out) {
  void *p = malloc(3);
  if (!assert_function(p != nullptr, "out of memory"))
    return -1;
  *out = p;
  return 0;
}

// A dynamic_cast may be null where its operand is not.
struct Pipe {
  virtual ~Pipe();
};
struct Counter : Pipe {};
std::list<Pipe *> pipes;
void push(Pipe *p) {
  if (dynamic_cast<Counter *>(p) != nullptr)
    return;
  pipes.push_back(p);
}
void pushed_ok(int n) {
  Pipe *p = nullptr;
  if (n)
    p = new Pipe;
  push(p);
}
