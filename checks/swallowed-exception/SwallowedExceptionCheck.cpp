#include "checks/Pch.h"
#include "checks/swallowed-exception/SwallowedExceptionCheck.h"
#include "checks/report/Words.h"
#include "checks/swallowed-exception/Pattern.h"

using namespace clang;

namespace raiitidy {

void SwallowedExceptionCheck::examine(ASTContext &Ctx) {
  if (!Ctx.getLangOpts().CXXExceptions)
    return;
  for (const lifetime::FunctionSites &F : unit().sites(Ctx)) {
    llvm::DenseSet<const CXXTryStmt *> InHandler; // cleanup of a failure: one exception is on its way already
    for (const CXXTryStmt *Try : F.Tries)
      for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
        flow::forEachEvaluated(Try->getHandler(I)->getHandlerBlock(), [&](const Stmt *S) {
          if (const auto *Inner = dyn_cast<CXXTryStmt>(S))
            InHandler.insert(Inner);
        });
    for (const CXXTryStmt *Try : F.Tries) {
      if (InHandler.count(Try))
        continue;
      for (const SwallowingHandler &H : findSwallowing(Try, F.Function, Ctx)) {
        if (unit().rewriter(Ctx).hasCommentAt(H.Handler))
          continue; // somebody said why
        report::Finding Said;
        Said.At = report::fileLocation(Ctx, H.Handler->getCatchLoc());
        Said.Message = H.Everything ? "this handler drops every exception, those that nobody thought of too"
                                    : "this handler drops every std::exception, those that nobody thought of too";
        const std::string Types = H.Thrown.empty() ? "E…" : llvm::join(H.Thrown, ", ");
        Said.Notes.push_back(
            {Said.At, "name what may be dropped: `raii::with(raii::suppress<" + Types + ">(), [&] { … });`"});
        report(Said);
      }
    }
  }
}

} // namespace raiitidy
