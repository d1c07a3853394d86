// RUN: %check_raii %s raii-cleanup-loop %t
// Several kinds of resource that one loop acquires and keeps side by side.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

bool use(FILE *, char *) noexcept;
int count() noexcept;

int both_bad(const std::vector<std::string> &paths) {
  std::vector<FILE *> files;
  std::vector<char *> lines;
  for (const std::string &path : paths) {
    FILE *f = fopen(path.c_str(), "r");
    if (!f) {
      for (auto i = files.size(); i-- > 0;) {
        free(lines[i]);
        fclose(files[i]);
      }
      return -1;
    }
    char *line = strdup("line");
    files.push_back(f);
    lines.push_back(line);
  }
  for (FILE *f : files)
    use(f, nullptr);
  for (auto i = files.size(); i-- > 0;) {
    free(lines[i]);
    fclose(files[i]);
  }
  return count();
}
// CHECK-MESSAGES: :[[@LINE-20]]:15: remark: the elements of 'files' and 'lines' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int both_bad(const std::vector<std::string> &paths) {
// CHECK-FIXES-NEXT:   std::vector<FILE *> files;
// CHECK-FIXES-NEXT:   std::vector<char *> lines;
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   for (const std::string &path : paths) {
// CHECK-FIXES-NEXT:     FILE *f = fopen(path.c_str(), "r");
// CHECK-FIXES-NEXT:     if (!f) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     char *line = strdup("line");
// CHECK-FIXES-NEXT:     files.push_back(f);
// CHECK-FIXES-NEXT:     cleanup_stack.callback([f] { fclose(f); });
// CHECK-FIXES-NEXT:     lines.push_back(line);
// CHECK-FIXES-NEXT:     cleanup_stack.callback([line] { free(line); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   for (FILE *f : files)
// CHECK-FIXES-NEXT:     use(f, nullptr);
// CHECK-FIXES-NEXT:   cleanup_stack.close();
// CHECK-FIXES-NEXT:   return count();
// CHECK-FIXES-NEXT: }

// Refused, each with its reason.

void order_bad(int n) {
  std::vector<FILE *> files;
  std::vector<char *> lines;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    char *line = strdup("line");
    files.push_back(f);
    lines.push_back(line);
  }
  for (auto i = files.size(); i-- > 0;) {
    fclose(files[i]);
    free(lines[i]);
  }
}
// CHECK-MESSAGES: :[[@LINE-9]]:18: remark: the elements of 'lines' and 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-10]]:18: note: no fix: the code has a shape that the rewriter does not know (they are not kept side by side in the order of the acquisitions)

void apart_bad(int n) {
  std::vector<FILE *> files;
  std::vector<char *> lines;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    files.push_back(f);
    if (!use(f, nullptr))
      continue;
    char *line = strdup("line");
    lines.push_back(line);
  }
  for (auto i = lines.size(); i-- > 0;) {
    free(lines[i]);
    fclose(files[i]);
  }
}
// CHECK-MESSAGES: :[[@LINE-12]]:15: remark: the elements of 'files' and 'lines' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-13]]:15: note: no fix: the code has a shape that the rewriter does not know (they are not kept side by side in the order of the acquisitions)

void leaves_bad(int n) {
  std::vector<FILE *> files;
  std::vector<char *> lines;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    if (!f)
      return;
    char *line = strdup("line");
    files.push_back(f);
    lines.push_back(line);
  }
  for (auto i = lines.size(); i-- > 0;) {
    free(lines[i]);
    fclose(files[i]);
  }
}
// CHECK-MESSAGES: :[[@LINE-12]]:15: remark: the elements of 'files' and 'lines' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-13]]:15: note: no fix: it is owned on some paths only (a way out does not release them)

void given(std::vector<FILE *> &) noexcept;
void given_bad(int n) {
  std::vector<FILE *> files;
  std::vector<char *> lines;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    char *line = strdup("line");
    files.push_back(f);
    lines.push_back(line);
  }
  given(files);
  for (auto i = lines.size(); i-- > 0;) {
    free(lines[i]);
    fclose(files[i]);
  }
}
// CHECK-MESSAGES: :[[@LINE-11]]:15: remark: the elements of 'files' and 'lines' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-12]]:15: note: no fix: it is owned on some paths only ('files' is used in other ways, too)

// Nothing of the kind: another loop does more than release.
void more_ok(int n) {
  std::vector<FILE *> files;
  std::vector<char *> lines;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    char *line = strdup("line");
    files.push_back(f);
    lines.push_back(line);
  }
  for (auto i = lines.size(); i-- > 0;) {
    puts(lines[i]);
    free(lines[i]);
    fclose(files[i]);
  }
}
