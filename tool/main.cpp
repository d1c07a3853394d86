#include "tool/Commands.h"
#include "tool/Contained.h"
#include "llvm/Config/llvm-config.h"
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
  watchForInterrupts();
  llvm::Expected<Options> O = parseOptions({Args + 1, Args + Count});
  int Status = O ? run(*O) : wrongUse(O.takeError());
  llvm::outs().flush();
  if (int Signal = interruptedBy()) {
    std::signal(Signal, SIG_DFL);
    std::raise(Signal);
  }
  return Status;
}
