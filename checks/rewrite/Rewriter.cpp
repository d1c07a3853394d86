// The door of this room: chooses the planner.
#include "checks/rewrite/Rewriter.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Doubts.h"
#include "checks/rewrite/Templates.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/CleanupStack.h"
#include "checks/lifetime/Ladder.h"
#include "checks/lifetime/Mismatch.h"
#include "checks/lifetime/ReleaseOrder.h"
#include "checks/lifetime/States.h"
#include "checks/lifetime/Steps.h"

using namespace clang;

namespace raiitidy::rewrite {

struct Rewriter::Impl {
  Impl(ASTContext &Ctx, const UnitText &Text, RewriteOptions Options)
      : C(Ctx, static_cast<const UnitTextData &>(Text), Options) {}
  /// Runs a planner of \p F. A name that a refused plan had chosen is free again, and what is planned for an instantiation
  /// may not depend on the template's parameters.
  template <typename Planner>
  Outcome plan(const FunctionDecl *F, const Expr *Acquisition, Planner Make) {
    if (C.Unit.Unread)
      return Refusal{Reason::IncludeUnfinished, ""};
    const size_t Names = C.GuardNames.count();
    Outcome O = Make();
    if (auto *P = std::get_if<Plan>(&O); P && (P->OnlyFor = instantiationAround(F)) &&
                                         dependsOnParameters(C.Text, P->OnlyFor, Acquisition, *P))
      O = Refusal{Reason::TemplateInstantiationsDiffer, "it depends on a template parameter"};
    if (std::holds_alternative<Refusal>(O))
      C.GuardNames.forgetSince(Names);
    else
      C.Layout.apply(std::get<Plan>(O));
    return O;
  }
  Context C;
};

Rewriter::Rewriter(ASTContext &Ctx, const UnitText &Text, RewriteOptions Options)
    : Self(std::make_unique<Impl>(Ctx, Text, Options)) {}
Rewriter::~Rewriter() = default;

static Outcome doubting(const Context &C, const lifetime::Lifetime &L, Outcome O) {
  if (auto *P = std::get_if<Plan>(&O); P && P->How == Applicability::Safe)
    if (std::string Doubt = doubtAbout(C, L); !Doubt.empty()) {
      P->How = Applicability::Unsafe;
      P->UnsafeBecause = std::move(Doubt);
    }
  return O;
}

Outcome Rewriter::guardAcquisition(const lifetime::Lifetime &L) {
  if (!L.Acquisition || !L.Body || !L.Function || !L.Meaning.By || !L.Resource)
    return Refusal{Reason::UnfamiliarShape, ""};
  return Self->plan(L.Function, L.Acquisition, [&]() -> Outcome {
    Outcome O = L.isHandle() ? guardHandle(Self->C, L) : guardState(Self->C, L);
    if (!L.isHandle() && L.EndsUnseen && std::holds_alternative<Plan>(O))
      return Refusal{Reason::ConditionalOwnership, "on some path somebody else ends it"};
    return doubting(Self->C, L, std::move(O));
  });
}

Outcome Rewriter::guardTransaction(const lifetime::Lifetime &L) {
  if (!L.Acquisition || !L.Body || !L.Function || !L.Meaning.By || !L.Resource)
    return Refusal{Reason::UnfamiliarShape, ""};
  return Self->plan(L.Function, L.Acquisition, [&] { return rewrite::guardTransaction(Self->C, L); });
}

Outcome Rewriter::guardMember(const lifetime::Lifetime &L, const Expr *Release) {
  return Self->plan(L.Function, L.Acquisition, [&] { return doubting(Self->C, L, rewrite::guardMember(Self->C, L, Release)); });
}

Outcome Rewriter::nameGuard(const lifetime::GuardSite &G, const FunctionDecl *Function) {
  return Self->plan(Function, nullptr, [&] { return rewrite::nameGuard(Self->C, G, Function); });
}

bool Rewriter::hasCommentAt(const CXXCatchStmt *Handler) const {
  const Source &Text = Self->C.Text;
  const auto At = Text.span(Handler);
  if (!At)
    return true; // a macro: its text is elsewhere
  const unsigned Before = Text.buffer(At->File).take_front(At->Begin).rfind('}');
  return Text.hasComment({At->File, std::min(Before, At->Begin), Text.lineEnd(At->File, At->End)});
}

Outcome Rewriter::replaceTryCatch(const CXXTryStmt *Try, const CXXCatchStmt *Handler, ArrayRef<const Stmt *> Cleanup,
                                  ArrayRef<const Stmt *> RepeatedAfter, const FunctionDecl *Function) {
  return Self->plan(Function, nullptr, [&] { return rewrite::replaceTryCatch(Self->C, Try, Handler, Cleanup, RepeatedAfter, Function); });
}

Outcome Rewriter::replaceGoto(const lifetime::Ladder &L) { return Self->plan(L.Function, nullptr, [&] { return rewrite::replaceGoto(Self->C, L); }); }

Outcome Rewriter::restoreState(const lifetime::StateChange &S) {
  return Self->plan(S.Function, nullptr, [&] { return rewrite::restoreState(Self->C, S); });
}

Outcome Rewriter::guardLoop(const lifetime::CleanupLoop &L) {
  return Self->plan(L.Function, L.Acquisition, [&] { return rewrite::guardLoop(Self->C, L); });
}

Outcome Rewriter::guardJoint(const lifetime::JointLoop &L) {
  return Self->plan(L.Function, L.Parts.front().Acquisition, [&] { return rewrite::guardJoint(Self->C, L); });
}

Outcome Rewriter::guardStack(const lifetime::CleanupStack &S) {
  return Self->plan(S.Function, nullptr, [&] { return rewrite::guardStack(Self->C, S); });
}

Outcome Rewriter::guardSteps(const lifetime::UndoChain &U) { return Self->plan(U.Function, nullptr, [&] { return rewrite::guardSteps(Self->C, U); }); }

Outcome Rewriter::reorderReleases(const lifetime::ReleaseOrder &R) { return Self->plan(R.Function, nullptr, [&] { return rewrite::reorderReleases(Self->C, R); }); }

Outcome Rewriter::correctRelease(const lifetime::Mismatch &M) { return Self->plan(M.Function, nullptr, [&] { return rewrite::correctRelease(Self->C, M); }); }

} // namespace raiitidy::rewrite
