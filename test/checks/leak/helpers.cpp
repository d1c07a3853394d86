// RUN: %check_raii %s raii-leak %t
// Functions with a visible body that open, close or hand over.
#include <cstdio>
#include <cstdlib>

struct File {
  FILE *f = nullptr;
  bool open(const char *path) { return (f = fopen(path, "r")) != nullptr; }
  void close() {
    if (f)
      fclose(f);
    f = nullptr;
  }
};

static FILE *open_for_reading(const char *path) { return fopen(path, "r"); }
static void close_file(FILE *f) {
  if (f)
    fclose(f);
}
static bool open_into(const char *path, FILE **out) {
  *out = fopen(path, "r");
  return *out != nullptr;
}
static int first_character(FILE *f) { return fgetc(f); }
[[noreturn]] static void fail() { abort(); }
static void release_both(char *a, char *b) {
  free(a);
  free(b);
}
static bool close_on_error(FILE *f) {
  if (fgetc(f) == EOF) {
    fclose(f);
    return false;
  }
  return true;
}

int helper_opens_bad(const char *path, int n) {
  FILE *f = open_for_reading(path);
  if (!f)
    return -1;
  if (n)
    return n;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int helper_opens_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(open_for_reading(path));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int helper_opens_ok(const char *path) {
  FILE *f = open_for_reading(path);
  if (!f)
    return -1;
  fclose(f);
  return 0;
}

int helper_closes_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n)
    return n;
  close_file(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: it is released by a helper function ('close_file')

int helper_closes_ok(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (n) {
    close_file(f);
    return n;
  }
  close_file(f);
  return 0;
}

int helper_looks_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  return first_character(f);
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'f' is never released [raii-leak]
// CHECK-FIXES: int helper_looks_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return first_character(f.get());
// CHECK-FIXES-NEXT: }

int helper_looks_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  const int c = first_character(f);
  fclose(f);
  return c;
}

int out_parameter_bad(const char *path, int n) {
  FILE *f;
  if (!open_into(path, &f))
    return -1;
  if (n)
    return n;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:8: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:8: note: no fix: the code has a shape that the rewriter does not know (the acquisition is part of a larger expression)

int out_parameter_ok(const char *path) {
  FILE *f;
  if (!open_into(path, &f))
    return -1;
  fclose(f);
  return 0;
}

int never_returns_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (fgetc(f) == EOF)
    fail();
  fclose(f);
  return 0;
}

int releases_both_ok(size_t n) {
  char *a = (char *)malloc(n), *b = (char *)malloc(n);
  const int r = a && b ? 1 : 0;
  release_both(a, b);
  return r;
}

int closes_iff_it_fails_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (!close_on_error(f))
    return -1;
  fclose(f);
  return 0;
}

int member_object_ok(const char *path) {
  File file;
  if (!file.open(path))
    return -1;
  file.close();
  return 0;
}

template <class T> int template_bad(T n) {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  if (n > 3)
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: template <class T> int template_bad(T n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen("/dev/null", "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n > 3)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
int use_template(int n) { return template_bad(n) + template_bad(double(n)); }

template <class T> int template_ok(T n) {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  if (n > 3) {
    fclose(f);
    return 1;
  }
  fclose(f);
  return 0;
}
int use_other_template(int n) { return template_ok(n); }

template <class T> int never_instantiated_bad(T n) {
  FILE *f = fopen("/dev/null", "r");
  if (!f)
    return -1;
  if (n > 3)
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: nothing here instantiates the template

int lambda_bad(int n) {
  auto work = [](int m) {
    FILE *f = fopen("/dev/null", "r");
    if (!f)
      return -1;
    if (m)
      return m;
    fclose(f);
    return 0;
  };
  return work(n);
}
// CHECK-MESSAGES: :[[@LINE-10]]:15: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int lambda_bad(int n) {
// CHECK-FIXES-NEXT:   auto work = [](int m) {
// CHECK-FIXES-NEXT:     raii::unique_file f(fopen("/dev/null", "r"));
// CHECK-FIXES-NEXT:     if (!f)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     if (m)
// CHECK-FIXES-NEXT:       return m;
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   };
// CHECK-FIXES-NEXT:   return work(n);
// CHECK-FIXES-NEXT: }

struct Reader {
  Reader(const char *path);
  int method_bad(int n);
  static int static_method_ok(const char *path);
  int n = 0;
};

int Reader::method_bad(int m) {
  int *p = new int[8];
  if (m > n)
    return p[0];
  delete[] p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int Reader::method_bad(int m) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> p(new int[8]);
// CHECK-FIXES-NEXT:   if (m > n)
// CHECK-FIXES-NEXT:     return p[0];
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int Reader::static_method_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}

// In the pattern of a template the constructor of the guard is not known yet.
struct Listed {
  template <class T> explicit Listed(T);
};
struct Link {
  Link(Listed *&head, Listed *made);
  ~Link();
};
template <class T> void guard_in_template_ok(Listed *&head, T value) {
  auto *made = new Listed(value);
  Link link(head, made);
}
