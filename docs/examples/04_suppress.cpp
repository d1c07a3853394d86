// STD: 17
// An exit that suppresses the exceptions it was told of, and no others.
// Derived types count, as in a catch clause.
#include <cstdio>
#include <raii/contextlib.hpp>
#include <stdexcept>

struct not_found : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct key_not_found : not_found {
  using not_found::not_found;
};

int main() {
  const bool finished = raii::with(raii::suppress<not_found>(), [] {
    std::puts("looking");
    throw key_not_found("key");
  });
  std::printf("finished: %s\n", finished ? "yes" : "no");
  auto length = raii::with(raii::suppress<not_found>(), [] { return 5; });
  std::printf("length: %d\n", length.value_or(-1));
  try {
    (void)raii::with(raii::suppress<not_found>(),
                     [] { throw std::logic_error("a bug"); });
  } catch (const std::logic_error &e) {
    std::printf("passed: %s\n", e.what());
  }
}
