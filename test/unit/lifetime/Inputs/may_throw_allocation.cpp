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
