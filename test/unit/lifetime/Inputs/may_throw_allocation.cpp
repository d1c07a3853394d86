// may-throw: allocation
// The tier that the user chose counts, and those that are surer.
void unknown();
static void throws(int n) {
  if (n)
    throw n;
}

void visible_callee_bad(const char *path, const std::string &s, std::vector<int> &v) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  throws(3); // leak: throws
  fclose(f); // release
}

void documented_callee_bad(const char *path, const std::string &s, std::vector<int> &v) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  std::stoi(s); // leak: throws
  fclose(f); // release
}

void unknown_callee_bad(const char *path, const std::string &s, std::vector<int> &v) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  unknown(); // leak: throws
  fclose(f); // release
}

void allocation_callee_bad(const char *path, const std::string &s, std::vector<int> &v) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  v.push_back(1); // leak: throws
  fclose(f); // release
}

// A project's own lock: the catalogue says that taking and giving it back does not throw, its declaration says nothing.
struct SpinLock {
  void lock();
  void unlock();
};

void lock_does_not_throw_ok(SpinLock &l, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  l.lock();   // acquire
  l.unlock(); // release
  fclose(f);  // release
}

void unlock_in_handler_ok(SpinLock &l) {
  l.lock(); // acquire
  try {
    l.unlock(); // release
  } catch (...) {
    l.unlock();
  }
}

void lock_guard_does_not_throw_ok(std::mutex &m, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  std::lock_guard<std::mutex> guard(m);
  fclose(f); // release
}

void access_through_pointers_ok(std::unique_ptr<std::string> &p, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  if ((*p).empty() || p->empty())
    fputs("empty", f);
  fclose(f); // release
}

void overwritten_by_new_bad(int n) {
  int *p = nullptr;
  while (n--)
    p = new int(n); // acquire, leak: overwritten
  delete p; // release
}
