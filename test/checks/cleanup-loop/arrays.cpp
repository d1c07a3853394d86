// RUN: %check_raii %s raii-cleanup-loop %t
// Arrays that are filled by index, and released in loops that count.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

bool use(int) noexcept;
bool use_all(const int *, int) noexcept;
int count() noexcept;

// The code counts.

int counted_bad(const char *const *paths, int many) {
  int fds[8];
  int n = 0;
  for (int i = 0; i < many && i < 8; ++i) {
    int fd = open(paths[i], O_RDONLY);
    if (fd < 0) {
      for (int j = 0; j < n; ++j)
        close(fds[j]);
      return -1;
    }
    fds[n++] = fd;
  }
  use(fds[0]);
  for (int j = 0; j < n; ++j)
    close(fds[j]);
  return count();
}
// CHECK-MESSAGES: :[[@LINE-13]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int counted_bad(const char *const *paths, int many) {
// CHECK-FIXES-NEXT:   int fds[8];
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   raii::scope_exit fds_guard([&fds, &n] {
// CHECK-FIXES-NEXT:     for (int j = 0; j < n; ++j) close(fds[j]);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < many && i < 8; ++i) {
// CHECK-FIXES-NEXT:     int fd = open(paths[i], O_RDONLY);
// CHECK-FIXES-NEXT:     if (fd < 0) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     fds[n++] = fd;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   use(fds[0]);
// CHECK-FIXES-NEXT:   fds_guard.reset();
// CHECK-FIXES-NEXT:   return count();
// CHECK-FIXES-NEXT: }

int counted_behind_bad(const char *const *paths, int many) {
  int n = 0;
  int fds[8];
  for (int i = 0; i < many && i < 8; ++i) {
    fds[n] = open(paths[i], O_RDONLY);
    if (fds[n] < 0)
      continue;
    ++n;
    if (!use(fds[n - 1])) {
      for (int j = n - 1; j >= 0; --j)
        close(fds[j]);
      return -1;
    }
  }
  for (int k = n; k-- > 0;) {
    close(fds[k]);
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-15]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int counted_behind_bad(const char *const *paths, int many) {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   int fds[8];
// CHECK-FIXES-NEXT:   raii::scope_exit fds_guard([&fds, &n] {
// CHECK-FIXES-NEXT:     for (int j = n; j-- > 0;) close(fds[j]);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < many && i < 8; ++i) {
// CHECK-FIXES-NEXT:     fds[n] = open(paths[i], O_RDONLY);
// CHECK-FIXES-NEXT:     if (fds[n] < 0)
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:     ++n;
// CHECK-FIXES-NEXT:     if (!use(fds[n - 1])) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

void counted_down_bad(int many) {
  char *names[8];
  int n = 0;
  while (n < many && n < 8)
    names[n++] = strdup("name");
  puts("named");
  while (n-- > 0)
    free(names[n]);
}
// CHECK-MESSAGES: :[[@LINE-5]]:18: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void counted_down_bad(int many) {
// CHECK-FIXES-NEXT:   char *names[8];
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   raii::scope_exit names_guard([&names, &n] {
// CHECK-FIXES-NEXT:     for (int k = n; k-- > 0;) free(names[k]);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   while (n < many && n < 8)
// CHECK-FIXES-NEXT:     names[n++] = strdup("name");
// CHECK-FIXES-NEXT:   puts("named");
// CHECK-FIXES-NEXT: }

// The loop's own index counts.

int indexed_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i) {
    fds[i] = open(paths[i], O_RDONLY);
    if (fds[i] < 0) {
      for (int j = 0; j < i; ++j)
        close(fds[j]);
      return -1;
    }
    if (!use(fds[i])) {
      for (int j = 0; j <= i; ++j)
        close(fds[j]);
      return -2;
    }
  }
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int indexed_bad(const char *const *paths) {
// CHECK-FIXES-NEXT:   int fds[4];
// CHECK-FIXES-NEXT:   int fds_held = 0;
// CHECK-FIXES-NEXT:   raii::scope_exit fds_guard([&fds, &fds_held] {
// CHECK-FIXES-NEXT:     for (int j = 0; j < fds_held; ++j) close(fds[j]);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < 4; ++i) {
// CHECK-FIXES-NEXT:     fds[i] = open(paths[i], O_RDONLY);
// CHECK-FIXES-NEXT:     if (fds[i] < 0) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     ++fds_held;
// CHECK-FIXES-NEXT:     if (!use(fds[i])) {
// CHECK-FIXES-NEXT:       return -2;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int backwards_bad(const char *const *paths, int many) {
  FILE *files[8];
  int i;
  for (i = 0; i < many; i++) {
    files[i] = fopen(paths[i], "r");
    if (files[i] == NULL) {
      while (i-- > 0)
        fclose(files[i]);
      return -1;
    }
  }
  const int sum = fgetc(files[0]) + fgetc(files[1]);
  for (i = many - 1; i >= 0; --i)
    fclose(files[i]);
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-12]]:16: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int backwards_bad(const char *const *paths, int many) {
// CHECK-FIXES-NEXT:   FILE *files[8];
// CHECK-FIXES-NEXT:   int files_held = 0;
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([&files, &files_held] {
// CHECK-FIXES-NEXT:     for (int k = files_held; k-- > 0;) fclose(files[k]);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   int i;
// CHECK-FIXES-NEXT:   for (i = 0; i < many; i++) {
// CHECK-FIXES-NEXT:     files[i] = fopen(paths[i], "r");
// CHECK-FIXES-NEXT:     if (files[i] == NULL) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     ++files_held;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   const int sum = fgetc(files[0]) + fgetc(files[1]);
// CHECK-FIXES-NEXT:   return sum;
// CHECK-FIXES-NEXT: }

void unbraced_bad(unsigned many) {
  int *all[16];
  for (unsigned i = 0; i < many; ++i)
    all[i] = new int(1);
  if (*all[0] == 2)
    puts("two");
  for (unsigned i = 0; i < many; ++i) {
    delete all[i];
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:14: remark: the elements of 'all' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void unbraced_bad(unsigned many) {
// CHECK-FIXES-NEXT:   int *all[16];
// CHECK-FIXES-NEXT:   unsigned int all_held = 0;
// CHECK-FIXES-NEXT:   raii::scope_exit all_guard([&all, &all_held] {
// CHECK-FIXES-NEXT:     for (unsigned int i = 0; i < all_held; ++i) delete all[i];
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (unsigned i = 0; i < many; ++i) {
// CHECK-FIXES-NEXT:     all[i] = new int(1);
// CHECK-FIXES-NEXT:     ++all_held;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (*all[0] == 2)
// CHECK-FIXES-NEXT:     puts("two");
// CHECK-FIXES-NEXT: }

// The elements tell.

void cleared_bad(const char *const *paths) {
  FILE *files[3] = {};
  for (int i = 0; i < 3; ++i) {
    files[i] = fopen(paths[i], "r");
    if (!files[i])
      break;
  }
  for (int i = 0; i < 3; ++i)
    if (files[i])
      fclose(files[i]);
}
// CHECK-MESSAGES: :[[@LINE-8]]:16: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void cleared_bad(const char *const *paths) {
// CHECK-FIXES-NEXT:   FILE *files[3] = {};
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([&files] {
// CHECK-FIXES-NEXT:     for (int i = 0; i < 3; ++i) if (files[i]) fclose(files[i]);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < 3; ++i) {
// CHECK-FIXES-NEXT:     files[i] = fopen(paths[i], "r");
// CHECK-FIXES-NEXT:     if (!files[i])
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

int descriptors_bad(const char *const *paths) {
  int fds[2] = {-1, -1};
  for (int i = 0; i < 2; ++i) {
    fds[i] = open(paths[i], O_RDONLY);
    if (fds[i] == -1) {
      for (int fd : fds)
        if (fd != -1)
          close(fd);
      return -1;
    }
  }
  for (int fd : fds)
    if (fd != -1)
      close(fd);
  return count();
}
// CHECK-MESSAGES: :[[@LINE-13]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int descriptors_bad(const char *const *paths) {
// CHECK-FIXES-NEXT:   int fds[2] = {-1, -1};
// CHECK-FIXES-NEXT:   raii::scope_exit fds_guard([&fds] {
// CHECK-FIXES-NEXT:     for (int fd : fds) if (fd != -1) close(fd);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < 2; ++i) {
// CHECK-FIXES-NEXT:     fds[i] = open(paths[i], O_RDONLY);
// CHECK-FIXES-NEXT:     if (fds[i] == -1) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   fds_guard.reset();
// CHECK-FIXES-NEXT:   return count();
// CHECK-FIXES-NEXT: }

// Refused, each with its reason.

int order_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i) {
    fds[i] = open(paths[i], O_RDONLY);
    if (fds[i] < 0) {
      while (--i >= 0)
        close(fds[i]);
      return -1;
    }
  }
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-12]]:14: note: no fix: the releases do not run in the reverse order of the acquisitions

int too_few_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i) {
    fds[i] = open(paths[i], O_RDONLY);
    if (fds[i] < 0)
      return -1;
    if (!use(fds[i])) {
      for (int j = 0; j < i; ++j)
        close(fds[j]);
      return -2;
    }
  }
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-13]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-14]]:14: note: no fix: the releases are written in different ways (a loop may release more or fewer than were acquired)

int may_end_early_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i) {
    fds[i] = open(paths[i], O_RDONLY);
    if (!use(fds[i]))
      break;
  }
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-9]]:14: note: no fix: the code has a shape that the rewriter does not know (the loop that acquires may end early)

int limit_changes_bad(const char *const *paths, int n) {
  int fds[4];
  for (int i = 0; i < n; ++i)
    fds[i] = open(paths[i], O_RDONLY);
  --n;
  for (int i = 0; i < n; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:14: note: no fix: the release uses a variable that changes after the acquisition (the number of elements)

int counter_changes_bad(const char *const *paths) {
  int fds[4], n = 0;
  for (int i = 0; i < 4; ++i)
    fds[n++] = open(paths[i], O_RDONLY);
  n = 2;
  for (int i = 0; i < n; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:16: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:16: note: no fix: the release uses a variable that changes after the acquisition ('n')

int one_by_itself_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i)
    fds[i] = open(paths[i], O_RDONLY);
  close(fds[0]);
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:14: note: no fix: it is owned on some paths only ('fds' is used in other ways, too)

int swapped_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i)
    fds[i] = open(paths[i], O_RDONLY);
  int *first = &fds[0];
  *first = -1;
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-8]]:14: note: no fix: it is owned on some paths only ('fds' is used in other ways, too)

int asked_behind_bad(const char *const *paths) {
  int fds[4], i;
  for (i = 0; i < 4; ++i)
    fds[i] = open(paths[i], O_RDONLY);
  for (i = 0; i < 4; ++i)
    close(fds[i]);
  return i;
}
// CHECK-MESSAGES: :[[@LINE-5]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-6]]:14: note: no fix: the code has a shape that the rewriter does not know ('i' is used behind the loop)

void again_bad(const char *const *paths) {
  int fds[4];
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i)
      fds[i] = open(paths[i], O_RDONLY);
    for (int i = 0; i < 4; ++i)
      close(fds[i]);
  }
}
// CHECK-MESSAGES: :[[@LINE-5]]:16: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-6]]:16: note: no fix: the code has a shape that the rewriter does not know

int left_bad(const char *const *paths) {
  int fds[4];
  for (int i = 0; i < 4; ++i) {
    fds[i] = open(paths[i], O_RDONLY);
    if (fds[i] < 0)
      return -1;
  }
  for (int i = 0; i < 4; ++i)
    close(fds[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: remark: the elements of 'fds' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-9]]:14: note: no fix: it is owned on some paths only (a way out does not release them)

// Nothing of the kind.

int numbers_ok(int n) {
  int all[4];
  for (int i = 0; i < 4; ++i)
    all[i] = n;
  for (int i = 0; i < 4; ++i)
    use(all[i]);
  return 0;
}
