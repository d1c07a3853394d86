// A process per job rather than per processor: forking this small program costs less than a millisecond, clang need
// not free its memory, and nothing that one unit did can reach the next.
#include "tool/Contained.h"
#include "tool/Heap.h"
#include "tool/Write.h"
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <raii/unique_resource.hpp>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace raiitidy::tool {

namespace {

volatile std::sig_atomic_t Interrupt = 0;

void onInterrupt(int Signal) { Interrupt = Signal; }

using Clock = std::chrono::steady_clock;

/// Both ends of a pipe; they hold nothing where the system has none left (errno says why).
struct Pipe {
  Pipe() {
    int Ends[2];
    if (pipe2(Ends, O_CLOEXEC) == 0)
      Read.reset(Ends[0]), Write.reset(Ends[1]);
  }
  raii::unique_fd Read, Write;
};

struct Child {
  size_t Job;
  pid_t Pid;
  raii::unique_fd Result, Messages; ///< ends of pipes, until the child has closed them
  Clock::time_point Deadline;
  bool Killed = false;
  std::string Bytes, Said;
};

[[noreturn]] void runChild(size_t I, int Result, int Messages, pid_t Parent,
                           const std::function<std::string(size_t)> &Job) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != Parent)
    _exit(1);
  std::signal(SIGINT, SIG_IGN); // of the terminal's group; the program ends its jobs itself
  std::signal(SIGTERM, SIG_DFL);
  rlimit NoCore{0, 0};
  setrlimit(RLIMIT_CORE, &NoCore);
  prepareHeapForOneUnit();
  dup2(Messages, STDERR_FILENO);
  close(Messages);
  _exit(writeAll(Result, Job(I)) ? 0 : 1);
}

/// Reads what is there. \returns false at the end.
bool drain(int FD, std::string &Into) {
  char Buffer[65536];
  ssize_t N = read(FD, Buffer, sizeof Buffer);
  if (N > 0)
    Into.append(Buffer, N);
  return N > 0 || (N < 0 && (errno == EINTR || errno == EAGAIN));
}

/// The last line of what a dying process said: "LLVM ERROR: out of memory".
std::string lastLine(const std::string &Said) {
  size_t End = Said.find_last_not_of("\n ");
  if (End == std::string::npos)
    return {};
  size_t Begin = Said.find_last_of('\n', End);
  Begin = Begin == std::string::npos ? 0 : Begin + 1;
  return Said.substr(Begin, End + 1 - Begin);
}

class Jobs {
public:
  Jobs(size_t Count, unsigned Parallel, unsigned Timeout, const std::function<std::string(size_t)> &Job,
       const std::function<void(size_t, JobOutcome)> &Finished)
      : Count(Count), Parallel(Parallel ? Parallel : 1), Timeout(Timeout), Job(Job), Finished(Finished) {}

  bool run() {
    while ((Next < Count || !Running.empty()) && !Interrupt) {
      while (Next < Count && Running.size() < Parallel)
        start(Next++);
      wait();
    }
    if (!Interrupt)
      return true;
    for (Child &C : Running) {
      kill(C.Pid, SIGKILL);
      end(C);
    }
    return false;
  }

private:
  void start(size_t I) {
    Pipe Result, Messages;
    if (!Result.Read || !Messages.Read)
      return Finished(I, {JobOutcome::Kind::Crashed, {}, std::string("no pipe: ") + std::strerror(errno)});
    pid_t Parent = getpid(), Pid = fork();
    if (Pid == 0) {
      Result.Read.reset();
      Messages.Read.reset();
      runChild(I, Result.Write.release(), Messages.Write.release(), Parent, Job);
    }
    if (Pid < 0)
      return Finished(I, {JobOutcome::Kind::Crashed, {}, std::string("no process: ") + std::strerror(errno)});
    Running.push_back({I, Pid, std::move(Result.Read), std::move(Messages.Read),
                       Clock::now() + std::chrono::seconds(Timeout), false, {}, {}});
  }

  /// Waits for news of any child, or for the next deadline.
  void wait() {
    std::vector<pollfd> Polled;
    int Patience = -1;
    for (Child &C : Running) {
      Polled.push_back({C.Result ? C.Result.get() : -1, POLLIN, 0});
      Polled.push_back({C.Messages ? C.Messages.get() : -1, POLLIN, 0});
      if (Timeout && !C.Killed) {
        auto Left = std::chrono::duration_cast<std::chrono::milliseconds>(C.Deadline - Clock::now()).count() + 1;
        int Bounded = Left < 0 ? 0 : Left > 60000 ? 60000 : static_cast<int>(Left);
        if (Patience < 0 || Bounded < Patience)
          Patience = Bounded;
      }
    }
    if (Running.empty())
      return;
    // A signal between the test of Interrupt and poll() must not be lost for long.
    if (Patience < 0 || Patience > 500)
      Patience = 500;
    if (poll(Polled.data(), Polled.size(), Patience) < 0)
      return;
    for (size_t I = Running.size(); I-- > 0;) {
      Child &C = Running[I];
      if (Polled[2 * I].revents && !drain(C.Result.get(), C.Bytes))
        C.Result.reset();
      if (Polled[2 * I + 1].revents && !drain(C.Messages.get(), C.Said))
        C.Messages.reset();
      if (Timeout && !C.Killed && Clock::now() >= C.Deadline) {
        C.Killed = true;
        kill(C.Pid, SIGKILL);
      }
      if (!C.Result && (!C.Messages || C.Killed)) {
        Child Ended = std::move(C);
        Running.erase(Running.begin() + I);
        JobOutcome Outcome = end(Ended);
        Finished(Ended.Job, std::move(Outcome));
      }
    }
  }

  JobOutcome end(Child &C) {
    C.Result.reset();
    C.Messages.reset();
    int Status = 0;
    while (waitpid(C.Pid, &Status, 0) < 0 && errno == EINTR)
      ;
    JobOutcome O;
    if (C.Killed) {
      O.How = JobOutcome::Kind::TimedOut;
      O.Reason = "took longer than " + std::to_string(Timeout) + " s";
    } else if (WIFSIGNALED(Status) || WEXITSTATUS(Status) != 0) {
      O.How = JobOutcome::Kind::Crashed;
      O.Reason = WIFSIGNALED(Status) ? std::string("the analysis crashed (") + strsignal(WTERMSIG(Status)) + ")"
                                     : std::string("the analysis ended early");
      if (std::string Last = lastLine(C.Said); !Last.empty())
        O.Reason += ": " + Last;
    } else {
      O.Bytes = std::move(C.Bytes);
    }
    return O;
  }

  size_t Count, Next = 0;
  unsigned Parallel, Timeout;
  const std::function<std::string(size_t)> &Job;
  const std::function<void(size_t, JobOutcome)> &Finished;
  std::vector<Child> Running;
};

} // namespace

bool runContained(size_t Count, unsigned Parallel, unsigned TimeoutSeconds,
                  const std::function<std::string(size_t)> &Job,
                  const std::function<void(size_t, JobOutcome)> &Finished) {
  return Jobs(Count, Parallel, TimeoutSeconds, Job, Finished).run();
}

void watchForInterrupts() {
  struct sigaction Action {};
  Action.sa_handler = onInterrupt;
  sigemptyset(&Action.sa_mask);
  for (int Signal : {SIGINT, SIGTERM, SIGHUP})
    sigaction(Signal, &Action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int interruptedBy() { return Interrupt; }

} // namespace raiitidy::tool
