// RUN: %check_raii %s raii-mismatched-release %t
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <regex.h>

void use(void *);
struct Plain {
  int Number;
};
struct Own {
  ~Own();
  static void *operator new(size_t);
  static void operator delete(void *);
};

void pipe_bad(const char *command) {
  FILE *f = popen(command, "r");
  if (!f)
    return;
  fputs("x", f);
  fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'f' is acquired by 'popen' and released by 'fclose', not by 'pclose' [raii-mismatched-release]
// CHECK-FIXES: void pipe_bad(const char *command) {
// CHECK-FIXES-NEXT:   FILE *f = popen(command, "r");
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   fputs("x", f);
// CHECK-FIXES-NEXT:   pclose(f);
// CHECK-FIXES-NEXT: }

void array_bad(size_t n) {
  int *p = new int[n];
  p[0] = 1;
  delete p;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new[]' and released by 'delete', not by 'delete[]' [raii-mismatched-release]
// CHECK-FIXES: void array_bad(size_t n) {
// CHECK-FIXES-NEXT:   int *p = new int[n];
// CHECK-FIXES-NEXT:   p[0] = 1;
// CHECK-FIXES-NEXT:   delete[] p;
// CHECK-FIXES-NEXT: }

void single_bad() {
  Plain *p = new Plain;
  p->Number = 1;
  delete[] p;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new' and released by 'delete[]', not by 'delete' [raii-mismatched-release]
// CHECK-FIXES: void single_bad() {
// CHECK-FIXES-NEXT:   Plain *p = new Plain;
// CHECK-FIXES-NEXT:   p->Number = 1;
// CHECK-FIXES-NEXT:   delete p;
// CHECK-FIXES-NEXT: }

void freed_bad() {
  Plain *p = new Plain;
  p->Number = 1;
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new' and released by 'free', not by 'delete' [raii-mismatched-release]
// CHECK-FIXES: void freed_bad() {
// CHECK-FIXES-NEXT:   Plain *p = new Plain;
// CHECK-FIXES-NEXT:   p->Number = 1;
// CHECK-FIXES-NEXT:   delete p;
// CHECK-FIXES-NEXT: }

void freed_array_bad(size_t n) {
  char *text = new char[n];
  strcpy(text, "");
  free((void *)text);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'text' is acquired by 'new[]' and released by 'free', not by 'delete[]' [raii-mismatched-release]
// CHECK-FIXES: void freed_array_bad(size_t n) {
// CHECK-FIXES-NEXT:   char *text = new char[n];
// CHECK-FIXES-NEXT:   strcpy(text, "");
// CHECK-FIXES-NEXT:   delete[] text;
// CHECK-FIXES-NEXT: }

void deleted_bad(const char *s) {
  char *copy = strdup(s);
  if (!copy)
    return;
  puts(copy);
  delete copy;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'copy' is acquired by 'strdup' and released by 'delete', not by 'free' [raii-mismatched-release]
// CHECK-FIXES: void deleted_bad(const char *s) {
// CHECK-FIXES-NEXT:   char *copy = strdup(s);
// CHECK-FIXES-NEXT:   if (!copy)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   puts(copy);
// CHECK-FIXES-NEXT:   free(copy);
// CHECK-FIXES-NEXT: }

void deleted_array_bad(const char *s) {
  char *copy = strdup(s);
  puts(copy);
  delete[] copy;
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'copy' is acquired by 'strdup' and released by 'delete[]', not by 'free' [raii-mismatched-release]
// CHECK-FIXES: void deleted_array_bad(const char *s) {
// CHECK-FIXES-NEXT:   char *copy = strdup(s);
// CHECK-FIXES-NEXT:   puts(copy);
// CHECK-FIXES-NEXT:   free(copy);
// CHECK-FIXES-NEXT: }

int result_used_bad(const char *command) {
  FILE *f = popen(command, "r");
  if (!f)
    return -1;
  return fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-2]]:10: warning: 'f' is acquired by 'popen' and released by 'fclose', not by 'pclose' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:10: note: no fix: the result of the release is used

void two_kinds_bad(bool large, size_t n) {
  char *p = nullptr;
  if (large)
    p = static_cast<char *>(malloc(n));
  else
    p = new char[n];
  use(p);
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new[]' and released by 'free', not by 'delete[]' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: the release also ends what was acquired in another way

static void end(char *p) { free(p); }
void helper_bad() {
  char *p = new char;
  *p = 1;
  end(p);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new' and released by 'end', not by 'delete' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: it is released by a helper function ('end')

void owning_text_bad(const char *s) {
  std::unique_ptr<char> copy(strdup(s));
  puts(copy.get());
}
// CHECK-MESSAGES: :[[@LINE-3]]:25: warning: 'unique_ptr' releases with 'delete' what is acquired by 'strdup' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:25: note: no fix: the code has a shape that the rewriter does not know ('unique_ptr' names the release itself)

void owning_array_bad(size_t n) {
  std::unique_ptr<int> p(new int[n]);
  *p = 1;
}
// CHECK-MESSAGES: :[[@LINE-3]]:24: warning: 'unique_ptr' releases with 'delete' what is acquired by 'new[]' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:24: note: no fix: the code has a shape that the rewriter does not know ('unique_ptr' names the release itself)

void owning_shared_bad(size_t n) {
  std::shared_ptr<int> p(new int[n]);
  *p = 1;
}
// CHECK-MESSAGES: :[[@LINE-3]]:24: warning: 'shared_ptr' releases with 'delete' what is acquired by 'new[]' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:24: note: no fix: the code has a shape that the rewriter does not know ('shared_ptr' names the release itself)

void owning_pipe_bad(const char *command) {
  std::unique_ptr<FILE, int (*)(FILE *)> f(popen(command, "r"), fclose);
  if (f)
    fputs("x", f.get());
}
// CHECK-MESSAGES: :[[@LINE-4]]:42: warning: 'unique_ptr' releases with 'fclose' what is acquired by 'popen' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-5]]:42: note: no fix: the code has a shape that the rewriter does not know ('unique_ptr' names the release itself)

struct Closer {
  void operator()(FILE *f) const { fclose(f); }
};
void owning_functor_bad(const char *command) {
  std::unique_ptr<FILE, Closer> f(popen(command, "r"));
  if (f)
    fputs("x", f.get());
}
// CHECK-MESSAGES: :[[@LINE-4]]:33: warning: 'unique_ptr' releases with 'fclose' what is acquired by 'popen' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-5]]:33: note: no fix: the code has a shape that the rewriter does not know ('unique_ptr' names the release itself)

void owning_lambda_bad(size_t n) {
  std::shared_ptr<int> p(new int[n], [](int *q) { delete q; });
  *p = 1;
}
// CHECK-MESSAGES: :[[@LINE-3]]:24: warning: 'shared_ptr' releases with 'delete' what is acquired by 'new[]' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:24: note: no fix: the code has a shape that the rewriter does not know ('shared_ptr' names the release itself)

void owning_reset_bad(const char *s) {
  std::unique_ptr<char[]> p;
  p.reset(strdup(s));
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'unique_ptr' releases with 'delete[]' what is acquired by 'strdup' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: the code has a shape that the rewriter does not know ('unique_ptr' names the release itself)

void owning_variable_bad(const char *s) {
  char *copy = strdup(s);
  std::unique_ptr<char> owner(copy);
  puts(copy);
}
// CHECK-MESSAGES: :[[@LINE-3]]:25: warning: 'unique_ptr' releases with 'delete' what is acquired by 'strdup' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:25: note: no fix: the code has a shape that the rewriter does not know ('unique_ptr' names the release itself)

class Table {
public:
  explicit Table(size_t n) : Rows(new int[n]) {}
  ~Table() { clear_bad(); }
  void clear_bad() {
    delete Rows;
    Rows = nullptr;
  }

private:
  int *Rows;
};
// CHECK-MESSAGES: :[[@LINE-7]]:5: warning: 'Rows' is acquired by 'new[]' and released by 'delete', not by 'delete[]' [raii-mismatched-release]
// CHECK-FIXES: class Table {
// CHECK-FIXES-NEXT: public:
// CHECK-FIXES-NEXT:   explicit Table(size_t n) : Rows(new int[n]) {}
// CHECK-FIXES-NEXT:   ~Table() { clear_bad(); }
// CHECK-FIXES-NEXT:   void clear_bad() {
// CHECK-FIXES-NEXT:     delete[] Rows;
// CHECK-FIXES-NEXT:     Rows = nullptr;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: private:
// CHECK-FIXES-NEXT:   int *Rows;
// CHECK-FIXES-NEXT: };

// What fits.

void file_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (f)
    fclose(f);
}

void pipe_ok(const char *command) {
  FILE *f = popen(command, "r");
  if (f)
    pclose(f);
}

void correlated_ok(const char *name, bool command) {
  FILE *f = command ? popen(name, "r") : fopen(name, "r");
  if (!f)
    return;
  fputs("x", f);
  if (command)
    pclose(f);
  else
    fclose(f);
}

void correlated_memory_ok(size_t n, bool large) {
  char *p;
  if (large)
    p = (char *)malloc(n);
  else
    p = new char[n];
  use(p);
  if (large)
    free(p);
  else
    delete[] p;
}

void own_operators_ok() {
  Own *p = new Own;
  use(p);
  delete p;
}

void placed_ok() {
  void *memory = malloc(sizeof(Plain));
  if (!memory)
    return;
  Plain *p = new (memory) Plain;
  p->Number = 1;
  free(memory);
}

void owning_text_ok(const char *s) {
  std::unique_ptr<char, void (*)(void *)> copy(strdup(s), free);
  if (copy)
    puts(copy.get());
}

void owning_array_ok(size_t n) {
  std::unique_ptr<int[]> p(new int[n]);
  std::shared_ptr<int> q(new int[n], std::default_delete<int[]>());
  p[0] = *q;
}

static void either(char *p, bool array) {
  if (array)
    delete[] p;
  else
    free(p);
}
void helper_ok(const char *s) {
  char *p = strdup(s);
  either(p, false);
}

class Buffer {
public:
  explicit Buffer(size_t n) : Data(new char[n]) {}
  explicit Buffer(const char *s) : Data(strdup(s)), Copied(true) {}
  ~Buffer() { clear_ok(); }
  void clear_ok() {
    if (Copied)
      free(Data);
    else
      delete[] Data;
    Data = nullptr;
  }

private:
  char *Data;
  bool Copied = false;
};

class Given {
public:
  void take(char *p) { Data = p; }
  void make(size_t n) { Data = new char[n]; }
  void clear_ok() { free(Data); } // what take() was given may be malloc's

private:
  char *Data = nullptr;
};

// A limit: realloc() of what new made.
void FN_realloc_bad(size_t n) {
  char *p = new char[n];
  p = (char *)realloc(p, 2 * n);
  free(p);
}

// What a call put into the object ends before the object does.
struct Expression {
  explicit Expression(const char *text) : compiled_(new regex_t()) {
    if (regcomp(compiled_, text, 0) != 0)
      clear_ok();
  }
  void clear_ok() {
    regfree(compiled_);
    delete compiled_;
  }
  regex_t *compiled_;
};
void content_ok(const char *text) {
  auto *compiled = new regex_t();
  if (regcomp(compiled, text, 0) == 0)
    regfree(compiled);
  delete compiled;
}
