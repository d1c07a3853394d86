// RUN: %check_raii %s raii-try-catch-cleanup %t-absl -std=c++17 -by-name -option=RaiiGuards=absl -arg=--guards=absl -check-suffixes=ABSL
// RUN: %check_raii %s raii-try-catch-cleanup %t-gsl -std=c++17 -by-name -option=RaiiGuards=gsl -arg=--guards=gsl -check-suffixes=GSL
// RUN: %check_raii %s raii-try-catch-cleanup %t-boost -std=c++17 -by-name -option=RaiiGuards=boost -arg=--guards=boost -check-suffixes=BOOST
// RUN: %check_raii %s raii-try-catch-cleanup %t-folly -std=c++17 -by-name -option=RaiiGuards=folly -arg=--guards=folly -check-suffixes=FOLLY
// A handler that cleans up and rethrows, in four styles. gsl::finally stands only where both ends clean up.
#include "fault.h"

struct Database {
  void begin() noexcept { fault::acquired("transaction", this); }
  void commit() noexcept {
    fault::note("commit");
    fault::released("transaction", this);
  }
  void rollback() noexcept { fault::released("transaction", this); }
};
static Database database;

static void work(int n) {
  fault::note("work", n);
  fault::maybe_throw("work");
}

static void handler_bad(int n) {
  database.begin();
  try {
    fault::maybe_throw("step");
    work(n);
  } catch (...) {
    database.rollback();
    throw;
  }
  database.commit();
}
// CHECK-FIXES-ABSL: absl::Cleanup database_guard = [] { database.rollback(); };
// CHECK-FIXES-ABSL: work(n);
// CHECK-FIXES-ABSL: std::move(database_guard).Cancel();
// CHECK-FIXES-ABSL: database.commit();
// CHECK-FIXES-BOOST: boost::scope::scope_exit database_guard([] { database.rollback(); });
// CHECK-FIXES-BOOST: database_guard.set_active(false);
// CHECK-FIXES-FOLLY: auto database_guard = folly::makeGuard([] { database.rollback(); });
// CHECK-FIXES-FOLLY: database_guard.dismiss();

static void both_ends_bad(int n) {
  database.begin();
  try {
    work(n);
  } catch (...) {
    database.rollback();
    throw;
  }
  database.rollback();
}
// CHECK-FIXES-ABSL: absl::Cleanup database_guard = [] { database.rollback(); };
// CHECK-FIXES-ABSL: work(n);
// CHECK-FIXES-GSL: auto database_guard = gsl::finally([] { database.rollback(); });
// CHECK-FIXES-GSL: work(n);
// CHECK-FIXES-BOOST: boost::scope::scope_exit database_guard([] { database.rollback(); });
// CHECK-FIXES-BOOST: work(n);
// CHECK-FIXES-FOLLY: auto database_guard = folly::makeGuard([] { database.rollback(); });
// CHECK-FIXES-FOLLY: work(n);

int main() {
  return fault::run({{"handler", [] { handler_bad(1); }}, {"both ends", [] { both_ends_bad(1); }}});
}
