// RUN: %check_raii %s raii-leak %t
// A test that has failed: what it leaves is no news. The macro as GoogleTest has it.
#include <cstdio>

namespace testing::internal {
struct Message {};
struct AssertHelper {
  explicit AssertHelper(const char *text);
  void operator=(const Message &message) const;
};
} // namespace testing::internal
#define ASSERT_TRUE(condition)                                                                                                             \
  if (condition)                                                                                                                           \
    ;                                                                                                                                      \
  else                                                                                                                                     \
    return testing::internal::AssertHelper(#condition) = testing::internal::Message()

void failed_test_ok(const char *path) {
  FILE *f = fopen(path, "r");
  ASSERT_TRUE(f);
  ASSERT_TRUE(fgetc(f) == 'x');
  fclose(f);
}

struct Log {
  void operator=(int) const;
};
#define RETURN_UNLESS(condition)                                                                                                           \
  if (condition)                                                                                                                           \
    ;                                                                                                                                      \
  else                                                                                                                                     \
    return Log() = 1

void reported_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return;
  RETURN_UNLESS(fgetc(f) == 'x');
  fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-6]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
