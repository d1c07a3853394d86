// RUN: %check_raii %s raii-release-order %t -unsafe
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <pthread.h>
#include <unistd.h>

extern "C" {
struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_blob;
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
int sqlite3_finalize(sqlite3_stmt *);
int sqlite3_blob_open(sqlite3 *, const char *, const char *, const char *, long long, int, sqlite3_blob **);
int sqlite3_blob_close(sqlite3_blob *);
}

int statement_bad(const char *path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path, &db) != 0) {
    sqlite3_close(db);
    return -1;
  }
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != 0) {
    sqlite3_close(db);
    return -1;
  }
  puts("work");
  sqlite3_close(db);
  sqlite3_finalize(stmt);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: remark: 'db' is released before 'stmt', which was made from it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-5]]:3: note: fix (unsafe): release in reverse order; the releases run in the other order
// CHECK-FIXES: int statement_bad(const char *path) {
// CHECK-FIXES-NEXT:   sqlite3 *db = nullptr;
// CHECK-FIXES-NEXT:   if (sqlite3_open(path, &db) != 0) {
// CHECK-FIXES-NEXT:     sqlite3_close(db);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   sqlite3_stmt *stmt = nullptr;
// CHECK-FIXES-NEXT:   if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != 0) {
// CHECK-FIXES-NEXT:     sqlite3_close(db);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   puts("work");
// CHECK-FIXES-NEXT:   sqlite3_finalize(stmt);
// CHECK-FIXES-NEXT:   sqlite3_close(db);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int blob_bad(const char *path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path, &db) != 0) {
    sqlite3_close(db);
    return -1;
  }
  sqlite3_blob *blob = nullptr;
  if (sqlite3_blob_open(db, "main", "t", "c", 1, 0, &blob) != 0) {
    sqlite3_close(db);
    return -1;
  }
  (void)sqlite3_close(db);
  (void)sqlite3_blob_close(blob);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-4]]:9: remark: 'db' is released before 'blob', which was made from it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-5]]:9: note: fix (unsafe): release in reverse order; the releases run in the other order
// CHECK-FIXES: int blob_bad(const char *path) {
// CHECK-FIXES-NEXT:   sqlite3 *db = nullptr;
// CHECK-FIXES-NEXT:   if (sqlite3_open(path, &db) != 0) {
// CHECK-FIXES-NEXT:     sqlite3_close(db);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   sqlite3_blob *blob = nullptr;
// CHECK-FIXES-NEXT:   if (sqlite3_blob_open(db, "main", "t", "c", 1, 0, &blob) != 0) {
// CHECK-FIXES-NEXT:     sqlite3_close(db);
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   (void)sqlite3_blob_close(blob);
// CHECK-FIXES-NEXT:   (void)sqlite3_close(db);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

void locks_bad(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  puts("work");
  a.unlock();
  b.unlock();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: 'a' is unlocked before 'b', which was locked after it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: fix (unsafe): release in reverse order; the locks are released in the other order
// CHECK-FIXES: void locks_bad(std::mutex &a, std::mutex &b) {
// CHECK-FIXES-NEXT:   a.lock();
// CHECK-FIXES-NEXT:   b.lock();
// CHECK-FIXES-NEXT:   puts("work");
// CHECK-FIXES-NEXT:   b.unlock();
// CHECK-FIXES-NEXT:   a.unlock();
// CHECK-FIXES-NEXT: }

void pthread_bad(pthread_mutex_t *a, pthread_mutex_t *b) {
  pthread_mutex_lock(a);
  pthread_mutex_lock(b);
  puts("work");
  pthread_mutex_unlock(a);
  pthread_mutex_unlock(b);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: 'a' is unlocked before 'b', which was locked after it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: fix (unsafe): release in reverse order; the locks are released in the other order
// CHECK-FIXES: void pthread_bad(pthread_mutex_t *a, pthread_mutex_t *b) {
// CHECK-FIXES-NEXT:   pthread_mutex_lock(a);
// CHECK-FIXES-NEXT:   pthread_mutex_lock(b);
// CHECK-FIXES-NEXT:   puts("work");
// CHECK-FIXES-NEXT:   pthread_mutex_unlock(b);
// CHECK-FIXES-NEXT:   pthread_mutex_unlock(a);
// CHECK-FIXES-NEXT: }

void commented_bad(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  puts("work");
  a.unlock(); // first in
  b.unlock();
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: 'a' is unlocked before 'b', which was locked after it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: no fix: the code has a shape that the rewriter does not know (a comment beside the releases)

#define LEAVE(m) (m).unlock()
void macro_bad(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  puts("work");
  LEAVE(a);
  LEAVE(b);
}
// CHECK-MESSAGES: :[[@LINE-3]]:3: remark: 'a' is unlocked before 'b', which was locked after it [raii-release-order]
// CHECK-MESSAGES: :[[@LINE-4]]:3: note: no fix: the code comes from a macro

// In reverse, or independent of each other.

int statement_ok(const char *path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path, &db) != 0) {
    sqlite3_close(db);
    return -1;
  }
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != 0) {
    sqlite3_close(db);
    return -1;
  }
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return 0;
}

void locks_ok(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  puts("work");
  b.unlock();
  a.unlock();
}

// Hand over hand: the first lock is given up as soon as the second is held.
void hand_over_hand_ok(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  a.unlock();
  puts("work");
  b.unlock();
}

void files_ok(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  if (!in)
    return;
  FILE *out = fopen(to, "w");
  if (!out) {
    fclose(in);
    return;
  }
  fclose(in);
  fclose(out);
}

void memory_ok(const char *s) {
  char *a = strdup(s);
  char *b = strdup(a);
  puts(b);
  free(a);
  free(b);
}

int descriptors_ok(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd == -1)
    return -1;
  int copy = dup(fd);
  if (copy == -1) {
    close(fd);
    return -1;
  }
  close(fd);
  close(copy);
  return 0;
}

// A limit: code between the releases.
void FN_code_between_bad(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  a.unlock();
  puts("work");
  b.unlock();
}
