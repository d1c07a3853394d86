// RUN: %check_raii %s raii-leak %t
// Owners of handles that only the branch of a test has. The events are the same before and after, with each call failing.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

static int first(FILE *f) { return fgetc(f); }
static const int alive[4] = {}; // names the one object of that value; its own address would be kept
struct Base {
  explicit Base(int v) : value(v) { fault::acquired("base", &alive[value]); }
  Base(const Base &) = delete;
  virtual ~Base() { fault::released("base", &alive[value]); }
  int value;
};

// Another has its name where the owner would be.
static int another_of_that_name_bad(const char *path) {
  FILE *f;
  if ((f = fopen(path, "r"))) {
    if (fault::point("early"))
      return 2;
    const int n = first(f);
    fclose(f);
    return n;
  } else {
    int f = 3;
    return f;
  }
}
// CHECK-MESSAGES: :[[@LINE-11]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int another_of_that_name_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f;
// CHECK-FIXES-NEXT:   if ((f = fopen(path, "r"))) {
// CHECK-FIXES-NEXT:     raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     const int n = first(f);
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   } else {
// CHECK-FIXES-NEXT:     int f = 3;
// CHECK-FIXES-NEXT:     return f;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

static int for_a_branch_bad(const char *path) {
  FILE *f;
  int n = 0;
  if ((f = fopen(path, "r")) != NULL) {
    if (fault::point("early"))
      return 2;
    n += first(f);
    fclose(f);
  }
  fault::note("behind", n);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int for_a_branch_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   if (raii::unique_file f{fopen(path, "r")}) {
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     n += first(f.get());
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("behind", n);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int with_the_other_branch_bad(const char *path) {
  FILE *f = NULL;
  int n = 0;
  if ((f = fopen(path, "r"))) {
    if (fault::point("early"))
      return 2;
    n += first(f);
    fclose(f);
  } else {
    fault::note("failed", n);
  }
  fault::note("behind", n);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-11]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int with_the_other_branch_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   if (raii::unique_file f{fopen(path, "r")}) {
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     n += first(f.get());
// CHECK-FIXES-NEXT:   } else {
// CHECK-FIXES-NEXT:     fault::note("failed", n);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("behind", n);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int variable_of_the_test_bad(const char *path) {
  int n = 0;
  if (FILE *f = fopen(path, "r")) {
    if (fault::point("early"))
      return 2;
    n += first(f);
    fclose(f);
    fault::note("closed", n);
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:17: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int variable_of_the_test_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   if (raii::unique_file f{fopen(path, "r")}) {
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     n += first(f.get());
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     fault::note("closed", n);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int descriptor_of_a_branch_bad(const char *path) {
  int fd;
  if ((fd = open(path, O_RDONLY)) >= 0) {
    if (fault::point("early"))
      return 2;
    char c = 0;
    const int r = static_cast<int>(read(fd, &c, 1));
    close(fd);
    return r;
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int descriptor_of_a_branch_bad(const char *path) {
// CHECK-FIXES-NEXT:   if (raii::unique_fd fd{open(path, O_RDONLY)}) {
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     char c = 0;
// CHECK-FIXES-NEXT:     const int r = static_cast<int>(read(fd.get(), &c, 1));
// CHECK-FIXES-NEXT:     return r;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

static int memory_of_a_branch_bad(int n) {
  char *text;
  if ((text = static_cast<char *>(malloc(8)))) {
    if (fault::point("early"))
      return 2;
    text[0] = static_cast<char>(n);
    const int r = text[0];
    free(text);
    return r;
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-10]]:35: warning: 'text' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int memory_of_a_branch_bad(int n) {
// CHECK-FIXES-NEXT:   if (raii::unique_malloc text{static_cast<char *>(malloc(8))}) {
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     text[0] = static_cast<char>(n);
// CHECK-FIXES-NEXT:     const int r = text[0];
// CHECK-FIXES-NEXT:     return r;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

static int commented_for_a_branch_bad(const char *path) {
  FILE *f = NULL, *other = NULL; // the first is read
  int fd; // what is opened
  if ((fd = open(path, O_RDONLY)) != -1) {
    if (fault::point("early"))
      return 2;
    if ((f = fopen(path, "r"))) {
      const int n = first(f) + (other == NULL);
      if (fault::point("late"))
        return 3;
      fclose(f);
      close(fd);
      return n;
    }
    close(fd);
  }
  return 1;
}
// CHECK-MESSAGES: :[[@LINE-15]]:13: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-13]]:14: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int commented_for_a_branch_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *other = NULL; // the first is read
// CHECK-FIXES-NEXT:   // what is opened
// CHECK-FIXES-NEXT:   if (raii::unique_fd fd{open(path, O_RDONLY)}) {
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 2;
// CHECK-FIXES-NEXT:     if (raii::unique_file f{fopen(path, "r")}) {
// CHECK-FIXES-NEXT:       const int n = first(f.get()) + (other == NULL);
// CHECK-FIXES-NEXT:       if (fault::point("late"))
// CHECK-FIXES-NEXT:         return 3;
// CHECK-FIXES-NEXT:       f.reset();
// CHECK-FIXES-NEXT:       return n;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

// Null in the other branch, where nothing is held yet, stays as it is written.
static int null_in_the_other_branch_bad(int n) {
  Base *b, *other;
  if (n > 1)
    b = new Base(n);
  else
    b = nullptr;
  if (n > 2) {
    other = new Base(1);
  } else {
    other = NULL;
  }
  if (fault::point("early"))
    return 1;
  const int r = (b ? b->value : 0) + (other ? other->value : 0);
  if (other)
    delete other;
  delete b;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-16]]:9: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-13]]:13: warning: 'other' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int null_in_the_other_branch_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b;
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> other;
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   else
// CHECK-FIXES-NEXT:     b = nullptr;
// CHECK-FIXES-NEXT:   if (n > 2) {
// CHECK-FIXES-NEXT:     other = std::make_unique<Base>(1);
// CHECK-FIXES-NEXT:   } else {
// CHECK-FIXES-NEXT:     other = NULL;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   const int r = (b ? b->value : 0) + (other ? other->value : 0);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

// Here it may be null that takes the place of what is held.
static int null_in_the_next_round_bad(int n) {
  Base *b = nullptr;
  for (int i = 0; i < n; ++i) {
    if (i % 2)
      b = new Base(i);
    else
      b = nullptr;
    if (fault::point("early"))
      return 1;
    if (b)
      delete b;
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:11: warning: 'b' is not released on every path out of the function [raii-leak]

// An owner does not take a cast null.
static int cast_null_in_the_other_branch_bad(int n) {
  Base *b;
  if (n > 1)
    b = new Base(n);
  else
    b = (Base *)0;
  if (fault::point("early"))
    return 1;
  const int r = b ? b->value : 0;
  delete b;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-9]]:9: warning: 'b' is not released on every path out of the function [raii-leak]

// What begins with the handle begins before the owner has anything.
static int begins_with_the_handle_bad(int n) {
  char *text = nullptr, *other = text ? text + 1 : nullptr;
  if (n > 1)
    text = (char *)malloc(8);
  if (fault::point("early"))
    return 1;
  if (text)
    text[0] = (char)n;
  const int r = (text ? text[0] : 0) + (other == nullptr);
  free(text);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-9]]:20: warning: 'text' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int begins_with_the_handle_bad(int n) {
// CHECK-FIXES-NEXT:   char *text = nullptr, *other = text ? text + 1 : nullptr;
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     text = (char *)malloc(8);
// CHECK-FIXES-NEXT:   raii::unique_malloc text_guard(text);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (text)
// CHECK-FIXES-NEXT:     text[0] = (char)n;
// CHECK-FIXES-NEXT:   const int r = (text ? text[0] : 0) + (other == nullptr);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"cast null 1", [] { fault::note("result", cast_null_in_the_other_branch_bad(1)); }},
      {"cast null 2", [] { fault::note("result", cast_null_in_the_other_branch_bad(2)); }},
      {"begins 1", [] { fault::note("result", begins_with_the_handle_bad(1)); }},
      {"begins 2", [] { fault::note("result", begins_with_the_handle_bad(2)); }},
      {"null 1", [] { fault::note("result", null_in_the_other_branch_bad(1)); }},
      {"null 2", [] { fault::note("result", null_in_the_other_branch_bad(2)); }},
      {"null 3", [] { fault::note("result", null_in_the_other_branch_bad(3)); }},
      {"next round", [] { fault::note("result", null_in_the_next_round_bad(3)); }},
      {"another", [] { fault::note("result", another_of_that_name_bad("/dev/null")); }},
      {"branch", [] { fault::note("result", for_a_branch_bad("/dev/null")); }},
      {"other branch", [] { fault::note("result", with_the_other_branch_bad("/dev/null")); }},
      {"variable", [] { fault::note("result", variable_of_the_test_bad("/dev/null")); }},
      {"descriptor", [] { fault::note("result", descriptor_of_a_branch_bad("/dev/null")); }},
      {"memory", [] { fault::note("result", memory_of_a_branch_bad(1)); }},
      {"commented branch", [] { fault::note("result", commented_for_a_branch_bad("/dev/null")); }},
  });
}
