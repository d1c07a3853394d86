// RUN: %check_raii %s raii-leak %t
// Functions that cannot take a guard, and places where none can stand.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>

// Declared as libpng declares it: an error inside jumps to the caller's setjmp.
extern "C" void png_read_info(void *png, void *info);
bool ready();

int library_that_jumps_bad(const char *path, void *png, void *info) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  png_read_info(png, info);
  if (!ready())
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:13: note: no fix: setjmp or longjmp may jump over the guard's destructor ('png_read_info')

int length_unknown_bad(int fd) {
  void *p = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED)
    return -1;
  return *(int *)p;
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'p' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:13: note: no fix: the function shows no release that a guard could run

int different_words_bad(int fd, int n) {
  void *p = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED)
    return -1;
  if (n > 7)
    return n;
  if (n > 6) {
    munmap(p, 2 * 2048);
    return 1;
  }
  munmap(p, 4096);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-13]]:13: note: no fix: the releases are written in different ways

bool another_name_outlives_it_bad(int n) {
  const char *text = "";
  {
    char *p = (char *)malloc(10);
    if (!p)
      return false;
    if (n)
      return true;
    text = p;
    puts(text);
    free(p);
  }
  return text != nullptr;
}
// CHECK-MESSAGES: :[[@LINE-11]]:23: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-12]]:23: note: no fix: it is used or released after the guard's scope would end ('text')

void quiet_ok() {}
