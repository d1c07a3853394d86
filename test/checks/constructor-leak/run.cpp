// RUN: %check_raii %s raii-constructor-leak %t
// Run before and after its fix, with each acquisition and each step failing in turn. A destructor says noexcept(true) where its
// name would have it tested, too.
#include "fault.h"
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

static void step(const char *name) {
  if (fault::point(name))
    throw fault::error{name};
}

class Opens_bad {
  FILE *file = nullptr;
  void open() {
    file = fopen("/dev/null", "r");
    if (!file)
      throw fault::error{"open"};
  }
  void parse() {
    step("parse");
    fgetc(file);
  }

public:
  Opens_bad() {
    open();
    parse();
  }
  Opens_bad(const Opens_bad &) = delete;
  ~Opens_bad() noexcept(true) {
    if (file)
      fclose(file);
  }
};
// CHECK-MESSAGES: :[[@LINE-9]]:5: warning: 'file' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Opens_bad {
// CHECK-FIXES-NEXT:   FILE *file = nullptr;
// CHECK-FIXES-NEXT:   void open() {
// CHECK-FIXES-NEXT:     file = fopen("/dev/null", "r");
// CHECK-FIXES-NEXT:     if (!file)
// CHECK-FIXES-NEXT:       throw fault::error{"open"};
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   void parse() {
// CHECK-FIXES-NEXT:     step("parse");
// CHECK-FIXES-NEXT:     fgetc(file);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   Opens_bad() {
// CHECK-FIXES-NEXT:     open();
// CHECK-FIXES-NEXT:     raii::scope_exit file_guard([this] { if (file) fclose(file); });
// CHECK-FIXES-NEXT:     parse();
// CHECK-FIXES-NEXT:     file_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   Opens_bad(const Opens_bad &) = delete;
// CHECK-FIXES-NEXT:   ~Opens_bad() noexcept(true) {
// CHECK-FIXES-NEXT:     if (file)
// CHECK-FIXES-NEXT:       fclose(file);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: };

class Tested_bad {
  int fd;
  bool init() {
    const int opened = open("/dev/null", O_RDONLY);
    if (opened < 0)
      return false;
    fd = opened;
    return true;
  }

public:
  Tested_bad() {
    if (!init())
      throw fault::error{"init"};
    step("first");
    step("second");
  }
  Tested_bad(const Tested_bad &) = delete;
  ~Tested_bad() noexcept(true) { close(fd); }
};
// CHECK-MESSAGES: :[[@LINE-8]]:10: warning: 'fd' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Tested_bad {
// CHECK-FIXES-NEXT:   int fd;
// CHECK-FIXES-NEXT:   bool init() {
// CHECK-FIXES-NEXT:     const int opened = open("/dev/null", O_RDONLY);
// CHECK-FIXES-NEXT:     if (opened < 0)
// CHECK-FIXES-NEXT:       return false;
// CHECK-FIXES-NEXT:     fd = opened;
// CHECK-FIXES-NEXT:     return true;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   Tested_bad() {
// CHECK-FIXES-NEXT:     if (!init())
// CHECK-FIXES-NEXT:       throw fault::error{"init"};
// CHECK-FIXES-NEXT:     raii::scope_exit fd_guard([this] { close(fd); });
// CHECK-FIXES-NEXT:     step("first");
// CHECK-FIXES-NEXT:     step("second");
// CHECK-FIXES-NEXT:     fd_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   Tested_bad(const Tested_bad &) = delete;
// CHECK-FIXES-NEXT:   ~Tested_bad() noexcept(true) { close(fd); }
// CHECK-FIXES-NEXT: };

class Untested_bad {
  char *text = nullptr;
  void init() { text = static_cast<char *>(malloc(10)); }

public:
  Untested_bad() {
    init();
    step("step");
  }
  Untested_bad(const Untested_bad &) = delete;
  ~Untested_bad() noexcept(true) { free(text); }
};
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: 'text' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Untested_bad {
// CHECK-FIXES-NEXT:   char *text = nullptr;
// CHECK-FIXES-NEXT:   void init() { text = static_cast<char *>(malloc(10)); }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   Untested_bad() {
// CHECK-FIXES-NEXT:     init();
// CHECK-FIXES-NEXT:     raii::scope_exit text_guard([this] { if (text) free(text); });
// CHECK-FIXES-NEXT:     step("step");
// CHECK-FIXES-NEXT:     text_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   Untested_bad(const Untested_bad &) = delete;
// CHECK-FIXES-NEXT:   ~Untested_bad() noexcept(true) { free(text); }
// CHECK-FIXES-NEXT: };

int main() {
  return fault::run({
      {"opens", [] { Opens_bad made; }},
      {"tested", [] { Tested_bad made; }},
      {"untested", [] { Untested_bad made; }},
  });
}
