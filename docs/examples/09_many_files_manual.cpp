// STD: 17
// By hand: right as long as every file opens.
#include <cstdio>
#include <string>
#include <vector>

static int merge(const std::vector<std::string> &paths) {
  std::vector<FILE *> files;
  for (const std::string &path : paths) {
    FILE *f = std::fopen(path.c_str(), "r");
    if (!f) {
      for (FILE *opened : files)
        std::fclose(opened);
      return -1;
    }
    files.push_back(f);
    std::printf("open %s\n", path.c_str());
  }
  for (FILE *f : files)
    std::printf("read %c\n", std::fgetc(f));
  for (FILE *f : files)
    std::fclose(f);
  return 0;
}

int main() {
  for (const char *name : {"a", "b", "c"}) {
    FILE *f = std::fopen(name, "w");
    if (!f)
      return 1;
    std::fputs(name, f);
    std::fclose(f);
  }
  merge({"a", "b", "c"});
  std::printf("%d\n", merge({"a", "b", "missing", "c"}));
}
