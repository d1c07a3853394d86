// Work in child processes: a crash, a hang or a leak in one job harms no other.
#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace raiitidy::tool {

struct JobOutcome {
  enum class Kind { Done, Crashed, TimedOut };
  Kind How = Kind::Done;
  std::string Bytes;  ///< what the job returned
  std::string Reason; ///< of a crash or time out, to be printed: "clang crashed (signal 11)"
};

/// Runs \p Job(0) … \p Job(Count - 1), each in a process of its own, \p Parallel at a time, and hands each outcome to
/// \p Finished in the order in which they end. A job that runs longer than \p TimeoutSeconds (0: no limit) is killed.
/// May be called inside a job.
/// \returns false if the program was interrupted; the jobs are then ended and some outcomes missing.
bool runContained(size_t Count, unsigned Parallel, unsigned TimeoutSeconds, const std::function<std::string(size_t)> &Job,
                  const std::function<void(size_t, JobOutcome)> &Finished);

/// Makes SIGINT and SIGTERM stop the jobs and the program at the next safe point instead of at once.
void watchForInterrupts();
/// The signal that came, or 0.
int interruptedBy();

} // namespace raiitidy::tool
