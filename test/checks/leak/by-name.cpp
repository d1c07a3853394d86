// RUN: %check_raii %s raii-leak %t -by-name
// Pipes, lines, owners that let go, helpers that release.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <unistd.h>

struct Holder {
  FILE *file = nullptr;
  int *data = nullptr;
  ~Holder() {
    if (file)
      fclose(file);
    delete data;
  }
};
static bool close_on_error(FILE *f) {
  if (fgetc(f) == EOF) {
    fclose(f);
    return false;
  }
  return true;
}

int getline_ok(FILE *in) {
  char *line = nullptr;
  size_t size = 0;
  int n = 0;
  while (getline(&line, &size, in) >= 0)
    ++n;
  free(line);
  return n;
}

int pipe_bad(int n) {
  int ends[2];
  if (pipe(ends) != 0)
    return -1;
  if (n < 0) {
    close(ends[0]);
    return -1;
  }
  close(ends[0]);
  close(ends[1]);
  return 0;
}

int pipe_ok() {
  int ends[2];
  if (pipe(ends) != 0)
    return -1;
  close(ends[0]);
  close(ends[1]);
  return 0;
}

void local_owner_ok(const char *path) {
  Holder h;
  h.file = fopen(path, "r");
}

void released_from_unique_ptr_bad(bool early) {
  std::unique_ptr<int> owner(new int(3));
  int *p = owner.release();
  if (early)
    return;
  delete p;
}

// What the helper returns is not tied to what it does with the file.
int FN_closes_iff_it_fails_bad(const char *path, int n) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (!close_on_error(f))
    return -1;
  if (n)
    return n;
  fclose(f);
  return 0;
}

static void throws_sometimes(int n) {
  if (n > 3)
    throw n;
}
int caught_bad(int n) {
  int r = 0;
  try {
    int *p = new int(3);
    throws_sometimes(n);
    r = *p;
    delete p;
  } catch (int) {
    r = -1;
  }
  return r;
}
