#include <dlfcn.h>
#include <unistd.h>

// The fix is unsafe: the guard's dlclose may change errno between the failing chdir and the caller's look at it.
int load(const char *path, const char *dir) {
  void *lib = dlopen(path, RTLD_NOW);
  if (!lib)
    return -1;
  if (chdir(dir) != 0)
    return -1;
  dlclose(lib);
  return 0;
}
