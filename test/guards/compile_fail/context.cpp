// STD: 20
// GCC: use of deleted function .*await_transform
#include <raii/context.hpp>
raii::context<int> awaits() {
  co_await std::suspend_never(); // expected-error {{call to deleted member function 'await_transform'}}
  co_yield 1;
}
