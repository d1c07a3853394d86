#include "checks/Pch.h"
#include "checks/dangling-guard/DanglingGuardCheck.h"
#include "checks/report/Words.h"

using namespace clang;
using raiitidy::lifetime::DanglingCallback;

namespace raiitidy {

void DanglingGuardCheck::examine(ASTContext &Ctx) {
  for (const lifetime::FunctionSites &F : unit().sites(Ctx))
    for (const DanglingCallback &D : findDanglingCallbacks(F)) {
      const std::string Name = "'" + D.Captured->getNameAsString() + "'";
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, D.Capture);
      auto Note = [&](SourceLocation At, std::string Text) {
        Said.Notes.push_back({report::fileLocation(Ctx, At), std::move(Text)});
      };
      switch (D.K) {
      case DanglingCallback::How::Outlived:
        Said.Message = "the callback refers to " + Name + ", which is gone when the " + D.Guard->Type->Name + " runs it";
        Note(D.Captured->getLocation(), Name + " is declared here");
        if (D.Guard->Variable)
          Note(D.Guard->Variable->getLocation(),
               "'" + D.Guard->Variable->getNameAsString() + "' is declared here and lives longer");
        break;
      case DanglingCallback::How::Leaves:
        Said.Message = "the callback refers to " + Name + ", but the guard is returned and runs it in the caller";
        Note(D.Captured->getLocation(), Name + " is declared here");
        Note(D.At->getBeginLoc(), "the guard is returned here");
        break;
      case DanglingCallback::How::Overwrites:
        Said.Message = "the callback writes " + Name + " after its value has been returned";
        Note(D.At->getBeginLoc(), Name + " is returned here");
        break;
      }
      report(Said);
    }
}

} // namespace raiitidy
