// RUN: %check_raii %s raii-leak %t
// Owners of handles that are declared beside others or in an outer block. The events are the same before and after, with each
// call failing.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

static int alive;
struct Base {
  explicit Base(int v) : value(v) { fault::acquired("base", &alive); }
  Base(const Base &) = delete;
  ~Base() { fault::released("base", &alive); }
  int value;
};
struct Silent {
  int value;
};
static void look(const Base *b) { fault::note("looked at", b->value); }
static int first(FILE *f) { return fgetc(f); }

static int beside_others_bad(const char *path) {
  int n = 1, *unused = nullptr;
  FILE *f, *other = nullptr;
  f = fopen(path, "r");
  if (f == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  n += first(f);
  fclose(f);
  return n + (unused == nullptr) + (other == nullptr);
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int beside_others_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 1, *unused = nullptr;
// CHECK-FIXES-NEXT:   FILE *other = nullptr;
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   n += first(f.get());
// CHECK-FIXES-NEXT:   return n + (unused == nullptr) + (other == nullptr);
// CHECK-FIXES-NEXT: }

static int last_of_several_bad(const char *path) {
  int n = 1;
  FILE *other = nullptr, *const *address = &other, *f;
  if ((f = fopen(path, "r")) == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  n += first(f);
  fclose(f);
  return n + (*address == nullptr);
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int last_of_several_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 1;
// CHECK-FIXES-NEXT:   FILE *other = nullptr, *const *address = &other;
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   n += first(f.get());
// CHECK-FIXES-NEXT:   return n + (*address == nullptr);
// CHECK-FIXES-NEXT: }

static int middle_bad(int n) {
  int a = 1, fd, b = 2;
  fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return 1;
  if (fault::point("early"))
    return 2;
  char c = 0;
  const int r = static_cast<int>(read(fd, &c, 1)) + a + b + n;
  close(fd);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:8: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int middle_bad(int n) {
// CHECK-FIXES-NEXT:   int a = 1, b = 2;
// CHECK-FIXES-NEXT:   raii::unique_fd fd(open("/dev/null", O_RDONLY));
// CHECK-FIXES-NEXT:   if (!fd)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   char c = 0;
// CHECK-FIXES-NEXT:   const int r = static_cast<int>(read(fd.get(), &c, 1)) + a + b + n;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

// Where a declarator begins and ends is not always told.
static int with_parentheses_bad(int n) {
  int a(1), fd;
  fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return 1;
  if (fault::point("early"))
    return 2;
  char c = 0;
  const int r = static_cast<int>(read(fd, &c, 1)) + a + n;
  close(fd);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:8: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int with_parentheses_bad(int n) {
// CHECK-FIXES-NEXT:   int a(1), fd;
// CHECK-FIXES-NEXT:   fd = open("/dev/null", O_RDONLY);
// CHECK-FIXES-NEXT:   if (fd < 0)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_fd fd_guard(fd);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   char c = 0;
// CHECK-FIXES-NEXT:   const int r = static_cast<int>(read(fd, &c, 1)) + a + n;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int in_parentheses_bad(int n) {
  int(fd), a = 1;
  fd = open("/dev/null", O_RDONLY);
  if (fd < 0)
    return 1;
  if (fault::point("early"))
    return 2;
  char c = 0;
  const int r = static_cast<int>(read(fd, &c, 1)) + a + n;
  close(fd);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:8: warning: 'fd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int in_parentheses_bad(int n) {
// CHECK-FIXES-NEXT:   int(fd), a = 1;
// CHECK-FIXES-NEXT:   fd = open("/dev/null", O_RDONLY);
// CHECK-FIXES-NEXT:   if (fd < 0)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_fd fd_guard(fd);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   char c = 0;
// CHECK-FIXES-NEXT:   const int r = static_cast<int>(read(fd, &c, 1)) + a + n;
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

// Both leave one declaration, one after the other.
static int both_bad(const char *path) {
  FILE *in, *out;
  in = fopen(path, "r");
  if (in == NULL)
    return 1;
  out = fopen(path, "w");
  if (out == NULL) {
    fclose(in);
    return 2;
  }
  if (fault::point("early"))
    return 3;
  const int r = first(in) + fputc('a', out);
  fclose(out);
  fclose(in);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-15]]:8: warning: 'in' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-13]]:9: warning: 'out' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int both_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file in(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!in)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_file out(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!out) {
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 3;
// CHECK-FIXES-NEXT:   const int r = first(in.get()) + fputc('a', out.get());
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

// Of three the first two leave, and what is left keeps its value.
static int filled_both_bad(const char *path, int n) {
  FILE *in = nullptr, *out = nullptr, *other = stderr;
  if (n > 0)
    in = fopen(path, "r");
  if (n > 1)
    out = fopen(path, "w");
  if (fault::point("early"))
    return 3;
  const int r = (in ? first(in) : 0) + (out ? fputc('a', out) : 0) + (other ? 1 : 0);
  if (out)
    fclose(out);
  if (in)
    fclose(in);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-12]]:10: warning: 'in' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:11: warning: 'out' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int filled_both_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file in;
// CHECK-FIXES-NEXT:   raii::unique_file out;
// CHECK-FIXES-NEXT:   FILE *other = stderr;
// CHECK-FIXES-NEXT:   if (n > 0)
// CHECK-FIXES-NEXT:     in.reset(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     out.reset(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 3;
// CHECK-FIXES-NEXT:   const int r = (in ? first(in.get()) : 0) + (out ? fputc('a', out.get()) : 0) + (other ? 1 : 0);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int outer_block_bad(int n) {
  Base *b;
  int r = 0;
  for (int i = 0; i < n; ++i) {
    b = new Base(i);
    look(b);
    if (fault::point("early"))
      return 1;
    r += b->value;
    delete b;
  }
  return r;
}
// CHECK-MESSAGES: :[[@LINE-9]]:9: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int outer_block_bad(int n) {
// CHECK-FIXES-NEXT:   int r = 0;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     auto b = std::make_unique<Base>(i);
// CHECK-FIXES-NEXT:     look(b.get());
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 1;
// CHECK-FIXES-NEXT:     r += b->value;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int filled_beside_others_bad(int n) {
  Base *b = nullptr, *other = nullptr;
  if (n > 1)
    b = new Base(n);
  if (fault::point("early"))
    return 1;
  if (b)
    look(b);
  delete b;
  return other == nullptr;
}
// CHECK-MESSAGES: :[[@LINE-8]]:9: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int filled_beside_others_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b;
// CHECK-FIXES-NEXT:   Base *other = nullptr;
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     b = std::make_unique<Base>(n);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (b)
// CHECK-FIXES-NEXT:     look(b.get());
// CHECK-FIXES-NEXT:   return other == nullptr;
// CHECK-FIXES-NEXT: }

// What stands beside it would be destroyed behind it, and not before.
static int filled_beside_an_object_bad(int n) {
  Silent *b = nullptr, object{n};
  if (n > 1)
    b = new Silent{n};
  if (fault::point("early"))
    return 1;
  if (b)
    fault::note("value", b->value);
  delete b;
  return object.value;
}
// CHECK-MESSAGES: :[[@LINE-8]]:9: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int filled_beside_an_object_bad(int n) {
// CHECK-FIXES-NEXT:   Silent *b = nullptr, object{n};
// CHECK-FIXES-NEXT:   if (n > 1)
// CHECK-FIXES-NEXT:     b = new Silent{n};
// CHECK-FIXES-NEXT:   std::unique_ptr<Silent> b_guard(b);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (b)
// CHECK-FIXES-NEXT:     fault::note("value", b->value);
// CHECK-FIXES-NEXT:   return object.value;
// CHECK-FIXES-NEXT: }

// What is left out by directives may name the handle.
static int named_where_left_out_bad(const char *path) {
  FILE *f, *other = nullptr;
#if 0
  f = other;
#endif
  f = fopen(path, "r");
  if (f == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  const int n = first(f);
  fclose(f);
  return n + (other == nullptr);
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int named_where_left_out_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f, *other = nullptr;
// CHECK-FIXES-NEXT: #if 0
// CHECK-FIXES-NEXT:   f = other;
// CHECK-FIXES-NEXT: #endif
// CHECK-FIXES-NEXT:   f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (f == NULL)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int n = first(f);
// CHECK-FIXES-NEXT:   return n + (other == nullptr);
// CHECK-FIXES-NEXT: }

// A comment goes along with what it speaks of.
static int commented_bad(const char *path) {
  int n = 0;
  FILE *f; // what is read
  f = fopen(path, "r");
  if (f == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  n = first(f);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int commented_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r")); // what is read
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   n = first(f.get());
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int commented_before_a_test_bad(const char *path) {
  FILE *f = NULL; /* what is read */
  if ((f = fopen(path, "r")) == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  const int n = first(f);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int commented_before_a_test_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r")); /* what is read */
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int n = first(f.get());
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static int two_on_a_line_bad(const char *path) {
  FILE *f; int n = 0;
  f = fopen(path, "r");
  if (f == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  n += first(f);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int two_on_a_line_bad(const char *path) {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   n += first(f.get());
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

// One comment on two lines stays where it is, and what it speaks of, too.
static int commented_at_length_bad(const char *path) {
  FILE *f = NULL; // what
                  // is read
  if ((f = fopen(path, "r")) == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  const int n = first(f);
  fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int commented_at_length_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = NULL; // what
// CHECK-FIXES-NEXT:                   // is read
// CHECK-FIXES-NEXT:   if ((f = fopen(path, "r")) == NULL)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int n = first(f);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

// The next round still has it.
static int seen_in_the_next_round_bad(int n) {
  Base *b = nullptr;
  int r = 0;
  for (int i = 0; i < n; ++i) {
    if (b != nullptr)
      ++r;
    b = new Base(i);
    look(b);
    if (fault::point("early"))
      return 1;
    delete b;
  }
  return r;
}
// CHECK-MESSAGES: :[[@LINE-8]]:9: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int seen_in_the_next_round_bad(int n) {
// CHECK-FIXES-NEXT:   Base *b = nullptr;
// CHECK-FIXES-NEXT:   std::unique_ptr<Base> b_guard;
// CHECK-FIXES-NEXT:   int r = 0;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     if (b != nullptr)
// CHECK-FIXES-NEXT:       ++r;
// CHECK-FIXES-NEXT:     b = new Base(i);
// CHECK-FIXES-NEXT:     b_guard.reset(b);
// CHECK-FIXES-NEXT:     look(b);
// CHECK-FIXES-NEXT:     if (fault::point("early"))
// CHECK-FIXES-NEXT:       return 1;
// CHECK-FIXES-NEXT:     b_guard.reset();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

// Acquired in a declaration of several: the owner goes before them.
static int acquired_beside_bad(int n) {
  char *text = (char *)malloc(8), first = 'a';
  if (!text)
    return 1;
  if (fault::point("early"))
    return 2;
  text[0] = (char)(first + n);
  const int r = text[0];
  free(text);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:24: warning: 'text' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int acquired_beside_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc text((char *)malloc(8));
// CHECK-FIXES-NEXT:   char first = 'a';
// CHECK-FIXES-NEXT:   if (!text)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   text[0] = (char)(first + n);
// CHECK-FIXES-NEXT:   const int r = text[0];
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }
static int acquired_last_bad(const char *path) {
  FILE *other = NULL, *f = fopen(path, "r");
  if (f == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  const int r = first(f) + (other == NULL);
  fclose(f);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-9]]:28: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int acquired_last_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   FILE *other = NULL;
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int r = first(f.get()) + (other == NULL);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

// What another begins with would be a use before the owner.
static int another_begins_with_it_bad(const char *path) {
  FILE *f = fopen(path, "r"), *other = f ? stdin : NULL;
  if (f == NULL)
    return 1;
  if (fault::point("early"))
    return 2;
  const int r = first(f) + (other == NULL);
  fclose(f);
  return r;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int another_begins_with_it_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r"), *other = f ? stdin : NULL;
// CHECK-FIXES-NEXT:   if (f == NULL)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   const int r = first(f) + (other == NULL);
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"beside 1", [] { fault::note("result", acquired_beside_bad(1)); }},
      {"last", [] { fault::note("result", acquired_last_bad("/dev/null")); }},
      {"begins with it", [] { fault::note("result", another_begins_with_it_bad("/dev/null")); }},
      {"beside others", [] { fault::note("result", beside_others_bad("/dev/null")); }},
      {"last", [] { fault::note("result", last_of_several_bad("/dev/null")); }},
      {"middle", [] { fault::note("result", middle_bad(1)); }},
      {"with parentheses", [] { fault::note("result", with_parentheses_bad(1)); }},
      {"in parentheses", [] { fault::note("result", in_parentheses_bad(1)); }},
      {"both", [] { fault::note("result", both_bad("/dev/null")); }},
      {"both filled 0", [] { fault::note("result", filled_both_bad("/dev/null", 0)); }},
      {"both filled 1", [] { fault::note("result", filled_both_bad("/dev/null", 1)); }},
      {"both filled 2", [] { fault::note("result", filled_both_bad("/dev/null", 2)); }},
      {"outer", [] { fault::note("result", outer_block_bad(2)); }},
      {"filled 1", [] { fault::note("result", filled_beside_others_bad(1)); }},
      {"filled 2", [] { fault::note("result", filled_beside_others_bad(2)); }},
      {"beside an object", [] { fault::note("result", filled_beside_an_object_bad(2)); }},
      {"left out", [] { fault::note("result", named_where_left_out_bad("/dev/null")); }},
      {"commented", [] { fault::note("result", commented_bad("/dev/null")); }},
      {"commented test", [] { fault::note("result", commented_before_a_test_bad("/dev/null")); }},
      {"two on a line", [] { fault::note("result", two_on_a_line_bad("/dev/null")); }},
      {"commented at length", [] { fault::note("result", commented_at_length_bad("/dev/null")); }},
      {"next round", [] { fault::note("result", seen_in_the_next_round_bad(1)); }},
  });
}
