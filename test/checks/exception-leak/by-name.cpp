// RUN: %check_raii %s raii-exception-leak %t -by-name
// Exceptions that the standard library documents.
#include <cstdlib>
#include <string>

int documented_bad(const std::string &s) {
  char *p = (char *)malloc(3);
  const int c = s.at(3);
  free(p);
  return c;
}

int documented_ok(const std::string &s) {
  char *p = (char *)malloc(3);
  const int c = s.size() > 3 ? s[3] : 0;
  free(p);
  return c;
}
