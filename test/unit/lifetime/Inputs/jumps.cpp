// goto, calls that never return, and main.
void work() noexcept;
bool ready() noexcept;
[[noreturn]] void die(const char *message);
extern void (*on_error)(void);

int goto_ok(const char *path) {
  int result = -1;
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    goto out;
  if (fgetc(f) == 'x')
    goto close;
  result = 0;
close:
  fclose(f); // release
out:
  return result;
}

int goto_bad(const char *path) {
  int result = -1;
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    goto out;
  if (fgetc(f) == 'x')
    goto out;
  result = 0;
  fclose(f); // release
out:
  return result; // leak: return
}

int goto_ladder_ok(const char *a, const char *b) {
  int rc = -1;
  FILE *in = nullptr;
  FILE *out = nullptr;
  char *buffer = nullptr;
  in = fopen(a, "r"); // acquire
  if (!in)
    goto done;
  out = fopen(b, "w"); // acquire
  if (!out)
    goto done;
  buffer = static_cast<char *>(malloc(100)); // acquire
  if (!buffer)
    goto done;
  rc = 0;
done:
  free(buffer); // release
  if (out)
    fclose(out); // release
  if (in)
    fclose(in); // release
  return rc;
}

int goto_ladder_bad(const char *a, const char *b) {
  int rc = -1;
  FILE *in = fopen(a, "r"); // acquire
  if (!in)
    goto none;
  {
    FILE *out = fopen(b, "w"); // acquire
    if (!out)
      goto none;
    rc = 0;
    fclose(out); // release
  }
  fclose(in); // release
none:
  return rc; // leak: return
}

int goto_backwards_ok(const char *path) {
  FILE *f;
again:
  f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (fgetc(f) == 'r') {
    fclose(f); // release
    goto again;
  }
  fclose(f); // release
  return 0;
}

int goto_backwards_bad(const char *path) {
  FILE *f;
again:
  f = fopen(path, "r"); // acquire, leak: overwritten
  if (!f)
    return -1;
  if (fgetc(f) == 'r')
    goto again;
  fclose(f); // release
  return 0;
}

void noreturn_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    exit(1);
  if (fgetc(f) == 'x')
    abort();
  if (fgetc(f) == 'y')
    die("y");
  fclose(f); // release
}

static void usage() {
  printf("usage");
  exit(2);
}

void noreturn_visible_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return;
  if (fgetc(f) == 'x')
    usage();
  fclose(f); // release
}

static void maybe_usage(int n) {
  if (n > 3)
    exit(2);
}

int noreturn_sometimes_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return 0;
  if (fgetc(f) == 'x') {
    maybe_usage(4);
    return 1; // leak: return
  }
  fclose(f); // release
  return 0;
}

void fork_child_ok(const char *path, char **arguments) {
  char *copy = strdup(path); // acquire
  if (fork() == 0) {
    execv(path, arguments);
    _exit(127);
  }
  free(copy); // release
}

// setjmp: the paths are not those that the text shows.
int setjmp_ok(const char *path) {
  jmp_buf b;
  FILE *f = fopen(path, "r");
  if (setjmp(b))
    return -1;
  fclose(f);
  return 0;
}
