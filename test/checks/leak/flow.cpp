// RUN: %check_raii %s raii-leak %t
// The ways out: return, goto, switch, loops, short circuits, conditions that go together.
#include <cstdio>
#include <cstdlib>

[[noreturn]] void die(const char *);
bool ready();
int next();

int goto_skips_release_bad(const char *path, int n) {
  int r = -1;
  FILE *f = fopen(path, "r");
  if (!f)
    goto out;
  if (n == 3)
    goto out;
  r = fgetc(f);
  fclose(f);
out:
  return r;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int goto_skips_release_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   int r = -1;
// CHECK-FIXES-NEXT:   FILE *f = fopen(path, "r");
// CHECK-FIXES-NEXT:   raii::unique_file f_guard(f);
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   if (n == 3)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   r = fgetc(f);
// CHECK-FIXES-NEXT:   f_guard.reset();
// CHECK-FIXES-NEXT: out:
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int goto_ladder_ok(const char *a, const char *b) {
  int r = -1;
  FILE *f = nullptr, *g = nullptr;
  f = fopen(a, "r");
  if (!f)
    goto out;
  g = fopen(b, "r");
  if (!g)
    goto close_f;
  r = 0;
  fclose(g);
close_f:
  fclose(f);
out:
  return r;
}

int goto_wrong_label_bad(const char *a, const char *b) {
  int r = -1;
  FILE *f = nullptr, *g = nullptr;
  f = fopen(a, "r");
  if (!f)
    goto out;
  g = fopen(b, "r");
  if (!g)
    goto out;
  r = 0;
  fclose(g);
  fclose(f);
out:
  return r;
}
// CHECK-MESSAGES: :[[@LINE-12]]:7: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int goto_wrong_label_bad(const char *a, const char *b) {
// CHECK-FIXES-NEXT:   int r = -1;
// CHECK-FIXES-NEXT:   raii::unique_file f;
// CHECK-FIXES-NEXT:   FILE *g = nullptr;
// CHECK-FIXES-NEXT:   f.reset(fopen(a, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   g = fopen(b, "r");
// CHECK-FIXES-NEXT:   if (!g)
// CHECK-FIXES-NEXT:     goto out;
// CHECK-FIXES-NEXT:   r = 0;
// CHECK-FIXES-NEXT:   fclose(g);
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT: out:
// CHECK-FIXES-NEXT:   return r;
// CHECK-FIXES-NEXT: }

int switch_bad(const char *path, int kind) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  switch (kind) {
  case 0:
    fclose(f);
    return 0;
  case 1:
    return 1;
  default:
    fclose(f);
    return 2;
  }
}
// CHECK-MESSAGES: :[[@LINE-14]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int switch_bad(const char *path, int kind) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   switch (kind) {
// CHECK-FIXES-NEXT:   case 0:
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   case 1:
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   default:
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

int switch_ok(const char *path, int kind) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  int r = 0;
  switch (kind) {
  case 0:
    r = 7;
    break;
  case 1:
    r = 8;
  }
  fclose(f);
  return r;
}

int switch_no_case_bad(const char *path, int kind) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  switch (kind) {
  case 0:
  case 1:
    fclose(f);
  }
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int switch_no_case_bad(const char *path, int kind) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   switch (kind) {
// CHECK-FIXES-NEXT:   case 0:
// CHECK-FIXES-NEXT:   case 1:
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int break_in_loop_bad(int n) {
  for (int i = 0; i < n; ++i) {
    char *p = (char *)malloc(8);
    if (!p)
      break;
    if (i == next())
      break;
    free(p);
  }
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:23: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int break_in_loop_bad(int n) {
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     raii::unique_malloc p((char *)malloc(8));
// CHECK-FIXES-NEXT:     if (!p)
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:     if (i == next())
// CHECK-FIXES-NEXT:       break;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

int break_in_loop_ok(int n) {
  for (int i = 0; i < n; ++i) {
    char *p = (char *)malloc(8);
    if (!p)
      break;
    if (i == next()) {
      free(p);
      break;
    }
    free(p);
  }
  return n;
}

int continue_in_loop_bad(int n) {
  int sum = 0;
  while (n-- > 0) {
    int *p = new int(n);
    if (*p % 2)
      continue;
    sum += *p;
    delete p;
  }
  return sum;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: warning: 'p' is not released on every path round the loop [raii-leak]
// CHECK-FIXES: int continue_in_loop_bad(int n) {
// CHECK-FIXES-NEXT:   int sum = 0;
// CHECK-FIXES-NEXT:   while (n-- > 0) {
// CHECK-FIXES-NEXT:     auto p = std::make_unique<int>(n);
// CHECK-FIXES-NEXT:     if (*p % 2)
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:     sum += *p;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return sum;
// CHECK-FIXES-NEXT: }

void end_of_scope_bad(bool deep) {
  if (deep) {
    int *p = new int(1);
    *p = 2;
  }
  ready();
}
// CHECK-MESSAGES: :[[@LINE-5]]:14: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: void end_of_scope_bad(bool deep) {
// CHECK-FIXES-NEXT:   if (deep) {
// CHECK-FIXES-NEXT:     auto p = std::make_unique<int>(1);
// CHECK-FIXES-NEXT:     *p = 2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   ready();
// CHECK-FIXES-NEXT: }

int short_circuit_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (f && fgetc(f) == 'x')
    return 1;
  if (f)
    fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int short_circuit_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (f && fgetc(f.get()) == 'x')
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int short_circuit_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f || fgetc(f) == EOF) {
    if (f)
      fclose(f);
    return 1;
  }
  fclose(f);
  return 0;
}

int status_variable_ok(const char *path) {
  int status = 0;
  FILE *f = fopen(path, "r");
  if (!f)
    status = -1;
  if (status == 0)
    status = fgetc(f);
  if (f)
    fclose(f);
  return status;
}

int status_flag_ok(const char *path) {
  bool opened = false;
  FILE *f = fopen(path, "r");
  if (f)
    opened = true;
  int r = 0;
  if (opened)
    r = fgetc(f);
  if (opened)
    fclose(f);
  return r;
}

int named_test_ok(const char *path) {
  FILE *f = fopen(path, "r");
  const bool ok = f != nullptr;
  if (!ok)
    return -1;
  fclose(f);
  return 0;
}

int named_test_bad(const char *path) {
  FILE *f = fopen(path, "r");
  const bool ok = f != nullptr;
  if (!ok)
    return -1;
  if (ready())
    return 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int named_test_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   const bool ok = f.get() != nullptr;
// CHECK-FIXES-NEXT:   if (!ok)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int double_negation_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!!f)
    fclose(f);
  return 0;
}

int expected_branch_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (__builtin_expect(!f, 0))
    return -1;
  fclose(f);
  return 0;
}

int same_condition_twice_ok(const char *path, bool want) {
  FILE *f = nullptr;
  if (want)
    f = fopen(path, "r");
  const int r = next();
  if (want && f)
    fclose(f);
  return r;
}

int condition_changes_bad(const char *path, bool want) {
  FILE *f = nullptr;
  if (want)
    f = fopen(path, "r");
  want = ready();
  if (want && f)
    fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:9: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int condition_changes_bad(const char *path, bool want) {
// CHECK-FIXES-NEXT:   raii::unique_file f;
// CHECK-FIXES-NEXT:   if (want)
// CHECK-FIXES-NEXT:     f.reset(fopen(path, "r"));
// CHECK-FIXES-NEXT:   want = ready();
// CHECK-FIXES-NEXT:   if (want && f)
// CHECK-FIXES-NEXT:     f.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int noreturn_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (fgetc(f) != 'x')
    die("not an x");
  fclose(f);
  return 0;
}

int exit_ok(const char *path) {
  int *p = new int(1);
  if (!path)
    exit(1);
  delete p;
  return 0;
}

int comma_and_ternary_ok(const char *path) {
  FILE *f;
  return (f = fopen(path, "r")) ? (fclose(f), 1) : 0;
}

int ternary_bad(const char *path, bool want) {
  FILE *f = fopen(path, "r");
  if (!f)
    return 0;
  return want ? (fclose(f), 1) : 2;
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int ternary_bad(const char *path, bool want) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return 0;
// CHECK-FIXES-NEXT:   return want ? (fclose(f.release()), 1) : 2;
// CHECK-FIXES-NEXT: }

int do_while_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  do {
    if (fgetc(f) == 'x')
      return 1;
  } while (ready());
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int do_while_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   do {
// CHECK-FIXES-NEXT:     if (fgetc(f.get()) == 'x')
// CHECK-FIXES-NEXT:       return 1;
// CHECK-FIXES-NEXT:   } while (ready());
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int do_while_ok(const char *path) {
  FILE *f;
  do {
    f = fopen(path, "r");
  } while (!f && ready());
  if (f)
    fclose(f);
  return 0;
}

int throw_statement_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  if (ready())
    throw 1;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int throw_statement_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (ready())
// CHECK-FIXES-NEXT:     throw 1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int throw_caught_here_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    if (ready())
      throw 1;
  } catch (int) {
  }
  fclose(f);
  return 0;
}

int throw_of_another_type_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    if (ready())
      throw 1.5;
  } catch (int) {
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int throw_of_another_type_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   try {
// CHECK-FIXES-NEXT:     if (ready())
// CHECK-FIXES-NEXT:       throw 1.5;
// CHECK-FIXES-NEXT:   } catch (int) {
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int handler_returns_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  try {
    if (ready())
      throw 1;
  } catch (...) {
    return -2;
  }
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-12]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int handler_returns_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   try {
// CHECK-FIXES-NEXT:     if (ready())
// CHECK-FIXES-NEXT:       throw 1;
// CHECK-FIXES-NEXT:   } catch (...) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int inner_function_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  auto early = [](int n) {
    if (n)
      return 1;
    return 2;
  };
  const int r = early(1);
  fclose(f);
  return r;
}
