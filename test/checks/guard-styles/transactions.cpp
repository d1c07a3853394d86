// RUN: %check_raii %s raii-missing-rollback %t-absl -std=c++17 -by-name -option=RaiiGuards=absl -arg=--guards=absl -check-suffixes=ABSL
// RUN: %check_raii %s raii-missing-rollback %t-gsl -std=c++17 -by-name -option=RaiiGuards=gsl -arg=--guards=gsl -check-suffixes=GSL
// RUN: %check_raii %s raii-missing-rollback %t-boost -std=c++17 -by-name -option=RaiiGuards=boost -arg=--guards=boost -check-suffixes=BOOST
// RUN: %check_raii %s raii-missing-rollback %t-folly -std=c++17 -by-name -option=RaiiGuards=folly -arg=--guards=folly -check-suffixes=FOLLY
// Commit and rollback in four styles. gsl::finally cannot be cancelled by the commit.
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

static int transaction_bad(int n) {
  database.begin();
  if (n < 0)
    return 1;
  if (n > 7) {
    database.rollback();
    return 2;
  }
  database.commit();
  return 0;
}
// CHECK-FIXES-ABSL: absl::Cleanup database_rollback = [] { database.rollback(); };
// CHECK-FIXES-ABSL: database.commit();
// CHECK-FIXES-ABSL: std::move(database_rollback).Cancel();
// CHECK-FIXES-BOOST: boost::scope::scope_exit database_rollback([] { database.rollback(); });
// CHECK-FIXES-BOOST: database.commit();
// CHECK-FIXES-BOOST: database_rollback.set_active(false);
// CHECK-FIXES-FOLLY: auto database_rollback = folly::makeGuard([] { database.rollback(); });
// CHECK-FIXES-FOLLY: database.commit();
// CHECK-FIXES-FOLLY: database_rollback.dismiss();

int main() {
  return fault::run({{"transaction", [] { transaction_bad(1); }},
                     {"transaction, early", [] { transaction_bad(-1); }},
                     {"transaction, undone", [] { transaction_bad(8); }}});
}
