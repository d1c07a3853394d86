// raii::unique_resource: sole owner of a handle that is not a pointer from
// `new`, with its deleter. The handle kinds of C and POSIX stand at the end:
// unique_file, unique_pipe, unique_fd, unique_dir, unique_malloc, unique_mmap.
//
// This file needs no other header of the library and no C++ header; it can be
// copied into a project on its own.
#ifndef RAII_UNIQUE_RESOURCE_HPP
#define RAII_UNIQUE_RESOURCE_HPP

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

// Windows calls them _close and _pclose; MinGW has dirent.h there.
#if defined(_WIN32)
#include <io.h>
#define RAII_HAS_FD 1
#endif
#if defined(__has_include)
#if !defined(_WIN32) && __has_include(<unistd.h>)
#include <unistd.h>
#define RAII_HAS_FD 1
#endif
#if __has_include(<dirent.h>)
#include <dirent.h>
#define RAII_HAS_DIRENT 1
#endif
#if !defined(_WIN32) && __has_include(<sys/mman.h>)
#include <sys/mman.h>
#define RAII_HAS_MMAN 1
#endif
#endif

#ifndef RAII_CONSTEXPR20
#if defined(__cpp_constexpr) && __cpp_constexpr >= 201907L
#define RAII_CONSTEXPR20 constexpr
#else
#define RAII_CONSTEXPR20
#endif
#endif

namespace raii {
inline namespace v1 {

/// Traits of a handle no value of which means "nothing": a flag says whether
/// the resource is held. The default for deleters without failure().
struct no_failure_value {};

/// Traits of a handle one value of which means "nothing", as -1 or nullptr.
template <auto Value> struct failure_value {
  static constexpr auto failure() noexcept { return Value; }
};

namespace unique_resource_detail {

template <class T> struct remove_reference { using type = T; };
template <class T> struct remove_reference<T &> { using type = T; };
template <class T> struct remove_reference<T &&> { using type = T; };
template <class T>
using remove_reference_t = typename remove_reference<T>::type;

template <bool Condition, class Then, class Else> struct select {
  using type = Then;
};
template <class Then, class Else> struct select<false, Then, Else> {
  using type = Else;
};

template <bool Condition> struct enable_if {};
template <> struct enable_if<true> { using type = int; };

template <class T> T &&declval() noexcept;

template <class> constexpr bool is_reference = false;
template <class T> constexpr bool is_reference<T &> = true;
template <class T> constexpr bool is_reference<T &&> = true;
template <class> constexpr bool is_pointer = false;
template <class T> constexpr bool is_pointer<T *> = true;

// What a pointer handle points to, where that can be named by * and ->.
template <class> struct pointee {};
template <class T> struct pointee<T *> { using type = T; };
template <> struct pointee<void *> {};
template <> struct pointee<const void *> {};
template <> struct pointee<volatile void *> {};
template <> struct pointee<const volatile void *> {};

template <class T, class = void> constexpr bool has_failure = false;
template <class T>
constexpr bool has_failure<T, decltype(static_cast<void>(T::failure()))> = true;

template <class T, class R, class = void> constexpr bool has_failed = false;
template <class T, class R>
constexpr bool has_failed<
    T, R, decltype(static_cast<void>(T::failed(declval<const R &>())))> = true;

template <class R, class = void> constexpr bool has_equal = false;
template <class R>
constexpr bool has_equal<R, decltype(static_cast<void>(declval<const R &>() ==
                                                       declval<const R &>()))> =
    true;

// Of a class that is only declared it would be unknown whether it has one, and
// the answer would stay.
template <class T, class = void> constexpr bool is_complete = false;
template <class T>
constexpr bool is_complete<T, decltype(static_cast<void>(sizeof(T)))> = true;
template <class D> struct own_traits {
  static_assert(is_complete<D>,
                "define the deleter before the type of a raii::unique_resource "
                "is named: it may carry the failure value");
  using type = typename select<has_failure<D>, D, no_failure_value>::type;
};
template <class D> struct own_traits<D &> { using type = no_failure_value; };
template <class D> using default_traits = typename own_traits<D>::type;

// How a T is taken from an expression of type From (a reference): moved when
// that cannot throw, else copied, so that the source still works afterwards.
template <class T, class From,
          bool Nothrow = __is_nothrow_constructible(T, From)>
struct transfer {
  using type = From;
  static constexpr bool nothrow = true;
};
template <class T, class From> struct transfer<T, From &&, false> {
  using type = const remove_reference_t<From> &;
  static constexpr bool nothrow = __is_nothrow_constructible(T, type);
};
template <class T, class From> struct transfer<T, From &, false> {
  using type = From &;
  static constexpr bool nothrow = false;
};

// Releases the resource if its owner could not be made. An object and not a
// handler: clang rejects `try` under -fno-exceptions, in templates too.
template <class R, class D, bool Nothrow> struct failsafe {
  R &handle;
  D &deleter;
  bool armed;
  RAII_CONSTEXPR20 failsafe(R &h, D &d, bool a) noexcept
      : handle(h), deleter(d), armed(a) {}
  failsafe(const failsafe &) = delete;
  failsafe &operator=(const failsafe &) = delete;
  RAII_CONSTEXPR20 ~failsafe() noexcept {
    if (armed)
      deleter(handle);
  }
  RAII_CONSTEXPR20 void dismiss() noexcept { armed = false; }
};
template <class R, class D> struct failsafe<R, D, true> {
  constexpr failsafe(R &, D &, bool) noexcept {}
  constexpr void dismiss() noexcept {}
};

struct no_failsafe {
  constexpr void dismiss() noexcept {}
};

template <class T> T decay_copy(T);
template <class T> using decay_t = decltype(decay_copy(declval<T>()));

// The deleter; an empty one takes no room.
template <class D, bool Empty = __is_empty(D) && !__is_final(D)>
class deleter_box : private D {
public:
  template <class From>
  constexpr explicit deleter_box(From &&from) : D(static_cast<From &&>(from)) {}
  constexpr D &deleter() noexcept { return *this; }
  constexpr const D &deleter() const noexcept { return *this; }
  // Nothing to assign, so closures need no assignment operator.
  constexpr void swap_deleter(deleter_box &) noexcept {}
  static constexpr bool swappable = true;
};
template <class D> class deleter_box<D, false> {
public:
  template <class From>
  constexpr explicit deleter_box(From &&from)
      : deleter_(static_cast<From &&>(from)) {}
  constexpr D &deleter() noexcept { return deleter_; }
  constexpr const D &deleter() const noexcept { return deleter_; }
  constexpr void swap_deleter(deleter_box &other) noexcept {
    D mine(static_cast<D &&>(deleter_));
    deleter_ = static_cast<D &&>(other.deleter_);
    other.deleter_ = static_cast<D &&>(mine);
  }
  static constexpr bool swappable =
      __is_nothrow_constructible(D, D) && __is_nothrow_assignable(D &, D);

private:
  D deleter_;
};

// The handle; a reference is held as a pointer, so that it can be replaced.
template <class R> struct slot {
  R value;
  template <class From>
  constexpr explicit slot(From &&from) : value(static_cast<From &&>(from)) {}
  template <class From, class Failsafe>
  constexpr slot(From &&from, Failsafe &&on_failure)
      : value(static_cast<From &&>(from)) {
    on_failure.dismiss();
  }
  constexpr slot() : value() {}
  constexpr R &get() noexcept { return value; }
  constexpr const R &get() const noexcept { return value; }
  template <class From> constexpr void set(From &&from) {
    value = static_cast<From &&>(from);
  }
  constexpr bool holds(const R &other) const {
    if constexpr (has_equal<R>)
      return value == other;
    else
      return false;
  }
};
template <class R> struct slot<R &> {
  R *value;
  constexpr explicit slot(R &from) noexcept
      : value(__builtin_addressof(from)) {}
  template <class Failsafe>
  constexpr slot(R &from, Failsafe &&) noexcept
      : value(__builtin_addressof(from)) {}
  constexpr R &get() const noexcept { return *value; }
  constexpr void set(R &from) noexcept { value = __builtin_addressof(from); }
  constexpr bool holds(const R &other) const noexcept {
    return value == __builtin_addressof(other);
  }
};

// Handle and "held" together. With a failure value the handle says it itself.
template <class R, class Traits> struct state {
  static constexpr bool flagged = false;
  slot<R> handle;

  constexpr state() : handle(Traits::failure()) {}
  template <class From, class Failsafe>
  constexpr state(From &&from, bool, Failsafe &&on_failure)
      : handle(static_cast<From &&>(from), on_failure) {}
  static constexpr bool failed(const R &value) noexcept {
    if constexpr (has_failed<Traits, R>)
      return Traits::failed(value);
    else
      return value == Traits::failure();
  }
  constexpr bool held() const noexcept { return !failed(handle.value); }
  constexpr void disarm() noexcept { handle.value = Traits::failure(); }
  constexpr void arm() noexcept {}
};
template <class R> struct state<R, no_failure_value> {
  static constexpr bool flagged = true;
  slot<R> handle;
  bool armed = false;

  constexpr state() = default;
  template <class From, class Failsafe>
  constexpr state(From &&from, bool a, Failsafe &&on_failure)
      : handle(static_cast<From &&>(from), on_failure), armed(a) {}
  template <class From> static constexpr bool failed(const From &) noexcept {
    return false;
  }
  constexpr bool held() const noexcept { return armed; }
  constexpr void disarm() noexcept { armed = false; }
  constexpr void arm() noexcept { armed = true; }
};

// Deleter, then handle. A member of the resource and not its base: the name
// of the deleter's class would be inherited, and private, in derived classes.
template <class R, class D, class Traits> struct storage : deleter_box<D> {
  state<R, Traits> held;

  template <class A>
  constexpr explicit storage(A &&deleter)
      : deleter_box<D>(static_cast<A &&>(deleter)) {}
  // While the deleter may fail, `handle` is untouched; once it is stored, it
  // can release `handle`.
  template <class H, class A, class Failsafe>
  RAII_CONSTEXPR20 storage(H &&handle, A &&deleter, bool is_held,
                           Failsafe &&on_failure)
      : deleter_box<D>(static_cast<A &&>(deleter)),
        held(static_cast<H &&>(handle), is_held,
             failsafe<remove_reference_t<H>, D,
                      __is_nothrow_constructible(R, H)>(
                 handle, (on_failure.dismiss(), this->deleter()), is_held)) {}
  // From another storage, which is left as it was if this throws.
  template <class H, class A>
  constexpr storage(H &&handle, A &&deleter, bool is_held)
      : deleter_box<D>(static_cast<A &&>(deleter)),
        held(static_cast<H &&>(handle), is_held, no_failsafe()) {}
};

} // namespace unique_resource_detail

/// Sole owner of a handle of type R; calls D on it when the scope is left.
///
/// R: an object type or an lvalue reference. D: callable with an R.
/// Traits: `static R failure()`, the value that means "holds nothing", and
/// optionally `static bool failed(const R &)` where several values mean it;
/// such a handle needs no flag and the deleter never sees a failure value.
/// A deleter may carry these members itself. Without them
/// (no_failure_value) a flag is kept.
///
/// A deleter that throws from the destructor or from assignment terminates.
template <class R, class D,
          class Traits = unique_resource_detail::default_traits<D>>
class unique_resource {
  using storage = unique_resource_detail::storage<R, D, Traits>;
  using state = unique_resource_detail::state<R, Traits>;
  template <class T>
  using remove_reference_t = unique_resource_detail::remove_reference_t<T>;
  template <class T, class From>
  using transfer = unique_resource_detail::transfer<T, From>;
  template <class T, class From>
  using transfer_t = typename unique_resource_detail::transfer<T, From>::type;
  template <class H, class A, bool Nothrow>
  using failsafe = unique_resource_detail::failsafe<H, A, Nothrow>;

  static constexpr bool handle_moves =
      unique_resource_detail::is_reference<R> ||
      __is_nothrow_constructible(R, R);
  static constexpr bool handle_assigns =
      unique_resource_detail::is_reference<R> ||
      __is_nothrow_assignable(remove_reference_t<R> &, R);

  static_assert(state::flagged || !unique_resource_detail::is_reference<R>,
                "a reference has no failure value");
  static_assert(state::flagged || (handle_moves && handle_assigns),
                "a handle with a failure value must move without throwing");

  // reset(new) takes handles by value, as C functions do; but one whose copy
  // may throw by reference, so that it can be released if it does.
  static constexpr bool copies =
      unique_resource_detail::is_reference<R> ||
      __is_nothrow_constructible(R, const remove_reference_t<R> &);
  template <int> struct no_such_argument;
  using by_value =
      typename unique_resource_detail::select<copies, R,
                                              no_such_argument<0> &&>::type;
  using by_const_lvalue = typename unique_resource_detail::select<
      copies, no_such_argument<1> &&, const remove_reference_t<R> &>::type;
  using by_rvalue =
      typename unique_resource_detail::select<copies, no_such_argument<2> &&,
                                              remove_reference_t<R> &&>::type;

  template <class H> struct get_result { using type = const H &; };
  template <class H> struct get_result<H &> { using type = H &; };

  template <class R1, class D1, class T1>
  friend R1 *out(unique_resource<R1, D1, T1> &);
  template <class R1, class D1, class T1>
  friend R1 *inout(unique_resource<R1, D1, T1> &) noexcept;

public:
  using handle_type = R;
  using deleter_type = D;

  /// Effects: holds nothing.
  RAII_CONSTEXPR20
  unique_resource() noexcept(__is_nothrow_constructible(D)) : storage_(D()) {
    static_assert(!unique_resource_detail::is_pointer<D>,
                  "a deleter that is a function pointer must be given");
  }

  /// Effects: takes the handle; holds nothing if it is a failure value. If
  /// the handle or the deleter cannot be stored, calls the deleter on the
  /// handle and lets the exception pass.
  [[nodiscard]] RAII_CONSTEXPR20 explicit unique_resource(R handle) noexcept(
      __is_nothrow_constructible(D) && transfer<R, R &&>::nothrow)
      : unique_resource(static_cast<R &&>(handle), D()) {
    static_assert(!unique_resource_detail::is_pointer<D>,
                  "a deleter that is a function pointer must be given");
  }
  template <class H, class A,
            typename unique_resource_detail::enable_if<
                __is_constructible(R, H) && __is_constructible(D, A)>::type = 0>
  [[nodiscard]] RAII_CONSTEXPR20
  unique_resource(H &&handle, A &&deleter) noexcept(
      transfer<R, H &&>::nothrow &&transfer<D, A &&>::nothrow)
      : unique_resource(static_cast<H &&>(handle), static_cast<A &&>(deleter),
                        !state::failed(handle)) {}

  /// Effects: takes handle and deleter over; `other` holds nothing. If that
  /// throws, `other` is as before.
  RAII_CONSTEXPR20 unique_resource(unique_resource &&other) noexcept(
      transfer<R, R &&>::nothrow &&transfer<D, D &&>::nothrow)
      : storage_(static_cast<transfer_t<R, R &&>>(other.handle()),
                 static_cast<typename unique_resource_detail::select<
                     transfer<R, R &&>::nothrow, transfer_t<D, D &&>,
                     const D &>::type>(other.storage_.deleter()),
                 other.state_().held()) {
    static_assert(transfer<R, R &&>::nothrow ||
                      __is_constructible(D, const D &),
                  "a handle that may throw when moved needs a deleter that "
                  "can be copied");
    other.state_().disarm();
  }

  /// Effects: releases what is held, takes over what `other` holds.
  RAII_CONSTEXPR20 unique_resource &
  operator=(unique_resource &&other) noexcept {
    unique_resource taken(static_cast<unique_resource &&>(other));
    swap(taken);
    return *this;
  }

  unique_resource(const unique_resource &) = delete;
  unique_resource &operator=(const unique_resource &) = delete;

  RAII_CONSTEXPR20 ~unique_resource() noexcept { run(); }

  /// Effects: gives the resource up without releasing it.
  /// Returns: the handle; where nothing was held, whatever was stored.
  RAII_CONSTEXPR20 R release() noexcept(handle_moves) {
    if constexpr (unique_resource_detail::is_reference<R>) {
      state_().disarm();
      return state_().handle.get();
    } else {
      R handle(static_cast<transfer_t<R, R &&>>(state_().handle.get()));
      state_().disarm();
      return handle;
    }
  }

  /// Effects: holds nothing, then calls the deleter on what was held.
  /// Throws: what the deleter throws.
  RAII_CONSTEXPR20 void reset() { run(); }

  /// Effects: takes `handle`, then calls the deleter on what was held before;
  /// nothing if `handle` is the one held. If `handle` cannot be stored, calls
  /// the deleter on it and lets the exception pass; what was held stays held,
  /// unless moving an R may throw: then it was released first.
  /// Throws: what the deleter throws; `handle` is then held.
  RAII_CONSTEXPR20 void reset(by_value handle) {
    if (!holds(handle))
      replace(static_cast<by_value &&>(handle));
  }
  RAII_CONSTEXPR20 void reset(by_const_lvalue handle) {
    if (holds(handle))
      return;
    if constexpr (handle_moves && handle_assigns) {
      failsafe<const R, D, false> on_failure(handle, storage_.deleter(), true);
      R fresh(handle);
      on_failure.dismiss();
      replace(static_cast<R &&>(fresh));
    } else {
      failsafe<const R, D, false> on_failure(handle, storage_.deleter(), true);
      run();
      state_().handle.set(handle);
      on_failure.dismiss();
      state_().arm();
    }
  }
  RAII_CONSTEXPR20 void reset(by_rvalue handle) {
    if constexpr (handle_moves && handle_assigns) {
      if (!holds(handle))
        replace(static_cast<R &&>(handle));
    } else {
      reset(static_cast<const R &>(handle));
    }
  }

  RAII_CONSTEXPR20 void swap(unique_resource &other) noexcept {
    static_assert(handle_moves && handle_assigns && storage::swappable,
                  "to assign or swap a unique_resource, its handle and its "
                  "deleter must move without throwing (a closure with "
                  "captures cannot be assigned; use a named deleter)");
    state mine(static_cast<state &&>(state_()));
    state_() = static_cast<state &&>(other.state_());
    other.state_() = static_cast<state &&>(mine);
    storage_.swap_deleter(other.storage_);
  }
  friend RAII_CONSTEXPR20 void swap(unique_resource &a,
                                    unique_resource &b) noexcept {
    a.swap(b);
  }

  /// Returns: the handle, which stays owned. Where nothing is held: the
  /// failure value, or without one whatever was stored.
  RAII_CONSTEXPR20 typename get_result<R>::type get() const noexcept {
    return state_().handle.get();
  }
  RAII_CONSTEXPR20 const D &get_deleter() const noexcept {
    return storage_.deleter();
  }
  /// Returns: whether a resource is held.
  RAII_CONSTEXPR20 explicit operator bool() const noexcept {
    return state_().held();
  }

  template <class H = R>
  RAII_CONSTEXPR20 typename unique_resource_detail::pointee<H>::type &
  operator*() const noexcept {
    return *state_().handle.get();
  }
  template <class H = R,
            class = typename unique_resource_detail::pointee<H>::type>
  RAII_CONSTEXPR20 H operator->() const noexcept {
    return state_().handle.get();
  }

private:
  template <class R1, class S, class D1>
  friend RAII_CONSTEXPR20
      unique_resource<unique_resource_detail::decay_t<R1>,
                      unique_resource_detail::decay_t<D1>, no_failure_value>
      make_unique_resource_checked(R1 &&, const S &, D1 &&);

  template <class H, class A>
  RAII_CONSTEXPR20 unique_resource(H &&handle, A &&deleter, bool held)
      : storage_(static_cast<transfer_t<R, H &&>>(handle),
                 static_cast<transfer_t<D, A &&>>(deleter), held,
                 failsafe<remove_reference_t<H>, remove_reference_t<A>,
                          transfer<D, A &&>::nothrow>(handle, deleter, held)) {}

  constexpr state &state_() noexcept { return storage_.held; }
  constexpr const state &state_() const noexcept { return storage_.held; }
  constexpr decltype(auto) handle() noexcept {
    return storage_.held.handle.get();
  }

  RAII_CONSTEXPR20 void run() {
    if (state_().held()) {
      if constexpr (state::flagged) {
        state_().disarm(); // the deleter may come back to this object
        storage_.deleter()(state_().handle.get());
      } else {
        R handle(static_cast<R &&>(state_().handle.get()));
        state_().disarm();
        storage_.deleter()(handle);
      }
    }
  }

  RAII_CONSTEXPR20 bool holds(const remove_reference_t<R> &handle) const {
    return state_().held() && storage_.held.handle.holds(handle);
  }

  RAII_CONSTEXPR20 void replace(R &&fresh) {
    const bool held = state_().held();
    unique_resource_detail::slot<R> old(static_cast<R &&>(handle()));
    state_().handle.set(static_cast<R &&>(fresh));
    state_().arm();
    if (held)
      storage_.deleter()(old.get());
  }

  storage storage_;
};

template <class R, class D> unique_resource(R, D) -> unique_resource<R, D>;

/// Effects: owns `handle` unless it equals `failure`.
template <class R, class S, class D>
[[nodiscard]] RAII_CONSTEXPR20
    unique_resource<unique_resource_detail::decay_t<R>,
                    unique_resource_detail::decay_t<D>, no_failure_value>
    make_unique_resource_checked(R &&handle, const S &failure, D &&deleter) {
  const bool held = !static_cast<bool>(handle == failure);
  return unique_resource<unique_resource_detail::decay_t<R>,
                         unique_resource_detail::decay_t<D>, no_failure_value>(
      static_cast<R &&>(handle), static_cast<D &&>(deleter), held);
}

/// For a C function that stores a handle through a pointer:
///   if (sqlite3_open(path, raii::out(db)) != SQLITE_OK) …
/// Effects: releases what `resource` holds.
/// Returns: where to store the new handle. It is owned as soon as it stands
/// there, not only at the end of the full expression.
template <class R, class D, class Traits>
[[nodiscard]] R *out(unique_resource<R, D, Traits> &resource) {
  static_assert(!unique_resource_detail::state<R, Traits>::flagged,
                "raii::out needs a resource with a failure value: what the "
                "function stored says whether it is held");
  resource.reset();
  return __builtin_addressof(resource.storage_.held.handle.value);
}

/// For a C function that reads a handle through a pointer and may replace it
/// (getline, av_freep): it releases the old one itself.
/// Returns: where the handle stands; it stays owned.
template <class R, class D, class Traits>
[[nodiscard]] R *inout(unique_resource<R, D, Traits> &resource) noexcept {
  static_assert(!unique_resource_detail::state<R, Traits>::flagged,
                "raii::inout needs a resource with a failure value: what the "
                "function stored says whether it is held");
  return __builtin_addressof(resource.storage_.held.handle.value);
}

// ---- Handles of C and POSIX. The deleters keep errno, so that a failure can
// be reported after the guard ran. They drop the result of the release: where
// it matters (a file that was written), call fclose(f.release()) yourself.

struct close_file {
  void operator()(FILE *file) const noexcept {
    const int saved = errno;
    fclose(file);
    errno = saved;
  }
};
/// A stream from fopen, fdopen, tmpfile; null holds nothing.
using unique_file = unique_resource<FILE *, close_file, failure_value<nullptr>>;

struct free_memory {
  void operator()(const volatile void *memory) const noexcept {
    const int saved = errno; // free of C libraries before POSIX 2024 may set it
    free(const_cast<void *>(memory));
    errno = saved;
  }
};
/// Memory from malloc, calloc, realloc, strdup, getline; null holds nothing.
/// Runs no destructors.
template <class T>
class unique_malloc
    : public unique_resource<T *, free_memory, failure_value<nullptr>> {
  using base = unique_resource<T *, free_memory, failure_value<nullptr>>;

public:
  unique_malloc() noexcept = default;
  [[nodiscard]] explicit unique_malloc(T *memory) noexcept : base(memory) {}

  template <class U = T>
  typename unique_resource_detail::pointee<U *>::type &
  operator[](size_t index) const noexcept {
    return this->get()[index];
  }
};
template <class T> unique_malloc(T *) -> unique_malloc<T>;

#ifdef RAII_HAS_FD
struct close_fd {
  static constexpr int failure() noexcept { return -1; }
  static constexpr bool failed(int fd) noexcept { return fd < 0; }
  void operator()(int fd) const noexcept {
    const int saved = errno;
#ifdef _WIN32
    _close(fd);
#else
    close(fd); // never retried: on Linux the descriptor is gone even on EINTR
#endif
    errno = saved;
  }
};
/// A descriptor from open, socket, dup, …; any negative value holds nothing.
using unique_fd = unique_resource<int, close_fd>;

struct close_pipe {
  void operator()(FILE *pipe) const noexcept {
    const int saved = errno;
#ifdef _WIN32
    _pclose(pipe);
#else
    pclose(pipe);
#endif
    errno = saved;
  }
};
/// A stream from popen; null holds nothing. Waits for the child.
using unique_pipe = unique_resource<FILE *, close_pipe, failure_value<nullptr>>;
#endif

#ifdef RAII_HAS_DIRENT
struct close_dir {
  void operator()(DIR *dir) const noexcept {
    const int saved = errno;
    closedir(dir);
    errno = saved;
  }
};
/// A directory stream from opendir, fdopendir; null holds nothing.
using unique_dir = unique_resource<DIR *, close_dir, failure_value<nullptr>>;
#endif

#ifdef RAII_HAS_MMAN
/// An address range from mmap.
struct mapping {
  void *address;
  size_t length;
  friend constexpr bool operator==(const mapping &a,
                                   const mapping &b) noexcept {
    return a.address == b.address && a.length == b.length;
  }
};
struct unmap {
  static mapping failure() noexcept { return {MAP_FAILED, 0}; }
  static bool failed(const mapping &m) noexcept {
    return m.address == MAP_FAILED || m.address == nullptr;
  }
  void operator()(const mapping &m) const noexcept {
    const int saved = errno;
    munmap(m.address, m.length);
    errno = saved;
  }
};
/// Address and length of a mapping; MAP_FAILED and null hold nothing.
class unique_mmap : public unique_resource<mapping, unmap> {
public:
  unique_mmap() noexcept = default;
  [[nodiscard]] explicit unique_mmap(mapping m) noexcept
      : unique_resource<mapping, unmap>(m) {}
  [[nodiscard]] unique_mmap(void *address, size_t length) noexcept
      : unique_resource<mapping, unmap>(mapping{address, length}) {}

  void *data() const noexcept { return get().address; }
  size_t size() const noexcept { return get().length; }
};
#endif

} // namespace v1
} // namespace raii

#endif // RAII_UNIQUE_RESOURCE_HPP
