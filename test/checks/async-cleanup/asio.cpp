// RUN: %check_raii %s raii-async-cleanup %t -all -std=c++20 -- -DASIO_HAS_CO_AWAIT=1 -DASIO_HAS_STD_COROUTINE=1 -Wno-everything
// Coroutines of Asio.
#include <asio.hpp>
#include <mutex>
#include <string>

using asio::awaitable;

struct session {
  awaitable<void> open();
  awaitable<void> close();
  asio::ip::tcp::socket socket;
  std::mutex mutex;
  std::string text;
  awaitable<void> send_bad();
  awaitable<void> send_ok();
  awaitable<void> talk_bad();
  awaitable<void> talk_ok();
};

awaitable<void> session::send_bad() {
  std::lock_guard<std::mutex> lock(mutex);
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
}
// CHECK-MESSAGES: :[[@LINE-3]]:31: warning: 'lock' is still locked while the coroutine is suspended [raii-lock-across-suspension]

awaitable<void> session::send_ok() {
  std::string copy;
  {
    std::lock_guard<std::mutex> lock(mutex);
    copy = text;
  }
  co_await asio::async_write(socket, asio::buffer(copy), asio::use_awaitable);
}

awaitable<void> session::talk_bad() {
  co_await open();
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
  co_await close();
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'close' is awaited only if nothing throws or cancels after 'open' [raii-async-cleanup]

awaitable<void> session::talk_ok() {
  co_await open();
  std::exception_ptr failed;
  try {
    co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
  } catch (...) {
    failed = std::current_exception();
  }
  co_await close();
  if (failed)
    std::rethrow_exception(failed);
}
