// RUN: %check_raii %s raii-async-cleanup %t -std=c++20
#include "lazy.hpp"
#include <cstdio>
#include <raii/async.hpp>
#include <raii/scope_exit.hpp>
#include <stdexcept>
#include <string>
#include <vector>

using task = test::lazy<void>;

struct connection {
  task open();
  task close();
  task begin();
  task commit();
  task rollback();
  task work(int);
  void abort() noexcept;
};
task connect(std::string);
task disconnect(std::string);
task startUpload(int);
task stopUpload(int);
task fetch();

// The example of the page.
task copy_bad(connection &c) {
  co_await c.open();
  co_await c.work(1);
  co_await c.close();
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'close' is awaited only if nothing throws or cancels after 'open' [raii-async-cleanup]

task all_hosts_bad(std::vector<std::string> hosts) {
  for (const std::string &host : hosts)
    co_await connect(host);
  for (const std::string &host : hosts)
    co_await disconnect(host);
}
// CHECK-MESSAGES: :[[@LINE-4]]:5: warning: 'disconnect' is awaited only if nothing throws or cancels after 'connect' [raii-async-cleanup]

task one_type_bad(connection &c) {
  co_await c.begin();
  bool failed = false;
  try {
    co_await c.work(1);
  } catch (const std::runtime_error &) {
    failed = true;
  }
  if (failed)
    co_await c.rollback();
  else
    co_await c.commit();
}
// CHECK-MESSAGES: :[[@LINE-12]]:3: warning: 'rollback' is awaited only if nothing throws or cancels after 'begin' [raii-async-cleanup]

task throws_bad(int n) {
  co_await startUpload(n);
  if (n > 3)
    throw std::runtime_error("too much");
  co_await stopUpload(n);
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'stopUpload' is awaited only if nothing throws or cancels after 'startUpload' [raii-async-cleanup]

// Awaited at the beginning, called at the end.
struct turnstile {
  task lock();
  void unlock();
  task acquire();
  void release();
};
task plain_end_bad(turnstile &t, connection &c) {
  co_await t.lock();
  co_await c.open();
  t.unlock();
}
// CHECK-MESSAGES: :[[@LINE-4]]:3: warning: 'unlock' is called only if nothing throws or cancels after 'lock' [raii-async-cleanup]
task plain_end_throws_bad(turnstile &t, int n) {
  co_await t.acquire();
  if (n > 3)
    throw n;
  t.release();
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'release' is called only if nothing throws or cancels after 'acquire' [raii-async-cleanup]
// --- fine

task plain_end_at_once_ok(turnstile &t, connection &c) {
  co_await t.lock();
  t.unlock();
  co_await c.open();
}
task plain_end_of_other_ok(turnstile &t, turnstile &u, connection &c) {
  co_await t.lock();
  co_await c.open();
  u.unlock();
}

task all_caught_ok(connection &c) {
  co_await c.begin();
  bool failed = false;
  try {
    co_await c.work(1);
  } catch (...) {
    failed = true;
  }
  if (failed)
    co_await c.rollback();
  else
    co_await c.commit();
}

task nothing_between_ok(connection &c) {
  co_await c.open();
  co_await c.close();
}

task other_object_ok(connection &c, connection &d) {
  co_await c.open();
  co_await d.work(1);
  co_await d.close();
}

task guarded_ok(connection &c) {
  co_await c.open();
  raii::scope_exit abort([&c] { c.abort(); });
  co_await c.work(1);
  abort.release();
  co_await c.close();
}

task unrelated_ok(connection &c) {
  co_await startUpload(1);
  co_await c.work(1);
  co_await c.close();
}

task other_thing_ok() {
  co_await startUpload(1);
  co_await fetch();
  co_await disconnect("x");
}

// Where this file throws, the way out by an exception is raii-exception-leak's.
task left_to_exception_leak_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return;
  co_await fetch();
  fclose(f);
}

task released_before_ok(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f)
    co_return;
  fclose(f);
  co_await fetch();
}

// Two pairs, one behind the other.
task two_pairs_ok(connection &c) {
  co_await c.open();
  co_await c.close();
  co_await fetch();
  co_await c.open();
  co_await c.close();
}
