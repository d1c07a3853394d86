// RUN: %check_raii %s raii-cleanup-loop %t
// The example of the page (test/meta/repository: examples).
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

void copy_lines(FILE *) noexcept;
bool print_page(FILE *) noexcept;

bool merge_bad(const std::vector<std::string> &paths) {
  std::vector<FILE *> files;
  for (const std::string &path : paths) {
    FILE *f = fopen(path.c_str(), "r");
    if (!f) {
      for (FILE *opened : files)
        fclose(opened);
      return false;
    }
    files.push_back(f);
  }
  for (FILE *f : files)
    copy_lines(f);
  for (FILE *f : files)
    fclose(f);
  return true;
}

bool print_bad(const char *path, std::mutex &printer, bool shared) {
  bool opened = false, locked = false;
  FILE *f = nullptr;
  if (path) {
    f = fopen(path, "r");
    if (!f)
      return false;
    opened = true;
  }
  if (shared) {
    printer.lock();
    locked = true;
  }
  if (!print_page(f)) {
    if (locked)
      printer.unlock();
    if (opened)
      fclose(f);
    return false;
  }
  if (locked)
    printer.unlock();
  if (opened)
    fclose(f);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-41]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: bool merge_bad(const std::vector<std::string> &paths) {
// CHECK-FIXES-NEXT:   std::vector<FILE *> files;
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([&files] {
// CHECK-FIXES-NEXT:     for (FILE *opened : files) fclose(opened);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (const std::string &path : paths) {
// CHECK-FIXES-NEXT:     FILE *f = fopen(path.c_str(), "r");
// CHECK-FIXES-NEXT:     if (!f) {
// CHECK-FIXES-NEXT:       return false;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     files.push_back(f);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   for (FILE *f : files)
// CHECK-FIXES-NEXT:     copy_lines(f);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }
// CHECK-MESSAGES: :[[@LINE-39]]:9: remark: 'f' and 'printer' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-FIXES: bool print_bad(const char *path, std::mutex &printer, bool shared) {
// CHECK-FIXES-NEXT:   FILE *f = nullptr;
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (path) {
// CHECK-FIXES-NEXT:     f = fopen(path, "r");
// CHECK-FIXES-NEXT:     if (!f)
// CHECK-FIXES-NEXT:       return false;
// CHECK-FIXES-NEXT:     cleanup_stack.callback([f] { fclose(f); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (shared) {
// CHECK-FIXES-NEXT:     printer.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&printer] { printer.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!print_page(f)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }
