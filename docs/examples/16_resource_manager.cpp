// STD: 20
// REQUIRES: sqlite3.h
// LIBS: -lsqlite3
// ASIO: both
// The pieces together: several databases, a backup that is restored when the
// change fails, one transaction over all, and a notification that awaits. A
// failure is injected at each step in turn, and the files are looked at after
// each.
#include "db.hpp"
#include "task.hpp"
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <raii/context.hpp>
#include <raii/exit_stack.hpp>
#include <raii/scope_exit.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = std::filesystem;

// The step that fails; each place that may fail asks.
static int fail_at = 0, step = 0;
static void may_fail(const char *what) {
  if (++step == fail_at)
    throw std::runtime_error(what);
}

static const std::vector<std::string> paths = {"stock.db", "orders.db",
                                               "billing.db"};

// Copies the files aside; puts them back if the body fails, even where
// transactions cannot: after a commit of some of them.
static raii::context<void> backup(std::vector<std::string> files) {
  raii::exit_stack cleanup;
  for (const std::string &file : files) {
    may_fail("backup");
    fs::copy_file(file, file + ".bak", fs::copy_options::overwrite_existing);
    cleanup.callback([file] { fs::remove(file + ".bak"); });
  }
  try {
    co_yield{};
  } catch (...) {
    std::error_code lost; // an exception here would take the place of the one that is on its way
    for (const std::string &file : files)
      fs::copy_file(file + ".bak", file, fs::copy_options::overwrite_existing, lost);
    throw;
  }
}

// A listener that is told of the end; telling takes a round trip.
class listener {
public:
  task<void> aenter() {
    may_fail("subscribe");
    co_await round_trip();
  }
  task<void> aexit(std::exception_ptr error) {
    co_await round_trip();
    told = error ? "told of failure" : "told of success";
  }
  std::string told = "not told";
};

static void change() {
  // Outermost first: what is entered first is left last.
  const auto done = raii::with(backup(paths), [] {
    std::vector<std::unique_ptr<db>> open;
    raii::transaction_set set; // after the connections: ends before they close
    for (const std::string &path : paths) {
      may_fail("open");
      open.push_back(std::make_unique<db>(path));
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
      may_fail("begin");
      set.add(*open[i], paths[i]);
    }
    for (auto &d : open) {
      may_fail("statement");
      d->exec("INSERT INTO item DEFAULT VALUES");
    }
    // A commit that fails for good: SQLite refuses the deferred key.
    for (auto &d : open)
      if (++step == fail_at)
        d->exec("INSERT INTO item(parent) VALUES(99)");
    set.commit();
  });
  if (!done)
    std::puts("suppressed"); // never: the backup lets everything pass
}

static task<void> program(listener &l) {
  co_await raii::async_with(l, []() -> task<void> {
    change();
    co_return;
  });
}

int main() {
  for (fail_at = 0;; ++fail_at) {
    for (const std::string &path : paths)
      make_db(path);
    step = 0;
    listener l;
    std::string outcome = "success";
    try {
      run(program(l));
    } catch (const raii::partial_commit &e) {
      outcome = e.what();
    } catch (const std::exception &e) {
      outcome = std::string("failed: ") + e.what();
    }
    std::printf("%2d %s; %s; items", fail_at, outcome.c_str(), l.told.c_str());
    for (const std::string &path : paths)
      std::printf(" %d", items(path));
    for (const std::string &path : paths)
      if (fs::exists(path + ".bak"))
        std::printf(" (backup left)");
    std::puts("");
    if (fail_at > step)
      break; // every step has failed once
  }
}
