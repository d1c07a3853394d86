// raii::transaction: begin, then commit or roll back; and transaction_set,
// the same over several at once.
#ifndef RAII_TRANSACTION_HPP
#define RAII_TRANSACTION_HPP

#include "with.hpp"
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace raii {
inline namespace v1 {

/// How a T is begun, committed and rolled back. Specialise it for types of
/// other libraries. The optional `static bool active(T &)` says whether a
/// transaction is still open: some databases roll back by themselves, and a
/// second rollback is an error then (SQLite: !sqlite3_get_autocommit(db)).
template <class T> struct transaction_traits {
  static void begin(T &t) { t.begin(); }
  static void commit(T &t) { t.commit(); }
  static void rollback(T &t) { t.rollback(); }
};

namespace transaction_detail {
template <class T, class = void> inline constexpr bool asks_active = false;
template <class T>
inline constexpr bool asks_active<
    T,
    std::void_t<decltype(transaction_traits<T>::active(std::declval<T &>()))>> =
    true;

template <class T> void rollback(T &t) {
  if constexpr (asks_active<T>) {
    if (!transaction_traits<T>::active(t))
      return;
  }
  transaction_traits<T>::rollback(t);
}
} // namespace transaction_detail

/// A transaction that is rolled back unless it was committed.
///
///   raii::transaction tx(db);   // begins
///   …
///   tx.commit();
///
/// A rollback that throws from the destructor terminates.
template <class T> class transaction {
public:
  /// Effects: begins.
  [[nodiscard]] explicit transaction(T &t) : subject_(&t) {
    transaction_traits<T>::begin(t);
  }
  transaction(transaction &&other) noexcept
      : subject_(std::exchange(other.subject_, nullptr)) {}
  transaction(const transaction &) = delete;
  transaction &operator=(const transaction &) = delete;
  ~transaction() noexcept { reset(); }

  /// Effects: commits; nothing if it has ended. If committing throws, the
  /// transaction is still open, and is rolled back at the end.
  void commit() {
    if (subject_) {
      transaction_traits<T>::commit(*subject_);
      subject_ = nullptr;
    }
  }

  /// Effects: disarms, then rolls back, if it has not ended.
  void reset() {
    if (T *subject = std::exchange(subject_, nullptr))
      transaction_detail::rollback(*subject);
  }

  /// Effects: lets go; neither commits nor rolls back.
  void release() noexcept { subject_ = nullptr; }

  explicit operator bool() const noexcept { return subject_ != nullptr; }

private:
  T *subject_;
};

template <class T> transaction(T &) -> transaction<T>;

/// A manager: begins on entering, commits when the body succeeds, rolls back
/// when it throws or when the commit does. Gives a reference to the subject.
template <class T> class in_transaction {
public:
  [[nodiscard]] explicit in_transaction(T &t) noexcept : subject_(&t) {}
  T &enter() {
    transaction_traits<T>::begin(*subject_);
    return *subject_;
  }
  void exit(const std::exception_ptr &error) {
    if (error) {
      transaction_detail::rollback(*subject_);
      return;
    }
#if RAII_HAS_EXCEPTIONS
    try {
      transaction_traits<T>::commit(*subject_);
    } catch (...) {
      transaction_detail::rollback(*subject_);
      throw;
    }
#else
    transaction_traits<T>::commit(*subject_);
#endif
  }

private:
  T *subject_;
};

template <class T> in_transaction(T &) -> in_transaction<T>;

/// Some transactions of a set were committed before another one failed to.
/// What is committed stays so. The failure itself is nested in this.
class partial_commit : public std::runtime_error {
public:
  partial_commit(std::vector<std::string> committed, std::string failed,
                 std::vector<std::string> rolled_back)
      : std::runtime_error("commit of " + failed + " failed after " +
                           join(committed) + " committed"),
        committed_(std::move(committed)), failed_(std::move(failed)),
        rolled_back_(std::move(rolled_back)) {}

  /// In the order of their commits.
  const std::vector<std::string> &committed() const noexcept {
    return committed_;
  }
  const std::string &failed() const noexcept { return failed_; }
  /// Those never tried, in the order in which they were rolled back.
  const std::vector<std::string> &rolled_back() const noexcept {
    return rolled_back_;
  }

private:
  static std::string join(const std::vector<std::string> &names) {
    std::string all;
    for (const std::string &name : names)
      all += (all.empty() ? "" : ", ") + name;
    return all;
  }
  std::vector<std::string> committed_;
  std::string failed_;
  std::vector<std::string> rolled_back_;
};

/// Transactions that end together: commit() commits each, in the order in
/// which they were begun; everything else rolls back each, in reverse.
///
/// Not for: atomic commit over several databases. Once the first is
/// committed, a later failure leaves it so; partial_commit says which.
///
/// It is a manager too: begun ones are committed when the body succeeds.
class transaction_set {
public:
  transaction_set() = default;
  transaction_set(transaction_set &&other) noexcept
      : open_(std::exchange(other.open_, {})) {}
  transaction_set(const transaction_set &) = delete;
  transaction_set &operator=(const transaction_set &) = delete;
  // A rollback that throws out of here ends the program, as with every guard; reset() lets it pass.
  ~transaction_set() noexcept { reset(); } // NOLINT(raii-throwing-cleanup)

  /// Effects: begins `t`, which must outlive this. If that throws, `t` is not
  /// part of the set.
  template <class T> T &add(T &t, std::string name = std::string()) {
    if (name.empty())
      name = "#" + std::to_string(open_.size() + 1);
    // Room first: once begun, nothing may fail before it is on the list.
    open_.push_back({&t, std::move(name), &commit_one<T>, &rollback_one<T>});
    drop_last_unless_begun guard{open_};
    transaction_traits<T>::begin(t);
    guard.begun = true;
    return t;
  }

  /// Effects: commits all. If one fails, it and those not yet committed are
  /// rolled back, in reverse.
  /// Throws: the failure, if nothing was committed before it; else
  /// partial_commit, with the failure nested.
  void commit() {
#if RAII_HAS_EXCEPTIONS
    std::vector<std::string> committed, rolled_back;
    committed.reserve(open_.size());
    rolled_back.reserve(open_.size());
#endif
    std::size_t done = 0;
#if RAII_HAS_EXCEPTIONS
    try {
#endif
      for (; done < open_.size(); ++done)
        open_[done].commit(open_[done].subject);
#if RAII_HAS_EXCEPTIONS
    } catch (...) {
      std::string failed = std::move(open_[done].name);
      for (std::size_t i = 0; i < done; ++i)
        committed.push_back(std::move(open_[i].name));
      for (std::size_t i = open_.size(); i > done + 1; --i)
        rolled_back.push_back(std::move(open_[i - 1].name));
      open_.erase(open_.begin(),
                  open_.begin() + static_cast<std::ptrdiff_t>(done));
      reset(); // if a rollback throws, that is what is reported
      if (committed.empty())
        throw;
      std::throw_with_nested(partial_commit(
          std::move(committed), std::move(failed), std::move(rolled_back)));
    }
#endif
    open_.clear();
  }

  /// Effects: rolls back all, in reverse, each once, whatever the others do.
  /// Throws: the first exception of a rollback, after all of them.
  void reset() {
    [[maybe_unused]] std::exception_ptr first;
    while (!open_.empty()) {
      const participant last = std::move(open_.back());
      open_.pop_back();
#if RAII_HAS_EXCEPTIONS
      try {
#endif
        last.rollback(last.subject);
#if RAII_HAS_EXCEPTIONS
      } catch (...) {
        if (!first)
          first = std::current_exception();
      }
#endif
    }
#if RAII_HAS_EXCEPTIONS
    if (first)
      std::rethrow_exception(std::move(first));
#endif
  }

  /// Effects: lets go of all; neither commits nor rolls back.
  void release() noexcept { open_.clear(); }

  transaction_set &enter() noexcept { return *this; }
  void exit(const std::exception_ptr &error) {
    if (error)
      reset();
    else
      commit();
  }

private:
  struct participant {
    void *subject;
    std::string name;
    void (*commit)(void *);
    void (*rollback)(void *);
  };
  template <class T> static void commit_one(void *t) {
    transaction_traits<T>::commit(*static_cast<T *>(t));
  }
  template <class T> static void rollback_one(void *t) {
    transaction_detail::rollback(*static_cast<T *>(t));
  }
  struct drop_last_unless_begun {
    std::vector<participant> &open;
    bool begun = false;
    explicit drop_last_unless_begun(std::vector<participant> &o) noexcept
        : open(o) {}
    drop_last_unless_begun(const drop_last_unless_begun &) = delete;
    drop_last_unless_begun &operator=(const drop_last_unless_begun &) = delete;
    ~drop_last_unless_begun() {
      if (!begun)
        open.pop_back();
    }
  };

  std::vector<participant> open_;
};

} // namespace v1
} // namespace raii

#endif // RAII_TRANSACTION_HPP
