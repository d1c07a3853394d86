// RUN: %check_raii %s raii-manual-release %t
// iconv_open fails with -1. A test for null around the release is none for failure, and a guard would not ask it.
#include <iconv.h>
#include <string>
bool convert_bad(const char *from, const char *to, std::string &text) {
  iconv_t cd = iconv_open(to, from);
  if (cd == iconv_t(-1))
    return false;
  char *in = &text[0], room[64], *out = room;
  size_t left = text.size(), free = sizeof room;
  iconv(cd, &in, &left, &out, &free);
  if (cd)
    iconv_close(cd);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-10]]:16: remark: 'cd' is released by hand [raii-manual-release]
// CHECK-MESSAGES: :[[@LINE-11]]:16: note: no fix: it is owned on some paths only (a test for null guards the release, and null is no failure of it)
