// STD: 20
// ASIO: both
// By hand: when the second connection fails, the first stays open.
#include "task.hpp"
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

static task<void> open(std::string host) {
  co_await round_trip();
  if (host == "down")
    throw std::runtime_error("no route to down");
  std::printf("+ %s\n", host.c_str());
}
static task<void> close(std::string host) {
  co_await round_trip();
  std::printf("- %s\n", host.c_str());
}

static task<void> visit(std::vector<std::string> hosts) {
  for (const std::string &host : hosts)
    co_await open(host);
  std::printf("%zu open\n", hosts.size());
  for (const std::string &host : hosts)
    co_await close(host);
}

int main() {
  run(visit({"a", "bb", "ccc"}));
  try {
    run(visit({"a", "down", "ccc"}));
  } catch (const std::exception &e) {
    std::printf("error: %s\n", e.what());
  }
}
