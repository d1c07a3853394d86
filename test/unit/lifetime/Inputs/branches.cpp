// What a branch says of the resource.
void work() noexcept;
bool ready() noexcept;
extern int level;

int null_forms_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!!f)
    fclose(f); // release
  return 0;
}

int equals_null_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (NULL == f)
    return -1;
  fclose(f); // release
  return 0;
}

int expect_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (__builtin_expect(f == nullptr, 0))
    return -1;
  fclose(f); // release
  return 0;
}

int assignment_in_condition_ok(const char *path) {
  FILE *f;
  if ((f = fopen(path, "r")) == NULL) // acquire
    return -1;
  fclose(f); // release
  return 0;
}

int assignment_in_condition_bad(const char *path, int n) {
  int fd;
  if ((fd = open(path, 0)) < 0 || n > 5) // acquire
    return -1; // leak: return
  close(fd); // release
  return 0;
}

int declared_in_condition_ok(const char *path) {
  if (FILE *f = fopen(path, "r")) { // acquire
    fclose(f); // release
    return 0;
  }
  return -1;
}

int init_statement_ok(const char *path) {
  if (FILE *f = fopen(path, "r"); f != nullptr) // acquire
    fclose(f); // release
  return 0;
}

int status_variable_ok(const char *host) {
  addrinfo *list;
  const int status = getaddrinfo(host, "80", nullptr, &list); // acquire
  if (status == 0) {
    freeaddrinfo(list); // release
  }
  return status;
}

int status_later_ok(const char *host) {
  addrinfo *list = nullptr;
  int status = getaddrinfo(host, "80", nullptr, &list); // acquire
  int result = 0;
  if (status != 0)
    result = -1;
  else
    result = 1;
  if (!status)
    freeaddrinfo(list); // release
  return result;
}

int bool_of_handle_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  const bool ok = f != nullptr;
  if (ok)
    fclose(f); // release
  return ok;
}

int bool_of_handle_negated_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  bool failed = !f;
  if (failed)
    return -1;
  fclose(f); // release
  return 0;
}

// The variable says nothing any more once it has been written.
int bool_overwritten_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  bool ok = f != nullptr;
  ok = ready();
  if (ok) {
    if (f)
      fclose(f); // release
  }
  return 0; // leak: return
}

int short_circuit_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (f && fgetc(f) == 'x')
    work();
  if (f)
    fclose(f); // release
  return 0;
}

int short_circuit_bad(const char *path, int n) {
  FILE *f = fopen(path, "r"); // acquire
  if (f && n > 0)
    fclose(f); // release
  return n; // leak: return
}

int two_acquired_bad(const char *a, const char *b) {
  FILE *in = fopen(a, "r"), *out = fopen(b, "w"); // acquire
  if (!in || !out)
    return -1; // leak: return
  fclose(in); // release
  fclose(out); // release
  return 0;
}

int two_acquired_ok(const char *a, const char *b) {
  FILE *in = fopen(a, "r"); // acquire
  FILE *out = fopen(b, "w"); // acquire
  if (in && out)
    work();
  if (in)
    fclose(in); // release
  if (out)
    fclose(out); // release
  return 0;
}

int ternary_release_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  return f ? fclose(f) : -1; // release
}

int ternary_acquire_ok(const char *path) {
  FILE *f = path ? fopen(path, "r") : stdin; // acquire
  if (!f)
    return -1;
  int c = fgetc(f);
  if (f != stdin)
    fclose(f); // release
  return c;
}

int ternary_by_name_ok(const char *path) {
  FILE *f = path ? fopen(path, "r") : stdin; // acquire
  if (!f)
    return -1;
  int c = fgetc(f);
  if (path)
    fclose(f); // release
  return c;
}

int ternary_acquire_bad(const char *path) {
  FILE *f = path ? fopen(path, "r") : stdin; // acquire
  if (!f)
    return -1;
  return fgetc(f); // leak: return
}

void stack_or_heap_ok(size_t n) {
  char stack[64];
  char *buffer = n > sizeof stack ? static_cast<char *>(malloc(n)) : stack; // acquire
  if (!buffer)
    return;
  buffer[0] = 0;
  if (buffer != stack)
    free(buffer); // release
}

void stack_or_heap_by_size_ok(size_t n) {
  char stack[64];
  char *buffer = n > sizeof stack ? static_cast<char *>(malloc(n)) : stack; // acquire
  if (!buffer)
    return;
  buffer[0] = 0;
  if (n > sizeof stack)
    free(buffer); // release
}

int stack_or_heap_bad(size_t n) {
  char stack[64];
  char *buffer = n > sizeof stack ? static_cast<char *>(malloc(n)) : stack; // acquire
  if (!buffer)
    return -1;
  if (buffer[0] == 'x')
    return 1; // leak: return
  if (buffer != stack)
    free(buffer); // release
  return 0;
}

int standard_stream_ok(const char *path) {
  FILE *f = stdout;
  if (path) {
    f = fopen(path, "w"); // acquire
    if (!f)
      return -1;
  }
  fputs("x", f);
  if (f != stdout)
    fclose(f); // release
  return 0;
}

int switch_ok(int kind, const char *path) {
  FILE *f = nullptr;
  switch (kind) {
  case 1:
    f = fopen(path, "r"); // acquire
    break;
  case 2:
    f = tmpfile(); // acquire
    break;
  default:
    return -1;
  }
  if (f)
    fclose(f); // release
  return 0;
}

int switch_bad(int kind, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  switch (kind) {
  case 1:
    break;
  case 2:
    return 2; // leak: return
  default:
    fclose(f); // release
    return 3;
  }
  fclose(f); // release
  return 0;
}

int switch_correlated_ok(int kind, const char *path) {
  FILE *f = nullptr;
  switch (kind) {
  case 1:
  case 2:
    f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
  }
  switch (kind) {
  case 2:
  case 1:
    fclose(f); // release
  }
  return 0;
}

int loop_ok(const char *const *paths, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    FILE *f = fopen(paths[i], "r"); // acquire
    if (!f)
      continue;
    sum += fgetc(f);
    fclose(f); // release
  }
  return sum;
}

int loop_continue_bad(const char *const *paths, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    FILE *f = fopen(paths[i], "r"); // acquire, leak: overwritten
    if (!f)
      continue;
    if (fgetc(f) == 'x')
      continue;
    fclose(f); // release
  }
  return sum; // leak: return
}

int loop_break_bad(const char *const *paths, int n) {
  for (int i = 0; i < n; ++i) {
    FILE *f = fopen(paths[i], "r"); // acquire
    if (!f)
      continue;
    if (fgetc(f) == 'x')
      break;
    fclose(f); // release
  }
  return n; // leak: return
}

// The body of this loop runs at least once.
int constant_bound_ok(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  for (int i = 0; i < 3; ++i)
    if (i == 2)
      fclose(f); // release
  return 0;
}

int until_opened_ok(const char *path) {
  FILE *f;
  while ((f = fopen(path, "r")) == nullptr) // acquire
    work();
  fclose(f); // release
  return 0;
}

int retry_ok(const char *path) {
  FILE *f = nullptr;
  for (int tries = 0; !f && tries < 3; ++tries)
    f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  fclose(f); // release
  return 0;
}

int do_while_ok(const char *path) {
  int c;
  do {
    FILE *f = fopen(path, "r"); // acquire
    if (!f)
      return -1;
    c = fgetc(f);
    fclose(f); // release
  } while (c != EOF);
  return 0;
}

int correlated_lock_ok(std::mutex &m, bool own, int n) {
  if (own)
    m.lock(); // acquire
  n *= 2;
  if (own)
    m.unlock(); // release
  return n;
}

int correlated_lock_bad(std::mutex &m, bool own, int n) {
  if (own)
    m.lock(); // acquire
  if (n < 0)
    return -1; // leak: return
  if (own)
    m.unlock(); // release
  return n;
}

// The condition changes in between; a release that is reached without the lock makes it the caller's.
int FN_correlated_changed_bad(std::mutex &m, bool own, int n) {
  if (own)
    m.lock();
  own = n > 3;
  if (own)
    m.unlock();
  return n;
}

// … of memory it does not.
int correlated_changed_bad(const char *path, bool own) {
  char *p = nullptr;
  if (own)
    p = strdup(path); // acquire
  own = ready();
  if (own)
    free(p); // release
  return 0; // leak: return
}

int correlated_compare_ok(const char *path, int mode) {
  FILE *f = nullptr;
  if (mode == 2)
    f = fopen(path, "r"); // acquire
  if (mode == 2 && !f)
    return -1;
  work();
  if (mode == 2)
    fclose(f); // release
  return 0;
}

int correlated_two_variables_ok(std::mutex &m, int a, int b) {
  if (a < b)
    m.lock(); // acquire
  work();
  if (b > a)
    m.unlock(); // release
  return 0;
}

int correlated_opposite_ok(std::mutex &m, bool already) {
  if (!already)
    m.lock(); // acquire
  int n = level;
  if (already)
    return n;
  m.unlock(); // release
  return n;
}

int correlated_call_ok(std::mutex &m) {
  if (ready())
    m.lock(); // acquire
  int n = level;
  if (ready())
    m.unlock(); // release
  return n;
}

int flag_variable_ok(std::mutex &m, int n) {
  bool locked = false;
  if (n > 3) {
    m.lock(); // acquire
    locked = true;
  }
  n *= 2;
  if (locked)
    m.unlock(); // release
  return n;
}

int flag_variable_bad(std::mutex &m, int n) {
  bool locked = false;
  if (n > 3) {
    m.lock(); // acquire
    if (n < 10)
      locked = true;
  }
  n *= 2;
  if (locked)
    m.unlock(); // release
  return n; // leak: return
}

// Descriptor 0 is left out on purpose.
int FN_descriptor_zero_bad(const char *path) {
  int fd = open(path, 0); // acquire
  if (fd > 0)
    close(fd); // release
  return 0;
}

// The flag outside of this function decides: taken as right.
int FN_decided_by_global_bad(const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (level)
    fclose(f); // release
  return 0;
}

int arithmetic_ok(const char *path, int n) {
  FILE *f = nullptr;
  if (n > 3)
    f = fopen(path, "r"); // acquire
  if (n > 3 && !f)
    return -1;
  if (n + n > 6)
    fclose(f); // release
  return 0;
}

struct Source {
  Source *inner();
  void rewind();
};

// Who calls a method through a pointer knows that it is not null.
void dereferenced_between_ok(Source *s, const char *path) {
  FILE *f = nullptr;
  if (s) {
    f = fopen(path, "r"); // acquire
    s = s->inner();
    s->rewind();
  }
  work();
  if (s && f)
    fclose(f); // release
}

// Whether another resource was had says nothing of who owns this one.
int other_lock_bad(std::mutex &m, const char *path) {
  FILE *f = fopen(path, "r"); // acquire
  if (!f)
    return -1;
  if (!m.try_lock()) { // acquire
    fclose(f); // release
    return -1;
  }
  m.unlock(); // release
  return 0; // leak: return
}

int put(char *to, unsigned n, const wchar_t *from, int length);
int count_or_minus_one_ok(char *to, unsigned n, const char *from) {
  char line[64], *text = line;
  int length = (int)mbstowcs(nullptr, from, 64);
  if (length >= 64) {
    length = (int)mbstowcs(nullptr, from, 0) + 1;
    text = (char *)malloc(length); // acquire
  }
  if (length >= 0) {
    if (text != line)
      free(text); // release
    return 1;
  }
  return 0;
}

bool inflated(const char *from, char *&to);
void copy_of_parameter_ok(const char *in, size_t length) {
  char *data = const_cast<char *>(in);
  if (data == nullptr) {
    data = (char *)malloc(length); // acquire
    if (!data)
      return;
  }
  if (data[0] == 31) {
    char *out = nullptr;
    if (!inflated(data, out)) {
      if (in != data)
        free(data); // release
      return;
    }
    if (in == nullptr)
      free(data); // release
    return;
  }
  if (in != data)
    free(data); // release
}

int pointers_that_have_not_moved_ok(const char *from, char **words) {
  char *text = strdup(from), **at = words; // acquire
  while (*from)
    if (*from++ == ' ')
      *at++ = text; // escape: stored
  *at = nullptr;
  if (at == words)
    free(text); // release
  return 0;
}

int pointers_that_have_moved_bad(const char *from, char **words) {
  char *text = strdup(from), **at = words; // acquire
  while (*from)
    if (*from++ == ' ')
      ++at;
  if (at == words)
    free(text); // release
  return 0; // leak: return
}

// The loop goes round at least once.
int rounds_ok(const char *text, int start, int n) {
  int end, rounds = 0;
  for (end = start + 1; end < n && text[end]; ++end)
    ;
  char *copy = strdup(text); // acquire
  for (int i = start; i < end; ++i)
    ++rounds;
  if (rounds)
    free(copy); // release
  return 0;
}

int copy_written_again_bad(const char *text, int n) {
  int m = n;
  char *copy = nullptr;
  if (n > 3)
    copy = strdup(text); // acquire
  m = 0;
  if (m > 3)
    free(copy);
  return 0; // leak: return
}
