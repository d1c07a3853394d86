// RUN: %check_raii %s raii-constructor-leak %t
// A constructor that calls methods of its own object, which acquire into its fields. A destructor says noexcept(true) where its
// name would have it tested, too.
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

struct Part {
  int size;
};
inline void must(bool condition) {
  if (!condition)
    throw std::runtime_error("must");
}

class Opens_bad {
  FILE *file = nullptr;
  void open(const char *path) {
    file = fopen(path, "r");
    must(file);
  }
  void parse() { must(fgetc(file) == '#'); }

public:
  explicit Opens_bad(const char *path) {
    open(path);
    parse();
  }
  ~Opens_bad() noexcept(true) {
    if (file)
      fclose(file);
  }
};
// CHECK-MESSAGES: :[[@LINE-8]]:5: warning: 'file' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Opens_bad {
// CHECK-FIXES-NEXT:   FILE *file = nullptr;
// CHECK-FIXES-NEXT:   void open(const char *path) {
// CHECK-FIXES-NEXT:     file = fopen(path, "r");
// CHECK-FIXES-NEXT:     must(file);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   void parse() { must(fgetc(file) == '#'); }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   explicit Opens_bad(const char *path) {
// CHECK-FIXES-NEXT:     open(path);
// CHECK-FIXES-NEXT:     raii::scope_exit file_guard([this] { if (file) fclose(file); });
// CHECK-FIXES-NEXT:     parse();
// CHECK-FIXES-NEXT:     file_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   ~Opens_bad() noexcept(true) {
// CHECK-FIXES-NEXT:     if (file)
// CHECK-FIXES-NEXT:       fclose(file);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: };

// The method says by its result whether it has acquired.
class Tested_bad {
  int fd;
  bool init(const char *path) {
    const int opened = open(path, O_RDONLY);
    if (opened < 0)
      return false;
    fd = opened;
    return true;
  }

public:
  explicit Tested_bad(const char *path) {
    if (!init(path))
      throw std::runtime_error(path);
    must(lseek(fd, 0, SEEK_SET) == 0);
  }
  Tested_bad(const Tested_bad &) = delete;
  ~Tested_bad() noexcept(true) { close(fd); }
};
// CHECK-MESSAGES: :[[@LINE-7]]:10: warning: 'fd' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class Tested_bad {
// CHECK-FIXES-NEXT:   int fd;
// CHECK-FIXES-NEXT:   bool init(const char *path) {
// CHECK-FIXES-NEXT:     const int opened = open(path, O_RDONLY);
// CHECK-FIXES-NEXT:     if (opened < 0)
// CHECK-FIXES-NEXT:       return false;
// CHECK-FIXES-NEXT:     fd = opened;
// CHECK-FIXES-NEXT:     return true;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   explicit Tested_bad(const char *path) {
// CHECK-FIXES-NEXT:     if (!init(path))
// CHECK-FIXES-NEXT:       throw std::runtime_error(path);
// CHECK-FIXES-NEXT:     raii::scope_exit fd_guard([this] { close(fd); });
// CHECK-FIXES-NEXT:     must(lseek(fd, 0, SEEK_SET) == 0);
// CHECK-FIXES-NEXT:     fd_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   Tested_bad(const Tested_bad &) = delete;
// CHECK-FIXES-NEXT:   ~Tested_bad() noexcept(true) { close(fd); }
// CHECK-FIXES-NEXT: };

class TwoLevels_bad {
  Part *part = nullptr;
  void init(int n) { part = new Part{n}; }
  void setup(int n) {
    must(n > 1);
    init(n);
  }

public:
  explicit TwoLevels_bad(int n) {
    setup(n);
    must(n > 3);
  }
  TwoLevels_bad(const TwoLevels_bad &) = delete;
  ~TwoLevels_bad() noexcept(true) { delete part; }
};
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-FIXES: class TwoLevels_bad {
// CHECK-FIXES-NEXT:   Part *part = nullptr;
// CHECK-FIXES-NEXT:   void init(int n) { part = new Part{n}; }
// CHECK-FIXES-NEXT:   void setup(int n) {
// CHECK-FIXES-NEXT:     must(n > 1);
// CHECK-FIXES-NEXT:     init(n);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   explicit TwoLevels_bad(int n) {
// CHECK-FIXES-NEXT:     setup(n);
// CHECK-FIXES-NEXT:     raii::scope_exit part_guard([this] { delete part; });
// CHECK-FIXES-NEXT:     must(n > 3);
// CHECK-FIXES-NEXT:     part_guard.release();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   TwoLevels_bad(const TwoLevels_bad &) = delete;
// CHECK-FIXES-NEXT:   ~TwoLevels_bad() noexcept(true) { delete part; }
// CHECK-FIXES-NEXT: };

// The method itself throws when it has acquired: a guard behind it would come too late.
class ThrowsInside_bad {
  Part *part = nullptr;
  void init(int n) {
    part = new Part{n};
    must(n > 3);
  }

public:
  explicit ThrowsInside_bad(int n) { init(n); }
  ThrowsInside_bad(const ThrowsInside_bad &) = delete;
  ~ThrowsInside_bad() noexcept(true) { delete part; }
};
// CHECK-MESSAGES: :[[@LINE-4]]:38: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-5]]:38: note: no fix: a leak would be left that the guard hides (the method that acquires it may throw when it has)

// Where it fails the field has no value that a guard could ask for.
class Untested_bad {
  FILE *file;
  bool open(const char *path) {
    FILE *opened = fopen(path, "r");
    if (!opened)
      return false;
    file = opened;
    return true;
  }

public:
  explicit Untested_bad(const char *path) {
    open(path);
    must(path[0] == '/');
  }
  Untested_bad(const Untested_bad &) = delete;
  ~Untested_bad() noexcept(true) { fclose(file); }
};
// CHECK-MESSAGES: :[[@LINE-6]]:5: warning: 'file' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-7]]:5: note: no fix: the acquisition may fail, and its result is not tested before the resource is used (the field may have no value where the method has failed)

// On some path the constructor lets go by a method: a guard would release again.
class Drops_bad {
  Part *part = nullptr;
  void init(int n) { part = new Part{n}; }
  void drop() { delete part; }

public:
  explicit Drops_bad(int n) {
    init(n);
    if (n == 1) {
      drop();
      throw std::runtime_error("1");
    }
    must(n > 3);
  }
  Drops_bad(const Drops_bad &) = delete;
  ~Drops_bad() noexcept(true) { drop(); }
};
// CHECK-MESSAGES: :[[@LINE-10]]:5: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:5: note: no fix: it is owned on some paths only (the constructor releases it on some path itself)

// The same where the constructor has acquired it itself.
class DropsOwn_bad {
  Part *part;
  void drop() { delete part; }

public:
  explicit DropsOwn_bad(int n) {
    part = new Part{n};
    if (n == 1) {
      drop();
      throw std::runtime_error("1");
    }
    must(n > 3);
  }
  DropsOwn_bad(const DropsOwn_bad &) = delete;
  ~DropsOwn_bad() noexcept(true) { drop(); }
};
// CHECK-MESSAGES: :[[@LINE-10]]:12: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:12: note: no fix: it is owned on some paths only (the constructor releases it on some path itself)

// A method whose code is elsewhere may let go of it before the throw.
class Unseen_bad {
  Part *part;
  void may_drop();

public:
  explicit Unseen_bad(int n) {
    part = new Part{n};
    may_drop();
    must(n > 3);
  }
  Unseen_bad(const Unseen_bad &) = delete;
  ~Unseen_bad() noexcept(true) { delete part; }
};
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'part' is lost when the constructor throws later: the destructor does not run [raii-constructor-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:12: note: no fix: the code has a shape that the rewriter does not know (a method without a body here may release it)

// --- fine

// What throws has closed it before, two calls away.
class Closes_ok {
  FILE *file = nullptr;
  void open(const char *path) { file = fopen(path, "r"); }
  void close() {
    if (file)
      fclose(file);
    file = nullptr;
  }
  void fail() {
    close();
    throw std::runtime_error("fail");
  }
  void parse() {
    if (fgetc(file) != '#')
      fail();
  }

public:
  explicit Closes_ok(const char *path) {
    open(path);
    parse();
  }
  Closes_ok(const Closes_ok &) = delete;
  ~Closes_ok() { close(); }
};

class Handler_ok {
  FILE *file = nullptr;
  void open(const char *path) { file = fopen(path, "r"); }

public:
  explicit Handler_ok(const char *path) {
    open(path);
    try {
      must(file && fgetc(file) == '#');
    } catch (...) {
      if (file)
        fclose(file);
      throw;
    }
  }
  Handler_ok(const Handler_ok &) = delete;
  ~Handler_ok() {
    if (file)
      fclose(file);
  }
};

class HandlerInside_ok {
  Part *part = nullptr;
  void init(int n) {
    part = new Part{n};
    try {
      must(n > 3);
    } catch (...) {
      delete part;
      throw;
    }
  }

public:
  explicit HandlerInside_ok(int n) { init(n); }
  HandlerInside_ok(const HandlerInside_ok &) = delete;
  ~HandlerInside_ok() { delete part; }
};

class LastThing_ok {
  FILE *file = nullptr;
  void open(const char *path) {
    file = fopen(path, "r");
    must(file);
  }

public:
  explicit LastThing_ok(const char *path) {
    must(path[0] == '/');
    open(path);
  }
  LastThing_ok(const LastThing_ok &) = delete;
  ~LastThing_ok() { fclose(file); }
};

class Failed_ok {
  int fd = -1;
  void init(const char *path) { fd = open(path, O_RDONLY); }

public:
  explicit Failed_ok(const char *path) {
    init(path);
    if (fd < 0)
      throw std::runtime_error(path);
  }
  Failed_ok(const Failed_ok &) = delete;
  ~Failed_ok() { close(fd); }
};

// The constructor may know when the method has acquired.
class FN_Sometimes_bad {
  FILE *file = nullptr;
  const char *path;
  void open() {
    if (path)
      file = fopen(path, "r");
  }

public:
  explicit FN_Sometimes_bad(const char *path) : path(path) {
    open();
    if (!path)
      throw std::runtime_error("no path"); // nothing is open here
    must(path[0] == '/');
  }
  FN_Sometimes_bad(const FN_Sometimes_bad &) = delete;
  ~FN_Sometimes_bad() {
    if (file)
      fclose(file);
  }
};

// What take() gives is somebody else's from then on.
class Takes_ok {
  FILE *file = nullptr;
  void open(const char *path) { file = fopen(path, "r"); }
  FILE *take() {
    FILE *taken = file;
    file = nullptr;
    return taken;
  }

public:
  Takes_ok(const char *path, FILE **to) {
    open(path);
    *to = take();
    must(path[0] == '/');
  }
  Takes_ok(const Takes_ok &) = delete;
  ~Takes_ok() {
    if (file)
      fclose(file);
  }
};

class Delegates_ok {
  Part *part = nullptr;
  void init(int n) { part = new Part{n}; }

public:
  Delegates_ok() = default;
  explicit Delegates_ok(int n) : Delegates_ok() {
    init(n);
    must(n > 3);
  }
  Delegates_ok(const Delegates_ok &) = delete;
  ~Delegates_ok() { delete part; }
};

// The second call loses what the first has acquired. Whether open() was meant to be called twice is not asked.
class FN_Twice_bad {
  FILE *file = nullptr;
  void open(const char *path) { file = fopen(path, "r"); }

public:
  FN_Twice_bad(const char *one, const char *other) {
    open(one);
    open(other);
  }
  FN_Twice_bad(const FN_Twice_bad &) = delete;
  ~FN_Twice_bad() {
    if (file)
      fclose(file);
  }
};
