#include <unistd.h>

struct Spool {
  int n;
  ~Spool() noexcept(false); // flushes
};

// The fix is unsafe: an exception of ~Spool would end the program in the destructor of std::unique_ptr.
int load(const char *dir) {
  Spool *spool = new Spool{1};
  if (chdir(dir) != 0)
    return -1;
  delete spool;
  return 0;
}
