// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// The example of the page (test/meta/repository: examples).
bool create_directory();
bool copy_files();
bool add_service();
bool start_service();
void remove_directory();
void delete_files();
void remove_service();

bool install_bad() {
  if (!create_directory())
    return false;
  if (!copy_files()) {
    remove_directory();
    return false;
  }
  if (!add_service()) {
    remove_directory();
    return false;
  }
  if (!start_service()) {
    remove_service();
    delete_files();
    remove_directory();
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-16]]:8: warning: what 'copy_files' did is not undone when 'add_service' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-17]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool install_bad() {
// CHECK-FIXES-NEXT:   if (!create_directory())
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::scope_exit directory_guard([] { remove_directory(); });
// CHECK-FIXES-NEXT:   if (!copy_files()) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([] { delete_files(); });
// CHECK-FIXES-NEXT:   if (!add_service()) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit service_guard([] { remove_service(); });
// CHECK-FIXES-NEXT:   if (!start_service()) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   service_guard.release();
// CHECK-FIXES-NEXT:   files_guard.release();
// CHECK-FIXES-NEXT:   directory_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }
