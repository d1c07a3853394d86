// RUN: %check_raii %s raii-unreleased-member %t -- -I%S/Inputs
// What open() and init() acquire by other ways than one assignment, and who else may release it.
#include "shared.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

struct Part {
  int size;
};
void keep(FILE *);

// By way of a local variable.
class Later {
  FILE *file = nullptr;

public:
  bool open_bad(const char *path) {
    FILE *opened = fopen(path, "r");
    if (!opened)
      return false;
    file = opened;
    return true;
  }
  int next() { return fgetc(file); }
};
// CHECK-MESSAGES: :[[@LINE-8]]:20: warning: 'file' is never released: no method of 'Later' does it, nor its destructor [raii-unreleased-member]

// By a helper that says what it gives.
class Helped {
  int fd = -1;
  static int opened(const char *path) {
    const int result = open(path, O_RDONLY);
    if (result < 0)
      throw std::runtime_error(path);
    return result;
  }

public:
  void init_bad(const char *path) { fd = opened(path); }
  long next(char *to) { return read(fd, to, 1); }
};
// CHECK-MESSAGES: :[[@LINE-3]]:42: warning: 'fd' is never released: no method of 'Helped' does it, nor its destructor [raii-unreleased-member]

class Chosen {
  FILE *file = nullptr;

public:
  void open_bad(const char *path) { file = path ? fopen(path, "r") : nullptr; }
  int next() { return file ? fgetc(file) : -1; }
};
// CHECK-MESSAGES: :[[@LINE-3]]:51: warning: 'file' is never released: no method of 'Chosen' does it, nor its destructor [raii-unreleased-member]

// The constructor calls what acquires.
class Initialised {
  char *text;
  void init_bad() { text = static_cast<char *>(malloc(10)); }

public:
  Initialised() { init_bad(); }
  char first() const { return text[0]; }
};
// CHECK-MESSAGES: :[[@LINE-6]]:48: warning: 'text' is never released: no method of 'Initialised' does it, nor its destructor [raii-unreleased-member]

// The same class as in the header: here no other unit knows it.
struct Local {
  FILE *file = nullptr;
  void open_bad(const char *path) { file = fopen(path, "r"); }
};
// CHECK-MESSAGES: :[[@LINE-2]]:44: warning: 'file' is never released: no method of 'Local' does it, nor its destructor [raii-unreleased-member]

// --- fine

class Kept {
  FILE *file = nullptr;

public:
  void open_ok(const char *path) {
    FILE *opened = fopen(path, "r");
    file = opened;
    keep(opened);
  }
};

class KeptBefore {
  FILE *file = nullptr;

public:
  void open_ok(const char *path) {
    FILE *opened = fopen(path, "r");
    keep(opened);
    file = opened;
  }
};

class ClosedElsewhere {
  FILE *file = nullptr;

public:
  void open_ok(const char *path) {
    FILE *opened = fopen(path, "r");
    file = opened;
  }
  void finish();
};

// A helper may have entered the object somewhere.
class Made {
  Part *part = nullptr;
  static Part *made(int n) { return new Part{n}; }

public:
  void FN_init_bad(int n) { part = made(n); }
};

class Befriended {
  friend void finish(Befriended &);
  FILE *file = nullptr;

public:
  void open_ok(const char *path) { file = fopen(path, "r"); }
};

class BefriendedByClass {
  friend class Closer;
  FILE *file = nullptr;

public:
  void open_ok(const char *path) { file = fopen(path, "r"); }
};

class Nesting {
  class Closer;
  FILE *file = nullptr;

public:
  void open_ok(const char *path) { file = fopen(path, "r"); }
};

// A local that is closed on the same path is not what the field holds.
class Temporary {
  FILE *file = nullptr;

public:
  void probe_ok(const char *path) {
    FILE *opened = fopen(path, "r");
    file = opened;
    if (!file)
      return;
    file = nullptr;
    fclose(opened);
  }
};
