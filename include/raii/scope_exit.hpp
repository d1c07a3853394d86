// raii::scope_exit and raii::defer_guard: run an action when a scope is left,
// on whichever path that happens.
//
// This file includes nothing: no part of it needs a library, and an include
// would cost each unit that uses a guard more than the guard does. It can be
// copied into a project on its own.
#ifndef RAII_SCOPE_EXIT_HPP
#define RAII_SCOPE_EXIT_HPP

#ifndef RAII_CONSTEXPR20
#if defined(__cpp_constexpr) && __cpp_constexpr >= 201907L
#define RAII_CONSTEXPR20 constexpr
#else
#define RAII_CONSTEXPR20
#endif
#endif

namespace raii {
inline namespace v1 {

namespace scope_exit_detail {

// A parameter type that no caller can name: it takes the place of an overload
// that must not exist.
template <int> struct no_such_argument;

// What the constructors of a guard over F accept. `direct` is the way of the
// closures: moved in, nothing can fail, and nothing else is instantiated.
template <class F, bool Nothrow = __is_nothrow_constructible(F, F)>
struct arguments {
  using direct = F &&;
  using rvalue = no_such_argument<0> &&;
  using lvalue = F &;
  using const_lvalue = const F &;
  static constexpr bool storable = true;
};
template <class F> struct arguments<F, false> {
  using direct = no_such_argument<0> &&;
  using rvalue = F &&;
  using lvalue = F &;
  using const_lvalue = const F &;
  static constexpr bool storable = true;
};
// A reference has one form only; F &&, F & and const F & would collapse.
template <class F, bool Nothrow> struct arguments<F &, Nothrow> {
  using direct = F &;
  using rvalue = no_such_argument<0> &&;
  using lvalue = no_such_argument<1> &&;
  using const_lvalue = no_such_argument<2> &&;
  static constexpr bool storable = true;
};
struct not_storable {
  using direct = no_such_argument<0> &&;
  using rvalue = no_such_argument<1> &&;
  using lvalue = no_such_argument<2> &&;
  using const_lvalue = no_such_argument<3> &&;
  static constexpr bool storable = false;
};
template <class F, bool Nothrow>
struct arguments<F &&, Nothrow> : not_storable {};
template <class Result, class... Parameters>
struct arguments<Result(Parameters...), false> : not_storable {};
template <class Result, class... Parameters>
struct arguments<Result(Parameters...) noexcept, false> : not_storable {};

// How an F is taken from an expression of type From: moved when that cannot
// throw, copied otherwise, so that the source still works if the copy throws.
template <class F, class From,
          bool Nothrow = __is_nothrow_constructible(F, From)>
struct transfer {
  using type = From;
  static constexpr bool nothrow = true;
};
template <class F, class From> struct transfer<F, From &&, false> {
  static_assert(__is_constructible(F, const F &),
                "the action of a raii guard must be copyable or move without "
                "throwing; hold it by reference: raii::scope_exit<F &> g(f);");
  using type = const F &;
  static constexpr bool nothrow = __is_nothrow_constructible(F, const F &);
};
template <class F, class From> struct transfer<F, From &, false> {
  using type = From &;
  static constexpr bool nothrow = false;
};

// Runs the action if the guard over it could not be made. An object and not a
// handler: clang rejects `try` under -fno-exceptions, in templates too.
template <class Action, bool Nothrow> struct failsafe {
  Action &action;
  bool armed = true;
  RAII_CONSTEXPR20 explicit failsafe(Action &a) noexcept : action(a) {}
  failsafe(const failsafe &) = delete;
  failsafe &operator=(const failsafe &) = delete;
  RAII_CONSTEXPR20 ~failsafe() noexcept {
    if (armed)
      action();
  }
  RAII_CONSTEXPR20 void dismiss() noexcept { armed = false; }
};
template <class Action> struct failsafe<Action, true> {
  constexpr explicit failsafe(Action &) noexcept {}
  constexpr void dismiss() noexcept {}
};

} // namespace scope_exit_detail

struct disarmed_t {
  explicit constexpr disarmed_t() noexcept = default;
};

/// Makes a scope_exit that does nothing until it is armed, as std::defer_lock
/// makes a lock that is not held yet.
inline constexpr disarmed_t disarmed{};

/// Runs an action when its scope is left, unless it was released.
///
///   FILE *f = fopen(path, "r");
///   if (!f) return false;
///   raii::scope_exit close_f([f] { fclose(f); });
///
/// Requires: F is callable without arguments, and can be copied or moved
/// without throwing. An action that throws from the destructor terminates.
template <class F> class scope_exit {
  using arguments = scope_exit_detail::arguments<F>;
  template <class From> using transfer = scope_exit_detail::transfer<F, From>;
  template <class Action, bool Nothrow>
  using failsafe = scope_exit_detail::failsafe<Action, Nothrow>;

  static_assert(arguments::storable,
                "raii::scope_exit holds a function object, a function pointer "
                "or an lvalue reference to one; leave the type out: "
                "raii::scope_exit g(f);");

public:
  /// Effects: arms the guard. If the action cannot be copied or moved into
  /// it, runs the action and lets the exception pass.
  [[nodiscard]] RAII_CONSTEXPR20 explicit scope_exit(
      typename arguments::direct action) noexcept
      : action_(static_cast<F &&>(action)) {}
  [[nodiscard]] RAII_CONSTEXPR20 explicit scope_exit(
      typename arguments::rvalue action) noexcept(transfer<F &&>::nothrow)
      : scope_exit(static_cast<typename transfer<F &&>::type>(action),
                   failsafe<F, transfer<F &&>::nothrow>(action)) {}
  [[nodiscard]] RAII_CONSTEXPR20 explicit scope_exit(
      typename arguments::lvalue action) noexcept(transfer<F &>::nothrow)
      : scope_exit(action,
                   failsafe<decltype(action), transfer<F &>::nothrow>(action)) {
  }
  [[nodiscard]] RAII_CONSTEXPR20 explicit scope_exit(
      typename arguments::const_lvalue
          action) noexcept(transfer<const F &>::nothrow)
      : scope_exit(action,
                   failsafe<const F, transfer<const F &>::nothrow>(action)) {}

  /// Effects: as the others, but not armed: see arm(). If the action cannot be
  /// copied or moved into it, nothing is run and the exception passes.
  ///
  ///   raii::scope_exit unlock_m(raii::disarmed, [&] { m.unlock(); });
  ///   if (shared) { m.lock(); unlock_m.arm(); }
  [[nodiscard]] RAII_CONSTEXPR20 scope_exit(disarmed_t, F action) noexcept(
      transfer<F &&>::nothrow)
      : action_(static_cast<typename transfer<F &&>::type>(action)),
        armed_(false) {}

  /// Effects: takes the action over and disarms `other`. If that throws,
  /// `other` stays armed.
  RAII_CONSTEXPR20
  scope_exit(scope_exit &&other) noexcept(transfer<F &&>::nothrow)
      : action_(static_cast<typename transfer<F &&>::type>(other.action_)),
        armed_(other.armed_) {
    other.armed_ = false;
  }

  scope_exit(const scope_exit &) = delete;
  scope_exit &operator=(const scope_exit &) = delete;
  scope_exit &operator=(scope_exit &&) = delete;

  RAII_CONSTEXPR20 ~scope_exit() noexcept {
    if (armed_) {
      armed_ = false; // the action may call reset() or release()
      action_();
    }
  }

  /// Effects: cancels; the action will not run.
  RAII_CONSTEXPR20 void release() noexcept { armed_ = false; }

  /// Effects: the action will run when the scope is left, or with reset(). For
  /// an action that is due again: after release(), reset() or `disarmed`.
  RAII_CONSTEXPR20 void arm() noexcept { armed_ = true; }

  /// Effects: disarms, then runs the action; does nothing if already disarmed.
  /// Throws: what the action throws.
  RAII_CONSTEXPR20 void reset() {
    if (armed_) {
      armed_ = false;
      action_();
    }
  }

private:
  template <class From, class Failsafe>
  RAII_CONSTEXPR20 scope_exit(From &&action, Failsafe &&on_failure)
      : action_(static_cast<From &&>(action)) {
    on_failure.dismiss();
  }

  F action_;
  bool armed_ = true;
};

template <class F> scope_exit(F) -> scope_exit<F>;
template <class F> scope_exit(disarmed_t, F) -> scope_exit<F>;

/// Runs an action when its scope is left, always: it cannot be released,
/// moved or run early, and costs no flag.
template <class F> class defer_guard {
  using arguments = scope_exit_detail::arguments<F>;
  template <class From> using transfer = scope_exit_detail::transfer<F, From>;
  template <class Action, bool Nothrow>
  using failsafe = scope_exit_detail::failsafe<Action, Nothrow>;

  static_assert(arguments::storable,
                "raii::defer_guard holds a function object, a function "
                "pointer or an lvalue reference to one; leave the type out: "
                "raii::defer_guard g(f);");

public:
  /// Effects: as for scope_exit.
  [[nodiscard]] RAII_CONSTEXPR20 explicit defer_guard(
      typename arguments::direct action) noexcept
      : action_(static_cast<F &&>(action)) {}
  [[nodiscard]] RAII_CONSTEXPR20 explicit defer_guard(
      typename arguments::rvalue action) noexcept(transfer<F &&>::nothrow)
      : defer_guard(static_cast<typename transfer<F &&>::type>(action),
                    failsafe<F, transfer<F &&>::nothrow>(action)) {}
  [[nodiscard]] RAII_CONSTEXPR20 explicit defer_guard(
      typename arguments::lvalue action) noexcept(transfer<F &>::nothrow)
      : defer_guard(action, failsafe<decltype(action), transfer<F &>::nothrow>(
                                action)) {}
  [[nodiscard]] RAII_CONSTEXPR20 explicit defer_guard(
      typename arguments::const_lvalue
          action) noexcept(transfer<const F &>::nothrow)
      : defer_guard(action,
                    failsafe<const F, transfer<const F &>::nothrow>(action)) {}

  defer_guard(const defer_guard &) = delete;
  defer_guard &operator=(const defer_guard &) = delete;

  RAII_CONSTEXPR20 ~defer_guard() noexcept { action_(); }

private:
  template <class From, class Failsafe>
  RAII_CONSTEXPR20 defer_guard(From &&action, Failsafe &&on_failure)
      : action_(static_cast<From &&>(action)) {
    on_failure.dismiss();
  }

  F action_;
};

template <class F> defer_guard(F) -> defer_guard<F>;

} // namespace v1
} // namespace raii

#endif // RAII_SCOPE_EXIT_HPP
