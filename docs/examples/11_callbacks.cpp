// STD: 17
// Callbacks registered as the work goes on; the last one runs first. When all
// steps are done, the undo is handed to the caller instead.
#include <cstdio>
#include <raii/exit_stack.hpp>
#include <stdexcept>

static raii::exit_stack install(int fail_at) {
  raii::exit_stack undo;
  auto step = [&](int n, const char *what) {
    if (n == fail_at)
      throw std::runtime_error(what);
    std::printf("%s\n", what);
    undo.callback([what] { std::printf("undo: %s\n", what); });
  };
  step(1, "create directory");
  step(2, "copy files");
  step(3, "register");
  return undo.pop_all();
}

int main() {
  for (int fail_at = 1; fail_at <= 4; ++fail_at) {
    try {
      raii::exit_stack uninstall = install(fail_at);
      std::puts("installed");
      uninstall.close();
    } catch (const std::exception &e) {
      std::printf("failed: %s\n", e.what());
    }
  }
}
