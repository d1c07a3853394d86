// The guards of libraries that a test machine may not have, as far as their users see them.
#pragma once
namespace boost {
struct mutex {
  void lock();
  void unlock();
};
template <class M> struct lock_guard {
  explicit lock_guard(M &m) : m(m) { m.lock(); }
  ~lock_guard() { m.unlock(); }
  M &m;
};
} // namespace boost

namespace absl {
inline namespace lts_1 {
class __attribute__((lockable)) Mutex {
public:
  void Lock() __attribute__((exclusive_lock_function()));
  void Unlock() __attribute__((unlock_function()));
};
class __attribute__((scoped_lockable)) MutexLock {
public:
  explicit MutexLock(Mutex *mu) __attribute__((exclusive_lock_function(mu)));
  ~MutexLock() __attribute__((unlock_function()));
};
template <class F> class Cleanup {
public:
  Cleanup(F f) : f(f) {}
  ~Cleanup() { f(); }

private:
  F f;
};
template <class F> Cleanup<F> MakeCleanup(F f) { return Cleanup<F>(f); }
} // namespace lts_1
} // namespace absl

namespace folly {
namespace detail {
template <class F> class ScopeGuardImpl {
public:
  explicit ScopeGuardImpl(F f) : f(f) {}
  ~ScopeGuardImpl() { f(); }
  void dismiss();

private:
  F f;
};
} // namespace detail
template <class F> detail::ScopeGuardImpl<F> makeGuard(F f) { return detail::ScopeGuardImpl<F>(f); }
} // namespace folly

namespace gsl {
template <class F> class final_action {
public:
  explicit final_action(F f) : f(f) {}
  ~final_action() { f(); }

private:
  F f;
};
template <class F> final_action<F> finally(F f) { return final_action<F>(f); }
} // namespace gsl

namespace wil {
namespace details {
template <class F> class lambda_call {
public:
  explicit lambda_call(F f) : f(f) {}
  ~lambda_call() { f(); }

private:
  F f;
};
} // namespace details
template <class F> details::lambda_call<F> scope_exit(F f) { return details::lambda_call<F>(f); }
} // namespace wil

class QMutex {
public:
  void lock();
  void unlock();
};
class QMutexLocker {
public:
  explicit QMutexLocker(QMutex *m);
  ~QMutexLocker();
};
class QObject;
class QSignalBlocker {
public:
  explicit QSignalBlocker(QObject *o);
  ~QSignalBlocker();
};
