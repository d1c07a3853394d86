// The task type of the asynchronous examples: asio::awaitable if
// RAII_EXAMPLE_ASIO is defined, else the small lazy task of the tests.
#ifndef EXAMPLE_TASK_HPP
#define EXAMPLE_TASK_HPP

#ifdef RAII_EXAMPLE_ASIO
#include <asio.hpp>
#include <raii/asio.hpp>

template <class T> using task = asio::awaitable<T>;

// A round trip to a server.
inline task<void> round_trip() {
  asio::steady_timer t(co_await asio::this_coro::executor,
                       std::chrono::milliseconds(1));
  co_await t.async_wait(asio::use_awaitable);
}
inline void run(task<void> t) {
  asio::io_context io;
  asio::co_spawn(io, std::move(t), [](std::exception_ptr e) {
    if (e)
      std::rethrow_exception(e);
  });
  io.run();
}
#else
#include "lazy.hpp"
#include <raii/async.hpp>

template <class T> using task = test::lazy<T>;

inline task<void> round_trip() { co_return; }
inline void run(task<void> t) { test::run(std::move(t)); }
#endif

#endif
