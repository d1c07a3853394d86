// STD: 17
// A number of files known only at run time, closed in reverse, all of them,
// wherever the loop ends.
#include <cstdio>
#include <raii/exit_stack.hpp>
#include <raii/unique_resource.hpp>
#include <stdexcept>
#include <string>
#include <vector>

static void merge(const std::vector<std::string> &paths) {
  raii::exit_stack open;
  std::vector<FILE *> files;
  for (const std::string &path : paths) {
    FILE *f = std::fopen(path.c_str(), "r");
    if (!f)
      throw std::runtime_error("cannot open " + path);
    open.callback([f, path] {
      std::fclose(f);
      std::printf("close %s\n", path.c_str());
    });
    files.push_back(f);
    std::printf("open %s\n", path.c_str());
  }
  for (FILE *f : files)
    std::printf("read %c\n", std::fgetc(f));
}

int main() {
  for (const char *name : {"a", "b", "c"}) {
    raii::unique_file f(std::fopen(name, "w"));
    std::fputs(name, f.get());
  }
  merge({"a", "b", "c"});
  try {
    merge({"a", "b", "missing", "c"});
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
