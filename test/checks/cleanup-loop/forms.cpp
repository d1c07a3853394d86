// RUN: %check_raii %s raii-cleanup-loop %t
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

struct Item {
  int n;
};
void adopt(std::vector<FILE *> &);

int files_bad(const std::vector<std::string> &paths) {
  std::vector<FILE *> files;
  for (const std::string &path : paths) {
    FILE *f = fopen(path.c_str(), "r");
    if (!f) {
      for (FILE *opened : files)
        fclose(opened);
      return -1;
    }
    files.push_back(f);
  }
  for (FILE *f : files)
    printf("%c\n", fgetc(f));
  for (FILE *f : files)
    fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-14]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int files_bad(const std::vector<std::string> &paths) {
// CHECK-FIXES-NEXT:   std::vector<FILE *> files;
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([&files] {
// CHECK-FIXES-NEXT:     for (FILE *opened : files) fclose(opened);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (const std::string &path : paths) {
// CHECK-FIXES-NEXT:     FILE *f = fopen(path.c_str(), "r");
// CHECK-FIXES-NEXT:     if (!f) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     files.push_back(f);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   for (FILE *f : files)
// CHECK-FIXES-NEXT:     printf("%c\n", fgetc(f));
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

void items_bad(int n) {
  std::vector<Item *> items;
  for (int i = 0; i < n; ++i)
    items.push_back(new Item{i});
  for (Item *p : items)
    printf("%d\n", p->n);
  for (Item *p : items)
    delete p;
}
// CHECK-MESSAGES: :[[@LINE-6]]:21: remark: the elements of 'items' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void items_bad(int n) {
// CHECK-FIXES-NEXT:   std::vector<Item *> items;
// CHECK-FIXES-NEXT:   raii::scope_exit items_guard([&items] {
// CHECK-FIXES-NEXT:     for (Item *p : items) delete p;
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i)
// CHECK-FIXES-NEXT:     items.push_back(new Item{i});
// CHECK-FIXES-NEXT:   for (Item *p : items)
// CHECK-FIXES-NEXT:     printf("%d\n", p->n);
// CHECK-FIXES-NEXT: }

void array_bad() {
  char *names[3] = {};
  for (int i = 0; i < 3; ++i)
    names[i] = strdup("x");
  puts(names[0]);
  for (char *name : names)
    free(name);
}
// CHECK-MESSAGES: :[[@LINE-5]]:16: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void array_bad() {
// CHECK-FIXES-NEXT:   char *names[3] = {};
// CHECK-FIXES-NEXT:   raii::scope_exit names_guard([&names] {
// CHECK-FIXES-NEXT:     for (char *name : names) free(name);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < 3; ++i)
// CHECK-FIXES-NEXT:     names[i] = strdup("x");
// CHECK-FIXES-NEXT:   puts(names[0]);
// CHECK-FIXES-NEXT: }

// Refused, each with its reason.

void counted_bad(int n) {
  std::vector<char *> lines;
  for (int i = 0; i < n; ++i)
    lines.push_back(strdup("x"));
  for (size_t i = 0; i < lines.size(); ++i)
    free(lines[i]);
}
// CHECK-MESSAGES: :[[@LINE-4]]:21: remark: the elements of 'lines' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-5]]:21: note: no fix: it is owned on some paths only ('lines' is used in other ways, too)

void adopted_bad(int n) {
  std::vector<FILE *> files;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    if (!f)
      break;
    files.push_back(f);
  }
  adopt(files);
  for (FILE *f : files)
    fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-9]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-10]]:15: note: no fix: it is owned on some paths only ('files' is used in other ways, too)

int kept_bad(int n) {
  std::vector<FILE *> files;
  for (int i = 0; i < n; ++i) {
    FILE *f = tmpfile();
    if (!f)
      return -1; // those before stay open
    files.push_back(f);
  }
  for (FILE *f : files)
    fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-10]]:15: note: no fix: it is owned on some paths only (a way out does not release them)

void tested_bad(int n, bool quiet) {
  std::vector<FILE *> files;
  for (int i = 0; i < n; ++i)
    files.push_back(tmpfile());
  for (FILE *f : files)
    if (f)
      fclose(f);
  if (!quiet)
    puts("closed");
}
// CHECK-MESSAGES: :[[@LINE-7]]:21: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void tested_bad(int n, bool quiet) {
// CHECK-FIXES-NEXT:   std::vector<FILE *> files;
// CHECK-FIXES-NEXT:   raii::scope_exit files_guard([&files] {
// CHECK-FIXES-NEXT:     for (FILE *f : files) if (f) fclose(f);
// CHECK-FIXES-NEXT:   });
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i)
// CHECK-FIXES-NEXT:     files.push_back(tmpfile());
// CHECK-FIXES-NEXT:   files_guard.reset();
// CHECK-FIXES-NEXT:   if (!quiet)
// CHECK-FIXES-NEXT:     puts("closed");
// CHECK-FIXES-NEXT: }

// Nothing of the kind.

void one_loop_ok(const std::vector<std::string> &paths) {
  for (const std::string &path : paths) {
    FILE *f = fopen(path.c_str(), "r");
    if (f)
      fclose(f);
  }
}

std::vector<FILE *> returned_ok(int n) {
  std::vector<FILE *> files;
  for (int i = 0; i < n; ++i)
    files.push_back(tmpfile());
  return files;
}

void given_ok(std::vector<Item *> &items) {
  for (Item *p : items)
    delete p;
  items.clear();
}

void values_ok(int n) {
  std::vector<int> all;
  for (int i = 0; i < n; ++i)
    all.push_back(i);
  for (int i : all)
    printf("%d\n", i);
}

void borrowed_ok(const std::vector<Item *> &items) {
  std::vector<Item *> odd;
  for (Item *p : items)
    if (p->n % 2)
      odd.push_back(p);
  for (Item *p : odd)
    delete p;
}

// A limit: what fills the container is no acquisition of the catalogue.
FILE *open_next();
void FN_helper_bad(int n) {
  std::vector<FILE *> files;
  for (int i = 0; i < n; ++i)
    files.push_back(open_next());
  for (FILE *f : files)
    fclose(f);
}
