// RUN: %check_raii %s raii-try-catch-cleanup %t
// Each callee throws in turn; the handlers were right, so the events must be the same.
#include "fault.h"
#include <cstdio>
#include <cstdlib>

static int file_bad() {
  FILE *f = fopen("/dev/null", "w");
  if (!f)
    return -1;
  try {
    fputs("x", f);
    fault::maybe_throw("work");
  } catch (...) {
    fclose(f);
    throw;
  }
  fclose(f);
  fault::note("closed");
  fault::maybe_throw("later");
  return 0;
}

static char *given_away_bad() {
  char *p = (char *)malloc(10);
  if (!p)
    return nullptr;
  try {
    fault::maybe_throw("fill");
  } catch (...) {
    free(p);
    throw;
  }
  return p;
}

static int count = 0;

static void failure_only_bad(int n) {
  ++count;
  try {
    fault::maybe_throw("first");
    if (n)
      return;
    fault::maybe_throw("second");
  } catch (...) {
    --count;
    throw;
  }
  fault::maybe_throw("third");
}

static int loop_bad() {
  int done = 0;
  for (int i = 0; i < 3; ++i) {
    int *p = new int(i);
    try {
      fault::maybe_throw("round");
      done += *p;
    } catch (...) {
      delete p;
      throw;
    }
    delete p;
  }
  return done;
}

int main() {
  return fault::run({
      {"file", [] { file_bad(); }},
      {"given away", [] { free(given_away_bad()); }},
      {"failure only", [] { failure_only_bad(0); }},
      {"count", [] { fault::note("count", count); }},
      {"returns", [] { failure_only_bad(1); }},
      {"count again", [] { fault::note("count", count); }},
      {"loop", [] { fault::note("result", loop_bad()); }},
  });
}
