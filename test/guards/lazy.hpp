// A small lazy task for tests and examples: starts when awaited, resumes its
// awaiter by symmetric transfer. run() drives one to its end.
#ifndef RAII_TEST_LAZY_HPP
#define RAII_TEST_LAZY_HPP

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace test {

template <class T> class lazy;

namespace lazy_detail {
struct promise_base {
  std::coroutine_handle<> awaiter = std::noop_coroutine();
  std::exception_ptr error;
  std::suspend_always initial_suspend() const noexcept { return {}; }
  struct final_awaiter {
    bool await_ready() const noexcept { return false; }
    template <class P>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<P> self) noexcept {
      return self.promise().awaiter;
    }
    void await_resume() const noexcept {}
  };
  final_awaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};
template <class T> struct promise : promise_base {
  std::optional<T> value;
  lazy<T> get_return_object();
  template <class V> void return_value(V &&v) {
    value.emplace(static_cast<V &&>(v));
  }
  T result() { return std::move(*value); }
};
template <class T> struct promise<T &> : promise_base {
  T *value = nullptr;
  lazy<T &> get_return_object();
  void return_value(T &v) { value = std::addressof(v); }
  T &result() { return *value; }
};
template <> struct promise<void> : promise_base {
  lazy<void> get_return_object();
  void return_void() const noexcept {}
  void result() const noexcept {}
};
} // namespace lazy_detail

template <class T> class [[nodiscard]] lazy {
public:
  using promise_type = lazy_detail::promise<T>;
  explicit lazy(std::coroutine_handle<promise_type> frame) noexcept
      : frame_(frame) {}
  lazy(lazy &&other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  lazy &operator=(lazy &&) = delete;
  ~lazy() {
    if (frame_)
      frame_.destroy();
  }

  auto operator co_await() const noexcept {
    struct awaiter {
      std::coroutine_handle<promise_type> frame;
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<> caller) noexcept {
        frame.promise().awaiter = caller;
        return frame;
      }
      T await_resume() {
        if (frame.promise().error)
          std::rethrow_exception(frame.promise().error);
        return frame.promise().result();
      }
    };
    return awaiter{frame_};
  }

  // Starts it; it may suspend.
  void start() { frame_.resume(); }
  bool done() const noexcept { return frame_.done(); }
  T result() {
    if (frame_.promise().error)
      std::rethrow_exception(frame_.promise().error);
    return frame_.promise().result();
  }

private:
  std::coroutine_handle<promise_type> frame_;
};

namespace lazy_detail {
template <class T> lazy<T> promise<T>::get_return_object() {
  return lazy<T>(std::coroutine_handle<promise>::from_promise(*this));
}
template <class T> lazy<T &> promise<T &>::get_return_object() {
  return lazy<T &>(std::coroutine_handle<promise>::from_promise(*this));
}
inline lazy<void> promise<void>::get_return_object() {
  return lazy<void>(std::coroutine_handle<promise>::from_promise(*this));
}
} // namespace lazy_detail

template <class T> T run(lazy<T> task) {
  task.start();
  if (!task.done())
    std::terminate(); // something suspended that nobody resumes
  return task.result();
}

// Suspends whoever awaits it until set.
class event {
public:
  // The awaiter is another object: g++ 12 copies a captured one.
  auto operator co_await() noexcept {
    struct awaiter {
      event *self;
      bool await_ready() const noexcept { return self->set_; }
      void await_suspend(std::coroutine_handle<> h) noexcept {
        self->waiting_ = h;
      }
      void await_resume() const noexcept {}
    };
    return awaiter{this};
  }
  void set() {
    set_ = true;
    if (auto h = std::exchange(waiting_, nullptr))
      h.resume();
  }

private:
  bool set_ = false;
  std::coroutine_handle<> waiting_;
};

} // namespace test

#endif
