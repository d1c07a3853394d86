// RUN: %check_raii %s raii-double-release %t
// A descriptor that is closed by itself, and by closing the stream that was made from it.
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

int closed_before_stream_bad(const char *path) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "w");
  if (!f) {
    close(fd);
    return -1;
  }
  fputs("text", f);
  close(fd); // before anything was written
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'fd' is released twice on this path: by itself, and with 'f' [raii-double-release]

int closed_after_stream_bad(const char *path) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "w");
  if (f) {
    fputs("text", f);
    fclose(f);
  }
  close(fd); // right only where fdopen has failed
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'fd' is released twice on this path: by itself, and with 'f' [raii-double-release]

int directory_bad(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY);
  if (fd < 0)
    return -1;
  DIR *d = fdopendir(fd);
  if (!d) {
    close(fd);
    return -1;
  }
  const bool any = readdir(d);
  closedir(d);
  close(fd);
  return any;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'fd' is released twice on this path: by itself, and with 'd' [raii-double-release]

int of_caller_bad(int fd) {
  FILE *f = fdopen(fd, "w");
  if (!f)
    return -1;
  fclose(f);
  close(fd);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: warning: 'fd' is released twice on this path: by itself, and with 'f' [raii-double-release]

int failed_ok(const char *path) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "w");
  if (f)
    fclose(f);
  else
    close(fd);
  return 0;
}

int opened_again_ok(const char *path) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "w");
  if (!f) {
    close(fd);
    return -1;
  }
  fclose(f);
  fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  close(fd);
  return 0;
}

int copy_ok(const char *path) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  const int copy = dup(fd);
  FILE *f = copy < 0 ? nullptr : fdopen(copy, "w");
  if (!f) {
    if (copy >= 0)
      close(copy);
    close(fd);
    return -1;
  }
  fclose(f);
  close(fd);
  return 0;
}

int replaced_ok(const char *path, int other) {
  int fd = open(path, O_WRONLY);
  if (fd < 0)
    return -1;
  FILE *f = fdopen(fd, "w");
  if (!f) {
    close(fd);
    return -1;
  }
  close(fd);
  if (dup2(other, fd) < 0)
    return -1;
  fclose(f);
  return 0;
}

int marked_ok(const char *path) {
  int fd = open(path, O_WRONLY), result = -1;
  FILE *f = nullptr;
  if (fd < 0)
    return -1;
  f = fdopen(fd, "w");
  if (!f)
    goto out;
  fd = -1;
  result = fputs("text", f);
out:
  if (f)
    fclose(f);
  if (fd >= 0)
    close(fd);
  return result;
}

int each_round_ok(const char *const *paths) {
  int n = 0;
  for (; *paths; ++paths) {
    int fd = open(*paths, O_WRONLY);
    if (fd < 0)
      continue;
    FILE *f = fdopen(fd, "w");
    if (!f) {
      close(fd);
      continue;
    }
    n += fputs("text", f);
    fclose(f);
  }
  return n;
}

// A member: who else closes it is not known here.
struct Writer {
  int fd;
  int FN_member_bad() {
    FILE *f = fdopen(fd, "w");
    if (!f)
      return -1;
    fclose(f);
    close(fd);
    return 0;
  }
};
