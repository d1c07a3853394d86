#include "checks/Pch.h"
#include "checks/constructor-leak/ConstructorLeakCheck.h"
#include "checks/lifetime/Members.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void ConstructorLeakCheck::examine(ASTContext &Ctx) {
  lifetime::Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  for (const FunctionFacts &F : unit().facts(Ctx)) {
    // Several acquisitions of one member that reach the same way out are one finding, at the first of them.
    std::set<std::pair<const FieldDecl *, const Stmt *>> Told;
    for (const auto &L : F.LostMembers) {
      const FieldDecl *Field = L->Handle.Fields.front();
      const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
      const Destruction D = Class ? destructionOf(*Solver, Class) : Destruction();
      // Whether the class owns it, its destructor says.
      const auto *By = llvm::find(D.Released, Field);
      if (By == D.Released.end())
        continue;
      const Exit &Way = L->Uncovered.front();
      if (!Told.insert({Field, Way.At}).second)
        continue;
      const std::string Name = "'" + Field->getNameAsString() + "'";
      report::Finding Said;
      Said.At = report::fileLocation(Ctx, L->Acquisition->getBeginLoc());
      Said.Message = Name + " is lost when the constructor throws later: the destructor does not run";
      Said.Notes.push_back(report::acquisitionNote(*L));
      if (L->Inside)
        Said.Notes.push_back({report::fileLocation(Ctx, L->Inside->getBeginLoc()), "it stores in " + Name + " what it acquires here"});
      report::appendWitness(Said.Notes, Way, *L);
      const Expr *Release = D.By[By - D.Released.begin()];
      Said.Notes.push_back({report::fileLocation(Ctx, Release->getBeginLoc()), "only the destructor releases it"});
      if (copiesHandles(Class))
        Said.Notes.push_back({report::fileLocation(Ctx, Class->getLocation()),
                              "'" + Class->getNameAsString() + "' can be copied, and both would release " + Name});
      Said.Fix = unit().rewriter(Ctx).guardMember(*L, Release);
      report(Said);
    }
  }
}

} // namespace raiitidy
