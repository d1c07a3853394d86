// RUN: %check_raii %s raii-goto-cleanup %t
// What is returned in place of a jump: the value itself where it is the same on every way there.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

enum Status { Fine, Missing, Broken };
#define E_EARLY -7

static bool constant_bad(int early) {
  bool success = false;
  char *p = (char *)malloc(10);
  FILE *f = NULL;
  if (!p)
    goto out;
  f = fopen("/dev/null", "r");
  if (!f)
    goto out;
  if (early) {
    fault::note("early");
    goto out;
  }
  strcpy(p, "word");
  success = (strcmp(p, "word") == 0);
out:
  if (f)
    fclose(f);
  free(p);
  return success;
}
// CHECK-MESSAGES: :[[@LINE-6]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static bool constant_bad(int early) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   f = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { if (f) fclose(f); });
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     fault::note("early");
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   strcpy(p, "word");
// CHECK-FIXES-NEXT:   return strcmp(p, "word") == 0;
// CHECK-FIXES-NEXT: }

// Statements between the assignment and the jump.
static int apart_bad(int early) {
  int rc = 0;
  char *p = (char *)malloc(10);
  if (!p) {
    rc = E_EARLY; // no memory
    goto out;
  }
  if (early) {
    rc = -3;
    fault::note("early");
    goto out;
  }
  fault::note("done");
out:
  free(p);
  return (rc);
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int apart_bad(int early) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     // no memory
// CHECK-FIXES-NEXT:     return E_EARLY;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     fault::note("early");
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("done");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// What is read stays, and so does what only some ways know.
static int read_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  rc = n * 2;
  if (rc > 4)
    goto out;
  if (n == 1)
    rc = 5;
  else
    rc = 6;
  if (n == 2)
    goto out;
  rc = 7;
  fault::note("seven");
  if (n == 1)
    goto out;
  rc = 8;
  fault::note("rc", rc);
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int read_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   rc = n * 2;
// CHECK-FIXES-NEXT:   if (rc > 4)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     rc = 5;
// CHECK-FIXES-NEXT:   else
// CHECK-FIXES-NEXT:     rc = 6;
// CHECK-FIXES-NEXT:   if (n == 2)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   fault::note("seven");
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return 7;
// CHECK-FIXES-NEXT:   rc = 8;
// CHECK-FIXES-NEXT:   fault::note("rc", rc);
// CHECK-FIXES-NEXT:   return 8;
// CHECK-FIXES-NEXT: }

static Status loop_bad(int n) {
  Status status = Missing;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  for (int i = 0; i < 3; ++i) {
    if (i == n)
      goto out; // in the second round something else
    status = Broken;
    if (i + 10 == n)
      goto out;
  }
  status = Fine;
out:
  free(p);
  return status;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static Status loop_bad(int n) {
// CHECK-FIXES-NEXT:   Status status = Missing;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return Missing;
// CHECK-FIXES-NEXT:   for (int i = 0; i < 3; ++i) {
// CHECK-FIXES-NEXT:     if (i == n)
// CHECK-FIXES-NEXT:       return status; // in the second round something else
// CHECK-FIXES-NEXT:     status = Broken;
// CHECK-FIXES-NEXT:     if (i + 10 == n)
// CHECK-FIXES-NEXT:       return Broken;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return Fine;
// CHECK-FIXES-NEXT: }

static int switch_bad(int n) {
  int rc = 0;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  switch (n) {
  case 1:
    rc = 1;
  case 2:
    if (n < 3)
      goto out; // 1 or 0
    break;
  case 3:
    rc = 3;
    break;
  case 4:
    rc = 4;
    fault::note("four");
    goto out;
  default:
    goto out;
  }
  if (n == 3)
    goto out; // 3, or 0 as no case was taken
  rc = 9;
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int switch_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = 0;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   switch (n) {
// CHECK-FIXES-NEXT:   case 1:
// CHECK-FIXES-NEXT:     rc = 1;
// CHECK-FIXES-NEXT:   case 2:
// CHECK-FIXES-NEXT:     if (n < 3)
// CHECK-FIXES-NEXT:       return rc; // 1 or 0
// CHECK-FIXES-NEXT:     break;
// CHECK-FIXES-NEXT:   case 3:
// CHECK-FIXES-NEXT:     rc = 3;
// CHECK-FIXES-NEXT:     break;
// CHECK-FIXES-NEXT:   case 4:
// CHECK-FIXES-NEXT:     rc = 4;
// CHECK-FIXES-NEXT:     fault::note("four");
// CHECK-FIXES-NEXT:     return 4;
// CHECK-FIXES-NEXT:   default:
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (n == 3)
// CHECK-FIXES-NEXT:     return rc; // 3, or 0 as no case was taken
// CHECK-FIXES-NEXT:   return 9;
// CHECK-FIXES-NEXT: }

static int handler_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  try {
    rc = -2;
    fault::maybe_throw("first");
    rc = -3;
    fault::maybe_throw("second");
    rc = n;
  } catch (...) {
    goto out; // any of them
  }
  rc += 1;
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int handler_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   try {
// CHECK-FIXES-NEXT:     rc = -2;
// CHECK-FIXES-NEXT:     fault::maybe_throw("first");
// CHECK-FIXES-NEXT:     rc = -3;
// CHECK-FIXES-NEXT:     fault::maybe_throw("second");
// CHECK-FIXES-NEXT:     rc = n;
// CHECK-FIXES-NEXT:   } catch (...) {
// CHECK-FIXES-NEXT:     return rc; // any of them
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   rc += 1;
// CHECK-FIXES-NEXT:   return rc;
// CHECK-FIXES-NEXT: }

// Somebody else may change it.
static void fill(int *to, int n) { *to = n; }
static int reached_bad(int n) {
  int rc = -1;
  int *where = &rc;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  fill(where, n);
  if (n == 1)
    goto out;
  rc = 0;
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: the code has a shape that the rewriter does not know (the returned value is computed after the cleanup)

static int captured_bad(int n) {
  int rc = -1;
  auto set = [&rc](int to) { rc = to; };
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  set(n);
  if (n == 1)
    goto out;
  set(0);
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: the code has a shape that the rewriter does not know (the returned value is computed after the cleanup)

// A name or a value that is not the same everywhere.
static int elsewhere_bad(int n) {
  const int failed = -1;
  int rc = failed;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  fault::note("some");
  if (n == 1)
    goto out;
  rc = 0;
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int elsewhere_bad(int n) {
// CHECK-FIXES-NEXT:   const int failed = -1;
// CHECK-FIXES-NEXT:   int rc = failed;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   fault::note("some");
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int line_bad(int n) {
  int rc = 0;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  if (n == 1) {
    rc = __LINE__;
    fault::note("line");
    goto out;
  }
  fault::note("end");
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int line_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = 0;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   if (n == 1) {
// CHECK-FIXES-NEXT:     rc = __LINE__;
// CHECK-FIXES-NEXT:     fault::note("line");
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("end");
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static const char *text_bad(int n) {
  const char *text = nullptr;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  text = "one";
  fault::note("text");
  if (n == 1)
    goto out;
  text = "two";
out:
  free(p);
  return text;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static const char *text_bad(int n) {
// CHECK-FIXES-NEXT:   const char *text = nullptr;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   text = "one";
// CHECK-FIXES-NEXT:   fault::note("text");
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return text;
// CHECK-FIXES-NEXT:   return "two";
// CHECK-FIXES-NEXT: }

// A break of an inner loop, and a variable that cannot go since it is declared with another.
static int inner_bad(int n) {
  int rc = -1, i;
  char *p = (char *)malloc(10);
  if (!p)
    goto out;
  for (i = 0; i < 5; ++i) {
    if (i == n)
      break;
    if (i + 10 == n)
      goto out;
  }
  rc = i;
out:
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static int inner_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = -1, i;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   for (i = 0; i < 5; ++i) {
// CHECK-FIXES-NEXT:     if (i == n)
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     if (i + 10 == n)
// CHECK-FIXES-NEXT:       return rc;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return i;
// CHECK-FIXES-NEXT: }

// What a lambda returns is deduced from each of its returns.
static long lambda_bad(int n) {
  const auto run = [n] {
    long rc = 0;
    char *p = (char *)malloc(10);
    if (!p) {
      rc = -1;
      goto out;
    }
    if (n == 1)
      goto out;
    rc = 2L;
  out:
    free(p);
    return rc;
  };
  return run();
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: static long lambda_bad(int n) {
// CHECK-FIXES-NEXT:   const auto run = [n] {
// CHECK-FIXES-NEXT:     long rc = 0;
// CHECK-FIXES-NEXT:     char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:     raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:     if (!p) {
// CHECK-FIXES-NEXT:       rc = -1;
// CHECK-FIXES-NEXT:       return rc;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     if (n == 1)
// CHECK-FIXES-NEXT:       return rc;
// CHECK-FIXES-NEXT:     return 2L;
// CHECK-FIXES-NEXT:   };
// CHECK-FIXES-NEXT:   return run();
// CHECK-FIXES-NEXT: }

int main() {
  return fault::run({{"constant", [] { fault::note("rc", constant_bad(0)); }},
                     {"constant early", [] { fault::note("rc", constant_bad(1)); }},
                     {"apart", [] { fault::note("rc", apart_bad(0)); }},
                     {"apart early", [] { fault::note("rc", apart_bad(1)); }},
                     {"read 1", [] { fault::note("rc", read_bad(1)); }},
                     {"read 2", [] { fault::note("rc", read_bad(2)); }},
                     {"read 3", [] { fault::note("rc", read_bad(3)); }},
                     {"read 0", [] { fault::note("rc", read_bad(0)); }},
                     {"loop 0", [] { fault::note("rc", loop_bad(0)); }},
                     {"loop 1", [] { fault::note("rc", loop_bad(1)); }},
                     {"loop 11", [] { fault::note("rc", loop_bad(11)); }},
                     {"loop end", [] { fault::note("rc", loop_bad(5)); }},
                     {"switch 1", [] { fault::note("rc", switch_bad(1)); }},
                     {"switch 2", [] { fault::note("rc", switch_bad(2)); }},
                     {"switch 3", [] { fault::note("rc", switch_bad(3)); }},
                     {"switch 4", [] { fault::note("rc", switch_bad(4)); }},
                     {"switch 5", [] { fault::note("rc", switch_bad(5)); }},
                     {"handler", [] { fault::note("rc", handler_bad(4)); }},
                     {"reached 1", [] { fault::note("rc", reached_bad(1)); }},
                     {"reached 2", [] { fault::note("rc", reached_bad(2)); }},
                     {"captured 1", [] { fault::note("rc", captured_bad(1)); }},
                     {"captured 2", [] { fault::note("rc", captured_bad(2)); }},
                     {"elsewhere 1", [] { fault::note("rc", elsewhere_bad(1)); }},
                     {"elsewhere 2", [] { fault::note("rc", elsewhere_bad(2)); }},
                     {"line 2", [] { fault::note("rc", line_bad(2)); }},
                     {"text 1", [] { const char *t = text_bad(1); fault::note(t ? t : "none"); }},
                     {"text 2", [] { const char *t = text_bad(2); fault::note(t ? t : "none"); }},
                     {"lambda 1", [] { fault::note("rc", lambda_bad(1)); }},
                     {"lambda 2", [] { fault::note("rc", lambda_bad(2)); }},
                     {"inner 2", [] { fault::note("rc", inner_bad(2)); }},
                     {"inner 12", [] { fault::note("rc", inner_bad(12)); }},
                     {"inner end", [] { fault::note("rc", inner_bad(9)); }}});
}
