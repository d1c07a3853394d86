// RUN: %check_raii %s raii-partial-rollback %t -unsafe
// What takes a step back speaks of its result, or of a file that the step has made.
#include <fcntl.h>
#include <map>
#include <string>
#include <unistd.h>

bool store(int) noexcept;
bool notify(int) noexcept;

struct Places {
  std::map<int, int> places;
  bool bound_bad(int n) {
    auto [it, added] = places.emplace(n, n);
    if (!store(n)) {
      places.erase(it);
      return false;
    }
    if (!notify(n))
      return false;
    return added;
  }
};

bool first_bad(std::map<int, int> &places, int n) {
  const auto made = places.emplace(n, n);
  if (!store(n)) {
    places.erase(made.first);
    return false;
  }
  if (!notify(n))
    return false;
  return made.second;
}

// The descriptor is raii-leak's, the file on the disk is not.
int file_bad(const char *path, int n) {
  const int fd = creat(path, 0600);
  if (fd < 0)
    return -1;
  if (!store(n)) {
    close(fd);
    unlink(path);
    return -2;
  }
  if (!notify(n)) {
    close(fd);
    return -3;
  }
  close(fd);
  return 0;
}
