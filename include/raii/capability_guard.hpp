// raii::capability_guard: a lock guard that clang's -Wthread-safety follows.
//
// std::lock_guard over a mutex that is annotated as a capability gives
// warnings, for its own functions are not annotated. This file includes
// nothing.
#ifndef RAII_CAPABILITY_GUARD_HPP
#define RAII_CAPABILITY_GUARD_HPP

#if defined(__clang__)
#define RAII_THREAD_SAFETY(...) __attribute__((__VA_ARGS__))
#else
#define RAII_THREAD_SAFETY(...)
#endif

#ifndef RAII_CONSTEXPR20
#if defined(__cpp_constexpr) && __cpp_constexpr >= 201907L
#define RAII_CONSTEXPR20 constexpr
#else
#define RAII_CONSTEXPR20
#endif
#endif

namespace raii {
inline namespace v1 {

/// Locks a mutex (lock(), unlock()) for as long as the scope lasts.
template <class Mutex>
class RAII_THREAD_SAFETY(scoped_lockable) capability_guard {
public:
  [[nodiscard]] explicit capability_guard(Mutex &mutex)
      RAII_THREAD_SAFETY(acquire_capability(mutex))
      : mutex_(&mutex) {
    mutex.lock();
  }
  capability_guard(const capability_guard &) = delete;
  capability_guard &operator=(const capability_guard &) = delete;
  ~capability_guard() RAII_THREAD_SAFETY(release_capability()) {
    if (mutex_)
      mutex_->unlock();
  }

  /// Effects: unlocks now; once.
  void reset() RAII_THREAD_SAFETY(release_capability()) {
    if (Mutex *held = mutex_) {
      mutex_ = nullptr;
      held->unlock();
    }
  }

private:
  Mutex *mutex_;
};

template <class Mutex> capability_guard(Mutex &) -> capability_guard<Mutex>;

} // namespace v1
} // namespace raii

#endif // RAII_CAPABILITY_GUARD_HPP
