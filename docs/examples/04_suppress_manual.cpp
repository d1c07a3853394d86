// STD: 17
// By hand: the catch takes more than it should, and a bug goes unnoticed.
#include <cstdio>
#include <stdexcept>

struct not_found : std::runtime_error {
  using std::runtime_error::runtime_error;
};

static void look(bool bug) {
  std::puts("looking");
  if (bug)
    throw std::logic_error("a bug");
  throw not_found("key");
}

int main() {
  try {
    look(false);
  } catch (...) {
  }
  try {
    look(true);
  } catch (...) {
  }
  std::puts("nothing seen");
}
