// RUN: %check_raii %s raii-goto-cleanup %t
// What the caller gave by reference stays as it is where a callee throws; a guard would change it then: the fix is unsafe.
#include <memory>

struct Value {
  bool null() const;
  bool array() const;
};
bool make_bad(const Value *v, std::unique_ptr<int> &dest) {
  if (!v)
    goto Exit;
  if (v->null())
    goto Exit;
  if (v->array()) {
    dest.reset(new int(1));
    return true;
  }
Exit:
  dest.reset();
  return false;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'Exit' is reached by goto [raii-goto-cleanup]
// CHECK-MESSAGES: :[[@LINE-5]]:1: note: fix (unsafe): replace the gotos with guards and returns; 'dest' is the caller's, and an exception would change it, too
