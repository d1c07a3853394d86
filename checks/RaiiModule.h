// The clang-tidy module: factories of all checks of Checks.def.
#pragma once
#include "clang-tidy/ClangTidyModule.h"
#include <memory>

namespace raiitidy {

class RaiiModule : public clang::tidy::ClangTidyModule {
public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override;
};

} // namespace raiitidy
