// FLAGS: -Wthread-safety -Werror=thread-safety -Wno-unknown-warning-option
// CLANGONLY: g++ has no such analysis
// The guard is followed: what it covers is quiet, what it does not is not.
#include <raii/capability_guard.hpp>
struct RAII_THREAD_SAFETY(capability("mutex")) annotated {
  void lock() RAII_THREAD_SAFETY(acquire_capability());
  void unlock() RAII_THREAD_SAFETY(release_capability());
};
annotated m;
int shared RAII_THREAD_SAFETY(guarded_by(m));
void f() {
  {
    raii::capability_guard lock(m);
    shared = 1;
    lock.reset();
    shared = 2; // expected-error {{writing variable 'shared' requires holding mutex 'm' exclusively}}
  }
  shared = 3; // expected-error {{writing variable 'shared' requires holding mutex 'm' exclusively}}
}
