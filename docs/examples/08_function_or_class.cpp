// STD: 20
// The same manager as a coroutine and as a class. The coroutine is enough
// where a manager only does something before and after; the class where it
// has a state that others ask for, or is entered more than once.
#include <cstdio>
#include <raii/context.hpp>
#include <string>

static raii::context<void> indented(std::string &indent) {
  indent += "  ";
  co_yield{};
  indent.resize(indent.size() - 2);
}

class indentation {
public:
  void enter() { ++depth_; }
  void exit(const std::exception_ptr &) { --depth_; }
  void line(const char *text) const {
    std::printf("%*s%s\n", depth_ * 2, "", text);
  }

private:
  int depth_ = 0;
};

int main() {
  std::string indent;
  (void)raii::with(indented(indent), [&] {
    std::printf("%sone\n", indent.c_str());
    (void)raii::with(indented(indent),
                     [&] { std::printf("%stwo\n", indent.c_str()); });
  });
  indentation i;
  raii::with(i, [&] {
    i.line("one");
    raii::with(i, [&] { i.line("two"); }); // entered again
  });
  i.line("zero");
}
