// RUN: %check_raii %s raii-partial-rollback %t
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
