// RUN: %check_raii %s raii-unrestored-state %t
// The working directory, by name and by descriptor.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

bool work(const char *) noexcept;
void show() noexcept;

int by_name_bad(const char *dir) {
  char before[4096];
  if (!getcwd(before, sizeof(before)))
    return -1;
  if (chdir(dir) != 0)
    return -1;
  if (!work(dir))
    return -1;
  (void)chdir(before);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:7: warning: what 'chdir' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int by_name_bad(const char *dir) {
// CHECK-FIXES-NEXT:   char before[4096];
// CHECK-FIXES-NEXT:   if (!getcwd(before, sizeof(before)))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (chdir(dir) != 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit before_guard([&before] { (void)chdir(before); });
// CHECK-FIXES-NEXT:   if (!work(dir))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int by_descriptor_bad(const char *dir) {
  int here = open(".", O_RDONLY);
  if (here < 0)
    return -1;
  if (chdir(dir) < 0) {
    perror(dir);
    close(here);
    return -1;
  }
  if (!work(dir)) {
    fchdir(here);
    close(here);
    return -1;
  }
  if (!work("."))
    return -1;
  fchdir(here);
  close(here);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:7: warning: what 'chdir' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int by_descriptor_bad(const char *dir) {
// CHECK-FIXES-NEXT:   int here = open(".", O_RDONLY);
// CHECK-FIXES-NEXT:   if (here < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (chdir(dir) < 0) {
// CHECK-FIXES-NEXT:     perror(dir);
// CHECK-FIXES-NEXT:     close(here);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit here_guard([here] { fchdir(here); });
// CHECK-FIXES-NEXT:   if (!work(dir)) {
// CHECK-FIXES-NEXT:     here_guard.reset();
// CHECK-FIXES-NEXT:     close(here);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!work("."))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   here_guard.reset();
// CHECK-FIXES-NEXT:   close(here);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int by_string_bad(const char *dir) {
  char buffer[4096];
  const std::string before = getcwd(buffer, sizeof(buffer));
  chdir(dir);
  if (!work(dir))
    return -1;
  chdir(before.c_str());
  show();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: what 'chdir' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int by_string_bad(const char *dir) {
// CHECK-FIXES-NEXT:   char buffer[4096];
// CHECK-FIXES-NEXT:   const std::string before = getcwd(buffer, sizeof(buffer));
// CHECK-FIXES-NEXT:   chdir(dir);
// CHECK-FIXES-NEXT:   raii::scope_exit before_guard([&before] { chdir(before.c_str()); });
// CHECK-FIXES-NEXT:   if (!work(dir))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   before_guard.reset();
// CHECK-FIXES-NEXT:   show();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// A guard would go back by a descriptor that is closed.
int closed_before_bad(const char *dir) {
  int here = open(".", O_RDONLY);
  if (here < 0)
    return -1;
  if (chdir(dir) == -1) {
    close(here);
    return -1;
  }
  if (!work(dir)) {
    close(here);
    return -1;
  }
  fchdir(here);
  close(here);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:7: warning: what 'chdir' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-13]]:7: note: no fix: the release uses a variable that changes after the acquisition ('here' is given away)

// The result of going back is looked at on one path.
int looked_at_bad(const char *dir) {
  char before[4096];
  if (!getcwd(before, sizeof(before)))
    return -1;
  if (chdir(dir))
    return -1;
  if (!work(dir)) {
    if (chdir(before) < 0)
      return -2;
    return -1;
  }
  if (!work("."))
    return -1;
  chdir(before);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:7: warning: what 'chdir' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-13]]:7: note: no fix: the result of the release is used

int right_ok(const char *dir) {
  char before[4096];
  if (!getcwd(before, sizeof(before)))
    return -1;
  if (chdir(dir) != 0)
    return -1;
  const bool done = work(dir);
  if (chdir(before) < 0)
    return -2;
  return done ? 0 : -1;
}

// Every path goes back, and where it failed there is no way to go.
int failed_ok(const char *dir) {
  char before[4096];
  if (!getcwd(before, sizeof(before)))
    return -1;
  int rc = chdir(dir);
  if (rc < 0)
    return -1;
  work(dir);
  chdir(before);
  return 0;
}

// It is meant to stay.
int stays_ok(const char *dir) {
  char before[4096];
  if (!getcwd(before, sizeof(before)))
    return -1;
  if (chdir(dir) != 0)
    return -1;
  printf("was in %s\n", before);
  return 0;
}

// Another directory, not the one before.
int elsewhere_ok(const char *dir, const char *other) {
  if (chdir(dir) != 0)
    return -1;
  if (!work(dir))
    return -1;
  chdir(other);
  return 0;
}

// A limit: the way back stands in a condition, and no statement of the block shows it.
int FN_tested_way_back_bad(const char *dir) {
  char before[4096];
  if (!getcwd(before, sizeof(before)))
    return -1;
  if (chdir(dir) != 0)
    return -1;
  if (!work(dir))
    return -1;
  if (chdir(before) != 0)
    return -1;
  return 0;
}
