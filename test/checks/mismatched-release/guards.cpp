// RUN: %check_raii %s raii-mismatched-release %t
// Guards that release in another way than was acquired.
#include <cstdio>
#include <cstdlib>
#include <raii/scope_exit.hpp>
#include <raii/unique_resource.hpp>

namespace gsl {
template <class F> struct final_action {
  explicit final_action(F f) : run(f) {}
  final_action(const final_action &) = delete;
  ~final_action() { run(); }
  F run;
};
template <class F> final_action<F> finally(F f) { return final_action<F>(f); }
} // namespace gsl

int callback_bad() {
  FILE *f = popen("ls", "r");
  if (!f)
    return -1;
  raii::scope_exit guard([f] { fclose(f); });
  return getc(f);
}
// CHECK-MESSAGES: :[[@LINE-3]]:20: warning: 'scope_exit' releases with 'fclose' what is acquired by 'popen' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:20: note: no fix: the code has a shape that the rewriter does not know ('scope_exit' names the release itself)
int made_bad() {
  FILE *f = popen("ls", "r");
  if (!f)
    return -1;
  auto guard = gsl::finally([f] { fclose(f); });
  return getc(f);
}
// CHECK-MESSAGES: :[[@LINE-3]]:16: warning: 'final_action' releases with 'fclose' what is acquired by 'popen' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:16: note: no fix: the code has a shape that the rewriter does not know ('final_action' names the release itself)
int array_bad(int n) {
  char *p = new char[n];
  raii::scope_exit guard([p] { delete p; });
  return p[0];
}
// CHECK-MESSAGES: :[[@LINE-3]]:20: warning: 'scope_exit' releases with 'delete' what is acquired by 'new[]' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:20: note: no fix: the code has a shape that the rewriter does not know ('scope_exit' names the release itself)
int named_bad() {
  raii::unique_file f(popen("ls", "r"));
  return f ? getc(f.get()) : -1;
}
// CHECK-MESSAGES: :[[@LINE-3]]:21: warning: 'unique_resource' releases with 'fclose' what is acquired by 'popen' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:21: note: no fix: the code has a shape that the rewriter does not know ('unique_resource' names the release itself)
int memory_bad(int n) {
  raii::unique_malloc<char> p(new char[n]);
  return p.get()[0];
}
// CHECK-MESSAGES: :[[@LINE-3]]:29: warning: 'unique_malloc' releases with 'free' what is acquired by 'new[]' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:29: note: no fix: the code has a shape that the rewriter does not know ('unique_malloc' names the release itself)
int function_bad() {
  raii::unique_resource f(popen("ls", "r"), &fclose);
  return getc(f.get());
}
// CHECK-MESSAGES: :[[@LINE-3]]:25: warning: 'unique_resource' releases with 'fclose' what is acquired by 'popen' [raii-mismatched-release]
// CHECK-MESSAGES: :[[@LINE-4]]:25: note: no fix: the code has a shape that the rewriter does not know ('unique_resource' names the release itself)

int right_ok(int n) {
  FILE *f = popen("ls", "r");
  if (!f)
    return -1;
  raii::scope_exit guard([f] { pclose(f); });
  raii::unique_file other(fopen("x", "r"));
  raii::unique_malloc<char> p(static_cast<char *>(malloc(n)));
  raii::unique_resource third(popen("ls", "r"), &pclose);
  return getc(f);
}
// Assigned another value meanwhile: which one the guard finds is not followed.
int other_value_ok(int n) {
  char *p = new char[n];
  delete[] p;
  p = static_cast<char *>(malloc(n));
  raii::scope_exit guard([&p] { free(p); });
  return n;
}
