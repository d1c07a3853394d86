// flags: -fno-exceptions
// Nothing throws here.
void may_throw();

int unknown_callee_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  may_throw();
  fclose(f); // release
  return 0;
}

int lock_ok(std::mutex &m, std::vector<int> &v) {
  m.lock(); // acquire
  int n = v.at(2);
  m.unlock(); // release
  return n;
}

int early_return_bad(std::mutex &m, int n) {
  m.lock(); // acquire
  if (n)
    return n; // leak: return
  m.unlock(); // release
  return 0;
}
