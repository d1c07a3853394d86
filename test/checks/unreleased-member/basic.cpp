// RUN: %check_raii %s raii-unreleased-member %t
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

struct Part {
  explicit Part(int n) : size(n) {}
  int size;
};
void keep(Part *);

// The example of the page.
class Reader {
public:
  bool open_bad(const char *path) {
    file = fopen(path, "r");
    return file != nullptr;
  }
  int next() { return fgetc(file); }

private:
  FILE *file;
};
// CHECK-MESSAGES: :[[@LINE-8]]:12: warning: 'file' is never released: no method of 'Reader' does it, nor its destructor [raii-unreleased-member]

class NoDestructor_bad {
  Part *part;

public:
  explicit NoDestructor_bad(int n) : part(new Part(n)) {}
  int size() const { return part->size; }
};
// CHECK-MESSAGES: :[[@LINE-3]]:43: warning: 'part' is never released: no method of 'NoDestructor_bad' does it, nor its destructor [raii-unreleased-member]

class OtherField {
  char *name = nullptr, *text = nullptr;

public:
  ~OtherField() { free(text); }
  void set_text_ok(const char *t) { text = strdup(t); }
  void set_name_bad(const char *n) { name = strdup(n); }
};
// CHECK-MESSAGES: :[[@LINE-2]]:45: warning: 'name' is never released: no method of 'OtherField' does it, nor its destructor [raii-unreleased-member]

class Defaulted_bad {
  Part *part;

public:
  Defaulted_bad() { part = new Part(1); }
  ~Defaulted_bad() = default;
};
// CHECK-MESSAGES: :[[@LINE-3]]:28: warning: 'part' is never released: no method of 'Defaulted_bad' does it, nor its destructor [raii-unreleased-member]

class NotCopied_bad {
  Part *part;

public:
  NotCopied_bad() { part = new Part(1); }
  NotCopied_bad(const NotCopied_bad &) = delete;
};
// CHECK-MESSAGES: :[[@LINE-3]]:28: warning: 'part' is never released: no method of 'NotCopied_bad' does it, nor its destructor [raii-unreleased-member]

class Buffer {
  char *data = nullptr;
  std::size_t size = 0;

public:
  void grow_bad(std::size_t n) {
    data = static_cast<char *>(malloc(n));
    size = n;
  }
  char first() const { return size ? data[0] : 0; }
};
// CHECK-MESSAGES: :[[@LINE-5]]:32: warning: 'data' is never released: no method of 'Buffer' does it, nor its destructor [raii-unreleased-member]

// --- fine

class Releases_ok {
  Part *part;

public:
  Releases_ok() : part(new Part(1)) {}
  ~Releases_ok() { delete part; }
};

class Closes {
  FILE *file = nullptr;

public:
  ~Closes() { close(); }
  void open_ok(const char *path) { file = fopen(path, "r"); }
  void close() {
    if (file)
      fclose(file);
    file = nullptr;
  }
};

class Elsewhere {
  FILE *file = nullptr;

public:
  ~Elsewhere();
  void open_ok(const char *path) { file = fopen(path, "r"); }
};

// By hand: whoever opens must close.
class TwoPhases {
  FILE *file = nullptr;

public:
  void open_ok(const char *path) { file = fopen(path, "r"); }
  void close() { fclose(file); }
};

class Smart_ok {
  std::unique_ptr<Part> part;

public:
  Smart_ok() : part(new Part(1)) {}
};

class GivenAway_ok {
  Part *part;

public:
  GivenAway_ok() {
    part = new Part(1);
    keep(part);
  }
};

class InList_ok {
  std::vector<Part *> *parts;
  Part *first;

public:
  explicit InList_ok(std::vector<Part *> &all) : parts(&all), first(new Part(1)) { parts->push_back(first); }
};

struct Child {
  explicit Child(void *parent);
};
class Parent_ok {
  Child *child;

public:
  Parent_ok() : child(new Child(this)) {}
};

// Another function answers for it.
struct Plain {
  char *text;
  void fill_ok(const char *t) { text = strdup(t); }
};
void drop(Plain *p) { free(p->text); }

class Shared_ok {
  std::shared_ptr<Part> all;
  Part *part;

public:
  Shared_ok() : part(new Part(1)) { all.reset(part); }
};

class Taken_ok {
  Part *part;

public:
  Taken_ok() : part(new Part(1)) {}
  Part *take() {
    Part *p = part;
    part = nullptr;
    return p;
  }
};

// Its constructor, whose code is elsewhere, may have entered it somewhere: widgets belong to the group that is open.
struct Widget {
  explicit Widget(int width);
  int width;
};
class FN_Panel_bad {
  Widget *label;

public:
  explicit FN_Panel_bad(int width) : label(new Widget(width)) {}
  int width() const { return label->width; }
};

// A path from another field, a test, a conversion to bool, a library that looks: none of them releases.
class Session {
  FILE *log = nullptr;
  const char *path;

public:
  explicit Session(const char *path) : path(path) {}
  ~Session() {
    if (log)
      fflush(log);
  }
  bool open_bad() {
    log = fopen(path, "w");
    return log;
  }
};
// CHECK-MESSAGES: :[[@LINE-4]]:11: warning: 'log' is never released: no method of 'Session' does it, nor its destructor [raii-unreleased-member]
