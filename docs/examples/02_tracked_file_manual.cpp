// STD: 17
// By hand: the file is closed at the end of a body that may not get there.
#include <cstdio>
#include <stdexcept>

static int accesses = 0;

static void append(const char *path, const char *text, bool fail) {
  FILE *f = std::fopen(path, "a");
  if (!f)
    throw std::runtime_error("cannot open");
  ++accesses;
  std::printf("open %s\n", path);
  std::fputs(text, f);
  try {
    if (fail)
      throw std::runtime_error("disk full");
  } catch (...) {
    std::fclose(f);
    std::printf("close %s after an error\n", path);
    throw;
  }
  std::fclose(f);
  std::printf("close %s\n", path);
}

int main() {
  append("log.txt", "one\n", false);
  try {
    append("log.txt", "two\n", true);
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  std::printf("%d accesses\n", accesses);
}
