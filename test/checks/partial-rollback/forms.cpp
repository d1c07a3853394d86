// RUN: %check_raii %s raii-partial-rollback %t -unsafe
#include <cstdio>
#include <stdexcept>

bool create_directory();
bool copy_files();
bool add_service();
bool start_service();
bool notify();
void remove_directory();
void delete_files();
void remove_service();
void say(const char *);

struct Book;
Book *create_book();
bool count_pages(Book *);
bool create_cover(const char *);
const char *new_name();
void close_book(Book *);
void remove_name(const char *);

// The name is made behind the second step: to remove it undoes neither of the first two.
bool made_later_ok() {
  Book *book;
  if (!(book = create_book()))
    return false;
  if (!count_pages(book)) {
    close_book(book);
    return false;
  }
  const char *name = new_name();
  if (!create_cover(name)) {
    close_book(book);
    remove_name(name);
    return false;
  }
  return true;
}

bool skipped_bad() {
  if (!create_directory())
    return false;
  if (!copy_files()) {
    remove_directory();
    return false;
  }
  if (!add_service()) {
    remove_directory(); // and the files stay
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
// CHECK-FIXES: bool skipped_bad() {
// CHECK-FIXES-NEXT:   if (!create_directory())
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::scope_exit directory_guard([] { remove_directory(); });
// CHECK-FIXES-NEXT:   if (!copy_files()) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([] { delete_files(); });
// CHECK-FIXES-NEXT:   if (!add_service()) {
// CHECK-FIXES-NEXT:     files_guard.reset();
// CHECK-FIXES-NEXT:     directory_guard.reset(); // and the files stay
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

int by_status_bad() {
  int rc = create_directory();
  if (rc == 0)
    return -1;
  rc = copy_files();
  if (rc == 0) {
    remove_directory();
    return -2;
  }
  rc = add_service();
  if (rc == 0) {
    delete_files();
    remove_directory();
    return -3;
  }
  rc = start_service();
  if (rc == 0) {
    delete_files(); // the directory stays
    return -4;
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-21]]:12: warning: what 'create_directory' did is not undone when 'start_service' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-22]]:12: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: int by_status_bad() {
// CHECK-FIXES-NEXT:   int rc = create_directory();
// CHECK-FIXES-NEXT:   if (rc == 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit directory_guard([] { remove_directory(); });
// CHECK-FIXES-NEXT:   rc = copy_files();
// CHECK-FIXES-NEXT:   if (rc == 0) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([] { delete_files(); });
// CHECK-FIXES-NEXT:   rc = add_service();
// CHECK-FIXES-NEXT:   if (rc == 0) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   rc = start_service();
// CHECK-FIXES-NEXT:   if (rc == 0) {
// CHECK-FIXES-NEXT:     files_guard.reset(); // the directory stays
// CHECK-FIXES-NEXT:     return -4;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   files_guard.release();
// CHECK-FIXES-NEXT:   directory_guard.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

void throwing_bad() {
  if (!create_directory())
    throw std::runtime_error("directory");
  if (!copy_files()) {
    remove_directory();
    throw std::runtime_error("files");
  }
  if (!add_service())
    throw std::runtime_error("service");
  if (!start_service()) {
    remove_service();
    delete_files();
    remove_directory();
    throw std::runtime_error("start");
  }
}
// CHECK-MESSAGES: :[[@LINE-15]]:8: warning: what 'create_directory' did is not undone when 'add_service' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-16]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-MESSAGES: :[[@LINE-15]]:8: warning: what 'copy_files' did is not undone when 'add_service' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-16]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: void throwing_bad() {
// CHECK-FIXES-NEXT:   if (!create_directory())
// CHECK-FIXES-NEXT:     throw std::runtime_error("directory");
// CHECK-FIXES-NEXT:   raii::scope_exit directory_guard([] { remove_directory(); });
// CHECK-FIXES-NEXT:   if (!copy_files()) {
// CHECK-FIXES-NEXT:     directory_guard.reset();
// CHECK-FIXES-NEXT:     throw std::runtime_error("files");
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([] { delete_files(); });
// CHECK-FIXES-NEXT:   if (!add_service())
// CHECK-FIXES-NEXT:     throw std::runtime_error("service");
// CHECK-FIXES-NEXT:   raii::scope_exit service_guard([] { remove_service(); });
// CHECK-FIXES-NEXT:   if (!start_service()) {
// CHECK-FIXES-NEXT:     service_guard.reset();
// CHECK-FIXES-NEXT:     files_guard.reset();
// CHECK-FIXES-NEXT:     directory_guard.reset();
// CHECK-FIXES-NEXT:     throw std::runtime_error("start");
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   service_guard.release();
// CHECK-FIXES-NEXT:   files_guard.release();
// CHECK-FIXES-NEXT:   directory_guard.release();
// CHECK-FIXES-NEXT: }

bool order_bad() {
  if (!create_directory())
    return false;
  if (!copy_files()) {
    remove_directory();
    return false;
  }
  if (!add_service()) {
    remove_directory();
    delete_files();
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
// CHECK-MESSAGES: :[[@LINE-13]]:8: warning: when 'add_service' fails, the steps before it are undone in another order than elsewhere [raii-partial-rollback]

struct Registry {
  bool add(int);
  bool enable(int);
  bool store(int);
  void remove(int);
  void disable(int);
  bool insert_bad(int n);
  bool insert_ok(int n);
};
bool Registry::insert_bad(int n) {
  if (!add(n))
    return false;
  if (!enable(n)) {
    remove(n);
    return false;
  }
  if (!store(n)) {
    disable(n);
    remove(n);
    return false;
  }
  if (!notify()) {
    remove(n);
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-15]]:8: warning: what 'enable' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-16]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool Registry::insert_bad(int n) {
// CHECK-FIXES-NEXT:   if (!add(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard([this, n] { remove(n); });
// CHECK-FIXES-NEXT:   if (!enable(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit n_guard2([this, n] { disable(n); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify()) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   n_guard2.release();
// CHECK-FIXES-NEXT:   n_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }
bool Registry::insert_ok(int n) {
  if (!add(n))
    return false;
  if (!enable(n)) {
    remove(n);
    return false;
  }
  if (!store(n)) {
    disable(n);
    remove(n);
    return false;
  }
  return true;
}

// No evidence, or all undone.

bool all_ok() {
  if (!create_directory())
    return false;
  if (!copy_files()) {
    remove_directory();
    return false;
  }
  if (!add_service()) {
    delete_files();
    remove_directory();
    return false;
  }
  return true;
}

bool nothing_undone_ok() {
  if (!create_directory())
    return false;
  if (!copy_files())
    return false;
  if (!add_service())
    return false;
  return start_service();
}

// Only one path undoes anything, but by name it is the inverse of an earlier step.
bool single_bad() {
  if (!create_directory())
    return false;
  if (!copy_files())
    return false;
  if (!add_service()) {
    delete_files();
    remove_directory();
    return false;
  }
  return true;
}
// CHECK-MESSAGES: :[[@LINE-11]]:8: warning: what 'create_directory' did is not undone when 'copy_files' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-12]]:8: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool single_bad() {
// CHECK-FIXES-NEXT:   if (!create_directory())
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::scope_exit directory_guard([] { remove_directory(); });
// CHECK-FIXES-NEXT:   if (!copy_files())
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   if (!add_service()) {
// CHECK-FIXES-NEXT:     delete_files();
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   directory_guard.release();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// Only one path undoes anything: what it undoes may be its own.
bool single_ok() {
  if (!start_service())
    return false;
  if (!copy_files())
    return false;
  if (!add_service()) {
    delete_files();
    remove_directory();
    return false;
  }
  return true;
}

bool spoken_ok() {
  if (!create_directory())
    return false;
  if (!copy_files()) {
    say("files");
    return false;
  }
  if (!add_service()) {
    say("service");
    say("files");
    return false;
  }
  if (!start_service()) {
    say("start");
    return false;
  }
  return true;
}

bool nested_ok() {
  if (create_directory()) {
    if (copy_files()) {
      if (add_service())
        return true;
      delete_files();
    }
    remove_directory();
  }
  return false;
}

// A limit: the later step throws.
void FN_throwing_step_bad() {
  if (!create_directory())
    return;
  if (!copy_files())
    throw std::runtime_error("files");
  delete_files();
  remove_directory();
}

// Questions are no steps, and an answer undoes nothing.
bool is_preflight();
bool is_allowed();
bool is_known();
void header(int);
void status(int);
int answered_ok() {
  if (!is_preflight()) {
    header(1);
    return 1;
  }
  if (!is_allowed()) {
    status(400);
    header(2);
    return 1;
  }
  if (!is_known()) {
    status(403);
    header(2);
    return 1;
  }
  header(4);
  return 1;
}
