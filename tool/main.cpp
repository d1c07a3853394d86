#include "tool/Commands.h"
#include "tool/Contained.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>

using namespace raiitidy::tool;

static int run(const Options &O) {
  if (O.Help) {
    llvm::outs() << helpText();
    return 0;
  }
  if (O.Version) {
    llvm::outs() << "raii-tidy " RAII_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return 0;
  }
  if (O.Command == "explain")
    return runExplain(O);
  if (O.Command == "checks")
    return runChecks(O);
  if (O.Command == "pairs")
    return runPairs(O);
  if (O.Command == "vendor")
    return runVendor(O);
  if (O.Command == "doctor")
    return runDoctor(O);
  return runAnalysis(O);
}

int main(int Count, const char **Args) {
  // A file that is opened must not become the standard output that the caller closed.
  if (std::error_code EC = llvm::sys::Process::FixupStandardFileDescriptors())
    return wrongUse(sentence("cannot open /dev/null: " + EC.message()));
  watchForInterrupts();
  llvm::Expected<Options> O = parseOptions({Args + 1, Args + Count});
  int Status = O ? run(*O) : wrongUse(O.takeError());
  llvm::outs().flush();
  if (const std::error_code EC = llvm::outs().error()) {
    llvm::outs().clear_error(); // else LLVM aborts
    // `raii-tidy | head` has what it wanted.
    if (EC != std::errc::broken_pipe)
      Status = wrongUse(sentence("cannot write to the standard output: " + EC.message()));
  }
  if (int Signal = interruptedBy()) {
    std::signal(Signal, SIG_DFL);
    std::raise(Signal);
  }
  return Status;
}
