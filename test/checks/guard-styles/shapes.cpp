// RUN: %check_raii %s raii-leak %t-absl -std=c++17 -by-name -option=RaiiGuards=absl -arg=--guards=absl -check-suffixes=ABSL
// RUN: %check_raii %s raii-leak %t-gsl -std=c++17 -by-name -option=RaiiGuards=gsl -arg=--guards=gsl -check-suffixes=GSL
// RUN: %check_raii %s raii-leak %t-boost -std=c++17 -by-name -option=RaiiGuards=boost -arg=--guards=boost -check-suffixes=BOOST
// RUN: %check_raii %s raii-leak %t-folly -std=c++17 -by-name -option=RaiiGuards=folly -arg=--guards=folly -check-suffixes=FOLLY
// RUN: not %raii-tidy --guards=loki %s -- 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: --guards is one of raii, std, boost, absl, gsl, folly, not 'loki'
// One program in four styles: what each writes, what each refuses, and that all behave as the code by hand did.
#include "fault.h"
#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <pthread.h>
#include <unistd.h>

static std::mutex standard;
static pthread_mutex_t posix = PTHREAD_MUTEX_INITIALIZER;

static int work(int n) {
  fault::note("work", n);
  return n;
}

// Released where the scope ends.
static void at_the_end_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return;
  if (n < 0)
    return;
  fclose(f);
}
// CHECK-FIXES-ABSL: absl::Cleanup f_guard = [f] { fclose(f); };
// CHECK-FIXES-GSL: auto f_guard = gsl::finally([f] { fclose(f); });
// CHECK-FIXES-BOOST: boost::scope::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-FOLLY: auto f_guard = folly::makeGuard([f] { fclose(f); });

// Something can be seen between the release and the end.
static int early_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return 1;
  if (n < 0)
    return 2;
  fclose(f);
  return work(n);
}
// CHECK-FIXES-ABSL: std::move(f_guard).Invoke();
// CHECK-FIXES-BOOST: f_guard.set_active(false);
// CHECK-FIXES-BOOST: fclose(f);
// CHECK-FIXES-FOLLY: f_guard.dismiss();
// CHECK-FIXES-FOLLY: fclose(f);

static FILE *handed_over_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return nullptr;
  if (n < 0)
    throw n;
  return f;
}
// CHECK-FIXES-ABSL: std::move(f_guard).Cancel();
// CHECK-FIXES-ABSL: return f;
// CHECK-FIXES-BOOST: f_guard.set_active(false);
// CHECK-FIXES-BOOST: return f;
// CHECK-FIXES-FOLLY: f_guard.dismiss();
// CHECK-FIXES-FOLLY: return f;

static bool result_used_bad(const char *path, int n) {
  FILE *f = fopen(path, "w");
  if (!f)
    return false;
  if (n < 0)
    return false;
  fputs("x", f);
  return fclose(f) == 0;
}
// CHECK-FIXES-ABSL: std::move(f_guard).Cancel();
// CHECK-FIXES-ABSL: return fclose(f) == 0;
// CHECK-FIXES-BOOST: f_guard.set_active(false);
// CHECK-FIXES-BOOST: return fclose(f) == 0;
// CHECK-FIXES-FOLLY: f_guard.dismiss();
// CHECK-FIXES-FOLLY: return fclose(f) == 0;

// Ended on one path already where it would be ended again.
static int perhaps_twice_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return 1;
  if (n < 0)
    return 2;
  if (n > 7) {
    fclose(f);
    f = NULL;
  }
  work(n);
  if (f)
    fclose(f);
  return work(n);
}

static int descriptor_bad(const char *path, int n) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return 1;
  if (n < 0)
    return 2;
  close(fd);
  return work(n);
}
// CHECK-FIXES-ABSL: absl::Cleanup fd_guard = [fd] { close(fd); };
// CHECK-FIXES-BOOST: boost::scope::unique_fd fd_guard(fd);
// CHECK-FIXES-BOOST: fd_guard.reset();
// CHECK-FIXES-FOLLY: auto fd_guard = folly::makeGuard([fd] { close(fd); });

static int posix_bad(int n) {
  pthread_mutex_lock(&posix);
  if (n < 0)
    return 1;
  work(n);
  pthread_mutex_unlock(&posix);
  return work(n);
}

static int standard_bad(int n) {
  standard.lock();
  if (n < 0)
    return 1;
  work(n);
  standard.unlock();
  return 0;
}
// CHECK-FIXES-ABSL: std::lock_guard standard_lock(standard);
// CHECK-FIXES-GSL: std::lock_guard standard_lock(standard);
// CHECK-FIXES-BOOST: std::lock_guard standard_lock(standard);
// CHECK-FIXES-FOLLY: std::lock_guard standard_lock(standard);

static int object_bad(int n) {
  int *p = new int(n);
  if (n < 0)
    return 1;
  int r = *p;
  delete p;
  return r;
}
// CHECK-FIXES-ABSL: auto p = std::make_unique<int>(n);
// CHECK-FIXES-GSL: auto p = std::make_unique<int>(n);
// CHECK-FIXES-BOOST: auto p = std::make_unique<int>(n);
// CHECK-FIXES-FOLLY: auto p = std::make_unique<int>(n);

int main() {
  return fault::run({{"at the end", [] { at_the_end_bad("/dev/null", 1); }},
                     {"at the end, early", [] { at_the_end_bad("/dev/null", -1); }},
                     {"early", [] { early_bad("/dev/null", 1); }},
                     {"early, early", [] { early_bad("/dev/null", -1); }},
                     {"handed over",
                      [] {
                        FILE *f = handed_over_bad("/dev/null", 1);
                        if (f)
                          fclose(f);
                      }},
                     {"result", [] { fault::note("result", result_used_bad("/dev/null", 1)); }},
                     {"result, early", [] { fault::note("result", result_used_bad("/dev/null", -1)); }},
                     {"once", [] { perhaps_twice_bad("/dev/null", 1); }},
                     {"once before", [] { perhaps_twice_bad("/dev/null", 8); }},
                     {"not at all", [] { perhaps_twice_bad("/dev/null", -1); }},
                     {"descriptor", [] { descriptor_bad("/dev/null", 1); }},
                     {"descriptor, early", [] { descriptor_bad("/dev/null", -1); }},
                     {"posix", [] { posix_bad(1); }},
                     {"posix, early", [] { posix_bad(-1); }},
                     {"standard", [] { standard_bad(1); }},
                     {"standard, early", [] { standard_bad(-1); }},
                     {"object", [] { object_bad(1); }},
                     {"object, early", [] { object_bad(-1); }}});
}
