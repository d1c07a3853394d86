// RUN: %check_raii %s raii-leak %t
// Who keeps a pointer or a reference to a part of the object may answer for the object: nothing is said then.
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>

struct Node {
  Node *next;
  const char *name;
};
struct Item {
  int k;
  Node node;
  char text[8];
};
void add(Node *n);
void attach(Node &n);
void inspect(const Node &n);
void fill(char *buffer);
void use(int);
Node *head;
void push(Node *n) {
  n->next = head;
  head = n;
}
void count(Node &n) { use(n.next != nullptr); }
struct Motor {
  explicit Motor(Node &n);
};
Motor *motor;

template <class T> class List {
public:
  void push_back(const T &value) {
    if (size == capacity)
      grow();
    new (&data[size]) T(value);
    ++size;
  }

private:
  void grow();
  T *data;
  int size, capacity;
};

class Owner {
public:
  void build_ok(int n) {
    for (int i = 0; i < n; ++i) {
      Item *p = new Item;
      items.push_back(p);
    }
  }

private:
  List<Item *> items;
};
void built(Owner &o) { o.build_ok(3); }

void linked_by_unknown_ok() {
  Item *p = new Item;
  add(&p->node);
}

void linked_by_visible_ok() {
  Item *p = new Item;
  push(&p->node);
}

void linked_by_hand_ok() {
  Item *p = new Item;
  head = &p->node;
}

void linked_by_reference_ok() {
  Item *p = new Item;
  attach(p->node);
}

void linked_by_constructor_ok() {
  Item *p = new Item;
  motor = new Motor(p->node);
}

std::function<void()> bound_ok() {
  Item *p = new Item;
  return std::bind(attach, std::ref(p->node));
}

void reference_to_it_ok() {
  Item *p = new Item;
  Node &n = p->node;
  attach(n);
}

void name_lives_in_it_ok(Node *n) {
  auto *s = new std::string("x");
  n->name = s->c_str();
}

void header_before_it_ok(void **out, size_t n) {
  void *p = realloc(*out, n);
  if (p)
    *out = static_cast<int *>(p) + 2;
}

char *aligned_ok(size_t n) {
  char *p = static_cast<char *>(malloc(n + 16));
  char *q = reinterpret_cast<char *>((reinterpret_cast<uintptr_t>(p) + 15) & ~uintptr_t(15));
  return q;
}

Node *returned_part_ok() {
  Item *p = new Item;
  Node *n = &p->node;
  return n;
}

int looked_through_bad(int n) {
  Item *p = new Item;
  Node *part = &p->node;
  if (part->next)
    return n;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int looked_through_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p(new Item);
// CHECK-FIXES-NEXT:   Node *part = &p->node;
// CHECK-FIXES-NEXT:   if (part->next)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int counted_bad() {
  Item *p = new Item;
  count(p->node);
  inspect(p->node);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-5]]:13: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: int counted_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p(new Item);
// CHECK-FIXES-NEXT:   count(p->node);
// CHECK-FIXES-NEXT:   inspect(p->node);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int filled_bad() {
  Item *p = new Item;
  fill(p->text);
  return p->k;
}
// CHECK-MESSAGES: :[[@LINE-4]]:13: warning: 'p' is never released [raii-leak]
// CHECK-FIXES: int filled_bad() {
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p(new Item);
// CHECK-FIXES-NEXT:   fill(p->text);
// CHECK-FIXES-NEXT:   return p->k;
// CHECK-FIXES-NEXT: }

int lent_and_released_bad(int n) {
  Item *p = new Item;
  add(&p->node);
  if (n)
    return n;
  delete p;
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:13: warning: 'p' is not released on every path out of the function [raii-leak]
// CHECK-FIXES: int lent_and_released_bad(int n) {
// CHECK-FIXES-NEXT:   std::unique_ptr<Item> p(new Item);
// CHECK-FIXES-NEXT:   add(&p->node);
// CHECK-FIXES-NEXT:   if (n)
// CHECK-FIXES-NEXT:     return n;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }
