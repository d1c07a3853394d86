// RUN: %check_raii %s raii-cleanup-loop %t
// The example of the page (test/meta/repository: examples).
#include <cstdio>
#include <string>
#include <vector>

void copy_lines(FILE *) noexcept;

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
// CHECK-MESSAGES: :[[@LINE-14]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
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
