// STD: 17
// Contexts that are entered only sometimes: the stack holds those that were.
#include <cstdio>
#include <iostream>
#include <raii/contextlib.hpp>
#include <raii/exit_stack.hpp>
#include <sstream>

struct noisy {
  const char *name;
  void enter() { std::printf("lock %s\n", name); }
  void exit(const std::exception_ptr &) { std::printf("unlock %s\n", name); }
};

static std::string report(bool locked, bool captured) {
  std::ostringstream text;
  raii::exit_stack stack;
  if (locked)
    stack.enter_context(noisy{"table"});
  if (captured)
    stack.enter_context(raii::redirect_stream(std::cout, text));
  std::cout << "report" << std::endl;
  stack.close();
  return text.str();
}

int main() {
  std::cout << std::unitbuf;
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  report(false, false);
  report(true, false);
  const std::string text = report(true, true);
  std::printf("captured %zu characters\n", text.size());
}
