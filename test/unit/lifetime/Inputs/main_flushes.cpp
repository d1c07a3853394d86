// What main must not leave: locks, a pipe whose child is waited for, an open transaction; what is overwritten.
bool ready();

int main(int argc, char **argv) {
  static std::mutex m;
  m.lock(); // acquire
  FILE *p = popen(argv[0], "r"); // acquire
  if (argc > 3)
    return 1; // leak: return
  pclose(p); // release
  m.unlock(); // release
  char *s = strdup(argv[1]); // acquire
  s = strdup(argv[2]); // acquire, leak: overwritten
  return s[0];
}
