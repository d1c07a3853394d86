// Managers whose entering or leaving awaits (C++20): async_with,
// async_exit_stack, aclosing, async_context, async_bracket.
//
// An async manager has
//   aenter()               gives an awaitable of a value, a reference, nothing
//   aexit(exception_ptr)   gives an awaitable of nothing, or of bool: true
//                          suppresses
//   abandon() noexcept     optional: lets go, at once, of what is still held;
//                          called when aexit did not finish: it threw, or the
//                          coroutine was destroyed, and nothing runs aexit then
// Either may be a plain enter() or exit() of a synchronous manager.
//
// Nothing here is a task type or a scheduler. The coroutines are of the
// body's own task type: any template whose first parameter is the result, as
// asio::awaitable; others are taught by raii::task_traits.
#ifndef RAII_ASYNC_HPP
#define RAII_ASYNC_HPP

#include "context.hpp"
#include "exit_stack.hpp"
#include "with.hpp"
#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace raii {
inline namespace v1 {

/// The result of a task type, and the same task with another result.
template <class Task> struct task_traits;
template <template <class, class...> class Task, class R, class... Rest>
struct task_traits<Task<R, Rest...>> {
  using result = R;
  template <class Other> using rebind = Task<Other, Rest...>;
};

/// What keeps an exit from failing at its first await because the task was
/// cancelled. Specialise it for a task type (for Asio: raii/asio.hpp); the
/// coroutine awaits allow(), then begin(), which gives a state, runs the
/// exit, and awaits end(state, error).
template <class Task> struct cleanup_shield {
  static constexpr bool needed = false;
};

namespace async_detail {

template <class Task> using task_result = typename task_traits<Task>::result;
template <class Task, class R>
using rebound = typename task_traits<Task>::template rebind<R>;

// What co_await of an awaitable gives.
template <class A> concept member_co_await = requires(A &&a) {
  static_cast<A &&>(a).operator co_await();
};
template <class A> concept free_co_await = requires(A &&a) {
  operator co_await(static_cast<A &&>(a));
};
template <class A> decltype(auto) awaiter(A &&a) {
  if constexpr (member_co_await<A>)
    return static_cast<A &&>(a).operator co_await();
  else if constexpr (free_co_await<A>)
    return operator co_await(static_cast<A &&>(a));
  else
    return static_cast<A &&>(a);
}
template <class A> concept has_task_traits = requires {
  typename task_traits<A>::result;
};
template <class A> struct await_result {
  using type =
      decltype(async_detail::awaiter(std::declval<A>()).await_resume());
};
template <has_task_traits A> struct await_result<A> {
  using type = task_result<A>;
};

template <class M> concept enters_async = requires(M &m) { m.aenter(); };
template <class M>
concept leaves_async = requires(M &m, const std::exception_ptr &e) {
  m.aexit(e);
};
template <class M> concept can_abandon = requires(M &m) { m.abandon(); };

template <class M> struct entered { using type = with_detail::entered_t<M>; };
template <enters_async M> struct entered<M> {
  using type =
      typename await_result<decltype(std::declval<M &>().aenter())>::type;
};
template <class M> struct left { using type = with_detail::left_t<M>; };
template <leaves_async M> struct left<M> {
  using type = typename await_result<decltype(std::declval<M &>().aexit(
      std::declval<const std::exception_ptr &>()))>::type;
};
template <class M> using entered_t = typename entered<M>::type;
template <class M> using left_t = typename left<M>::type;
template <class M>
inline constexpr bool suppresses = !std::is_void_v<left_t<M>>;

template <class M, class Body> struct call {
  using manager_type = std::remove_reference_t<M>;
  using value_type = entered_t<manager_type>;
  using body_type = std::remove_reference_t<Body> &;
  static constexpr int form = with_detail::body_form<value_type, body_type>();
  using task = with_detail::body_result_t<value_type, body_type>;
  using R = task_result<task>;
  using result =
      rebound<task,
              typename with_detail::result<R, suppresses<manager_type>>::type>;

  template <class Kept> static task invoke(body_type body, Kept &value) {
    if constexpr (form == 1)
      return body(static_cast<value_type &&>(value.get()));
    else if constexpr (form == 2)
      return body(value.get());
    else
      return body();
  }
};

// A value that stays while something is awaited.
template <class R> struct kept {
  std::optional<R> value;
  template <class V> void set(V &&v) { value.emplace(static_cast<V &&>(v)); }
  R &get() { return *value; }
  R take() { return std::move(*value); }
  std::optional<R> take_optional() { return std::move(value); }
};
template <class R> struct kept<R &> {
  R *value = nullptr;
  void set(R &v) { value = std::addressof(v); }
  R &get() { return *value; }
  R &take() { return *value; }
  R *take_optional() { return value; }
};
template <> struct kept<void> {
  bool value = false;
  void set() { value = true; }
  bool take_optional() { return value; }
};

// The synchronous fallback: runs when the exit did not get through.
template <class M> struct abandoning {
  M &manager;
  bool armed = false;
  explicit abandoning(M &m) noexcept : manager(m) {}
  abandoning(const abandoning &) = delete;
  abandoning &operator=(const abandoning &) = delete;
  ~abandoning() {
    if constexpr (can_abandon<M>) {
      if (armed)
        manager.abandon();
    } else if constexpr (!leaves_async<M>) {
      if (armed)
        with_detail::leave(manager, std::make_exception_ptr(unwinding_error()));
    }
  }
};

template <class Result, class Call, class M, class Body>
Result run_with(M manager, Body body) {
  using manager_type = typename Call::manager_type;
  using value_type = typename Call::value_type;
  using R = typename Call::R;
  using shield = cleanup_shield<typename Call::task>;
  abandoning<manager_type> fallback(manager);
  kept<value_type> value;
  kept<R> result;
  std::exception_ptr error;

  if constexpr (enters_async<manager_type> && std::is_void_v<value_type>)
    co_await manager.aenter();
  else if constexpr (enters_async<manager_type>)
    value.set(co_await manager.aenter());
  else if constexpr (std::is_void_v<value_type>)
    manager_traits<manager_type>::enter(manager);
  else
    value.set(manager_traits<manager_type>::enter(manager));
  fallback.armed = true;

#if RAII_HAS_EXCEPTIONS
  try {
#endif
    if constexpr (std::is_void_v<R>) {
      co_await Call::invoke(body, value);
      result.set();
    } else {
      result.set(co_await Call::invoke(body, value));
    }
#if RAII_HAS_EXCEPTIONS
  } catch (...) {
    error = std::current_exception();
  }
#endif

  // Not in the handler: nothing can be awaited there.
  [[maybe_unused]] bool suppressed = false;
  if constexpr (!leaves_async<manager_type>) {
    fallback.armed = false;
    suppressed = with_detail::leave(manager, error);
  } else {
    if constexpr (shield::needed) {
      co_await shield::allow();
      auto state = co_await shield::begin();
      std::exception_ptr thrown;
#if RAII_HAS_EXCEPTIONS
      try {
#endif
        if constexpr (suppresses<manager_type>)
          suppressed = co_await manager.aexit(error);
        else
          co_await manager.aexit(error);
#if RAII_HAS_EXCEPTIONS
      } catch (...) {
        thrown = std::current_exception();
      }
#endif
      fallback.armed = thrown != nullptr;
      co_await shield::end(state, thrown ? thrown : error);
#if RAII_HAS_EXCEPTIONS
      if (thrown)
        std::rethrow_exception(thrown);
#endif
    } else {
      if constexpr (suppresses<manager_type>)
        suppressed = co_await manager.aexit(error);
      else
        co_await manager.aexit(error);
      fallback.armed = false;
    }
  }
#if RAII_HAS_EXCEPTIONS
  if (error && !suppressed)
    std::rethrow_exception(error);
#endif
  if constexpr (suppresses<manager_type>)
    co_return result.take_optional();
  else if constexpr (!std::is_void_v<R>)
    co_return result.take();
}

} // namespace async_detail

/// Effects: enters the manager, awaits the body with what entering gave (or
/// without an argument), and leaves the manager with the exception that ended
/// the body, or null. An rvalue manager or body is moved into the coroutine,
/// an lvalue must outlive it.
/// Returns: a task of the body's own type. Its result is as for with().
/// Throws, from the task: as with(). What an exit throws is not nested in what
/// it replaces: async exits run after the handler.
template <class M, class Body>
[[nodiscard]] typename async_detail::call<M, Body>::result
async_with(M &&manager, Body &&body) {
  using call = async_detail::call<M, Body>;
  return async_detail::run_with<typename call::result, call, M, Body>(
      static_cast<M &&>(manager), static_cast<Body &&>(body));
}

namespace async_detail {

// One registered exit, synchronous or not.
template <class Task> struct entry {
  using exit_task = rebound<Task, bool>;
  entry *next = nullptr;
  std::exception_ptr replaced;
  entry() = default;
  entry(const entry &) = delete;
  entry &operator=(const entry &) = delete;
  virtual ~entry() = default;
  virtual bool asynchronous() const noexcept = 0;
  // A task that leaves; or, if not asynchronous, nothing, and `suppressed` is
  // the answer.
  virtual std::optional<exit_task> leave(const std::exception_ptr &error,
                                         bool &suppressed) = 0;
  virtual void abandon() noexcept = 0;
};

template <class Task, class M> struct manager_entry final : entry<Task> {
  using typename entry<Task>::exit_task;
  using manager_type = std::remove_reference_t<M>;
  M manager;
  template <class A>
  explicit manager_entry(A &&a) : manager(static_cast<A &&>(a)) {}

  static exit_task run(manager_type &manager, std::exception_ptr error) {
    if constexpr (suppresses<manager_type>) {
      co_return co_await manager.aexit(error);
    } else {
      co_await manager.aexit(error);
      co_return false;
    }
  }
  bool asynchronous() const noexcept override {
    return leaves_async<manager_type>;
  }
  std::optional<exit_task> leave(const std::exception_ptr &error,
                                 bool &suppressed) override {
    if constexpr (leaves_async<manager_type>) {
      return run(manager, error);
    } else {
      suppressed = with_detail::leave(manager, error);
      return std::nullopt;
    }
  }
  void abandon() noexcept override {
    if constexpr (can_abandon<manager_type>)
      manager.abandon();
    else if constexpr (!leaves_async<manager_type>)
      with_detail::leave(manager, std::make_exception_ptr(unwinding_error()));
  }
};

// f(error) or f(); awaited if `Async`.
template <class Task, class F, bool Async, bool WithError>
struct function_entry final : entry<Task> {
  using typename entry<Task>::exit_task;
  F f;
  template <class A> explicit function_entry(A &&a) : f(static_cast<A &&>(a)) {}

  static decltype(auto) call(F &f, const std::exception_ptr &error) {
    if constexpr (WithError)
      return f(error);
    else
      return f();
  }
  static exit_task run(F &f, std::exception_ptr error) {
    using given = typename await_result<decltype(call(f, error))>::type;
    if constexpr (WithError && std::is_same_v<given, bool>) {
      co_return co_await call(f, error);
    } else {
      co_await call(f, error);
      co_return false;
    }
  }
  bool asynchronous() const noexcept override { return Async; }
  std::optional<exit_task> leave(const std::exception_ptr &error,
                                 bool &suppressed) override {
    if constexpr (Async) {
      return run(f, error);
    } else {
      if constexpr (WithError)
        suppressed = exit_stack_detail::call_exit(f, error);
      else
        f();
      return std::nullopt;
    }
  }
  void abandon() noexcept override {
    if constexpr (!Async)
      call(f, std::make_exception_ptr(unwinding_error()));
  }
};

} // namespace async_detail

/// exit_stack whose exits may await. Task: the task type of the coroutines
/// that use it, with any result, as asio::awaitable<void>.
///
/// The rules are those of exit_stack, and synchronous managers and callbacks
/// can be mixed in. Leave it by `co_await close()` or `co_await run(body)`.
/// Destroyed with exits in it, it awaits nothing: managers are abandoned,
/// synchronous exits run with an unwinding_error, and async callbacks are
/// dropped.
template <class Task> class async_exit_stack {
  using entry = async_detail::entry<Task>;
  template <class R> using task = async_detail::rebound<Task, R>;
  template <class F>
  using await_result_of = typename async_detail::await_result<F>::type;

public:
  async_exit_stack() = default;
  async_exit_stack(async_exit_stack &&other) noexcept
      : head_(std::exchange(other.head_, nullptr)),
        replaced_(std::exchange(other.replaced_, nullptr)) {}
  async_exit_stack &operator=(async_exit_stack &&other) noexcept {
    async_exit_stack taken(std::move(other));
    std::swap(head_, taken.head_);
    std::swap(replaced_, taken.replaced_);
    return *this;
  }
  async_exit_stack(const async_exit_stack &) = delete;
  async_exit_stack &operator=(const async_exit_stack &) = delete;
  ~async_exit_stack() {
    while (head_) {
      std::unique_ptr<entry> e(pop());
      e->abandon();
    }
    drop_replaced();
  }

  /// Returns: a task that enters the manager and registers its exit; its
  /// result is what entering gives. As exit_stack::enter_context.
  template <class M>
  [[nodiscard]] task<async_detail::entered_t<std::remove_reference_t<M>>>
  enter_async_context(M &&manager) {
    return enter<M>(this, static_cast<M &&>(manager));
  }
  /// A synchronous manager.
  template <class M> decltype(auto) enter_context(M &&manager) {
    auto made = std::make_unique<async_detail::manager_entry<Task, M>>(
        static_cast<M &&>(manager));
    auto &kept = made->manager;
    using value_type = with_detail::entered_t<std::remove_reference_t<M>>;
    if constexpr (std::is_void_v<value_type>) {
      manager_traits<std::remove_reference_t<M>>::enter(kept);
      link(made.release());
    } else {
      value_type value =
          manager_traits<std::remove_reference_t<M>>::enter(kept);
      link(made.release());
      return static_cast<value_type>(static_cast<value_type &&>(value));
    }
  }

  /// Effects: registers `f(exception_ptr)`, whose awaitable gives nothing, or
  /// bool to suppress.
  template <class F> void push_async_exit(F &&f) {
    add<true, true>(static_cast<F &&>(f));
  }
  /// Effects: registers `f()`, which gives an awaitable.
  template <class F> void push_async_callback(F &&f) {
    add<true, false>(static_cast<F &&>(f));
  }
  /// Effects: as exit_stack: `f(exception_ptr)`, run with the failure if it
  /// cannot be registered.
  template <class F> void push(F &&f) {
#if RAII_HAS_EXCEPTIONS
    try {
      add<false, true>(static_cast<F &&>(f));
    } catch (...) {
      exit_stack_detail::call_exit(f, std::current_exception());
      throw;
    }
#else
    add<false, true>(static_cast<F &&>(f));
#endif
  }
  /// Effects: as exit_stack: `f()`, run if it cannot be registered.
  template <class F> void callback(F &&f) {
#if RAII_HAS_EXCEPTIONS
    try {
      add<false, false>(static_cast<F &&>(f));
    } catch (...) {
      f();
      throw;
    }
#else
    add<false, false>(static_cast<F &&>(f));
#endif
  }

  [[nodiscard]] async_exit_stack pop_all() noexcept {
    async_exit_stack taken;
    taken.head_ = std::exchange(head_, nullptr);
    return taken;
  }

  /// Returns: a task that runs all exits, the first with null.
  [[nodiscard]] task<void> close() { return close_all(this); }

  /// Returns: a task that awaits `body(*this)` or `body()`, then runs all
  /// exits. As async_with, whose exit can suppress.
  template <class Body> [[nodiscard]] auto run(Body &&body) {
    return raii::async_with(*this, static_cast<Body &&>(body));
  }

  /// A stack is a manager itself.
  async_exit_stack &enter() noexcept { return *this; }
  task<bool> aexit(std::exception_ptr error) { return leave_all(this, error); }

  [[nodiscard]] bool empty() const noexcept { return !head_; }
  [[nodiscard]] std::exception_ptr replaced(std::size_t n = 0) const noexcept {
    const entry *r = replaced_;
    while (r && n--)
      r = r->next;
    return r ? r->replaced : nullptr;
  }

private:
  void link(entry *made) noexcept {
    made->next = head_;
    head_ = made;
  }
  entry *pop() noexcept {
    entry *e = head_;
    head_ = e->next;
    e->next = nullptr;
    return e;
  }
  void drop_replaced() noexcept {
    while (entry *e = replaced_) {
      replaced_ = e->next;
      delete e;
    }
  }

  template <bool Async, bool WithError, class F> void add(F &&f) {
    link(new async_detail::function_entry<Task, std::decay_t<F>, Async,
                                          WithError>(static_cast<F &&>(f)));
  }

  template <class M>
  static task<async_detail::entered_t<std::remove_reference_t<M>>>
  enter(async_exit_stack *self, M manager) {
    using manager_type = std::remove_reference_t<M>;
    using value_type = async_detail::entered_t<manager_type>;
    auto made = std::make_unique<async_detail::manager_entry<Task, M>>(
        static_cast<M &&>(manager));
    async_detail::kept<value_type> value;
    if constexpr (async_detail::enters_async<manager_type> &&
                  std::is_void_v<value_type>)
      co_await made->manager.aenter();
    else if constexpr (async_detail::enters_async<manager_type>)
      value.set(co_await made->manager.aenter());
    else if constexpr (std::is_void_v<value_type>)
      manager_traits<manager_type>::enter(made->manager);
    else
      value.set(manager_traits<manager_type>::enter(made->manager));
    self->link(made.release());
    if constexpr (!std::is_void_v<value_type>)
      co_return value.take();
  }

  // Runs every exit; gives the exception that is current after the last.
  static task<std::exception_ptr> unwind(async_exit_stack *self,
                                         std::exception_ptr error) {
    self->drop_replaced();
    while (self->head_) {
      std::unique_ptr<entry> e(self->pop());
      bool suppressed = false;
#if RAII_HAS_EXCEPTIONS
      std::exception_ptr thrown;
      try {
#endif
        std::optional<task<bool>> leaving = e->leave(error, suppressed);
        if (leaving)
          suppressed = co_await std::move(*leaving);
#if RAII_HAS_EXCEPTIONS
      } catch (...) {
        thrown = std::current_exception();
      }
      if (thrown) {
        if (e->asynchronous())
          e->abandon();
        if (thrown == error)
          continue;
        if (error) {
          e->replaced = error;
          e->next = self->replaced_;
          self->replaced_ = e.release();
        }
        error = thrown;
        continue;
      }
#endif
      if (suppressed)
        error = nullptr;
    }
    co_return error;
  }
  static task<void> close_all(async_exit_stack *self) {
    [[maybe_unused]] std::exception_ptr error = co_await unwind(self, nullptr);
#if RAII_HAS_EXCEPTIONS
    if (error)
      std::rethrow_exception(error);
#endif
  }
  static task<bool> leave_all(async_exit_stack *self,
                              std::exception_ptr given) {
    std::exception_ptr error = co_await unwind(self, given);
#if RAII_HAS_EXCEPTIONS
    if (error && error != given)
      std::rethrow_exception(error);
#endif
    co_return given && !error;
  }

  entry *head_ = nullptr;
  entry *replaced_ = nullptr;
};

/// Awaits aclose() of an object at the end; on the caller's if given an
/// lvalue, on its own if given an rvalue. Gives a reference to the object.
template <class T> class aclosing {
public:
  [[nodiscard]] explicit aclosing(T &&object)
      : object_(static_cast<T &&>(object)) {}
  std::remove_reference_t<T> &enter() noexcept { return object_; }
  auto aexit(const std::exception_ptr &) { return object_.aclose(); }

private:
  T object_;
};
template <class T> aclosing(T &&) -> aclosing<T>;

/// context<T> whose coroutine may await. For task types that let a coroutine
/// await anything; Asio's do not: async_bracket is for those.
template <class T> class [[nodiscard]] async_context {
  // Gives control to whoever awaits the coroutine.
  struct resume_caller {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<Promise> self) noexcept {
      return std::exchange(self.promise().caller, nullptr);
    }
    void await_resume() const noexcept {}
  };

public:
  struct promise_type : context_detail::yielded<T> {
    using base = context_detail::yielded<T>;
    std::exception_ptr thrown;
    std::coroutine_handle<> caller;

    // As the base, but the caller is resumed.
    template <class Inner> struct yielding {
      Inner inner;
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        inner.await_suspend(self);
        return std::exchange(self.promise().caller, nullptr);
      }
      void await_resume() const { inner.await_resume(); }
    };
    template <class V> auto yield_value(V &&v) requires requires(base &b) {
      b.yield_value(static_cast<V &&>(v));
    }
    {
      using inner = decltype(base::yield_value(static_cast<V &&>(v)));
      return yielding<inner>{base::yield_value(static_cast<V &&>(v))};
    }
    auto yield_value(run_body_t b) requires std::is_void_v<T> {
      return yielding<context_detail::rethrow_here>{base::yield_value(b)};
    }

    async_context get_return_object() {
      return async_context(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    resume_caller final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept { thrown = std::current_exception(); }
  };

  async_context(async_context &&other) noexcept
      : frame_(std::exchange(other.frame_, nullptr)),
        state_(std::exchange(other.state_, left)) {}
  async_context &operator=(async_context &&) = delete;
  ~async_context() {
    if (frame_)
      frame_.destroy();
  }

  auto aenter() {
    if (state_ != fresh)
      context_detail::fail("a raii::async_context is entered once");
    state_ = left;
    return entering{{this}};
  }
  auto aexit(const std::exception_ptr &error) {
    if (state_ != inside)
      context_detail::fail("a raii::async_context is left that is not entered");
    state_ = left;
    frame_.promise().error = error;
    return leaving{{this}, error};
  }
  /// The frame is destroyed: its locals are the fallback.
  void abandon() noexcept {
    if (frame_)
      std::exchange(frame_, nullptr).destroy();
  }

private:
  enum state { fresh, inside, left };
  struct resuming {
    async_context *self;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<>
    await_suspend(std::coroutine_handle<> caller) noexcept {
      self->frame_.promise().caller = caller;
      return self->frame_;
    }
  };
  struct entering : resuming {
    std::add_lvalue_reference_t<T> await_resume() {
      async_context &c = *this->self;
      if (c.frame_.done()) {
#if RAII_HAS_EXCEPTIONS
        if (c.frame_.promise().thrown)
          std::rethrow_exception(c.frame_.promise().thrown);
#endif
        context_detail::fail(
            "the coroutine of a raii::async_context did not yield");
      }
      c.state_ = inside;
      if constexpr (!std::is_void_v<T>)
        return *c.frame_.promise().value;
    }
  };
  struct leaving : resuming {
    std::exception_ptr error;
    bool await_resume() {
      async_context &c = *this->self;
      if (!c.frame_.done()) {
        std::exchange(c.frame_, nullptr).destroy();
        context_detail::fail(
            "the coroutine of a raii::async_context yielded twice");
      }
#if RAII_HAS_EXCEPTIONS
      if (std::exception_ptr thrown = c.frame_.promise().thrown) {
        if (thrown == error)
          return false;
        std::rethrow_exception(thrown);
      }
#endif
      return error != nullptr;
    }
  };

  explicit async_context(std::coroutine_handle<promise_type> frame) noexcept
      : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
  state state_ = fresh;
};

namespace async_detail {

template <class Value, class Body> struct bracketing {
  using body_type = std::remove_reference_t<Body> &;
  static constexpr int form = with_detail::body_form<Value, body_type>();
  using task = with_detail::body_result_t<Value, body_type>;
  using R = task_result<task>;
  using step = rebound<task, void>;
  using result = rebound<task, typename with_detail::result<R, true>::type>;

  body_type body;
  bool yielded = false;
  kept<R> outcome;

  template <class... V> static step run(bracketing *self, V &&...value) {
    if (self->yielded)
      context_detail::fail("a raii::async_bracket yielded twice");
    self->yielded = true;
    if constexpr (std::is_void_v<R>) {
      co_await self->invoke(static_cast<V &&>(value)...);
      self->outcome.set();
    } else {
      self->outcome.set(co_await self->invoke(static_cast<V &&>(value)...));
    }
  }
  template <class... V> task invoke(V &&...value) {
    if constexpr (sizeof...(V) == 0 || form == 0)
      return body();
    else if constexpr (form == 1)
      return body(static_cast<V &&>(value)...);
    else
      return body(value...);
  }
};

template <class Bracketing> class yielder {
public:
  explicit yielder(Bracketing &to) noexcept : to_(&to) {}
  /// Returns: a task that runs the body. What it is given must live until
  /// that is awaited.
  template <class... V> auto operator()(V &&...value) const {
    return Bracketing::run(to_, static_cast<V &&>(value)...);
  }

private:
  Bracketing *to_;
};

template <class Bracketing, class Manager, class Body>
typename Bracketing::result run_bracket(Manager manager, Body body) {
  Bracketing state{body, false, {}};
  co_await manager(yielder<Bracketing>(state));
  if (!state.yielded)
    context_detail::fail("a raii::async_bracket did not yield");
  co_return state.outcome.take_optional();
}

} // namespace async_detail

/// A manager written as a coroutine of any task type, also of those that let
/// nothing else be awaited:
///
///   auto connected = [](auto yield_) -> asio::awaitable<void> {
///     auto c = co_await open();
///     co_await yield_(c);          // the body runs here
///     co_await c.commit();         // only after success
///   };
///   co_await raii::async_bracket<conn>(connected, [](conn &c) -> … { … });
///
/// What the body throws comes out at the yield; a manager that finishes
/// without it has suppressed it.
/// Returns: a task of the body's type, with an optional result (bool for
/// void, R * for R &).
/// Throws, from the task: context_error for no yield, and for a second one.
template <class Value = void, class Manager, class Body>
typename async_detail::bracketing<Value, Body>::result
async_bracket(Manager &&manager, Body &&body) {
  return async_detail::run_bracket<async_detail::bracketing<Value, Body>,
                                   Manager, Body>(
      static_cast<Manager &&>(manager), static_cast<Body &&>(body));
}

} // namespace v1
} // namespace raii

#endif // RAII_ASYNC_HPP
