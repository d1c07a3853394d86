// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// What takes a step back speaks of its result, or of a file that the step has made.
#include <fcntl.h>
#include <map>
#include <string>
#include <unistd.h>

bool store(int) noexcept;
bool notify(int) noexcept;

bool first_bad(std::map<int, int> &places, int n) {
  const auto made = places.emplace(n, n);
  if (!store(n)) {
    places.erase(made.first);
    return false;
  }
  if (!notify(n))
    return false;
  return made.second;
}
// CHECK-MESSAGES: :[[@LINE-9]]:21: warning: what 'emplace' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-10]]:21: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: bool first_bad(std::map<int, int> &places, int n) {
// CHECK-FIXES-NEXT:   const auto made = places.emplace(n, n);
// CHECK-FIXES-NEXT:   raii::scope_exit places_guard([&places, &made] { places.erase(made.first); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   places_guard.release();
// CHECK-FIXES-NEXT:   return made.second;
// CHECK-FIXES-NEXT: }

// The descriptor is raii-leak's, the file on the disk is not.
int file_bad(const char *path, int n) {
  const int fd = creat(path, 0600);
  if (fd < 0)
    return -1;
  if (!store(n)) {
    close(fd);
    unlink(path);
    return -2;
  }
  if (!notify(n)) {
    close(fd);
    return -3;
  }
  close(fd);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-15]]:18: warning: what 'creat' did is not undone when 'notify' fails [raii-partial-rollback]
// CHECK-MESSAGES: :[[@LINE-16]]:18: note: fix (unsafe): give each step a guard that undoes it; that each undo belongs to its step is read off the names and the order
// CHECK-FIXES: int file_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   const int fd = creat(path, 0600);
// CHECK-FIXES-NEXT:   if (fd < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit path_guard([path] { unlink(path); });
// CHECK-FIXES-NEXT:   if (!store(n)) {
// CHECK-FIXES-NEXT:     close(fd);
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!notify(n)) {
// CHECK-FIXES-NEXT:     close(fd);
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   path_guard.release();
// CHECK-FIXES-NEXT:   close(fd);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
