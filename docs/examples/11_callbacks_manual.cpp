// STD: 17
// By hand: each failure must undo one step more than the one before, and one
// of them does not.
#include <cstdio>

static int fail_at = 0, step = 0;
static bool done(const char *what) {
  if (++step == fail_at)
    return false;
  std::printf("%s\n", what);
  return true;
}
static bool create_directory() { return done("create directory"); }
static bool copy_files() { return done("copy files"); }
static bool add_service() { return done("add service"); }
static bool start_service() { return done("start service"); }
static void remove_directory() { std::puts("undo: create directory"); }
static void delete_files() { std::puts("undo: copy files"); }
static void remove_service() { std::puts("undo: add service"); }

static bool install() {
  if (!create_directory())
    return false;
  if (!copy_files()) {
    remove_directory();
    return false;
  }
  if (!add_service()) {
    remove_directory(); // and the files stay
    return false;
  }
  if (!start_service()) {
    remove_service();
    delete_files();
    remove_directory();
    return false;
  }
  return true;
}

int main() {
  for (fail_at = 1; fail_at <= 5; ++fail_at) {
    step = 0;
    std::puts(install() ? "installed" : "failed");
  }
}
