// GCC: a constant is never restored
// GCC: a volatile variable needs a getter and a setter
// GCC: an array cannot be assigned
// GCC: raii::restore takes a variable, a variable and a value
#include <raii/restore.hpp>
struct no_relation {};
struct bits {
  int one : 3;
};
void f(bits b) {
  const int c = 1;
  raii::restore r1(c); // expected-error@raii/restore.hpp:* {{a constant is never restored}}
  volatile int v = 1;
  raii::restore r2(v); // expected-error@raii/restore.hpp:* {{a volatile variable needs a getter and a setter}}
  int a[2] = {1, 2};
  raii::restore r3(a); // expected-error@raii/restore.hpp:* {{an array cannot be assigned}}
  raii::restore r4(a, no_relation()); // expected-error@raii/restore.hpp:* {{raii::restore takes a variable, a variable and a value that can be assigned to it, or a getter and a setter}}
  raii::restore r5(b.one); // expected-error {{non-const reference cannot bind to bit-field 'one'}}
}
