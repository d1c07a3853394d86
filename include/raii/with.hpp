// raii::with: run a body inside a context manager, which learns how the body
// ended. What Python's with statement does, as a function.
//
// Control flow cannot cross the body: it is a lambda, so return, break,
// continue and goto in it stay in it.
//
// A manager has
//   enter()                 gives a value, a reference or nothing
//   exit(exception_ptr)     gives nothing: it cannot suppress; or bool: true
//                           suppresses the exception it was given
// and each is called once. Types with other names are taught by specialising
// raii::manager_traits.
#ifndef RAII_WITH_HPP
#define RAII_WITH_HPP

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define RAII_HAS_EXCEPTIONS 1
#else
#define RAII_HAS_EXCEPTIONS 0
#endif

namespace raii {
inline namespace v1 {

/// How a manager of type M is entered and left. Specialise it for types of
/// other libraries; both functions are static.
template <class M, class = void> struct manager_traits {
  template <class T>
  static auto enter(T &manager) -> decltype(manager.enter()) {
    return manager.enter();
  }
  template <class T>
  static auto exit(T &manager, const std::exception_ptr &error)
      -> decltype(manager.exit(error)) {
    return manager.exit(error);
  }
};

/// What the exit of a manager receives that is left by a destructor while an
/// exception is in flight: C++ gives destructors no access to it, and null
/// would mean that all went well.
class unwinding_error : public std::exception {
public:
  const char *what() const noexcept override {
    return "the scope is left by an exception that a destructor cannot see";
  }
};

namespace with_detail {

template <class M>
using entered_t = decltype(manager_traits<M>::enter(std::declval<M &>()));

template <class M>
using left_t = decltype(manager_traits<M>::exit(
    std::declval<M &>(), std::declval<const std::exception_ptr &>()));

template <class M>
inline constexpr bool suppresses =
    std::is_convertible_v<left_t<M>, bool> && !std::is_void_v<left_t<M>>;

// What the body is called with: the value as its own, the value to look at,
// or nothing.
template <class Value, class Body> constexpr int body_form() {
  if constexpr (std::is_void_v<Value>)
    return 0;
  else if constexpr (std::is_invocable_v<Body, Value &&>)
    return 1;
  else if constexpr (std::is_invocable_v<Body, Value &>)
    return 2;
  else
    return 0;
}

template <class Value, class Body> struct body_result {
  static auto type() {
    constexpr int form = body_form<Value, Body>();
    if constexpr (form == 1) {
      return static_cast<std::invoke_result_t<Body, Value &&> (*)()>(nullptr);
    } else if constexpr (form == 2) {
      return static_cast<std::invoke_result_t<Body, Value &> (*)()>(nullptr);
    } else {
      static_assert(std::is_invocable_v<Body>,
                    "the body takes neither what the manager's enter() gives "
                    "nor nothing");
      if constexpr (std::is_invocable_v<Body>)
        return static_cast<std::invoke_result_t<Body> (*)()>(nullptr);
    }
  }
};
template <class Value, class Body>
using body_result_t =
    decltype(body_result<Value, Body>::type()()); // of a function type

// The result where the exception, and with it the result, may be gone.
template <class R> struct maybe {
  static_assert(std::is_move_constructible_v<R>,
                "the result of a body must be movable; return a pointer to "
                "it, or keep it outside of the body");
  using type = std::optional<R>;
  static type nothing() { return std::nullopt; }
};
template <class R> struct maybe<R &> {
  using type = R *;
  static type nothing() { return nullptr; }
};
template <> struct maybe<void> {
  using type = bool;
  static type nothing() { return false; }
};

template <class R, bool Suppresses> struct result {
  static_assert(std::is_void_v<R> || std::is_reference_v<R> ||
                    std::is_move_constructible_v<R>,
                "the result of a body must be movable; return a pointer to "
                "it, or keep it outside of the body");
  using type = R;
};
template <class R> struct result<R, true> {
  using type = typename maybe<R>::type;
};

template <class M, class = void> inline constexpr bool is_manager = false;
template <class M>
inline constexpr bool is_manager<M, std::void_t<entered_t<M>, left_t<M>>> =
    true;

template <class M, class Body> struct call {
  using manager_type = std::remove_reference_t<M>;
  static_assert(is_manager<manager_type>,
                "a manager has enter() and exit(std::exception_ptr), or a "
                "specialisation of raii::manager_traits");
  using value_type = entered_t<manager_type>;
  using body_type = std::remove_reference_t<Body> &;
  using R = body_result_t<value_type, body_type>;
  static constexpr int form = body_form<value_type, body_type>();
};
template <class M, class Body>
using with_result_t =
    typename result<typename call<M, Body>::R,
                    suppresses<typename call<M, Body>::manager_type>>::type;

// Calls the manager's exit; gives whether it suppresses.
template <class M> bool leave(M &manager, const std::exception_ptr &error) {
  if constexpr (suppresses<M>) {
    return static_cast<bool>(manager_traits<M>::exit(manager, error));
  } else {
    manager_traits<M>::exit(manager, error);
    return false;
  }
}

template <class R, class M, class Call>
typename result<R, suppresses<M>>::type run(M &manager, Call &&call) {
  using result_type = typename result<R, suppresses<M>>::type;
#if RAII_HAS_EXCEPTIONS
  bool leaving = false; // an exit that throws is not called again
  try {
#endif
    if constexpr (std::is_void_v<R>) {
      call();
#if RAII_HAS_EXCEPTIONS
      leaving = true;
#endif
      with_detail::leave(manager, nullptr);
      if constexpr (suppresses<M>)
        return true;
    } else if constexpr (std::is_reference_v<R>) {
      R value = call();
#if RAII_HAS_EXCEPTIONS
      leaving = true;
#endif
      with_detail::leave(manager, nullptr);
      if constexpr (suppresses<M>)
        return &value;
      else
        return static_cast<R>(value);
    } else {
      result_type value(call());
#if RAII_HAS_EXCEPTIONS
      leaving = true;
#endif
      with_detail::leave(manager, nullptr);
      return value;
    }
#if RAII_HAS_EXCEPTIONS
  } catch (...) {
    // The exit runs in this handler, so that what it throws can be nested
    // in what it replaces.
    if (!leaving && with_detail::leave(manager, std::current_exception())) {
      if constexpr (suppresses<M>)
        return maybe<R>::nothing();
    }
    throw;
  }
#endif
}

} // namespace with_detail

/// Effects: enters the manager, calls the body with what enter() gave (or
/// without an argument), and leaves the manager with the exception that ended
/// the body, or null. If enter() throws, exit is not called.
/// Returns: what the body returns; where exit can suppress: optional<R>, R *
/// for R &, bool for void, empty when the exception was suppressed.
/// Throws: what the body throws, unless suppressed; what exit throws, which
/// replaces it.
/// Without exceptions (-fno-exceptions) exit is always given null.
template <class M, class Body>
with_detail::with_result_t<M, Body> with(M &&manager, Body &&body) {
  using call = with_detail::call<M, Body>;
  using manager_type = typename call::manager_type;
  using value_type = typename call::value_type;
  using R = typename call::R;
  if constexpr (std::is_void_v<value_type>) {
    manager_traits<manager_type>::enter(manager);
    return with_detail::run<R>(manager, [&]() -> R { return body(); });
  } else {
    value_type &&value = manager_traits<manager_type>::enter(manager);
    return with_detail::run<R>(manager, [&]() -> R {
      if constexpr (call::form == 1)
        return body(static_cast<value_type &&>(value));
      else if constexpr (call::form == 2)
        return body(value);
      else
        return body();
    });
  }
}

/// A manager as a plain guard: entered when made, left when the scope is.
///
/// Its exit receives null, or an unwinding_error while an exception unwinds;
/// what it returns is ignored, for a destructor cannot suppress. An exit that
/// throws from the destructor terminates: where it may, use with() or reset().
template <class M> class entered {
  using manager_type = std::remove_reference_t<M>;
  using value_type = with_detail::entered_t<manager_type>;

public:
  [[nodiscard]] explicit entered(M &&manager)
      : manager_(static_cast<M &&>(manager)), value_(manager_) {}
  entered(const entered &) = delete;
  entered &operator=(const entered &) = delete;

  ~entered() noexcept {
    if (armed_) {
      armed_ = false;
      if (std::uncaught_exceptions() > count_)
        with_detail::leave(manager_,
                           std::make_exception_ptr(unwinding_error()));
      else
        with_detail::leave(manager_, nullptr);
    }
  }

  /// Effects: cancels; the manager is not left.
  void release() noexcept { armed_ = false; }

  /// Effects: leaves the manager now, as after success.
  /// Throws: what its exit throws.
  void reset() {
    if (armed_) {
      armed_ = false;
      with_detail::leave(manager_, nullptr);
    }
  }

  /// Returns: what enter() gave.
  decltype(auto) value() noexcept { return value_.get(); }

private:
  template <class V, class = void> struct holder {
    explicit holder(manager_type &m)
        : value(manager_traits<manager_type>::enter(m)) {}
    V value;
    std::remove_reference_t<V> &get() noexcept { return value; }
  };
  template <class V> struct holder<V, std::enable_if_t<std::is_void_v<V>>> {
    explicit holder(manager_type &m) { manager_traits<manager_type>::enter(m); }
    void get() noexcept {}
  };

  int count_ = std::uncaught_exceptions();
  M manager_;
  holder<value_type> value_;
  bool armed_ = true;
};
template <class M> entered(M &&) -> entered<M>;

namespace with_detail {
template <class Factory, class F> class decorated {
public:
  decorated(Factory factory, F f)
      : factory_(std::move(factory)), f_(std::move(f)) {}
  template <class... Arguments>
  decltype(auto) operator()(Arguments &&...arguments) {
    return raii::with(factory_(), [&]() -> decltype(auto) {
      return f_(static_cast<Arguments &&>(arguments)...);
    });
  }

private:
  Factory factory_;
  F f_;
};
} // namespace with_detail

/// Returns: a callable that runs each call of `f` inside a manager of its own,
/// made by `factory()`; so it may recurse.
template <class Factory, class F>
[[nodiscard]] auto decorate(Factory &&factory, F &&f) {
  return with_detail::decorated<std::decay_t<Factory>, std::decay_t<F>>(
      static_cast<Factory &&>(factory), static_cast<F &&>(f));
}

namespace with_detail {
template <class Acquire, class Release> class bracketed {
public:
  using value_type = std::invoke_result_t<Acquire &>;
  bracketed(Acquire acquire, Release release)
      : acquire_(std::move(acquire)), release_(std::move(release)) {}

  decltype(auto) enter() {
    if constexpr (std::is_void_v<value_type>)
      acquire_();
    else if constexpr (std::is_reference_v<value_type>)
      return *(value_ = &acquire_());
    else
      return value_.emplace(acquire_());
  }
  decltype(auto) exit(const std::exception_ptr &error) {
    if constexpr (std::is_void_v<value_type>)
      return call(error);
    else
      return call(error, *value_);
  }

private:
  template <class... Value>
  decltype(auto) call(const std::exception_ptr &error, Value &...value) {
    if constexpr (std::is_invocable_v<Release &, Value &...,
                                      const std::exception_ptr &>)
      return release_(value..., error);
    else
      return static_cast<void>(release_(value...));
  }
  Acquire acquire_;
  Release release_;
  std::conditional_t<
      std::is_void_v<value_type>, char,
      std::conditional_t<
          std::is_reference_v<value_type>,
          std::remove_reference_t<value_type> *,
          std::optional<std::conditional_t<std::is_void_v<value_type> ||
                                               std::is_reference_v<value_type>,
                                           char, value_type>>>>
      value_{};
};
} // namespace with_detail

/// Returns: a manager made of two callables. `acquire()` gives the value;
/// `release(value)` or `release(value, exception_ptr)` ends it. Only the
/// second form can suppress, by returning true.
template <class Acquire, class Release>
[[nodiscard]] auto bracket(Acquire &&acquire, Release &&release) {
  return with_detail::bracketed<std::decay_t<Acquire>, std::decay_t<Release>>(
      static_cast<Acquire &&>(acquire), static_cast<Release &&>(release));
}

/// The whole bracket in one call: acquire, use, release.
template <class Acquire, class Release, class Body>
decltype(auto) bracket(Acquire &&acquire, Release &&release, Body &&body) {
  return raii::with(raii::bracket(static_cast<Acquire &&>(acquire),
                                  static_cast<Release &&>(release)),
                    static_cast<Body &&>(body));
}

} // namespace v1
} // namespace raii

#endif // RAII_WITH_HPP
