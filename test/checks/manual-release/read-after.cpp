// RUN: %check_raii %s raii-manual-release %t
// The handle's value is looked at when it is released already: it stays a variable of its own, with the guard beside.
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

void run_loop(int);
void restore();

int tested_after_bad(const char *command, int status) {
  FILE *pipe = popen(command, "r");
  if (pipe) {
    run_loop(fileno(pipe));
    if (status > 3) {
      pclose(pipe);
      return 3;
    }
    pclose(pipe);
    restore();
  }
  if (!pipe)
    return -1;
  return status;
}
// CHECK-MESSAGES: :[[@LINE-14]]:16: remark: 'pipe' is released by hand, and not when 'run_loop' throws [raii-manual-release]
// CHECK-FIXES: int tested_after_bad(const char *command, int status) {
// CHECK-FIXES-NEXT:   FILE *pipe = popen(command, "r");
// CHECK-FIXES-NEXT:   raii::unique_pipe pipe_guard(pipe);
// CHECK-FIXES-NEXT:   if (pipe) {
// CHECK-FIXES-NEXT:     run_loop(fileno(pipe));
// CHECK-FIXES-NEXT:     if (status > 3) {
// CHECK-FIXES-NEXT:       return 3;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     pipe_guard.reset();
// CHECK-FIXES-NEXT:     restore();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!pipe)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return status;
// CHECK-FIXES-NEXT: }

bool compared_after_bad(const char *path, int other) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return false;
  run_loop(fd);
  if (other < 0) {
    close(fd);
    return true;
  }
  close(fd);
  restore();
  return fd == other;
}
// CHECK-MESSAGES: :[[@LINE-12]]:12: remark: 'fd' is released by hand, and not when 'run_loop' throws [raii-manual-release]
// CHECK-FIXES: bool compared_after_bad(const char *path, int other) {
// CHECK-FIXES-NEXT:   int fd = open(path, O_RDONLY);
// CHECK-FIXES-NEXT:   if (fd < 0)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   raii::unique_fd fd_guard(fd);
// CHECK-FIXES-NEXT:   run_loop(fd);
// CHECK-FIXES-NEXT:   if (other < 0) {
// CHECK-FIXES-NEXT:     return true;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fd_guard.reset();
// CHECK-FIXES-NEXT:   restore();
// CHECK-FIXES-NEXT:   return fd == other;
// CHECK-FIXES-NEXT: }

struct Item {
  ~Item();
};
void show(Item *);
bool object_tested_after_bad(bool wanted) {
  Item *item = wanted ? new Item : nullptr;
  if (item) {
    show(item);
    delete item;
    restore();
  }
  return item != nullptr;
}
// CHECK-MESSAGES: :[[@LINE-8]]:25: remark: 'item' is released by hand, and not when 'show' throws [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-9]]:25: note: no fix: it is owned on some paths only (the acquisition is part of a larger expression)

int given_and_tested_bad(Item **list, int n) {
  Item *item = new Item;
  if (n > 3) {
    delete item;
    restore();
    return -1;
  }
  if (n < 0) {
    delete item;
    return -2;
  }
  *list = item;
  restore();
  return item != nullptr ? n : 0;
}
// CHECK-MESSAGES: :[[@LINE-14]]:16: remark: 'item' is released by hand, and not when 'restore' throws [raii-manual-release]
// CHECK-FIXES: int given_and_tested_bad(Item **list, int n) {
// CHECK-FIXES-NEXT:   Item *item = new Item;
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> item_guard(item);
// CHECK-FIXES-NEXT:   if (n > 3) {
// CHECK-FIXES-NEXT:     item_guard.reset();
// CHECK-FIXES-NEXT:     restore();
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (n < 0) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   item_guard.release();
// CHECK-FIXES-NEXT:   *list = item;
// CHECK-FIXES-NEXT:   restore();
// CHECK-FIXES-NEXT:   return item != nullptr ? n : 0;
// CHECK-FIXES-NEXT: }

// The value is another one by then.
int set_again_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  run_loop(fileno(f));
  if (*path == 'x') {
    fclose(f);
    return 2;
  }
  fclose(f);
  restore();
  f = nullptr;
  return f ? 1 : 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:13: remark: 'f' is released by hand, and not when 'run_loop' throws [raii-manual-release]
// CHECK-FIXES: int set_again_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   run_loop(fileno(f));
// CHECK-FIXES-NEXT:   if (*path == 'x') {
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   f_guard.reset();
// CHECK-FIXES-NEXT:   restore();
// CHECK-FIXES-NEXT:   f = nullptr;
// CHECK-FIXES-NEXT:   return f ? 1 : 0;
// CHECK-FIXES-NEXT: }
