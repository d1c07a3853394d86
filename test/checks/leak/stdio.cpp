// RUN: %check_raii %s raii-leak %t
// Streams, pipes and directories on explicit paths.
#include <cstdio>
#include <cstring>
#include <dirent.h>

int early_return_bad(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  char line[80];
  if (!fgets(line, sizeof line, f))
    return -2;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: #include <cstdio>
// CHECK-FIXES-NEXT: #include <cstring>
// CHECK-FIXES-NEXT: #include <dirent.h>
// CHECK-FIXES-NEXT: #include <raii/unique_resource.hpp>
// CHECK-FIXES-EMPTY:
// CHECK-FIXES-NEXT: int early_return_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char line[80];
// CHECK-FIXES-NEXT:   if (!fgets(line, sizeof line, f.get()))
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int every_path_closes_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  char line[80];
  if (!fgets(line, sizeof line, f)) {
    fclose(f);
    return -2;
  }
  fclose(f);
  return 0;
}

void never_closed_bad(const char *path) {
  FILE *f = fopen(path, "w");
  if (f)
    fputs("text", f);
}
// CHECK-MESSAGES: :[[@LINE-4]]:13: warning: 'f' is never released [raii-leak]
// CHECK-FIXES: void never_closed_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "w"));
// CHECK-FIXES-NEXT:   if (f)
// CHECK-FIXES-NEXT:     fputs("text", f.get());
// CHECK-FIXES-NEXT: }

void closed_if_open_ok(const char *path) {
  FILE *f = fopen(path, "w");
  if (f) {
    fputs("text", f);
    fclose(f);
  }
}

bool assigned_in_condition_bad(const char *path, int n) {
  FILE *f;
  if ((f = fopen(path, "r")) == NULL)
    return false;
  if (n < 0)
    return false;
  fclose(f);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:12: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: bool assigned_in_condition_bad(const char *path, int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool assigned_in_condition_ok(const char *path) {
  FILE *f;
  if ((f = fopen(path, "r")) == nullptr)
    return false;
  const bool some = fgetc(f) != EOF;
  fclose(f);
  return some;
}

bool declared_in_condition_bad(const char *path) {
  if (FILE *f = fopen(path, "r")) {
    if (fgetc(f) == 'x')
      return true;
    fclose(f);
  }
  return false;
}
// CHECK-MESSAGES: :[[@LINE-7]]:17: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: bool declared_in_condition_bad(const char *path) {
// CHECK-FIXES-NEXT:   if (raii::unique_file f{fopen(path, "r")}) {
// CHECK-FIXES-NEXT:     if (fgetc(f.get()) == 'x')
// CHECK-FIXES-NEXT:       return true;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return false;
// CHECK-FIXES-NEXT: }

bool declared_in_condition_ok(const char *path) {
  if (FILE *f = fopen(path, "r")) {
    fclose(f);
    return true;
  }
  return false;
}

int second_open_fails_bad(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  if (!in)
    return 1;
  FILE *out = fopen(to, "w");
  if (!out)
    return 2;
  fputc(fgetc(in), out);
  fclose(out);
  fclose(in);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-11]]:14: warning: 'in' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int second_open_fails_bad(const char *from, const char *to) {
// CHECK-FIXES-NEXT:   raii::unique_file in(fopen(from, "r"));
// CHECK-FIXES-NEXT:   if (!in)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   FILE *out = fopen(to, "w");
// CHECK-FIXES-NEXT:   if (!out)
// CHECK-FIXES-NEXT:     return 2;
// CHECK-FIXES-NEXT:   fputc(fgetc(in.get()), out);
// CHECK-FIXES-NEXT:   fclose(out);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int second_open_fails_ok(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  if (!in)
    return 1;
  FILE *out = fopen(to, "w");
  if (!out) {
    fclose(in);
    return 2;
  }
  fclose(out);
  fclose(in);
  return 0;
}

int both_tested_together_bad(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  FILE *out = fopen(to, "w");
  if (!in || !out)
    return 1;
  fclose(out);
  fclose(in);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:14: warning: 'in' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:15: warning: 'out' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int both_tested_together_bad(const char *from, const char *to) {
// CHECK-FIXES-NEXT:   raii::unique_file in(fopen(from, "r"));
// CHECK-FIXES-NEXT:   raii::unique_file out(fopen(to, "w"));
// CHECK-FIXES-NEXT:   if (!in || !out)
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   out.reset();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int both_tested_together_ok(const char *from, const char *to) {
  FILE *in = fopen(from, "r");
  FILE *out = fopen(to, "w");
  if (!in || !out) {
    if (in)
      fclose(in);
    if (out)
      fclose(out);
    return 1;
  }
  fclose(out);
  fclose(in);
  return 0;
}

int pipe_bad(const char *command) {
  FILE *p = popen(command, "r");
  if (!p)
    return -1;
  char line[80];
  if (!fgets(line, sizeof line, p))
    return -1;
  return pclose(p);
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int pipe_bad(const char *command) {
// CHECK-FIXES-NEXT:   raii::unique_pipe p(popen(command, "r"));
// CHECK-FIXES-NEXT:   if (!p)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   char line[80];
// CHECK-FIXES-NEXT:   if (!fgets(line, sizeof line, p.get()))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return pclose(p.release());
// CHECK-FIXES-NEXT: }

int pipe_ok(const char *command) {
  FILE *p = popen(command, "r");
  if (!p)
    return -1;
  return pclose(p);
}

int directory_bad(const char *path) {
  DIR *d = opendir(path);
  if (!d)
    return -1;
  int n = 0;
  while (struct dirent *e = readdir(d)) {
    if (strcmp(e->d_name, "stop") == 0)
      return n;
    ++n;
  }
  closedir(d);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-12]]:12: warning: 'd' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int directory_bad(const char *path) {
// CHECK-FIXES-NEXT:   raii::unique_dir d(opendir(path));
// CHECK-FIXES-NEXT:   if (!d)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   int n = 0;
// CHECK-FIXES-NEXT:   while (struct dirent *e = readdir(d.get())) {
// CHECK-FIXES-NEXT:     if (strcmp(e->d_name, "stop") == 0)
// CHECK-FIXES-NEXT:       return n;
// CHECK-FIXES-NEXT:     ++n;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

int directory_ok(const char *path) {
  DIR *d = opendir(path);
  if (!d)
    return -1;
  int n = 0;
  while (readdir(d))
    ++n;
  closedir(d);
  return n;
}

int temporary_file_bad(int n) {
  FILE *f = tmpfile();
  if (f == nullptr)
    return -1;
  if (n > 10)
    return n;
  fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-8]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int temporary_file_bad(int n) {
// CHECK-FIXES-NEXT:   raii::unique_file f(tmpfile());
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   if (n > 10)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int standard_stream_ok(const char *path) {
  FILE *f = path ? fopen(path, "r") : stdin;
  if (!f)
    return -1;
  const int c = fgetc(f);
  if (f != stdin)
    fclose(f);
  return c;
}

int standard_stream_bad(const char *path, int n) {
  FILE *f = path ? fopen(path, "r") : stdin;
  if (!f)
    return -1;
  if (n == 0)
    return 0;
  if (f != stdin)
    fclose(f);
  return n;
}
// CHECK-MESSAGES: :[[@LINE-9]]:20: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-10]]:20: note: no fix: it is owned on some paths only (the acquisition is part of a larger expression)

bool reopened_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  f = freopen(path, "w", f);
  if (!f)
    return false;
  fclose(f);
  return true;
}
