// STD: 17
// By hand: each failure must undo one step more than the one before.
#include <cstdio>
#include <cstdlib>

static bool step(int n, int fail_at, const char *what) {
  if (n == fail_at)
    return false;
  std::printf("%s\n", what);
  return true;
}
static void undo(const char *what) { std::printf("undo: %s\n", what); }

static bool install(int fail_at) {
  if (!step(1, fail_at, "create directory"))
    return false;
  if (!step(2, fail_at, "copy files")) {
    undo("create directory");
    return false;
  }
  if (!step(3, fail_at, "register")) {
    undo("create directory"); // and the files stay
    return false;
  }
  return true;
}

int main() {
  for (int fail_at = 1; fail_at <= 4; ++fail_at)
    std::puts(install(fail_at) ? "installed" : "failed");
}
