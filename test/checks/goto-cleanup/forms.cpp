// RUN: %check_raii %s raii-goto-cleanup %t
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <pthread.h>
#include <string>

int work(FILE *, char *);
bool ready() noexcept;

int single_label_bad(const char *path) {
  int rc = -1;
  FILE *f = NULL;
  char *p = NULL;
  f = fopen(path, "r");
  if (!f)
    goto out;
  p = (char *)malloc(100);
  if (!p) {
    rc = -2;
    goto out;
  }
  rc = work(f, p);
out:
  free(p);
  if (f)
    fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-6]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int single_label_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-NEXT:   f = fopen(path, "r");
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { if (f) fclose(f); });
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   p = (char *)malloc(100);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return work(f, p);
// CHECK-FIXES-NEXT: }

int ladder_bad(const char *path) {
  int rc = 0;
  FILE *f;
  char *p;
  f = fopen(path, "r");
  if (!f) {
    rc = -1;
    goto out;
  }
  p = (char *)malloc(100);
  if (!p) {
    rc = -2;
    goto close_file;
  }
  if (!ready()) {
    rc = -3;
    goto free_memory;
  }
  rc = 1;
free_memory:
  free(p);
close_file:
  fclose(f);
out:
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-3]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int ladder_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f;
// CHECK-FIXES-NEXT:   char *p;
// CHECK-FIXES-NEXT:   f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   p = (char *)malloc(100);
// CHECK-FIXES-NEXT:   if (!p) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   if (!ready()) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 1;
// CHECK-FIXES-NEXT: }

// Only the failing paths clean up.
char *failure_bad(const char *path) {
  char *p = (char *)malloc(10);
  FILE *f;
  if (!p)
    return NULL;
  f = fopen(path, "r");
  if (!f)
    goto fail;
  if (fgets(p, 10, f) == NULL)
    goto fail_close;
  fclose(f);
  return p;
fail_close:
  fclose(f);
fail:
  free(p);
  return NULL;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'fail' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: char *failure_bad(const char *path) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   FILE *f;
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (fgets(p, 10, f) == NULL)
// CHECK-FIXES-NEXT:     return NULL;
// CHECK-FIXES-NEXT:   f_guard.release();
// CHECK-FIXES-NEXT:   p_guard.release();
// CHECK-FIXES-NEXT:   fclose(f);
// CHECK-FIXES-NEXT:   return p;
// CHECK-FIXES-NEXT: }

void loops_bad(pthread_mutex_t *m, int n) {
  pthread_mutex_lock(m);
  for (int i = 0; i < n; ++i) {
    switch (i) {
    case 3:
      if (!ready())
        goto unlock;
      break;
    default:
      while (ready())
        goto unlock;
    }
  }
  puts("all");
unlock:
  pthread_mutex_unlock(m);
}
// CHECK-MESSAGES: :[[@LINE-3]]:1: remark: cleanup at 'unlock' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: void loops_bad(pthread_mutex_t *m, int n) {
// CHECK-FIXES-NEXT:   pthread_mutex_lock(m);
// CHECK-FIXES-NEXT:   raii::scope_exit m_guard([m] { pthread_mutex_unlock(m); });
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     switch (i) {
// CHECK-FIXES-NEXT:     case 3:
// CHECK-FIXES-NEXT:       if (!ready())
// CHECK-FIXES-NEXT:         return;
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     default:
// CHECK-FIXES-NEXT:       while (ready())
// CHECK-FIXES-NEXT:         return;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   puts("all");
// CHECK-FIXES-NEXT: }

int dead_result_bad(const char *path) {
  int rc = -1;
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (!ready()) {
    rc = 1;
    goto out;
  }
  if (getc(f) == 'x') {
    rc = 2;
    goto out;
  }
  rc = 0;
out:
  fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int dead_result_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (!ready()) {
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (getc(f) == 'x') {
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// Refused, each with its reason.

int retry_bad(const char *path) {
  FILE *f = NULL;
  int n = 0;
again:
  if (++n > 3)
    goto out;
  f = fopen(path, "r");
  if (!f)
    goto again;
out:
  if (f)
    fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-6]]:1: note: no fix: a goto or case label jumps over the place of the guard (another goto in the function)

int skips_bad(const char *path) {
  FILE *f = fopen(path, "r");
  char *p = (char *)malloc(10);
  if (!f)
    goto free_memory;
  if (getc(f) == 'x')
    goto close_file;
  if (!ready())
    goto free_memory; // f stays open: what a guard would not do
close_file:
  fclose(f);
free_memory:
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'free_memory' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: the code has a shape that the rewriter does not know ('goto free_memory' skips a part of the cleanup that a guard would hold there)

int loop_in_cleanup_bad(int n) {
  char *lines[10] = {};
  int i = 0;
  if (n > 10)
    goto out;
  for (; i < n; ++i)
    lines[i] = (char *)malloc(80);
out:
  while (i-- > 0)
    free(lines[i]);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-6]]:1: note: no fix: the code has a shape that the rewriter does not know (the cleanup is more than calls and assignments)

int computed_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (!ready())
    goto out;
  puts("ready");
out:
  fclose(f);
  return work(NULL, NULL);
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: the code has a shape that the rewriter does not know (the returned value is computed after the cleanup)

int written_bad(const char *path) {
  int rc = -1;
  FILE *f = fopen(path, "w");
  if (!f)
    return rc;
  if (!ready())
    goto out;
  rc = 0;
out:
  if (fclose(f) != 0)
    rc = -2;
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-6]]:1: note: no fix: the cleanup writes a variable that is returned ('rc')

void explained_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return;
  if (!ready())
    goto out;
  puts("ready");
out:
  // The file is closed last, since the log may still use it.
  fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: the code has a shape that the rewriter does not know (a comment in the cleanup)

struct Log {
  ~Log();
};
void destroyed_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return;
  if (!ready())
    goto out;
  {
    Log inner;
    if (!ready())
      goto out; // dies before the cleanup, with a guard too
  }
  puts("ready");
out:
  fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-3]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: void destroyed_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "w");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   {
// CHECK-FIXES-NEXT:     Log inner;
// CHECK-FIXES-NEXT:     if (!ready())
// CHECK-FIXES-NEXT:       return; // dies before the cleanup, with a guard too
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   puts("ready");
// CHECK-FIXES-NEXT: }

// No cleanup at the label.

int no_release_ok(int n) {
  int rc = -1;
  if (n < 0)
    goto out;
  rc = n;
out:
  printf("%d", rc);
  return rc;
}

int retry_ok(int n) {
again:
  if (n++ < 3)
    goto again;
  return n;
}

// The file that is overwritten would be lost without a word: its leak is reported, and goes first.
int overwritten_bad(const char *path, const char *other) {
  int rc = -1;
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (!ready())
    goto out;
  f = fopen(other, "r");
  if (!f)
    return -1;
  rc = 0;
out:
  fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: no fix: a leak would be left that the guard hides ('f')

int leave_loops_ok(int n) {
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < n; ++k)
      if (i * k == 12)
        goto found;
  return 0;
found:
  return 1;
}

void not_at_the_end_ok(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    goto next;
  fclose(f);
next:
  puts("next");
}

int guarded_ok(std::mutex &m) {
  std::lock_guard<std::mutex> lock(m);
  if (!ready())
    return -1;
  return 0;
}

// A break as a goto: said, not rewritten.
int break_ladder_bad(const char *path) {
  int rc = -1;
  FILE *f = fopen(path, "r");
  if (!f)
    return rc;
  do {
    if (!ready())
      break;
    rc = 0;
  } while (0);
  fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-8]]:3: remark: cleanup behind this loop, which runs once, is reached by break [raii-goto-cleanup]
// CHECK-FIXES: int break_ladder_bad(const char *path) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// It gives nothing back.
int once_ok(int n) {
  int rc = -1;
  do {
    if (!ready())
      break;
    rc = n;
  } while (0);
  return rc;
}

// Only null comes to the cleanup; what the guard would hold is the list's.
struct Page {
  Page *next;
  int used;
};
void update(Page *page);
Page *borrowed_bad(Page *pages, int n) {
  Page *page = nullptr;
  page = pages->next;
  while (page->used + n > 100) {
    if (!page->next) {
      page->next = (Page *)malloc(sizeof(Page));
      page = page->next;
      if (page == NULL)
        goto error;
      update(page);
    }
    page = page->next;
  }
  return page;
error:
  if (page)
    free(page);
  return NULL;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'error' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-6]]:1: note: no fix: it is owned on some paths only ('page' may point to what another owns)

struct Base {
  void begin();
  void insert(int n);
  void commit() noexcept;
  void rollback() noexcept;
};
int commits_bad(Base &db, const char *path) {
  int rc = -1;
  FILE *f = fopen(path, "r");
  if (!f)
    return rc;
  db.begin();
  if (!ready())
    goto out;
  db.insert(1);
  rc = 0;
out:
  db.commit();
  fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-6]]:1: note: no fix: the code has a shape that the rewriter does not know (a guard would commit where an exception leaves)

// What other flags do is not known here.
int conditional_result_bad(const char *path) {
  int rc = -1;
  FILE *f = fopen(path, "r");
  if (!f)
    return rc;
#ifdef SLOW
  rc = -2;
#endif
  if (!ready())
    goto out;
  rc = 0;
out:
  fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int conditional_result_bad(const char *path) {
// CHECK-FIXES-NEXT:   int rc = -1;
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT: #ifdef SLOW
// CHECK-FIXES-NEXT:   rc = -2;
// CHECK-FIXES-NEXT: #endif
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   rc = 0;
// CHECK-FIXES-NEXT:   return rc;
// CHECK-FIXES-NEXT: }

// A guard for each resource, but none that would run too late: p is released first, and acquired first.
int mixed_order_bad(const char *path) {
  int rc = -1;
  char *p = NULL, *q = NULL;
  FILE *f = NULL;
  p = (char *)malloc(10);
  if (!p)
    goto out;
  f = fopen(path, "r");
  if (!f)
    goto out;
  q = (char *)malloc(10);
  if (!q)
    goto out;
  rc = work(f, q);
out:
  free(q);
  free(p);
  if (f != NULL)
    fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-7]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int mixed_order_bad(const char *path) {
// CHECK-FIXES-NEXT:   char *p = NULL, *q = NULL;
// CHECK-FIXES-NEXT:   FILE *f = NULL;
// CHECK-FIXES-NEXT:   p = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([p, &f] { free(p); if (f != NULL) fclose(f); });
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   q = (char *)malloc(10);
// CHECK-FIXES-NEXT:   raii::scope_exit q_guard([q] { free(q); });
// CHECK-FIXES-NEXT:   if (!q)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return work(f, q);
// CHECK-FIXES-NEXT: }

// An exception out of the branch must find the guard.
int acquired_in_branch_bad(const char *path) {
  int rc = -1;
  char *p = NULL;
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (!ready())
    goto out;
  if (getc(f) == 'x') {
    p = (char *)malloc(10);
    work(f, p);
  }
  if (!ready())
    goto out;
  rc = 0;
out:
  free(p);
  fclose(f);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-5]]:1: remark: cleanup at 'out' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int acquired_in_branch_bad(const char *path) {
// CHECK-FIXES-NEXT:   char *p = NULL;
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([&p] { free(p); });
// CHECK-FIXES-NEXT:   if (getc(f) == 'x') {
// CHECK-FIXES-NEXT:     p = (char *)malloc(10);
// CHECK-FIXES-NEXT:     work(f, p);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!ready())
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
