#include "checks/Pch.h"
#include "checks/unreleased-member/UnreleasedMemberCheck.h"
#include "checks/lifetime/Members.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy {

void UnreleasedMemberCheck::examine(ASTContext &Ctx) {
  lifetime::Analysis *Solver = unit().solver(Ctx);
  if (!Solver)
    return;
  for (const UnreleasedMember &U : findUnreleasedMembers(*Solver, unit().facts(Ctx), unit().functions(Ctx))) {
    const std::string Name = "'" + U.Stored.Field->getNameAsString() + "'", Class = "'" + U.Class->getNameAsString() + "'";
    report::Finding Said;
    Said.At = report::fileLocation(Ctx, U.Stored.Call->getBeginLoc());
    Said.Message = Name + " is never released: no method of " + Class + " does it, nor its destructor";
    Said.Notes.push_back({report::fileLocation(Ctx, U.Stored.Field->getLocation()), Name + " is declared here"});
    if (const CXXDestructorDecl *D = U.Class->getDestructor(); D && !D->isImplicit())
      Said.Notes.push_back({report::fileLocation(Ctx, D->getLocation()), "the destructor is here"});
    if (U.Copyable)
      Said.Notes.push_back({report::fileLocation(Ctx, U.Class->getLocation()),
                            Class + " can be copied, and both would hold the same"});
    if (!U.Stored.Of->Guard.empty())
      Said.Notes.push_back({Said.At, "a member of type " + U.Stored.Of->Guard + " would release it"});
    report(Said);
  }
}

} // namespace raiitidy
