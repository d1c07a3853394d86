// RUN: %check_raii %s raii-mismatched-release %t
#include <cstdio>
#include <cstdlib>
#include <string>

struct Base {
  virtual ~Base();
};
struct Derived : Base {
  std::string Name;
};
struct Named {
  std::string Name;
};
#define DROP(x) free(x)

void macro_bad() {
  int *p = new int(3);
  printf("%d", *p);
  DROP(p);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new' and released by 'free', not by 'delete' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: the code comes from a macro

void other_type_bad() {
  Base *p = new Derived;
  free(p);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'new' and released by 'free', not by 'delete' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: the code has a shape that the rewriter does not know (it is released through a pointer to another type)

void constness_bad(size_t n) {
  Named *p = (Named *)malloc(n);
  delete p; // free() would not run the destructor, which may have something to destroy here
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'p' is acquired by 'malloc' and released by 'delete', not by 'free' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: the code has a shape that the rewriter does not know ('free' cannot be called with it)

void maybe_none_bad(const char *command) {
  FILE *f = command ? popen(command, "r") : nullptr;
  free(f);
}
// CHECK-MESSAGES: :[[@LINE-2]]:3: warning: 'f' is acquired by 'popen' and released by 'free', not by 'pclose' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-3]]:3: note: no fix: it is owned on some paths only
