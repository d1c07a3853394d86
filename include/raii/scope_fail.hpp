// raii::scope_fail and raii::scope_success: run an action when a scope is left
// by failure, or without one. What failure is, a condition object says: by
// default an exception, or an error code that the function holds.
#ifndef RAII_SCOPE_FAIL_HPP
#define RAII_SCOPE_FAIL_HPP

#include "scope_exit.hpp"
#include <exception>

namespace raii {
inline namespace v1 {

/// Condition: more exceptions are in flight than when it was made. Comparing
/// with that count and not with zero keeps it right in destructors that run
/// while another exception unwinds.
class unwinding {
public:
  unwinding() noexcept : count_(std::uncaught_exceptions()) {}
  bool operator()() const noexcept {
    return std::uncaught_exceptions() > count_;
  }

private:
  int count_;
};

/// Condition: a result that the function keeps says so. For std::error_code
/// and whatever else is true in a condition when it is an error.
template <class T> class when_error {
public:
  explicit when_error(const T &result) noexcept : result_(&result) {}
  explicit when_error(const T &&) = delete; // would dangle
  bool operator()() const noexcept { return static_cast<bool>(*result_); }

private:
  const T *result_;
};

template <class T> when_error(T &) -> when_error<T>;
template <class T> when_error(const T &) -> when_error<T>;

namespace scope_fail_detail {
template <bool> struct enable_if {};
template <> struct enable_if<true> { using type = int; };
} // namespace scope_fail_detail

/// Runs an action when its scope is left and the condition says that it
/// failed, unless released.
///
/// Requires: F as for scope_exit. Condition: callable without arguments, gives
/// bool, neither that nor copying it throws.
/// Not for: coroutines, members, heap objects; there the count of exceptions
/// says nothing. Where the success is one place, scope_exit and release() say
/// the same at half the instructions.
template <class F, class Condition = unwinding> class scope_fail {
  static_assert(__is_nothrow_constructible(Condition, Condition),
                "the condition of raii::scope_fail must move without throwing");

public:
  /// Effects: arms the guard. If the action cannot be stored, runs it and lets
  /// the exception pass.
  template <class A, typename scope_fail_detail::enable_if<
                         __is_constructible(scope_exit<F>, A)>::type = 0>
  [[nodiscard]] explicit scope_fail(
      A &&action,
      Condition condition =
          Condition()) noexcept(__is_nothrow_constructible(scope_exit<F>, A))
      : exit_(static_cast<A &&>(action)),
        condition_(static_cast<Condition &&>(condition)) {}

  /// Effects: takes the action over and disarms `other`. If that throws,
  /// `other` stays armed.
  scope_fail(scope_fail &&other) noexcept(
      __is_nothrow_constructible(scope_exit<F>, scope_exit<F>))
      : exit_(static_cast<scope_exit<F> &&>(other.exit_)),
        condition_(static_cast<Condition &&>(other.condition_)) {}
  scope_fail(const scope_fail &) = delete;
  scope_fail &operator=(const scope_fail &) = delete;

  ~scope_fail() noexcept {
    if (!condition_())
      exit_.release();
  }

  /// Effects: cancels; the action will not run.
  void release() noexcept { exit_.release(); }

  /// Effects: disarms, then runs the action, whatever the condition says.
  /// Throws: what the action throws.
  void reset() { exit_.reset(); }

private:
  scope_exit<F> exit_;
  Condition condition_;
};

template <class F> scope_fail(F) -> scope_fail<F>;
template <class F, class Condition>
scope_fail(F, Condition) -> scope_fail<F, Condition>;

/// Runs an action when its scope is left and the condition does not say that
/// it failed, unless released. What the action throws leaves the destructor.
/// If the action cannot be stored it does not run.
template <class F, class Condition = unwinding> class scope_success {
  template <class From> using transfer = scope_exit_detail::transfer<F, From>;
  static_assert(__is_nothrow_constructible(Condition, Condition),
                "the condition of raii::scope_success must move without "
                "throwing");

public:
  template <class A, typename scope_fail_detail::enable_if<
                         __is_constructible(F, A)>::type = 0>
  [[nodiscard]] explicit scope_success(
      A &&action,
      Condition condition = Condition()) noexcept(transfer<A &&>::nothrow)
      : action_(static_cast<typename transfer<A &&>::type>(action)),
        condition_(static_cast<Condition &&>(condition)) {}

  scope_success(scope_success &&other) noexcept(transfer<F &&>::nothrow)
      : action_(static_cast<typename transfer<F &&>::type>(other.action_)),
        condition_(static_cast<Condition &&>(other.condition_)),
        armed_(other.armed_) {
    other.armed_ = false;
  }
  scope_success(const scope_success &) = delete;
  scope_success &operator=(const scope_success &) = delete;

  ~scope_success() noexcept(noexcept(static_cast<F &>(action_)())) {
    if (armed_ && !condition_())
      reset();
  }

  void release() noexcept { armed_ = false; }

  void reset() {
    if (armed_) {
      armed_ = false;
      action_();
    }
  }

private:
  F action_;
  Condition condition_;
  bool armed_ = true;
};

template <class F> scope_success(F) -> scope_success<F>;
template <class F, class Condition>
scope_success(F, Condition) -> scope_success<F, Condition>;

} // namespace v1
} // namespace raii

#endif // RAII_SCOPE_FAIL_HPP
