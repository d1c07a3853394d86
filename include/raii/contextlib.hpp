// Ready-made managers, after Python's contextlib: suppress, closing,
// nullcontext, redirect_stream, current_path_guard. Use them with raii::with,
// raii::exit_stack or, as plain guards, raii::entered.
#ifndef RAII_CONTEXTLIB_HPP
#define RAII_CONTEXTLIB_HPP

#include "with.hpp"
#include <exception>
#include <filesystem>
#include <ios>
#include <streambuf>
#include <type_traits>
#include <utility>
#include <vector>

namespace raii {
inline namespace v1 {

namespace contextlib_detail {
#if RAII_HAS_EXCEPTIONS
// Whether the exception is one of E…, or derived from one.
template <class... E> struct is_one_of;
template <> struct is_one_of<> {
  static bool test(const std::exception_ptr &) { return false; }
};
template <class First, class... Rest> struct is_one_of<First, Rest...> {
  static bool test(const std::exception_ptr &error) {
    try {
      std::rethrow_exception(error);
    } catch (const First &) {
      return true;
    } catch (...) {
      return is_one_of<Rest...>::test(error);
    }
  }
};
#endif
} // namespace contextlib_detail

/// Suppresses exceptions of the listed types and of types derived from them;
/// others pass. suppress<> suppresses nothing.
///   if (!raii::with(raii::suppress<not_found>(), [&] { erase(key); })) …
template <class... E> class suppress {
public:
  void enter() noexcept {}
  bool exit([[maybe_unused]] const std::exception_ptr &error) {
#if RAII_HAS_EXCEPTIONS
    return error && contextlib_detail::is_one_of<E...>::test(error);
#else
    return false;
#endif
  }
};

/// Calls close() on an object at the end; on the caller's if given an lvalue,
/// on its own if given an rvalue. Gives a reference to the object.
template <class T> class closing {
public:
  [[nodiscard]] explicit closing(T &&object)
      : object_(static_cast<T &&>(object)) {}
  std::remove_reference_t<T> &enter() noexcept { return object_; }
  void exit(const std::exception_ptr &) { object_.close(); }

private:
  T object_;
};
template <class T> closing(T &&) -> closing<T>;

/// Does nothing; stands where a manager is optional. Gives a reference to
/// what it was made with.
template <class T = void> class nullcontext {
public:
  [[nodiscard]] explicit nullcontext(T &&value)
      : value_(static_cast<T &&>(value)) {}
  std::remove_reference_t<T> &enter() noexcept { return value_; }
  void exit(const std::exception_ptr &) noexcept {}

private:
  T value_;
};
template <> class nullcontext<void> {
public:
  void enter() noexcept {}
  void exit(const std::exception_ptr &) noexcept {}
};
nullcontext()->nullcontext<void>;
template <class T> nullcontext(T &&) -> nullcontext<T>;

/// Sends what is written to a stream to another one's buffer. Can be entered
/// again while entered. Not for: streams that other threads use.
template <class Char, class Traits = std::char_traits<Char>>
class redirect_stream {
  using ios = std::basic_ios<Char, Traits>;
  using buffer = std::basic_streambuf<Char, Traits>;

public:
  [[nodiscard]] redirect_stream(ios &stream, ios &target)
      : redirect_stream(stream, target.rdbuf()) {}
  [[nodiscard]] redirect_stream(ios &stream, buffer *target)
      : stream_(&stream), target_(target) {}

  void enter() {
    saved_.push_back(stream_->rdbuf());
    stream_->rdbuf(target_);
  }
  void exit(const std::exception_ptr &) {
    buffer *previous = saved_.back();
    saved_.pop_back();
    stream_->rdbuf(previous);
  }

private:
  ios *stream_;
  buffer *target_;
  std::vector<buffer *> saved_;
};
template <class Char, class Traits, class Target>
redirect_stream(std::basic_ios<Char, Traits> &, Target &&)
    -> redirect_stream<Char, Traits>;

/// Changes the current directory, which is one for the whole process. Can be
/// entered again while entered. Gives the directory left.
class current_path_guard {
public:
  [[nodiscard]] explicit current_path_guard(std::filesystem::path target)
      : target_(std::move(target)) {}

  const std::filesystem::path &enter() {
    saved_.push_back(std::filesystem::current_path());
    pop_unless_changed undo{saved_};
    std::filesystem::current_path(target_);
    undo.changed = true;
    return saved_.back();
  }
  /// Throws: std::filesystem::filesystem_error if the directory is gone.
  void exit(const std::exception_ptr &) {
    const std::filesystem::path previous = std::move(saved_.back());
    saved_.pop_back();
    std::filesystem::current_path(previous);
  }

private:
  struct pop_unless_changed {
    std::vector<std::filesystem::path> &saved;
    bool changed = false;
    explicit pop_unless_changed(std::vector<std::filesystem::path> &s) noexcept
        : saved(s) {}
    pop_unless_changed(const pop_unless_changed &) = delete;
    pop_unless_changed &operator=(const pop_unless_changed &) = delete;
    ~pop_unless_changed() {
      if (!changed)
        saved.pop_back();
    }
  };
  std::filesystem::path target_;
  std::vector<std::filesystem::path> saved_;
};

} // namespace v1
} // namespace raii

#endif // RAII_CONTEXTLIB_HPP
