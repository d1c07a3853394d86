// raii::restore: puts a variable, or a state behind a getter and a setter,
// back to what it was when the scope is left.
//
// This file includes nothing.
#ifndef RAII_RESTORE_HPP
#define RAII_RESTORE_HPP

#ifndef RAII_CONSTEXPR20
#if defined(__cpp_constexpr) && __cpp_constexpr >= 201907L
#define RAII_CONSTEXPR20 constexpr
#else
#define RAII_CONSTEXPR20
#endif
#endif

namespace raii {
inline namespace v1 {

namespace restore_detail {

template <bool> struct enable_if {};
template <> struct enable_if<true> { using type = int; };

template <bool Condition, class Then, class Else> struct select {
  using type = Then;
};
template <class Then, class Else> struct select<false, Then, Else> {
  using type = Else;
};

template <class T> struct identity { using type = T; };
template <class T> T &&declval() noexcept;
template <class T> T decay_copy(T);

template <class> constexpr bool is_const = false;
template <class T> constexpr bool is_const<const T> = true;
template <class> constexpr bool is_volatile = false;
template <class T> constexpr bool is_volatile<volatile T> = true;
template <class T> constexpr bool is_volatile<const volatile T> = true;
template <class> constexpr bool is_array = false;
template <class T, decltype(sizeof(0)) N> constexpr bool is_array<T[N]> = true;

template <class Get> using got = decltype(decay_copy(declval<Get &>()()));

template <class Get, class Set, class = void> constexpr bool is_access = false;
template <class Get, class Set>
constexpr bool is_access<Get, Set,
                         decltype(static_cast<void>(
                             declval<Set &>()(declval<got<Get>>())))> = true;

} // namespace restore_detail

/// Saves a variable, and sets it back when the scope is left:
///
///   raii::restore keep_depth(depth);           // saved now
///   raii::restore quiet(verbose, false);       // saved, then set
///   raii::restore flags([&] { return os.flags(); },
///                       [&](auto f) { os.flags(f); });
///
/// Requires: T can be copied (with a new value: moved) and assigned. An
/// assignment that throws from the destructor terminates.
/// Not for: bit-fields, volatile and atomic objects (use the getter and
/// setter), a variable that dies before the guard.
template <class Get, class Set = void> class restore {
  static_assert(restore_detail::is_access<Get, Set>,
                "raii::restore takes a variable, a variable and a value that "
                "can be assigned to it, or a getter and a setter: "
                "set(get()) must be valid");
  using T = restore_detail::got<Get>;

public:
  /// Effects: saves what `get` gives; sets it back through `set`.
  [[nodiscard]] RAII_CONSTEXPR20 restore(Get get, Set set)
      : set_(static_cast<Set &&>(set)), saved_(get()) {}

  /// Effects: the same, and sets `value`. If that throws, the saved value is
  /// set back.
  template <class V>
  [[nodiscard]] RAII_CONSTEXPR20 restore(Get get, Set set, V &&value)
      : restore(static_cast<Get &&>(get), static_cast<Set &&>(set)) {
    set_(static_cast<V &&>(value));
  }

  restore(const restore &) = delete;
  restore &operator=(const restore &) = delete;

  RAII_CONSTEXPR20 ~restore() noexcept { reset(); }

  RAII_CONSTEXPR20 void release() noexcept { armed_ = false; }

  RAII_CONSTEXPR20 void reset() {
    if (armed_) {
      armed_ = false;
      set_(static_cast<T &&>(saved_));
    }
  }

  RAII_CONSTEXPR20 const T &saved() const noexcept { return saved_; }

private:
  Set set_;
  T saved_;
  bool armed_ = true;
};

/// The form over a variable.
template <class T> class restore<T, void> {
  static_assert(!restore_detail::is_const<T>, "a constant is never restored");
  static_assert(!restore_detail::is_volatile<T>,
                "a volatile variable needs a getter and a setter: "
                "raii::restore g(get, set);");
  static_assert(!restore_detail::is_array<T>,
                "an array cannot be assigned; use std::array");

public:
  /// Effects: saves a copy of `variable`.
  [[nodiscard]] RAII_CONSTEXPR20 explicit restore(T &variable) noexcept(
      __is_nothrow_constructible(T, const T &))
      : variable_(&variable), saved_(static_cast<const T &>(variable)) {}

  /// Effects: saves `variable` and sets it to `value`. If setting it throws,
  /// it is set back.
  [[nodiscard]] RAII_CONSTEXPR20
  restore(T &variable, typename restore_detail::identity<T>::type value)
      : restore(variable, taken()) {
    variable = static_cast<T &&>(value);
  }

  restore(const restore &) = delete;
  restore &operator=(const restore &) = delete;

  RAII_CONSTEXPR20 ~restore() noexcept { reset(); }

  /// Effects: cancels; the variable keeps the value it has.
  RAII_CONSTEXPR20 void release() noexcept { variable_ = nullptr; }

  /// Effects: disarms, then sets the variable back.
  RAII_CONSTEXPR20 void reset() {
    if (T *variable = variable_) {
      variable_ = nullptr;
      *variable = static_cast<T &&>(saved_);
    }
  }

  /// Returns: the value that was saved; not after reset().
  RAII_CONSTEXPR20 const T &saved() const noexcept { return saved_; }

private:
  struct taken {};
  // Moved if that cannot fail: the new value is there already.
  using source =
      typename restore_detail::select<__is_nothrow_constructible(T, T), T &&,
                                      const T &>::type;
  RAII_CONSTEXPR20 restore(T &variable, taken)
      : variable_(&variable), saved_(static_cast<source>(variable)) {}

  T *variable_;
  T saved_;
};

template <class T> restore(T &) -> restore<T>;
// A variable that can be assigned the second argument is one, even if it
// could be called (a std::function).
template <class T, class V,
          typename restore_detail::enable_if<__is_assignable(T &, V)>::type = 0>
restore(T &, V &&) -> restore<T>;
template <
    class Get, class Set,
    typename restore_detail::enable_if<restore_detail::is_access<Get, Set> &&
                                       !__is_assignable(Get &, Set)>::type = 0>
restore(Get, Set) -> restore<Get, Set>;
template <class Get, class Set, class V>
restore(Get, Set, V &&) -> restore<Get, Set>;

} // namespace v1
} // namespace raii

#endif // RAII_RESTORE_HPP
