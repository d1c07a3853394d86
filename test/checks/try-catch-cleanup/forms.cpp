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

void conditional_cleanup_bad(FILE *f) {
  try {
    work();
  } catch (...) {
    if (f)
      fclose(f);
    throw;
  }
}

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
