// raii::context: a context manager written as a coroutine (C++20).
//
//   raii::context<db &> opened(std::string path) {
//     db d(path);
//     co_yield d;                 // the body runs here
//     d.check();                  // only after success
//   }
//   raii::with(opened("x.db"), [](db &d) { … });
//
// What Python's @contextmanager does. One heap allocation a use, unless the
// compiler removes it.
#ifndef RAII_CONTEXT_HPP
#define RAII_CONTEXT_HPP

#include "with.hpp"
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace raii {
inline namespace v1 {

/// A coroutine that is no manager: it did not yield, or yielded twice, or was
/// entered or left out of turn.
class context_error : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

/// What a context<void> yields: `co_yield raii::run_body;` or `co_yield {};`.
struct run_body_t {};
inline constexpr run_body_t run_body{};

namespace context_detail {

[[noreturn]] inline void fail([[maybe_unused]] const char *what) {
#if RAII_HAS_EXCEPTIONS
  throw context_error(what);
#else
  std::terminate();
#endif
}

// At the co_yield: what the body threw comes out here.
struct rethrow_here {
  std::exception_ptr *error;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const {
#if RAII_HAS_EXCEPTIONS
    if (*error)
      std::rethrow_exception(*error);
#endif
  }
};

template <class T> struct yielded {
  using value_type = std::remove_reference_t<T>;
  value_type *value = nullptr;
  std::exception_ptr error; // what ended the body

  // An lvalue of the coroutine is handed out itself; a temporary lives until
  // the coroutine goes on; both without a copy.
  rethrow_here yield_value(value_type &v) noexcept {
    value = std::addressof(v);
    return {&error};
  }
  rethrow_here yield_value(value_type &&v) noexcept
      requires(!std::is_reference_v<T> && !std::is_const_v<value_type>) {
    return yield_value(v);
  }
  auto yield_value(const value_type &v)
      requires(!std::is_reference_v<T> && !std::is_const_v<value_type> &&
               std::is_copy_constructible_v<value_type>) {
    struct holding : rethrow_here {
      value_type copy;
      yielded *to;
      // Not in yield_value: only here the copy has its final place.
      void await_suspend(std::coroutine_handle<>) noexcept {
        to->value = std::addressof(copy);
      }
    };
    return holding{{&error}, v, this};
  }
};
template <> struct yielded<void> {
  std::exception_ptr error;
  rethrow_here yield_value(run_body_t) noexcept { return {&error}; }
};

} // namespace context_detail

/// The manager that such a coroutine returns. It starts when entered.
///
/// exit: what the body threw is thrown on at the co_yield. If the coroutine
/// lets the same exception out, it passes (`throw;`); another one (`throw e;`
/// makes a copy) replaces it; if the coroutine finishes, it is suppressed. So
/// results of with() are optional.
/// A context that is destroyed while entered only destroys its frame.
/// co_await cannot be used inside: raii::async_context allows it.
template <class T> class [[nodiscard]] context {
public:
  struct promise_type : context_detail::yielded<T> {
    std::exception_ptr thrown;
    context get_return_object() {
      return context(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept { thrown = std::current_exception(); }
    template <class Awaitable>
    std::suspend_never await_transform(Awaitable &&) = delete;
  };

  context(context &&other) noexcept
      : frame_(std::exchange(other.frame_, nullptr)),
        state_(std::exchange(other.state_, left)) {}
  context &operator=(context &&) = delete;
  ~context() {
    if (frame_)
      frame_.destroy();
  }

  /// Effects: runs the coroutine up to its co_yield.
  /// Returns: a reference to what it yields, good until exit.
  /// Throws: what it throws before; context_error if it does not yield.
  std::add_lvalue_reference_t<T> enter() {
    if (state_ != fresh)
      context_detail::fail("a raii::context is entered once");
    state_ = left;
    frame_.resume();
    promise_type &promise = frame_.promise();
    if (frame_.done()) {
#if RAII_HAS_EXCEPTIONS
      if (promise.thrown)
        std::rethrow_exception(promise.thrown);
#endif
      context_detail::fail("the coroutine of a raii::context did not yield");
    }
    state_ = inside;
    if constexpr (!std::is_void_v<T>)
      return *promise.value;
  }

  /// Returns: whether `error` was suppressed.
  bool exit(const std::exception_ptr &error) {
    if (state_ != inside)
      context_detail::fail("a raii::context is left that is not entered");
    state_ = left;
    promise_type &promise = frame_.promise();
    promise.error = error;
    frame_.resume();
    if (!frame_.done()) {
      std::exchange(frame_, nullptr).destroy();
      context_detail::fail("the coroutine of a raii::context yielded twice");
    }
#if RAII_HAS_EXCEPTIONS
    if (promise.thrown) {
      if (promise.thrown == error)
        return false;
      std::rethrow_exception(promise.thrown);
    }
#endif
    return error != nullptr;
  }

private:
  enum state { fresh, inside, left };
  explicit context(std::coroutine_handle<promise_type> frame) noexcept
      : frame_(frame) {}

  std::coroutine_handle<promise_type> frame_;
  state state_ = fresh;
};

} // namespace v1
} // namespace raii

#endif // RAII_CONTEXT_HPP
