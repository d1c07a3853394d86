// RUN: %check_raii %s raii-unrestored-state %t
// The example of the page (test/meta/repository: examples).
struct Value;
struct Parser {
  Value *value_bad(const char *text);
  Value *scalar(const char *text) noexcept;
  int depth_ = 0;
};

Value *Parser::value_bad(const char *text) {
  ++depth_;
  if (depth_ > 100)
    return nullptr;
  Value *v = scalar(text);
  --depth_;
  return v;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'depth_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: Value *Parser::value_bad(const char *text) {
// CHECK-FIXES-NEXT:   ++depth_;
// CHECK-FIXES-NEXT:   raii::scope_exit depth_guard([this] { --depth_; });
// CHECK-FIXES-NEXT:   if (depth_ > 100)
// CHECK-FIXES-NEXT:     return nullptr;
// CHECK-FIXES-NEXT:   Value *v = scalar(text);
// CHECK-FIXES-NEXT:   return v;
// CHECK-FIXES-NEXT: }
