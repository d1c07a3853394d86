#include "checks/try-catch-cleanup/TryCatchCleanupCheck.h"
#include "checks/report/Words.h"
#include "checks/try-catch-cleanup/Pattern.h"

using namespace clang;

namespace raiitidy {

void TryCatchCleanupCheck::examine(ASTContext &Ctx) {
  if (!Ctx.getLangOpts().CXXExceptions)
    return;
  for (const FunctionDecl *F : unit().functions(Ctx))
    for (const CleanupTry &T : findCleanupTries(F, Ctx, unit().vocabulary())) {
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, T.Handler->getCatchLoc());
      Said.Message = T.RepeatedAfter.empty() ? "cleanup is written in a catch-all handler that rethrows"
                                             : "cleanup is written in a catch-all handler that rethrows, and again after the try";
      if (!T.RepeatedAfter.empty())
        Said.Notes.push_back(
            {report::fileLocation(Ctx, T.RepeatedAfter.front()->getBeginLoc()), "the cleanup is repeated here"});
      Said.Fix = unit().rewriter(Ctx).replaceTryCatch(T.Try, T.Handler, T.Cleanup, T.RepeatedAfter, F);
      report(Said);
    }
}

} // namespace raiitidy
