// The end of the process releases memory and handles; not in other functions.
bool ready();

int helper_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return 1;
  return fgetc(f); // leak: return
}

int main(int argc, char **argv) {
  char *copy = strdup(argv[0]); // acquire
  FILE *f = fopen(argv[1], "r"); // acquire
  if (!f)
    return 1;
  if (fgetc(f) == 'x')
    throw 1;
  fclose(f); // release
  return copy[0];
}
