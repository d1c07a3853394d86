// raii::exit_stack: a number of exits known only at run time, run in reverse
// order. The counterpart of Python's contextlib.ExitStack.
#ifndef RAII_EXIT_STACK_HPP
#define RAII_EXIT_STACK_HPP

#include "with.hpp"
#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace raii {
inline namespace v1 {

namespace exit_stack_detail {

// One registered exit. Nodes are linked through themselves: registering is
// one allocation, done before there is anything to undo; transferring and
// running need none.
struct node {
  node *next = nullptr;
  std::exception_ptr replaced; // what this exit's exception took the place of
  node() = default;
  node(const node &) = delete;
  node &operator=(const node &) = delete;
  virtual ~node() = default;
  virtual bool exit(const std::exception_ptr &error) = 0;
};

template <class F> struct callback_node final : node {
  F action;
  template <class A>
  explicit callback_node(A &&a) : action(static_cast<A &&>(a)) {}
  bool exit(const std::exception_ptr &) override {
    action();
    return false;
  }
};

// M is the manager itself or an lvalue reference to one.
template <class M> struct manager_node final : node {
  M manager;
  template <class A>
  explicit manager_node(A &&a) : manager(static_cast<A &&>(a)) {}
  bool exit(const std::exception_ptr &error) override {
    return with_detail::leave(manager, error);
  }
};

template <class F> bool call_exit(F &f, const std::exception_ptr &error) {
  if constexpr (std::is_void_v<
                    std::invoke_result_t<F &, const std::exception_ptr &>>) {
    f(error);
    return false;
  } else {
    return static_cast<bool>(f(error));
  }
}
template <class F> struct exit_node final : node {
  F f;
  template <class A> explicit exit_node(A &&a) : f(static_cast<A &&>(a)) {}
  bool exit(const std::exception_ptr &error) override {
    return exit_stack_detail::call_exit(f, error);
  }
};

struct owner {
  node *held;
  explicit owner(node *n) noexcept : held(n) {}
  owner(const owner &) = delete;
  owner &operator=(const owner &) = delete;
  ~owner() { delete held; }
};

inline void destroy(node *&head) noexcept {
  while (node *n = head) { // a loop: the list may be long
    head = n->next;
    delete n;
  }
}

// For push: something with an exit, which need not be one that can be entered.
template <class, class = void> inline constexpr bool has_exit = false;
template <class M>
inline constexpr bool
    has_exit<M, std::void_t<with_detail::left_t<std::remove_reference_t<M>>>> =
        true;

} // namespace exit_stack_detail

/// Runs the exits registered in it, last in first out.
///
/// An exit that throws replaces the exception in flight: the exits outside of
/// it see the new one. An exit that returns true suppresses it: the exits
/// outside see null. Every exit runs, once, whatever the others do.
///
/// Leave it by close() or run(). Left by its destructor, the exits see null, or
/// an unwinding_error while an exception unwinds, which they cannot suppress;
/// what they throw terminates.
class exit_stack {
  using node = exit_stack_detail::node;

public:
  exit_stack() = default;
  exit_stack(exit_stack &&other) noexcept
      : head_(std::exchange(other.head_, nullptr)),
        replaced_(std::exchange(other.replaced_, nullptr)) {}
  /// Effects: leaves what it holds as its destructor does, takes over the
  /// exits of `other`.
  exit_stack &operator=(exit_stack &&other) noexcept {
    exit_stack taken(std::move(other));
    std::swap(head_, taken.head_);
    std::swap(replaced_, taken.replaced_);
    return *this;
  }
  exit_stack(const exit_stack &) = delete;
  exit_stack &operator=(const exit_stack &) = delete;

  ~exit_stack() noexcept {
    if (head_) {
      if (std::uncaught_exceptions() > count_)
        abandon();
      else
        close();
    }
    exit_stack_detail::destroy(replaced_);
  }

  /// Effects: enters the manager and registers its exit. An rvalue is moved
  /// into the stack, an lvalue must outlive it. Room is made before entering:
  /// if that fails, the manager is not entered; if entering throws, its exit
  /// is not registered.
  /// Returns: what enter() gives.
  template <class M> decltype(auto) enter_context(M &&manager) {
    using node_type = exit_stack_detail::manager_node<M>;
    auto *made = new node_type(static_cast<M &&>(manager));
    linking link(*this, made);
    return manager_traits<std::remove_reference_t<M>>::enter(made->manager);
  }

  /// Effects: registers `f(exception_ptr)`, or the exit of a manager that has
  /// been entered already. If registering fails, calls it with that failure
  /// and lets the failure pass.
  template <class F> void push(F &&f) {
#if RAII_HAS_EXCEPTIONS
    try {
#endif
      if constexpr (exit_stack_detail::has_exit<F>)
        link(new exit_stack_detail::manager_node<F>(static_cast<F &&>(f)));
      else
        link(new exit_stack_detail::exit_node<std::decay_t<F>>(
            static_cast<F &&>(f)));
#if RAII_HAS_EXCEPTIONS
    } catch (...) {
      if constexpr (exit_stack_detail::has_exit<F>)
        with_detail::leave(f, std::current_exception());
      else
        exit_stack_detail::call_exit(f, std::current_exception());
      throw;
    }
#endif
  }

  /// Effects: registers `f()`, which is not told of exceptions and cannot
  /// suppress them. If registering fails, runs `f` and lets the failure pass.
  template <class F> void callback(F &&f) {
#if RAII_HAS_EXCEPTIONS
    try {
#endif
      link(new exit_stack_detail::callback_node<std::decay_t<F>>(
          static_cast<F &&>(f)));
#if RAII_HAS_EXCEPTIONS
    } catch (...) {
      f();
      throw;
    }
#endif
  }

  /// Returns: a stack with all exits of this one, which is then empty. Runs
  /// nothing, cannot fail.
  [[nodiscard]] exit_stack pop_all() noexcept {
    exit_stack taken;
    taken.head_ = std::exchange(head_, nullptr);
    return taken;
  }

  /// Effects: runs all exits now, the first with null. The stack is then empty
  /// and can be used again.
  /// Throws: the exception that is current after the last exit.
  void close() {
    [[maybe_unused]] std::exception_ptr left = unwind(nullptr);
#if RAII_HAS_EXCEPTIONS
    if (left)
      std::rethrow_exception(std::move(left));
#endif
  }

  /// Effects: calls `body(*this)` or `body()`, then runs all exits, with the
  /// exception that ended the body.
  /// Returns, throws: as with(), whose exit can suppress.
  template <class Body> decltype(auto) run(Body &&body) {
    return raii::with(*this, static_cast<Body &&>(body));
  }

  /// A stack is a manager itself.
  exit_stack &enter() noexcept { return *this; }
  bool exit(const std::exception_ptr &error) {
    std::exception_ptr left = unwind(error);
#if RAII_HAS_EXCEPTIONS
    if (left && left != error)
      std::rethrow_exception(std::move(left));
#endif
    return error && !left;
  }

  [[nodiscard]] bool empty() const noexcept { return !head_; }

  /// Returns: of the exceptions that exits replaced in the last run, the n-th
  /// from the last; null if there were fewer.
  [[nodiscard]] std::exception_ptr replaced(std::size_t n = 0) const noexcept {
    const node *r = replaced_;
    while (r && n--)
      r = r->next;
    return r ? r->replaced : nullptr;
  }

private:
  void link(node *made) noexcept {
    made->next = head_;
    head_ = made;
  }

  // Registers the node when enter() has returned: also where its result
  // cannot be moved, so that nothing can be done between.
  struct linking {
    exit_stack &stack;
    node *made;
    int count = std::uncaught_exceptions();
    linking(exit_stack &s, node *n) noexcept : stack(s), made(n) {}
    linking(const linking &) = delete;
    linking &operator=(const linking &) = delete;
    ~linking() {
      if (std::uncaught_exceptions() > count)
        delete made;
      else
        stack.link(made);
    }
  };

  node *pop() noexcept {
    node *n = head_;
    head_ = n->next;
    n->next = nullptr;
    return n;
  }

  // While a destructor unwinds. Nothing can be suppressed then, so the exits
  // outside of one that tries still see a failure.
  void abandon() noexcept {
    const std::exception_ptr error = std::make_exception_ptr(unwinding_error());
    while (head_) {
      exit_stack_detail::owner n(pop());
      n.held->exit(error);
    }
  }

#if RAII_HAS_EXCEPTIONS
  // Runs exits until the current exception is another one; gives that.
  // `error` is null, or this is called in its handler.
  std::exception_ptr run_some(const std::exception_ptr &error) noexcept {
    while (head_) {
      exit_stack_detail::owner n(pop());
      try {
        if (n.held->exit(error) && error)
          return nullptr;
      } catch (...) {
        std::exception_ptr thrown = std::current_exception();
        if (thrown == error) // thrown on, not replaced
          continue;
        if (error) {
          n.held->replaced = error;
          n.held->next = replaced_;
          replaced_ = n.held;
          n.held = nullptr;
        }
        return thrown;
      }
    }
    return error;
  }

  // Each exit runs in a handler of the exception it is given, so that it can
  // use std::throw_with_nested and `throw;`.
  std::exception_ptr unwind(std::exception_ptr error) noexcept {
    exit_stack_detail::destroy(replaced_);
    while (head_) {
      if (!error) {
        error = run_some(nullptr);
      } else {
        try {
          std::rethrow_exception(error);
        } catch (...) {
          error = run_some(error);
        }
      }
    }
    return error;
  }
#else
  std::exception_ptr unwind(std::exception_ptr error) noexcept {
    while (head_) {
      exit_stack_detail::owner n(pop());
      n.held->exit(error);
    }
    return error;
  }
#endif

  int count_ = std::uncaught_exceptions();
  node *head_ = nullptr;
  node *replaced_ = nullptr;
};

} // namespace v1
} // namespace raii

#endif // RAII_EXIT_STACK_HPP
