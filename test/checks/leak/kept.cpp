// RUN: %check_raii %s raii-leak %t
// Never released, and given to somebody whose code is not here: he may have kept it, and nothing is said (docs/limits.md).
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace fonts {
void set_font(int number, const char *name);
void print_name(const char *name);
} // namespace fonts
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

void FN_constructor_bad() {
  Icon *icon = new Icon("folder");
  icon = nullptr;
}

void FN_method_bad(int *item) {
  Label *label = new Label;
  label->show(item);
}

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
// CHECK-FIXES-NEXT:   std::unique_ptr<unsigned char[]> pixels(new unsigned char[width]);
// CHECK-FIXES-NEXT:   pixels[0] = 1;
// CHECK-FIXES-NEXT:   return measure(pixels.get());
// CHECK-FIXES-NEXT: }

// What is released only where the taker has failed shows that he takes it.
int FN_taken_bad() {
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

int filled_bad(int fd) {
  char *buffer = (char *)malloc(512);
  if (!buffer)
    return -1;
  return (int)read(fd, buffer, 512);
}
// CHECK-MESSAGES: :[[@LINE-5]]:26: warning: 'buffer' is never released [raii-leak]
// CHECK-FIXES: int filled_bad(int fd) {
// CHECK-FIXES-NEXT:   raii::unique_malloc buffer((char *)malloc(512));
// CHECK-FIXES-NEXT:   if (!buffer)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return (int)read(fd, buffer.get(), 512);
// CHECK-FIXES-NEXT: }

static FILE *stream_of(void *data) { return fmemopen(data, sizeof(Label), "r"); }

int FN_user_data_bad() {
  Label *label = new Label;
  FILE *f = stream_of(label);
  return f ? fclose(f) : -1;
}

// A name that says that it is kept, and one that does not.
void FN_set_bad(int number) {
  char *name = new char[16];
  name[0] = 0;
  fonts::set_font(number, name);
}

void printed_bad() {
  char *name = new char[16];
  name[0] = 0;
  fonts::print_name(name);
}
// CHECK-MESSAGES: :[[@LINE-4]]:16: warning: 'name' is never released [raii-leak]
// CHECK-FIXES: void printed_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<char[]> name(new char[16]);
// CHECK-FIXES-NEXT:   name[0] = 0;
// CHECK-FIXES-NEXT:   fonts::print_name(name.get());
// CHECK-FIXES-NEXT: }

// Its neighbours in a list know it.
struct Link {
  Link *next, *previous;
};
void enter(Link *list, Link *entry);
struct Output {
  int width;
  Link link;
};

void FN_link_bad(Link *all) {
  Output *output = new Output;
  output->width = 3;
  enter(all, &output->link);
}

// The hand-over on one path shows that it is this function's until then.
void taken_later_bad(Output *&last, const char *name) {
  Icon *icon = new Icon(name);
  if (!last)
    return;
  delete icon;
}
// CHECK-MESSAGES: :[[@LINE-5]]:16: warning: 'icon' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: void taken_later_bad(Output *&last, const char *name) {
// CHECK-FIXES-NEXT:   auto icon = std::make_unique<Icon>(name);
// CHECK-FIXES-NEXT:   if (!last)
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT: }
