// The plugin of stock clang-tidy is nothing but the checks: loading it registers them (RaiiModule.cpp).
//
// Some of the names that it needs are there in other versions of LLVM too, with other layouts behind them: such a
// clang-tidy would load it and crash at the first file. So the version is asked for before anything else happens.
// Where names are missing altogether (14), the loader has refused by then.
#include "clang/Basic/Version.h"
#include "llvm/Config/llvm-config.h"
#include <cstdio>
#include <cstdlib>
#include <string>

__attribute__((constructor(101))) static void checkVersion() {
  const std::string Host = clang::getClangFullVersion();
  const size_t At = Host.find("version ");
  const std::string Number = At == std::string::npos ? Host : Host.substr(At + 8, Host.find(' ', At + 8) - At - 8);
  if (std::atoi(Number.c_str()) == LLVM_VERSION_MAJOR)
    return;
  std::fprintf(stderr,
               "raii-tidy: error: this plugin is made for clang-tidy %d, and cannot run in clang-tidy %s; use "
               "clang-tidy-%d, or the program raii-tidy, which needs none\n",
               LLVM_VERSION_MAJOR, Number.c_str(), LLVM_VERSION_MAJOR);
  std::_Exit(1);
}
