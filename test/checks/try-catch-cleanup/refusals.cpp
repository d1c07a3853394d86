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
