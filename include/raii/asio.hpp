// What raii/async.hpp needs to know of Asio: how to keep an async exit going
// after its coroutine was cancelled.
//
// Include it before any raii::async_with over asio::awaitable. Without it, the
// first await of an exit fails after a cancellation, as everywhere in Asio.
#ifndef RAII_ASIO_HPP
#define RAII_ASIO_HPP

#include "async.hpp"
#include <asio/awaitable.hpp>
#include <asio/cancellation_state.hpp>
#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <exception>
#include <system_error>

namespace raii {
inline namespace v1 {

/// While an exit runs, cancellation neither throws nor reaches operations.
/// Afterwards it is enabled as co_spawn does it (terminal), and one that came
/// before the exit and was not seen yet is thrown, unless something else is.
template <class R, class Executor>
struct cleanup_shield<asio::awaitable<R, Executor>> {
  static constexpr bool needed = true;

  // A token, no coroutine: awaiting one of those would throw already.
  static auto allow() { return asio::this_coro::throw_if_cancelled(false); }

  static asio::awaitable<bool, Executor> begin() {
    const auto state = co_await asio::this_coro::cancellation_state;
    const bool cancelled = state.cancelled() != asio::cancellation_type::none;
    co_await asio::this_coro::reset_cancellation_state(
        asio::disable_cancellation());
    co_return cancelled;
  }

  static asio::awaitable<void, Executor> end(bool cancelled,
                                             std::exception_ptr error) {
    co_await asio::this_coro::reset_cancellation_state(
        asio::enable_terminal_cancellation());
    co_await asio::this_coro::throw_if_cancelled(true);
#if RAII_HAS_EXCEPTIONS
    if (cancelled && !error)
      throw std::system_error(asio::error::operation_aborted);
#else
    (void)cancelled, (void)error;
#endif
  }
};

} // namespace v1
} // namespace raii

#endif // RAII_ASIO_HPP
