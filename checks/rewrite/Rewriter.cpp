// The door of this room: chooses the planner.
#include "checks/rewrite/Rewriter.h"
#include "checks/rewrite/Context.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/States.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::Carrier;

struct Rewriter::Impl {
  Impl(ASTContext &Ctx, const UnitText &Text, RewriteOptions Options)
      : C(Ctx, static_cast<const UnitTextData &>(Text), Options) {}
  /// A name that a refused plan had chosen is free again.
  Outcome settle(Outcome O, const void *Key) {
    if (std::holds_alternative<Refusal>(O))
      C.GuardNames.forget(Key);
    else
      C.Layout.apply(std::get<Plan>(O));
    return O;
  }
  Context C;
};

Rewriter::Rewriter(ASTContext &Ctx, const UnitText &Text, RewriteOptions Options)
    : Self(std::make_unique<Impl>(Ctx, Text, Options)) {}
Rewriter::~Rewriter() = default;

Outcome Rewriter::guardAcquisition(const lifetime::Lifetime &L) {
  if (!L.Acquisition || !L.Body || !L.Function || !L.Meaning.By || !L.Resource)
    return Refusal{Reason::UnfamiliarShape, ""};
  const Carrier Where = L.Meaning.By->Where;
  // A handle is a value that lives in a variable; everything else is the state of an object.
  const bool Handle = Where == Carrier::Result || Where == Carrier::OutArgument;
  return Self->settle(Handle ? guardHandle(Self->C, L) : guardState(Self->C, L), L.Acquisition);
}

Outcome Rewriter::guardTransaction(const lifetime::Lifetime &L) {
  if (!L.Acquisition || !L.Body || !L.Function || !L.Meaning.By || !L.Resource)
    return Refusal{Reason::UnfamiliarShape, ""};
  return Self->settle(rewrite::guardTransaction(Self->C, L), L.Acquisition);
}

Outcome Rewriter::guardMember(const lifetime::Lifetime &L, const Expr *Release) {
  return Self->settle(rewrite::guardMember(Self->C, L, Release), L.Acquisition);
}

Outcome Rewriter::nameGuard(const lifetime::GuardSite &G, const FunctionDecl *Function) {
  return Self->settle(rewrite::nameGuard(Self->C, G, Function), G.Made);
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
  return Self->settle(rewrite::replaceTryCatch(Self->C, Try, Handler, Cleanup, RepeatedAfter, Function), Try);
}

Outcome Rewriter::replaceGoto(const lifetime::Ladder &L) { return rewrite::replaceGoto(Self->C, L); }

Outcome Rewriter::restoreState(const lifetime::StateChange &S) {
  return Self->settle(rewrite::restoreState(Self->C, S), S.Change);
}

Outcome Rewriter::guardLoop(const lifetime::CleanupLoop &L) {
  return Self->settle(rewrite::guardLoop(Self->C, L), L.Acquisition);
}

Outcome Rewriter::reorderReleases(const lifetime::ReleaseOrder &R) { return rewrite::reorderReleases(Self->C, R); }

Outcome Rewriter::correctRelease(const lifetime::Mismatch &M) { return rewrite::correctRelease(Self->C, M); }

} // namespace raiitidy::rewrite
