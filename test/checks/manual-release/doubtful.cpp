// RUN: %check_raii %s raii-manual-release %t
// The guard lets go at the store. Where the function may take it back later it does so at the return: what may throw between them makes the fix unsafe.
#include <memory>

struct Item {
  ~Item();
};
void step();
void quiet() noexcept;

int stored_long_before_bad(Item **list, int n) {
  Item *item = new Item;
  if (n > 3) {
    delete item;
    return -1;
  }
  *list = item;
  step();
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:16: remark: 'item' is released by hand, and not when 'step' throws [raii-manual-release]
// CHECK-FIXES: int stored_long_before_bad(Item **list, int n) {
// CHECK-FIXES-NEXT:   Item *item = new Item;
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> item_guard(item);
// CHECK-FIXES-NEXT:   if (n > 3) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   item_guard.release();
// CHECK-FIXES-NEXT:   *list = item;
// CHECK-FIXES-NEXT:   step();
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

int taken_back_bad(Item **list, int n) {
  Item *item = new Item;
  *list = item;
  step();
  if (n > 3) {
    *list = nullptr;
    delete item;
    return -1;
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-10]]:16: remark: 'item' is released by hand, and not when 'step' throws [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-11]]:16: note: fix (unsafe): guard 'item' with std::unique_ptr; what is stored for the caller would dangle if an exception came after it

int stored_last_bad(Item **list, int n) {
  Item *item = new Item;
  if (n > 3) {
    delete item;
    return -1;
  }
  step();
  *list = item;
  quiet();
  return n;
}
// CHECK-MESSAGES: :[[@LINE-10]]:16: remark: 'item' is released by hand, and not when 'step' throws [raii-manual-release]
// CHECK-FIXES: int stored_last_bad(Item **list, int n) {
// CHECK-FIXES-NEXT:   Item *item = new Item;
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> item_guard(item);
// CHECK-FIXES-NEXT:   if (n > 3) {
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   step();
// CHECK-FIXES-NEXT:   item_guard.release();
// CHECK-FIXES-NEXT:   *list = item;
// CHECK-FIXES-NEXT:   quiet();
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }
