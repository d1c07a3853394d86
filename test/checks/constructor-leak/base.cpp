// RUN: %check_raii %s raii-constructor-leak %t
// A member of a base: the base is complete when the derived constructor throws, and its destructor runs.
#include <cstdio>
#include <stdexcept>

void must(bool b);
inline void must(bool b) {
  if (!b)
    throw std::runtime_error("must");
}

class Closing {
protected:
  FILE *file = nullptr;

public:
  Closing() = default;
  Closing(const Closing &) = delete;
  ~Closing() {
    if (file)
      fclose(file);
  }
};
struct Reader : Closing {
  explicit Reader(const char *path) {
    file = fopen(path, "r");
    must(file && fgetc(file) == '#');
  }
};

// A base without a destructor of its own releases nothing.
struct Plain {
  FILE *file = nullptr;
};
struct FN_plain_base_bad : Plain {
  explicit FN_plain_base_bad(const char *path) {
    file = fopen(path, "r");
    if (!file)
      throw 1;
    must(fgetc(file) == '#');
  }
  FN_plain_base_bad(const FN_plain_base_bad &) = delete;
  ~FN_plain_base_bad() { fclose(file); }
};
