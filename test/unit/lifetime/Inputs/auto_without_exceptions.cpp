// The project's own code in this unit neither throws nor catches: for memory and handles an unknown callee does not
// count, what is documented does.
void unknown();

int handle_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  unknown(); // below
  fclose(f); // release
  return 0;
}

int documented_bad(const char *path, const std::string &s) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  int n = std::stoi(s); // leak: throws
  fclose(f); // release
  return n;
}

// A unit without a throw, try or catch is most often part of a project without exceptions.
int FN_lock_bad(std::mutex &m) {
  m.lock(); // acquire
  unknown(); // below
  m.unlock(); // release
  return 0;
}
