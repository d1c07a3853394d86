// RUN: %check_raii %s raii-exception-leak %t
// Released on every explicit path; a callee between throws. Unknown ones count here, being called inside a `try` below.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

void unknown();
void quiet() noexcept;
extern "C" void c_function(int);
struct Job {
  Job();
  explicit Job(int) noexcept;
  ~Job();
  void run();
  void check() const noexcept;
};
static void throws(int n) {
  if (n > 3)
    throw std::runtime_error("too many");
}
static int adds(int a, int b) { return a + b; }
static void throws_inside() { throws(4); }
static void catches_inside() {
  try {
    throws(5);
  } catch (...) {
  }
}

int expected_to_throw_ok() {
  try {
    unknown();
    Job job;
    job.run();
  } catch (const std::runtime_error &) {
    return 1;
  }
  return 0;
}

void never_tried();
void FN_unexpected_callee_bad() {
  char *p = (char *)malloc(3);
  never_tried();
  free(p);
}

int unknown_callee_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  unknown();
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is not released when 'unknown' throws [raii-exception-leak]
// CHECK-FIXES: int unknown_callee_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   unknown();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int noexcept_callee_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  quiet();
  fclose(f);
  return 0;
}

int c_callee_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  c_function(1);
  fclose(f);
  return 0;
}

int visible_callee_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  throws(n);
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is not released when 'throws' throws [raii-exception-leak]
// CHECK-FIXES: int visible_callee_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   throws(n);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int visible_callee_ok(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  n = adds(n, n);
  fclose(f);
  return n;
}

int throws_below_bad() {
  int *p = new int(1);
  throws_inside();
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-5]]:12: warning: 'p' is not released when 'throws_inside' throws [raii-exception-leak]
// CHECK-FIXES: int throws_below_bad() {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(1);
// CHECK-FIXES-NEXT:   throws_inside();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int caught_below_ok() {
  int *p = new int(1);
  catches_inside();
  delete p;
  return 0;
}

int constructor_bad() {
  char *p = (char *)malloc(10);
  Job job;
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-5]]:21: warning: 'p' is not released when the constructor of 'Job' throws [raii-exception-leak]
// CHECK-FIXES: int constructor_bad() {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(10));
// CHECK-FIXES-NEXT:   Job job;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int noexcept_constructor_ok() {
  char *p = (char *)malloc(10);
  Job job(1);
  free(p);
  return 0;
}

int method_bad(Job &job) {
  int fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return -1;
  job.run();
  close(fd);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'fd' is not released when 'run' throws [raii-exception-leak]
// CHECK-FIXES: int method_bad(Job &job) {
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open("/dev/null", O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   job.run();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int method_ok(const Job &job) {
  int fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return -1;
  job.check();
  close(fd);
  return 0;
}

int FN_function_pointer_bad(void (*callback)()) {
  int *p = new int(1);
  callback();
  delete p;
  return 0;
}

int noexcept_pointer_ok(void (*callback)() noexcept) {
  int *p = new int(1);
  callback();
  delete p;
  return 0;
}

int before_acquisition_ok() {
  unknown();
  int *p = new int(1);
  delete p;
  return 0;
}

int after_release_ok() {
  int *p = new int(1);
  delete p;
  unknown();
  return 0;
}

int in_the_failure_branch_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f) {
    unknown();
    return -1;
  }
  fclose(f);
  return 0;
}

int caught_here_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    unknown();
  } catch (...) {
  }
  fclose(f);
  return 0;
}

int handler_says_what_is_thrown_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    unknown();
  } catch (const std::exception &) {
  }
  fclose(f);
  return 0;
}

int caught_partly_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    throws(7);
  } catch (const std::exception &) {
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released when 'throws' throws [raii-exception-leak]
// CHECK-FIXES: int caught_partly_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   try {
// CHECK-FIXES-NEXT:     throws(7);
// CHECK-FIXES-NEXT:   } catch (const std::exception &) {
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int handler_releases_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    unknown();
  } catch (...) {
    fclose(f);
    throw;
  }
  fclose(f);
  return 0;
}

int handler_forgets_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    throws(7);
  } catch (const std::runtime_error &) {
    fclose(f);
    throw;
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:13: warning: 'f' is not released when 'throws' throws [raii-exception-leak]
// CHECK-FIXES: int handler_forgets_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   try {
// CHECK-FIXES-NEXT:     throws(7);
// CHECK-FIXES-NEXT:   } catch (const std::runtime_error &) {
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     throw;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int in_noexcept_function_ok(const char *path) noexcept {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  unknown();
  fclose(f);
  return 0;
}

int string_is_built_bad(const char *path, const char *text) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  const int n = std::stoi(text);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is not released when 'stoi' throws [raii-exception-leak]
// CHECK-FIXES: int string_is_built_bad(const char *path, const char *text) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   const int n = std::stoi(text);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

int argument_of_acquisition_ok(const char *path) {
  unknown();
  FILE *f = fopen(std::string(path).c_str(), "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}

int in_loop_bad(int n) {
  for (int i = 0; i < n; ++i) {
    char *p = (char *)malloc(8);
    if (!p)
      break;
    throws(i);
    free(p);
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-8]]:23: warning: 'p' is not released when 'throws' throws [raii-exception-leak]
// CHECK-FIXES: int in_loop_bad(int n) {
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     raii::unique_malloc p((char *)malloc(8));
// CHECK-FIXES-NEXT:     if (!p)
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     throws(i);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

int deleted_lambda_body_ok() {
  int *p = new int(1);
  auto later = [] { unknown(); };
  delete p;
  later();
  return 0;
}

int lambda_is_called_bad() {
  int *p = new int(1);
  auto now = [] { throws(7); };
  now();
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: warning: 'p' is not released when 'operator()' throws [raii-exception-leak]
// CHECK-FIXES: int lambda_is_called_bad() {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(1);
// CHECK-FIXES-NEXT:   auto now = [] { throws(7); };
// CHECK-FIXES-NEXT:   now();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

struct Owner {
  ~Owner() {
    int *p = new int(1);
    unknown(); // what leaves a destructor ends the program
    delete p;
  }
};

// An explicit path is missed as well: raii-leak says it, not this check.
int explicit_path_too_ok(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
  unknown();
  fclose(f);
  return 0;
}

// A class that takes the object over: the guard gives it up before, and what it gave up is not lost from then on.
struct Holder {
  Holder(int *p);
  ~Holder();
};
void keeps(Holder h, int n);

void given_to_a_holder_bad(int n) {
  int *p = new int(1);
  throws(*p);
  keeps(p, n);
}
// CHECK-MESSAGES: :[[@LINE-4]]:12: warning: 'p' is not released when 'throws' throws [raii-exception-leak]
// CHECK-FIXES: void given_to_a_holder_bad(int n) {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(1);
// CHECK-FIXES-NEXT:   throws(*p);
// CHECK-FIXES-NEXT:   keeps(p.release(), n);
// CHECK-FIXES-NEXT: }

// A setter of a number, and a constructor of what has nothing to destroy: they compute nothing that could fail.
struct Parameters {
  Parameters() noexcept;
  ~Parameters();
  void setKeepAlive(bool on);
  void setName(const std::string &name);
};
struct Position {
  explicit Position(unsigned n);
  unsigned n;
};
void use(const Position &p) noexcept;
bool all_of_them_tried_ok() {
  try {
    Parameters parameters;
    parameters.setKeepAlive(true);
    parameters.setName("x");
    use(Position(3));
    return true;
  } catch (const std::runtime_error &) {
    return false;
  }
}

void set_number_ok() {
  int *p = new int(1);
  Parameters parameters;
  parameters.setKeepAlive(true);
  use(Position(3));
  delete p;
}

void set_string_bad() {
  int *p = new int(1);
  Parameters parameters;
  parameters.setName("x");
  delete p;
}
// CHECK-MESSAGES: :[[@LINE-5]]:12: warning: 'p' is not released when 'setName' throws [raii-exception-leak]
// CHECK-FIXES: void set_string_bad() {
// CHECK-FIXES-NEXT:   auto p = std::make_unique<int>(1);
// CHECK-FIXES-NEXT:   Parameters parameters;
// CHECK-FIXES-NEXT:   parameters.setName("x");
// CHECK-FIXES-NEXT: }

void Destroy_Transform(Parameters *p);
void list_free(Parameters *p);
void release_it_ok(Parameters *parameters) {
  int *p = new int(1);
  Destroy_Transform(parameters);
  list_free(parameters);
  delete p;
}

bool assert_function(bool condition, const char *what);
bool cleaning_and_asserting_tried_ok(Parameters *parameters) {
  try {
    assert_function(parameters != nullptr, "no parameters");
    Destroy_Transform(parameters);
    list_free(parameters);
    return true;
  } catch (const std::runtime_error &) {
    return false;
  }
}
int assertion_that_holds_ok() {
  char *p = (char *)malloc(3);
  if (!p)
    return -1;
  assert_function(p != nullptr, "out of memory");
  free(p);
  return 0;
}

int assertion_that_may_fail_bad(int n) {
  char *p = (char *)malloc(3);
  if (!p)
    return -1;
  assert_function(n > 3, "too few");
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:21: warning: 'p' is not released when 'assert_function' throws [raii-exception-leak]
// CHECK-FIXES: int assertion_that_may_fail_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(3));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   assert_function(n > 3, "too few");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
