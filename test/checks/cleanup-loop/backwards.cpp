// RUN: %check_raii %s raii-cleanup-loop %t
// What is kept in a container and released from the last element to the first.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

bool copy_lines(FILE *) noexcept;
int count() noexcept;
struct Item {
  int n;
};

int files_bad(const std::vector<std::string> &paths) {
  std::vector<FILE *> files;
  for (const std::string &path : paths) {
    FILE *f = fopen(path.c_str(), "r");
    if (!f) {
      for (auto i = files.size(); i-- > 0;)
        fclose(files[i]);
      return -1;
    }
    files.push_back(f);
  }
  for (FILE *f : files)
    copy_lines(f);
  for (auto i = files.size(); i-- > 0;)
    fclose(files[i]);
  return count();
}
// CHECK-MESSAGES: :[[@LINE-14]]:15: remark: the elements of 'files' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: int files_bad(const std::vector<std::string> &paths) {
// CHECK-FIXES-NEXT:   std::vector<FILE *> files;
// CHECK-FIXES-NEXT:   raii::exit_stack files_stack;
// CHECK-FIXES-NEXT:   for (const std::string &path : paths) {
// CHECK-FIXES-NEXT:     FILE *f = fopen(path.c_str(), "r");
// CHECK-FIXES-NEXT:     if (!f) {
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     files.push_back(f);
// CHECK-FIXES-NEXT:     files_stack.callback([f] { fclose(f); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   for (FILE *f : files)
// CHECK-FIXES-NEXT:     copy_lines(f);
// CHECK-FIXES-NEXT:   files_stack.close();
// CHECK-FIXES-NEXT:   return count();
// CHECK-FIXES-NEXT: }

void items_bad(int n) {
  std::vector<Item *> items;
  for (int i = 0; i < n; ++i) {
    Item *item = new Item{i};
    items.push_back(item);
  }
  for (std::size_t i = items.size(); i--;) {
    delete items[i];
  }
}
// CHECK-MESSAGES: :[[@LINE-7]]:18: remark: the elements of 'items' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-FIXES: void items_bad(int n) {
// CHECK-FIXES-NEXT:   std::vector<Item *> items;
// CHECK-FIXES-NEXT:   raii::exit_stack items_stack;
// CHECK-FIXES-NEXT:   for (int i = 0; i < n; ++i) {
// CHECK-FIXES-NEXT:     Item *item = new Item{i};
// CHECK-FIXES-NEXT:     items.push_back(item);
// CHECK-FIXES-NEXT:     items_stack.callback([item] { delete item; });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

// Refused, each with its reason.

void nameless_bad(int n) {
  std::vector<Item *> items;
  for (int i = 0; i < n; ++i)
    items.push_back(new Item{i});
  for (auto i = items.size(); i-- > 0;)
    delete items[i];
}
// CHECK-MESSAGES: :[[@LINE-4]]:21: remark: the elements of 'items' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-5]]:21: note: no fix: the code has a shape that the rewriter does not know (the element has no name where it is kept)

void exchanged_bad(int n) {
  std::vector<char *> names;
  for (int i = 0; i < n; ++i) {
    char *name = strdup("x");
    if (!name)
      break;
    names.push_back(name);
  }
  for (auto &name : names) {
    free(name);
    name = strdup("y");
  }
  for (auto i = names.size(); i-- > 0;)
    free(names[i]);
}
// CHECK-MESSAGES: :[[@LINE-12]]:18: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-13]]:18: note: no fix: the code has a shape that the rewriter does not know (a loop may change the elements)

void several_bad(int n) {
  std::vector<char *> names;
  char *first = strdup("first");
  names.push_back(first);
  for (int i = 0; i < n; ++i) {
    char *name = strdup("x");
    names.push_back(name);
  }
  for (auto i = names.size(); i-- > 0;)
    free(names[i]);
}
// CHECK-MESSAGES: :[[@LINE-6]]:18: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-7]]:18: note: no fix: it is owned on some paths only ('names' is used in other ways, too)

void mixed_bad(int n, bool early) {
  std::vector<char *> names;
  for (int i = 0; i < n; ++i) {
    char *name = strdup("x");
    names.push_back(name);
  }
  if (early) {
    for (char *name : names)
      free(name);
    return;
  }
  for (auto i = names.size(); i-- > 0;)
    free(names[i]);
}
// CHECK-MESSAGES: :[[@LINE-11]]:18: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-12]]:18: note: no fix: it is owned on some paths only ('names' is used in other ways, too)

int kept_bad(int n) {
  std::vector<char *> names;
  for (int i = 0; i < n; ++i) {
    char *name = strdup("x");
    if (!name)
      return -1;
    names.push_back(name);
  }
  for (auto i = names.size(); i-- > 0;)
    free(names[i]);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:18: remark: the elements of 'names' are acquired in one loop and released by hand in another [raii-cleanup-loop]
// CHECK-MESSAGES: :[[@LINE-10]]:18: note: no fix: it is owned on some paths only (a way out does not release them)
