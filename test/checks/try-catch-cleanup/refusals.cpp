// RUN: %check_raii %s raii-try-catch-cleanup %t
// Handlers that cannot become a guard.
void work();

int writes_what_is_returned_bad() {
  int state = 1;
  try {
    work();
  } catch (...) {
    state = 0;
    throw;
  }
  return state;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-MESSAGES: :[[@LINE-7]]:5: note: no fix: the cleanup writes a variable that is returned ('state')

// The handler of a function-try-block is outside of the scope in which a guard could stand.
static int failures = 0;
void function_try_bad() try {
  work();
} catch (...) {
  ++failures;
  throw;
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:3: note: no fix: the code has a shape that the rewriter does not know
