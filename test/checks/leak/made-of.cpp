// RUN: %check_raii %s raii-leak %t
// What a handle was made of, or holds, is released by itself: a guard of the handle would release it once more.
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
void stream_bad() {
  int fd = open("x", O_RDONLY);
  if (fd < 0)
    return;
  FILE *f = fdopen(fd, "r");
  if (!f) {
    close(fd);
    return;
  }
  getc(f);
  close(fd);
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-9]]:13: note: no fix: it is owned on some paths only ('close' ends a part of it by itself)
void directory_bad() {
  DIR *d = opendir(".");
  if (!d)
    return;
  readdir(d);
  close(dirfd(d));
}
// CHECK-MESSAGES: :[[@LINE-6]]:12: warning: 'd' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:12: note: no fix: it is owned on some paths only ('close' ends a part of it by itself)
