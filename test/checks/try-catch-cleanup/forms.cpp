// RUN: %check_raii %s raii-try-catch-cleanup %t
// catch (...) { cleanup; throw; } with and without the same cleanup after it.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

void work();
void log(const char *text);
void swallow();

int with_repetition_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    work();
  } catch (...) {
    fclose(f);
    throw;
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: remark: cleanup is written in a catch-all handler that rethrows, and again after the try [raii-try-catch-cleanup]
// CHECK-FIXES: int with_repetition_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int memory_bad(size_t n) {
  char *p = (char *)malloc(n);
  try {
    work();
  } catch (...) {
    free(p);
    throw;
  }
  free(p);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: remark: cleanup is written in a catch-all handler that rethrows, and again after the try [raii-try-catch-cleanup]
// CHECK-FIXES: int memory_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *p = (char *)malloc(n);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { free(p); });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int object_bad() {
  int *p = new int(1);
  try {
    work();
  } catch (...) {
    delete p;
    throw;
  }
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:5: remark: cleanup is written in a catch-all handler that rethrows, and again after the try [raii-try-catch-cleanup]
// CHECK-FIXES: int object_bad() {
// CHECK-FIXES-NEXT:   int *p = new int(1);
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p] { delete p; });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

struct Counter {
  int n = 0;
  void insert();
  void failure_only_bad() {
    ++n;
    try {
      insert();
    } catch (...) {
      --n;
      throw;
    }
  }
};
// CHECK-MESSAGES: :[[@LINE-6]]:7: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-FIXES: struct Counter {
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   void insert();
// CHECK-FIXES-NEXT:   void failure_only_bad() {
// CHECK-FIXES-NEXT:     ++n;
// CHECK-FIXES-NEXT:     raii::scope_exit cleanup_guard([this] { --n; });
// CHECK-FIXES-NEXT:     insert();
// CHECK-FIXES-NEXT:     cleanup_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: };

FILE *given_away_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return nullptr;
  try {
    work();
  } catch (...) {
    fclose(f);
    throw;
  }
  return f;
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-FIXES: FILE *given_away_bad(const char *path) {
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { fclose(f); });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   f_guard.release();
// CHECK-FIXES-NEXT:   return f;
// CHECK-FIXES-NEXT: }

void two_statements_bad(char *&buffer) {
  buffer = (char *)malloc(3);
  try {
    work();
  } catch (...) {
    free(buffer);
    buffer = nullptr;
    throw;
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-FIXES: void two_statements_bad(char *&buffer) {
// CHECK-FIXES-NEXT:   buffer = (char *)malloc(3);
// CHECK-FIXES-NEXT:   raii::scope_exit buffer_guard([&buffer] { free(buffer); buffer = nullptr; });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   buffer_guard.release();
// CHECK-FIXES-NEXT: }

void conditional_cleanup_bad(FILE *f) {
  try {
    work();
  } catch (...) {
    if (f)
      fclose(f);
    throw;
  }
}
// CHECK-MESSAGES: :[[@LINE-6]]:5: remark: cleanup is written in a catch-all handler that rethrows [raii-try-catch-cleanup]
// CHECK-FIXES: void conditional_cleanup_bad(FILE *f) {
// CHECK-FIXES-NEXT:   raii::scope_exit f_guard([f] { if (f) fclose(f); });
// CHECK-FIXES-NEXT:   work();
// CHECK-FIXES-NEXT:   f_guard.release();
// CHECK-FIXES-NEXT: }

void swallows_ok(FILE *f) {
  try {
    work();
  } catch (...) {
    fclose(f);
  }
}

void only_logs_ok() {
  try {
    work();
  } catch (...) {
    log("failed");
    throw;
  }
}

void only_rethrows_ok() {
  try {
    work();
  } catch (...) {
    throw;
  }
}

void named_exception_ok(FILE *f) {
  try {
    work();
  } catch (const std::exception &e) {
    fclose(f);
    log(e.what());
    throw;
  }
}

void several_handlers_ok(FILE *f) {
  try {
    work();
  } catch (const std::logic_error &) {
    fclose(f);
  } catch (...) {
    fclose(f);
    throw;
  }
}

void another_exception_ok(FILE *f) {
  try {
    work();
  } catch (...) {
    fclose(f);
    throw std::runtime_error("work");
  }
}

int no_try_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  fclose(f);
  return 0;
}
