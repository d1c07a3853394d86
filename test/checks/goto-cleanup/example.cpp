// RUN: %check_raii %s raii-goto-cleanup %t
// The example of the page (test/meta/repository: examples).
#include <cstdio>
#include <cstdlib>

bool parse(FILE *f, char *buffer) noexcept;

int load_bad(const char *path) {
  int rc = -1;
  char *buffer;
  FILE *f = fopen(path, "r");
  if (!f)
    goto out;
  buffer = (char *)malloc(4096);
  if (!buffer) {
    rc = -2;
    goto close;
  }
  if (parse(f, buffer))
    rc = 0;
  free(buffer);
close:
  fclose(f);
out:
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-3]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int load_bad(const char *path) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   char *buffer;
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   buffer = (char *)malloc(4096);
// CHECK-FIXES-NEXT:   if (!buffer) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (parse(f, buffer))
// CHECK-FIXES-NEXT:     rc = 0;
// CHECK-FIXES-NEXT:   free(buffer);
// CHECK-FIXES-NEXT:   return rc;
// CHECK-FIXES-NEXT: }
