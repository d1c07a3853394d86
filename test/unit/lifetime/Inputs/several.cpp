// Several resources in one function: the ways to their acquisitions are followed once, and each knows what it must.
bool step(int);
bool ready();

void independent_ok(const char *path, int n) {
  FILE *log = nullptr, *data = nullptr;
  if (n > 3)
    log = fopen(path, "a"); // acquire
  if (n > 5)
    data = fopen(path, "r"); // acquire
  if (n > 5 && data)
    fclose(data); // release
  if (n > 3 && log)
    fclose(log); // release
}

void one_of_two_bad(const char *path, int n) {
  FILE *log = nullptr, *data = nullptr;
  if (n > 3)
    log = fopen(path, "a"); // acquire
  if (n > 5)
    data = fopen(path, "r"); // acquire
  if (n > 6 && data)
    fclose(data); // release
  if (n > 3 && log)
    fclose(log); // release
} // leak: end

// The second round begins with what the first has left.
int in_rounds_ok(const char *path, int n) {
  bool opened = false;
  FILE *f = nullptr;
  char *line = nullptr;
  for (int i = 0; i < n; ++i) {
    if (!opened) {
      f = fopen(path, "r"); // acquire
      if (!f)
        return -1;
      opened = true;
    }
    line = static_cast<char *>(malloc(10)); // acquire
    free(line); // release
  }
  if (opened)
    fclose(f); // release
  return 0;
}

int in_rounds_bad(const char *path, int n) {
  bool opened = false;
  FILE *f = nullptr;
  char *line = nullptr;
  for (int i = 0; i < n; ++i) {
    if (!opened || i == 7) {
      f = fopen(path, "r"); // acquire, leak: overwritten
      if (!f)
        return -1; // leak: return
      opened = true;
    }
    line = static_cast<char *>(malloc(10)); // acquire, leak: overwritten
    if (step(i))
      continue;
    free(line); // release
  }
  if (opened)
    fclose(f); // release
  return 0; // leak: return
}

// A handler goes back: what comes before the acquisition comes behind it, too.
int again_ok(const char *path, int n) {
  bool tried = false;
  FILE *second = nullptr;
again:
  try {
    FILE *f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
    if (tried)
      second = fopen(path, "r"); // acquire
    fclose(f); // release
    if (tried && second)
      fclose(second); // release
    if (n < 0)
      throw n;
  } catch (int) {
    if (tried)
      return -2;
    tried = true;
    goto again;
  }
  return 0;
}

// A number that was negative in the first round is so in the second: it ends in the handler.
int again_bad(const char *path, int n) {
  bool tried = false;
again:
  try {
    FILE *f = fopen(path, "r"); // acquire, leak: overwritten
    if (!f)
      return -1; // leak: return
    FILE *g = fopen(path, "a"); // acquire, leak: overwritten
    if (n < 0)
      throw n;
    if (g)
      fclose(g); // release
    if (!tried)
      fclose(f); // release
  } catch (int) {
    if (tried)
      return -2; // leak: return
    tried = true;
    goto again;
  }
  return 0;
}

// What is known of the first says nothing of the second.
int after_the_first_bad(const char *path, bool deep) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  char *buffer = deep ? static_cast<char *>(malloc(99)) : nullptr; // acquire
  if (ready()) {
    fclose(f); // release
    return 1; // leak: return
  }
  if (deep)
    free(buffer); // release
  fclose(f); // release
  return 0;
}
