// RUN: %check_raii %s raii-constructor-leak %t
// A destructor says noexcept(true) where its name would have it tested, too.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>

struct Part {
  explicit Part(int n) : size(n) {}
  int size;
};
inline void must(bool condition) {
  if (!condition)
    throw std::runtime_error("must");
}

// The example of the page.
class Log_bad {
public:
  explicit Log_bad(const char *path) {
    file = fopen(path, "r");
    must(file && fgetc(file) == '#');
  }
  ~Log_bad() noexcept(true) {
    if (file)
      fclose(file);
  }
  Log_bad(const Log_bad &) = delete;

private:
  FILE *file;
};
// CHECK-MESSAGES: :[[@LINE-12]]:12: warning: 'file' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Log_bad {
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   explicit Log_bad(const char *path) {
// CHECK-FIXES-NEXT:     file = fopen(path, "r");
// CHECK-FIXES-NEXT:     raii::scope_exit file_guard([this] { if (file) fclose(file); });
// CHECK-FIXES-NEXT:     must(file && fgetc(file) == '#');
// CHECK-FIXES-NEXT:     file_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   ~Log_bad() noexcept(true) {
// CHECK-FIXES-NEXT:     if (file)
// CHECK-FIXES-NEXT:       fclose(file);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   Log_bad(const Log_bad &) = delete;
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: private:
// CHECK-FIXES-NEXT:   FILE *file;
// CHECK-FIXES-NEXT: };

class Copied_bad {
public:
  explicit Copied_bad(int n) {
    part = new Part(n);
    must(n > 3);
  }
  ~Copied_bad() noexcept(true) { delete part; }

private:
  Part *part;
};
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Copied_bad {
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   explicit Copied_bad(int n) {
// CHECK-FIXES-NEXT:     part = new Part(n);
// CHECK-FIXES-NEXT:     raii::scope_exit part_guard([this] { delete part; });
// CHECK-FIXES-NEXT:     must(n > 3);
// CHECK-FIXES-NEXT:     part_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   ~Copied_bad() noexcept(true) { delete part; }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: private:
// CHECK-FIXES-NEXT:   Part *part;
// CHECK-FIXES-NEXT: };

class InList_bad {
  Part *a, *b;

public:
  explicit InList_bad(int n) : a(new Part(n)), b(nullptr) { must(n > 3); }
  ~InList_bad() noexcept(true) {
    delete a;
    delete b;
  }
};
// CHECK-MESSAGES: :[[@LINE-6]]:34: warning: 'a' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:34: note: no fix: the code has a shape that the rewriter does not know (it is acquired in the initializer list)

class Descriptor_bad {
  int fd_ = -1;
  char *buffer_;

public:
  explicit Descriptor_bad(const char *path);
  ~Descriptor_bad() noexcept(true) { close_all(); }

private:
  void close_all() {
    close(fd_);
    free(buffer_);
  }
};
Descriptor_bad::Descriptor_bad(const char *path) {
  fd_ = open(path, O_RDONLY);
  if (fd_ < 0)
    throw std::runtime_error(path);
  buffer_ = static_cast<char *>(malloc(100));
  if (!buffer_)
    throw std::bad_alloc();
}
// CHECK-MESSAGES: :[[@LINE-7]]:9: warning: 'fd_' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: Descriptor_bad::Descriptor_bad(const char *path) {
// CHECK-FIXES-NEXT:   fd_ = open(path, O_RDONLY);
// CHECK-FIXES-NEXT:   raii::scope_exit fd_guard([this] { if (fd_ != -1) close(fd_); });
// CHECK-FIXES-NEXT:   if (fd_ < 0)
// CHECK-FIXES-NEXT:     throw std::runtime_error(path);
// CHECK-FIXES-NEXT:   buffer_ = static_cast<char *>(malloc(100));
// CHECK-FIXES-NEXT:   if (!buffer_)
// CHECK-FIXES-NEXT:     throw std::bad_alloc();
// CHECK-FIXES-NEXT:   fd_guard.release();
// CHECK-FIXES-NEXT: }

class Returns_bad {
  Part *part = nullptr;

public:
  explicit Returns_bad(int n) {
    part = new Part(n);
    if (n == 1)
      return;
    must(n > 3);
  }
  ~Returns_bad() noexcept(true) { delete part; }
};
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:12: note: no fix: the code has a shape that the rewriter does not know (the constructor returns before its end)

class Conditional_bad {
  Part *part = nullptr;

public:
  explicit Conditional_bad(int n) {
    if (n)
      part = new Part(n);
    must(n > 3);
  }
  ~Conditional_bad() noexcept(true) { delete part; }
};
// CHECK-MESSAGES: :[[@LINE-5]]:14: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-6]]:14: note: no fix: it is acquired in an inner scope and released outside of it

// --- fine

class LastThing_ok {
  Part *part;

public:
  explicit LastThing_ok(int n) {
    must(n > 3);
    part = new Part(n);
  }
  ~LastThing_ok() { delete part; }
};

class Caught_ok {
  Part *part;

public:
  explicit Caught_ok(int n) {
    part = new Part(n);
    try {
      must(n > 3);
    } catch (...) {
      delete part;
      throw;
    }
  }
  ~Caught_ok() { delete part; }
};

class Helper_ok {
  Part *part;
  void clear() { delete part; }

public:
  explicit Helper_ok(int n) {
    part = new Part(n);
    try {
      must(n > 3);
    } catch (...) {
      clear();
      throw;
    }
  }
  ~Helper_ok() { clear(); }
};

class Smart_ok {
  std::unique_ptr<Part> part;

public:
  explicit Smart_ok(int n) : part(new Part(n)) { must(n > 3); }
};

// The object is made when the other constructor is done: its destructor runs.
class Delegates_ok {
  Part *part;

public:
  Delegates_ok() : part(nullptr) {}
  explicit Delegates_ok(int n) : Delegates_ok() {
    part = new Part(n);
    must(n > 3);
  }
  ~Delegates_ok() { delete part; }
};

class Borrowed_ok {
  Part *part;

public:
  explicit Borrowed_ok(Part *p) : part(p) { must(p); }
  ~Borrowed_ok() { delete part; }
};

// Whose it is, nothing says: raii-unreleased-member's business.
class NotReleased_ok {
  Part *part;

public:
  explicit NotReleased_ok(int n) {
    part = new Part(n);
    must(n > 3);
  }
};

class NoThrow_ok {
  Part *part;

public:
  explicit NoThrow_ok(int n) noexcept {
    part = new Part(n);
    must(n > 3);
  }
  ~NoThrow_ok() { delete part; }
};

// Three acquisitions of one field and one way out are one finding.
class Switched {
  Part *part;

public:
  explicit Switched(int n) : part(nullptr) {
    switch (n) {
    case 0:
      part = new Part(0);
      break;
    case 1:
      part = new Part(1);
      break;
    default:
      part = new Part(2);
      break;
    }
    must(n > 3);
  }
  ~Switched() { delete part; }
};
// CHECK-MESSAGES: :[[@LINE-13]]:14: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-14]]:14: note: no fix: it is acquired in an inner scope and released outside of it
