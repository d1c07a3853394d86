// RUN: %check_raii %s raii-cleanup-loop %t
// Each acquisition fails in turn; the order of the releases stays.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

static int files_bad(int n) {
  std::vector<FILE *> files;
  files.reserve(8);
  for (int i = 0; i < n; ++i) {
    FILE *f = fopen("/dev/null", "r");
    if (!f) {
      for (FILE *opened : files)
        fclose(opened);
      return -1;
    }
    files.push_back(f);
    fault::note("opened", i);
  }
  for (FILE *f : files)
    fault::note("read", fgetc(f));
  for (FILE *f : files)
    fclose(f);
  fault::note("done");
  return n;
}
// CHECK-MESSAGES: :[[@LINE-16]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: #include "fault.h"
// CHECK-FIXES-NEXT: #include <cstdio>
// CHECK-FIXES-NEXT: #include <cstdlib>
// CHECK-FIXES-NEXT: #include <cstring>
// CHECK-FIXES-NEXT: #include <raii/scope_exit.hpp>
// CHECK-FIXES-NEXT: #include <vector>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: static int files_bad(int n) {
// CHECK-FIXES-NEXT:   std::vector<FILE *> files;
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([&files] {
// CHECK-FIXES-NEXT:     for (FILE *opened : files) fclose(opened);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   files.reserve(8);
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     FILE *f = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:     if (!f) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     files.push_back(f);
// CHECK-FIXES-NEXT:     fault::note("opened", i);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   for (FILE *f : files)
// CHECK-FIXES-NEXT:     fault::note("read", fgetc(f));
// CHECK-FIXES-NEXT:   files_guard.reset();
// CHECK-FIXES-NEXT:   fault::note("done");
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

static void names_bad(int n) {
  std::vector<char *> names;
  names.reserve(8);
  for (int i = 0; i < n; ++i)
    names.push_back(strdup("name"));
  fault::note("named", static_cast<long>(names.size()));
  for (char *p : names)
    free(p);
}
// CHECK-MESSAGES: :[[@LINE-5]]:21: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: static void names_bad(int n) {
// CHECK-FIXES-NEXT:   std::vector<char *> names;
// CHECK-FIXES-NEXT:   raii::scope_exit names_guard([&names] {
// CHECK-FIXES-NEXT:     for (char *p : names) free(p);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   names.reserve(8);
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i)
// CHECK-FIXES-NEXT:     names.push_back(strdup("name"));
// CHECK-FIXES-NEXT:   fault::note("named", static_cast<long>(names.size()));
// CHECK-FIXES-NEXT: }

static void none_ok() { fault::note("none"); }

int main() {
  return fault::run({{"files", [] { fault::note("n", files_bad(3)); }},
                     {"no files", [] { fault::note("n", files_bad(0)); }},
                     {"names", [] { names_bad(3); }},
                     {"none", [] { none_ok(); }}});
}
