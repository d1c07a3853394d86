// RUN: %check_raii %s raii-leak %t
// Never released, and given to somebody whose code is not here: he may have kept it. The fix is not for committing unread.
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

extern "C" int measure(const unsigned char *pixels);

struct Icon { // enters a list of all icons
  explicit Icon(const char *name);
  ~Icon();
};
struct Label { // its method keeps it
  int size = 0;
  void show(int *item);
  int width() const;
};

void constructor_bad() {
  Icon *icon = new Icon("folder");
  icon = nullptr;
}
// CHECK-MESSAGES: :[[@LINE-3]]:16: warning: 'icon' is overwritten while it still holds the object [raii-leak]
// CHECK-MESSAGES: :[[@LINE-4]]:16: note: fix (unsafe): guard 'icon' with std::unique_ptr; no path here shows whose it is, and the constructor of 'Icon' may have kept it

void method_bad(int *item) {
  Label *label = new Label;
  label->show(item);
}
// CHECK-MESSAGES: :[[@LINE-3]]:18: warning: 'label' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-4]]:18: note: fix (unsafe): make 'label' a std::unique_ptr; no path here shows whose it is, and 'show' may have kept it

int seen_bad() {
  Label *label = new Label;
  label->size = 3;
  return label->width();
}
// CHECK-MESSAGES: :[[@LINE-4]]:18: warning: 'label' is never released [raii-leak]
// CHECK-FIXES: int seen_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<Label> label(new Label);
// CHECK-FIXES-NEXT:   label->size = 3;
// CHECK-FIXES-NEXT:   return label->width();
// CHECK-FIXES-NEXT: }

int read_bad(int width) {
  unsigned char *pixels = new unsigned char[width];
  pixels[0] = 1;
  return measure(pixels);
}
// CHECK-MESSAGES: :[[@LINE-4]]:27: warning: 'pixels' is never released [raii-leak]
// CHECK-FIXES: int read_bad(int width) {
// CHECK-FIXES-NEXT:   unsigned char *pixels = new unsigned char[width];
// CHECK-FIXES-NEXT:   std::unique_ptr<unsigned char[]> pixels_guard(pixels);
// CHECK-FIXES-NEXT:   pixels[0] = 1;
// CHECK-FIXES-NEXT:   return measure(pixels);
// CHECK-FIXES-NEXT: }

// What is released only where the taker has failed shows that he takes it.
int taken_bad() {
  char *buffer = (char *)malloc(512);
  if (!buffer)
    return -1;
  FILE *f = fmemopen(buffer, 512, "w");
  if (!f) {
    free(buffer);
    return -1;
  }
  return fclose(f);
}
// CHECK-MESSAGES: :[[@LINE-10]]:26: warning: 'buffer' is not released on every path out of the function [raii-leak]
// CHECK-MESSAGES: :[[@LINE-11]]:26: note: fix (unsafe): guard 'buffer' with raii::unique_malloc; no path here shows whose it is, and 'fmemopen' may have kept it

int filled_bad(int fd) {
  char *buffer = (char *)malloc(512);
  if (!buffer)
    return -1;
  return (int)read(fd, buffer, 512);
}
// CHECK-MESSAGES: :[[@LINE-5]]:26: warning: 'buffer' is never released [raii-leak]
// CHECK-FIXES: int filled_bad(int fd) {
// CHECK-FIXES-NEXT:   char *buffer = (char *)malloc(512);
// CHECK-FIXES-NEXT:   if (!buffer)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::unique_malloc buffer_guard(buffer);
// CHECK-FIXES-NEXT:   return (int)read(fd, buffer, 512);
// CHECK-FIXES-NEXT: }

static FILE *stream_of(void *data) { return fmemopen(data, sizeof(Label), "r"); }

int user_data_bad() {
  Label *label = new Label;
  FILE *f = stream_of(label);
  return f ? fclose(f) : -1;
}
// CHECK-MESSAGES: :[[@LINE-4]]:18: warning: 'label' is never released [raii-leak]
// CHECK-MESSAGES: :[[@LINE-5]]:18: note: fix (unsafe): guard 'label' with std::unique_ptr; no path here shows whose it is, and 'stream_of' may have kept it
