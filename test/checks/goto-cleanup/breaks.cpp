// RUN: %check_raii %s raii-goto-cleanup %t
// A loop that runs once, and breaks in place of gotos.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

static int plain_bad(int early) {
  int rc = -1;
  FILE *f = NULL;
  char *p = NULL;

  do {
    f = fopen("/dev/null", "r");
    if (!f)
      break;

    // The buffer comes second.
    p = (char *)malloc(100);
    if (!p) {
      rc = -2;
      break;
    }
    if (early) {
      rc = -3;
      fault::note("early");
      break; // not an error
    }
    fault::note("worked"); /* over
                              two lines */
    rc = 0;
  } while (0);

  free(p);
  if (f)
    fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-26]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static int plain_bad(int early) {
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT:   f = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { if (f) fclose(f); });
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT:   // The buffer comes second.
// CHECK-FIXES-NEXT:   p = (char *)malloc(100);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (early) {
// CHECK-FIXES-NEXT:     fault::note("early");
// CHECK-FIXES-NEXT:     return -3; // not an error
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fault::note("worked"); /* over
// CHECK-FIXES-NEXT:                             two lines */
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static bool allman_bad(int n) {
  bool ok = false;
  char *p = (char *)malloc(10);
  if (!p)
    return false;
  do
  {
    if (n == 1)
      break;
    strcpy(p, "word");
    fault::note("ERROR");
    if (n == 2)
    {
      break;
    }
    ok = (strcmp(p, "word") == 0);
  }
  while (false);
  fault::note("cleaning");
  free(p);
  return ok;
}
// CHECK-MESSAGES: :[[@LINE-17]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static bool allman_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([p] { fault::note("cleaning"); free(p); });
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   strcpy(p, "word");
// CHECK-FIXES-NEXT:   fault::note("ERROR");
// CHECK-FIXES-NEXT:   if (n == 2)
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return strcmp(p, "word") == 0;
// CHECK-FIXES-NEXT: }

// Other breaks keep their meaning.
static void nested_bad(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return;
  do {
    for (int i = 0; i < 5; ++i) {
      if (i == n)
        break;
      fault::note("round", i);
    }
    switch (n) {
    case 1:
      fault::note("one");
      break;
    case 2:
      break;
    }
    do {
      if (n == 3)
        break;
      fault::note("not three");
    } while (0);
    if (n == 2)
      break;
    fault::note("behind");
  } while (0);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-24]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static void nested_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   for (int i = 0; i < 5; ++i) {
// CHECK-FIXES-NEXT:     if (i == n)
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     fault::note("round", i);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   switch (n) {
// CHECK-FIXES-NEXT:   case 1:
// CHECK-FIXES-NEXT:     fault::note("one");
// CHECK-FIXES-NEXT:     break;
// CHECK-FIXES-NEXT:   case 2:
// CHECK-FIXES-NEXT:     break;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   do {
// CHECK-FIXES-NEXT:     if (n == 3)
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     fault::note("not three");
// CHECK-FIXES-NEXT:   } while (0);
// CHECK-FIXES-NEXT:   if (n == 2)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   fault::note("behind");
// CHECK-FIXES-NEXT: }

// A path that leaves without the cleanup.
static char *handed_over_bad(int n) {
  char *p = (char *)malloc(10);
  do {
    if (!p)
      break;
    if (n == 1)
      break;
    *p = 0;
    fault::note("done");
    return p;
  } while (0);
  free(p);
  return NULL;
}
// CHECK-MESSAGES: :[[@LINE-12]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static char *handed_over_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   *p = 0;
// CHECK-FIXES-NEXT:   fault::note("done");
// CHECK-FIXES-NEXT:   return p;
// CHECK-FIXES-NEXT: }

// What the loop declares behind the guard died before the cleanup, and does so still.
struct Log {
  const char *name;
  explicit Log(const char *name) : name(name) { fault::note(name); }
  ~Log() { fault::note("end"); }
};
static int declares_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do {
    if (n == 1)
      break;
    Log log("log");
    const int size = n * 2;
    if (size == 4)
      break;
    rc = size;
  } while (0);
  fault::note("cleaning");
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-13]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static int declares_bad(int n) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([p] { fault::note("cleaning"); free(p); });
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   Log log("log");
// CHECK-FIXES-NEXT:   const int size = n * 2;
// CHECK-FIXES-NEXT:   if (size == 4)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return size;
// CHECK-FIXES-NEXT: }

// Released in the order of acquiring: one guard.
static int same_order_bad(int n) {
  int rc = -1;
  FILE *f = NULL;
  char *p = NULL;
  do {
    f = fopen("/dev/null", "r");
    if (!f)
      break;
    p = (char *)malloc(10);
    if (!p)
      break;
    if (n == 1)
      break;
    rc = 0;
  } while (0);
  if (f)
    fclose(f);
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-16]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static int same_order_bad(int n) {
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-NEXT:   f = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([f, &p] { if (f) fclose(f); free(p); });
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

static int ends_with_break_bad(int n) {
  int rc = -1;
  char *p = NULL;
  do {
    p = (char *)malloc(10);
    if (!p)
      break;
    rc = n;
    break;
  } while (0);
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static int ends_with_break_bad(int n) {
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-NEXT:   p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

// Acquired in conditions.
static int conditions_bad(int n) {
  int rc = -1;
  FILE *f = NULL;
  char *p = NULL;
  do {
    if (!(f = fopen("/dev/null", "r")))
      break;
    if (n == 1)
      break;
    if (n != 2 && !(p = (char *)malloc(10)))
      break;
    if (n == 3)
      break;
    rc = 0;
  } while (0);
  free(p);
  if (f)
    fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-16]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: static int conditions_bad(int n) {
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([&f] { if (f) fclose(f); });
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-NEXT:   if (!(f = fopen("/dev/null", "r")))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n == 1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([&p] { free(p); });
// CHECK-FIXES-NEXT:   if (n != 2 && !(p = (char *)malloc(10)))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n == 3)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// Refused, each with its reason.

static int continue_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do {
    if (n == 1)
      continue;
    if (n == 2)
      break;
    rc = 0;
  } while (0);
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-11]]:3: note: no fix: the code has a shape that the rewriter does not know (a continue in the loop)

static int twice_bad(int n) {
  int rc = -1, size = 3;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do {
    int size = n;
    if (size == 2)
      break;
    rc = size;
  } while (0);
  free(p);
  return rc + size;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: no fix: the code has a shape that the rewriter does not know ('size' is declared in the loop and outside of it)

static int dies_later_bad(int n) {
  int rc = -1;
  char *p = NULL;
  do {
    Log log("log");
    p = (char *)malloc(10);
    if (!p)
      break;
    if (n == 2)
      break;
    rc = 0;
  } while (0);
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-12]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-13]]:3: note: no fix: the code has a shape that the rewriter does not know ('log' would be destroyed behind the cleanup)

#define CHECK(x) if (!(x)) break
static int macro_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do {
    CHECK(n == 2);
    rc = 0;
  } while (0);
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: no fix: the code comes from a macro

static int explained_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do {
    if (n == 2)
      break;
    rc = 0;
  } while (0); // once
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-9]]:3: note: no fix: the code has a shape that the rewriter does not know (a comment in the cleanup)

static void long_text_bad(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return;
  do {
    if (n == 2)
      break;
    fault::note("one \
      two");
  } while (0);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-9]]:3: note: no fix: the code has a shape that the rewriter does not know (the lines of the loop cannot move)

static void one_line_bad(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return;
  do { if (n == 2) break; fault::note("one"); } while (0);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: no fix: the code has a shape that the rewriter does not know (the guard would stand in the middle of a line)

static void conditional_bad(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return;
  do {
    if (n == 2)
      break;
#ifdef NEVER
    if (n == 3)
      break;
#endif
    fault::note("one");
  } while (0);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-11]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-12]]:3: note: no fix: an #if splits the code that would change

static int why_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do { // no loop, but a place to go to
    if (n == 2)
      break;
    fault::note("ERR");
    rc = 0;
  } while (0);
  free(p);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-9]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-10]]:3: note: no fix: the code has a shape that the rewriter does not know (a comment beside the loop)

static int result_bad(int n) {
  int rc = -1;
  char *p = (char *)malloc(10);
  if (!p)
    return rc;
  do {
    if (n == 2)
      break;
    rc = 0;
  } while (0);
  free(p);
  return rc; // how it went
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-9]]:3: note: no fix: the code has a shape that the rewriter does not know (code or a comment beside the cleanup)

// No ladder.

static int behind_ok(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return -1;
  do {
    if (n == 2)
      break;
    fault::note("one");
  } while (0);
  for (int i = 0; i < n; ++i)
    fault::note("more");
  free(p);
  return 0;
}

static int again_ok(int n) {
  char *p = (char *)malloc(10);
  if (!p)
    return -1;
  do {
    if (n == 2)
      break;
    fault::note("one");
  } while (--n > 0);
  free(p);
  return 0;
}

// In a block of its own: a return would leave more than that.
static int FN_block_bad(int n) {
  int rc = -1;
  if (n > 0) {
    char *p = (char *)malloc(10);
    do {
      if (!p)
        break;
      if (n == 2)
        break;
      rc = 0;
    } while (0);
    free(p);
  }
  return rc;
}

int main() {
  return fault::run({{"plain", [] { fault::note("rc", plain_bad(0)); }},
                     {"plain early", [] { fault::note("rc", plain_bad(1)); }},
                     {"allman 0", [] { fault::note("rc", allman_bad(0)); }},
                     {"allman 1", [] { fault::note("rc", allman_bad(1)); }},
                     {"allman 2", [] { fault::note("rc", allman_bad(2)); }},
                     {"nested 0", [] { nested_bad(0); }},
                     {"nested 1", [] { nested_bad(1); }},
                     {"nested 2", [] { nested_bad(2); }},
                     {"nested 3", [] { nested_bad(3); }},
                     {"handed over", [] { free(handed_over_bad(0)); }},
                     {"handed over 1", [] { free(handed_over_bad(1)); }},
                     {"declares 0", [] { fault::note("rc", declares_bad(0)); }},
                     {"declares 1", [] { fault::note("rc", declares_bad(1)); }},
                     {"declares 2", [] { fault::note("rc", declares_bad(2)); }},
                     {"same order 0", [] { fault::note("rc", same_order_bad(0)); }},
                     {"same order 1", [] { fault::note("rc", same_order_bad(1)); }},
                     {"ends with break", [] { fault::note("rc", ends_with_break_bad(4)); }},
                     {"conditions 0", [] { fault::note("rc", conditions_bad(0)); }},
                     {"conditions 1", [] { fault::note("rc", conditions_bad(1)); }},
                     {"conditions 2", [] { fault::note("rc", conditions_bad(2)); }},
                     {"conditions 3", [] { fault::note("rc", conditions_bad(3)); }},
                     {"continue", [] { fault::note("rc", continue_bad(1)); }},
                     {"twice", [] { fault::note("rc", twice_bad(2)); }},
                     {"dies later", [] { fault::note("rc", dies_later_bad(2)); }},
                     {"macro", [] { fault::note("rc", macro_bad(2)); }},
                     {"explained", [] { fault::note("rc", explained_bad(2)); }},
                     {"text", [] { long_text_bad(1); }},
                     {"one line", [] { one_line_bad(1); }},
                     {"conditional", [] { conditional_bad(1); }},
                     {"why", [] { fault::note("rc", why_bad(1)); }},
                     {"result", [] { fault::note("rc", result_bad(1)); }},
                     {"block", [] { fault::note("rc", FN_block_bad(2)); }},
                     {"behind", [] { fault::note("rc", behind_ok(1)); }},
                     {"again", [] { fault::note("rc", again_ok(1)); }}});
}
