// RUN: %check_raii %s raii-leak %t
// A reset() goes where nothing can tell the difference: memory waits for what is soon over, a file for what makes no call.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

struct Plain {
  int n = 0;
};
struct Quiet {
  std::vector<int> numbers{1, 2};
  std::string name = "a name that needs memory of its own, as it is long";
  ~Quiet() {}
};
static int alive;
struct Loud {
  Loud() { fault::acquired("loud", &alive); }
  ~Loud() { fault::released("loud", &alive); }
  int n = 0;
};
struct Holds {
  Loud loud;
};
struct Shape {
  virtual ~Shape() {}
  int n = 0;
};
struct Round : Shape {
  Loud loud;
};

static int count;
static volatile int device;
struct Counter {
  int value = 0;
  int get() const { return value; }
  void step() { fault::note("step"), ++value; }
} static counter;

static int memory_then_member_bad(int n) {
  Plain *p = new Plain;
  p->n = n;
  if (fault::point("early"))
    return 1;
  counter.value += p->n;
  delete p;
  counter.value += 1;
  return counter.get();
}
// CHECK-MESSAGES: :[[@LINE-9]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int memory_then_member_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Plain> p(new Plain);
// CHECK-FIXES-NEXT:   p->n = n;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   counter.value += p->n;
// CHECK-FIXES-NEXT:   counter.value += 1;
// CHECK-FIXES-NEXT:   return counter.get();
// CHECK-FIXES-NEXT: }

static int memory_then_step_bad(int n) {
  Plain *p = new Plain;
  p->n = n;
  if (fault::point("early"))
    return 1;
  delete p;
  counter.step();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int memory_then_step_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Plain> p(new Plain);
// CHECK-FIXES-NEXT:   p->n = n;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   counter.step();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int memory_then_loop_bad(int n) {
  char *p = (char *)malloc(16);
  if (!p)
    return -1;
  if (fault::point("early"))
    return 1;
  free(p);
  for (int i = 0; i < n; ++i)
    ++count;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-10]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int memory_then_loop_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(16));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i)
// CHECK-FIXES-NEXT:     ++count;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static int memory_then_throw_bad(int n) {
  char *p = (char *)malloc(16);
  if (!p)
    return -1;
  if (fault::point("early"))
    return 1;
  if (n > 1) {
    free(p);
    throw fault::error{"n"};
  }
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:21: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int memory_then_throw_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_malloc p((char *)malloc(16));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (n > 1) {
// CHECK-FIXES-NEXT:     throw fault::error{"n"};
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int members_bad(int n) {
  Quiet *p = new Quiet;
  if (fault::point("early"))
    return 1;
  count = n;
  delete p;
  count += 2;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int members_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Quiet> p(new Quiet);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   count = n;
// CHECK-FIXES-NEXT:   count += 2;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static int loud_member_bad(int n) {
  Holds *p = new Holds;
  if (fault::point("early"))
    return 1;
  count = n;
  delete p;
  count += 2;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int loud_member_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Holds> p(new Holds);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   count = n;
// CHECK-FIXES-NEXT:   p.reset();
// CHECK-FIXES-NEXT:   count += 2;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static int base_of_something_bad(bool round) {
  Shape *p = round ? new Round : new Shape;
  if (fault::point("early"))
    return 1;
  delete p;
  count += 2;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-7]]:22: warning: 'p' is not released on every path out of the function [raii-leak]

static int known_type_bad(int n) {
  Shape *p = new Shape;
  if (fault::point("early"))
    return 1;
  delete p;
  count += n;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-7]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int known_type_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Shape> p(new Shape);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   count += n;
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static int two_bad(int n) {
  int *a = new int[8]();
  int *b = new int[8]();
  if (fault::point("early"))
    return 1;
  a[0] = b[0] = n;
  const int r = a[0] + b[0];
  delete[] a;
  delete[] b;
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:12: warning: 'a' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:12: warning: 'b' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int two_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> a(new int[8]());
// CHECK-FIXES-NEXT:   std::unique_ptr<int[]> b(new int[8]());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   a[0] = b[0] = n;
// CHECK-FIXES-NEXT:   const int r = a[0] + b[0];
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

static int file_then_member_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  count = 3;
  return counter.value;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int file_then_member_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   count = 3;
// CHECK-FIXES-NEXT:   return counter.value;
// CHECK-FIXES-NEXT: }

static int file_then_call_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  return counter.get();
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int file_then_call_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return counter.get();
// CHECK-FIXES-NEXT: }

static int file_then_device_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  if (fault::point("early"))
    return 1;
  fputs("x", f);
  fclose(f);
  return device;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int file_then_device_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return device;
// CHECK-FIXES-NEXT: }

static std::string file_then_text_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return "none";
  if (fault::point("early"))
    return "early";
  fputs("x", f);
  fclose(f);
  return "done";
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static std::string file_then_text_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return "none";
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return "early";
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return "done";
// CHECK-FIXES-NEXT: }

static int file_with_a_buffer_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  char *buffer = (char *)malloc(64);
  if (!buffer) {
    fclose(f);
    return -1;
  }
  setvbuf(f, buffer, _IOFBF, 64);
  fputs("x", f);
  if (fault::point("early"))
    return free(buffer), 1;
  fclose(f);
  free(buffer);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int file_with_a_buffer_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char *buffer = (char *)malloc(64);
// CHECK-FIXES-NEXT:   if (!buffer) {
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   setvbuf(f.get(), buffer, _IOFBF, 64);
// CHECK-FIXES-NEXT:   fputs("x", f.get());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return free(buffer), 1;
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   free(buffer);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int file_then_memory_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  char *text = (char *)malloc(64);
  if (!text) {
    fclose(f);
    return -1;
  }
  text[0] = 0;
  fputs(text, f);
  if (fault::point("early"))
    return free(text), 1;
  fclose(f);
  if (text)
    free(text);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-17]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int file_then_memory_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char *text = (char *)malloc(64);
// CHECK-FIXES-NEXT:   if (!text) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   text[0] = 0;
// CHECK-FIXES-NEXT:   fputs(text, f.get());
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return free(text), 1;
// CHECK-FIXES-NEXT:   if (text)
// CHECK-FIXES-NEXT:     free(text);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int in_an_else_bad(int n) {
  Plain *p = new Plain;
  if (fault::point("early"))
    return 1;
  if (n > 1) {
    count += p->n;
    delete p;
  } else {
    delete p;
  }
  return count;
}
// CHECK-MESSAGES: :[[@LINE-11]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int in_an_else_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Plain> p(new Plain);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (n > 1) {
// CHECK-FIXES-NEXT:     count += p->n;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

static Plain *last;
static int kept_or_not_bad(int n) {
  Plain *p = new Plain;
  if (fault::point("early"))
    return 1;
  if (n > 1) {
    last = p;
  }
  else
    delete p;
  return count;
}
// CHECK-MESSAGES: :[[@LINE-10]]:14: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: static int kept_or_not_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Plain> p(new Plain);
// CHECK-FIXES-NEXT:   if (fault::point("early"))
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   if (n > 1) {
// CHECK-FIXES-NEXT:     last = p.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return count;
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({
      {"member", [] { fault::note("result", memory_then_member_bad(1)); }},
      {"step", [] { fault::note("result", memory_then_step_bad(1)); }},
      {"loop", [] { fault::note("result", memory_then_loop_bad(2)); }},
      {"throw 1", [] { fault::note("result", memory_then_throw_bad(1)); }},
      {"throw 2", [] { memory_then_throw_bad(2); }},
      {"members", [] { fault::note("result", members_bad(1)); }},
      {"loud", [] { fault::note("result", loud_member_bad(1)); }},
      {"base", [] { fault::note("result", base_of_something_bad(true)); }},
      {"known", [] { fault::note("result", known_type_bad(1)); }},
      {"two", [] { fault::note("result", two_bad(1)); }},
      {"file member", [] { fault::note("result", file_then_member_bad("/dev/null")); }},
      {"file call", [] { fault::note("result", file_then_call_bad("/dev/null")); }},
      {"file device", [] { fault::note("result", file_then_device_bad("/dev/null")); }},
      {"file buffer", [] { fault::note("result", file_with_a_buffer_bad("/dev/null")); }},
      {"file memory", [] { fault::note("result", file_then_memory_bad("/dev/null")); }},
      {"else 1", [] { fault::note("result", in_an_else_bad(1)); }},
      {"else 2", [] { fault::note("result", in_an_else_bad(2)); }},
      {"kept 1", [] { fault::note("result", kept_or_not_bad(1)); }},
      {"kept 2", [] { fault::note("result", kept_or_not_bad(2)), delete last; }},
      {"file text", [] { fault::note(file_then_text_bad("/dev/null").c_str()); }},
  });
}
