// STD: 17
// A manager as a class: a file that counts how often it was used.
#include <cstdio>
#include <raii/unique_resource.hpp>
#include <raii/with.hpp>
#include <stdexcept>
#include <string>

class tracked_file {
public:
  tracked_file(std::string path, const char *mode)
      : path_(std::move(path)), mode_(mode) {}

  FILE *enter() {
    file_.reset(std::fopen(path_.c_str(), mode_));
    if (!file_)
      throw std::runtime_error("cannot open " + path_);
    ++accesses_;
    std::printf("open %s\n", path_.c_str());
    return file_.get();
  }
  void exit(const std::exception_ptr &error) {
    file_.reset();
    std::printf("close %s%s\n", path_.c_str(), error ? " after an error" : "");
  }
  int accesses() const { return accesses_; }

private:
  std::string path_;
  const char *mode_;
  raii::unique_file file_;
  int accesses_ = 0;
};

int main() {
  tracked_file log("log.txt", "a");
  raii::with(log, [](FILE *f) { std::fputs("one\n", f); });
  try {
    raii::with(log, [](FILE *f) {
      std::fputs("two\n", f);
      throw std::runtime_error("disk full");
    });
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
  std::printf("%d accesses\n", log.accesses());
  tracked_file missing("no/such/file", "r");
  try {
    raii::with(missing, [] { std::puts("not reached"); });
  } catch (const std::exception &e) {
    std::printf("error: %s, %d accesses\n", e.what(), missing.accesses());
  }
}
