// RUN: %check_raii %s raii-leak %t
// What a guard would make worse where the code was wrong before: the fix is unsafe.
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <mntent.h>

extern "C" int start(void *server, FILE *log, int level);
bool given_last_bad(void *server, const char *path, bool ready) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  if (!ready) {
    fclose(f);
    return false;
  }
  start(server, f, 1);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:13: note: fix (unsafe): make 'f' a raii::unique_file; 'start' may have kept it

bool given_before_release_bad(void *server, const char *path, bool ready) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  start(server, f, 1);
  if (!ready)
    return false;
  fclose(f);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-9]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: bool given_before_release_bad(void *server, const char *path, bool ready) {
// CHECK-FIXES-NEXT:   raii::unique_file f(fopen(path, "r"));
// CHECK-FIXES-NEXT:   if (!f)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   start(server, f.get(), 1);
// CHECK-FIXES-NEXT:   if (!ready)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   f.reset();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// Of another header than fopen: what it makes of the stream may have taken it, what it answers otherwise may not.
bool made_of_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  struct mntent *entry = getmntent(f);
  if (!entry) {
    fclose(f);
    return false;
  }
  return true;
}

bool other_header_bad(const char *path, const struct mntent *entry, bool ready) {
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  if (!ready) {
    fclose(f);
    return false;
  }
  addmntent(f, entry);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-10]]:13: warning: 'f' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:13: note: fix (unsafe): make 'f' a raii::unique_file; 'addmntent' may have kept it

void *symbol_ok(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  if (!library)
    return nullptr;
  if (!dlsym(library, "version")) {
    dlclose(library);
    return nullptr;
  }
  return dlsym(library, "entry");
}

int symbol_asked_bad(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  if (!library)
    return -1;
  if (!dlsym(library, "version")) {
    dlclose(library);
    return -2;
  }
  return dlsym(library, "entry") ? 1 : 0;
}
// CHECK-MESSAGES: :[[@LINE-9]]:19: warning: 'library' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int symbol_asked_bad(const char *path) {
// CHECK-FIXES-NEXT:   void *library = dlopen(path, RTLD_NOW);
// CHECK-FIXES-NEXT:   if (!library)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit library_guard([library] { dlclose(library); });
// CHECK-FIXES-NEXT:   if (!dlsym(library, "version")) {
// CHECK-FIXES-NEXT:     return -2;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return dlsym(library, "entry") ? 1 : 0;
// CHECK-FIXES-NEXT: }

// Made in another file: what 'delete' ends may be an array, and no path that ran has told so far.
unsigned char *read_image(int width, int height);
void draw(const unsigned char *, int);
int array_of_another_file_bad(int n) {
  unsigned char *image = read_image(n, n);
  if (n > 30)
    return 1;
  draw(image, n);
  delete image;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:26: warning: 'image' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-8]]:26: note: fix (unsafe): make 'image' a std::unique_ptr; 'read_image' may give an array, which 'delete' does not end
