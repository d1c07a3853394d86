// A constructor guards a field until it is done: after that the destructor answers.
#include "checks/flow/Within.h"
#include "checks/rewrite/ActionText.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/GuardKinds.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

class MemberPlanner {
public:
  MemberPlanner(Context &C, const lifetime::Lifetime &L, const Expr *Release)
      : C(C), L(L), Release(Release), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body) {}
  Outcome run();

private:
  bool plan();
  std::optional<std::string> releaseText();

  Context &C;
  const lifetime::Lifetime &L;
  const Expr *Release;
  Draft D;
  FunctionView View;
  std::string Name;
};

} // namespace

// What the destructor writes, if it means the same in the constructor: fields of the object alone.
std::optional<std::string> MemberPlanner::releaseText() {
  const auto NamesVariable = [](const Stmt *S) {
    const auto *R = dyn_cast<DeclRefExpr>(S);
    return R && !isa<FunctionDecl>(R->getDecl());
  };
  const auto At = C.Text.span(Release);
  if (!At || Source::touchesMacro(Release)) {
    D.refuse(Reason::InsideMacro);
    return std::nullopt;
  }
  if (flow::anyWithin(Release, NamesVariable) || !View.isInside(L.Acquisition, L.Body)) {
    D.refuse(Reason::UnfamiliarShape, "the destructor's release uses more than the field");
    return std::nullopt;
  }
  const auto *Call = dyn_cast<CallExpr>(Release);
  const auto *Delete = dyn_cast<CXXDeleteExpr>(Release);
  const CXXRecordDecl *Deleted = Delete ? Delete->getDestroyedType()->getAsCXXRecordDecl() : nullptr;
  if (Call && (!Call->getDirectCallee() || mayThrow(Call->getDirectCallee(), C.Text.Ctx))) {
    D.refuse(Reason::CleanupMayThrow);
    return std::nullopt;
  }
  if (Delete && Deleted && !Deleted->hasDefinition()) {
    D.refuse(Reason::UnfamiliarShape, "the class that is deleted is not defined here");
    return std::nullopt;
  }
  std::string Text = C.Text.oneLine(*At) + ";";
  const FieldDecl *Field = L.Handle.Fields.front();
  if (!Delete && !L.FailureTest)
    Text = "if (" + Field->getNameAsString() + (Field->getType()->isPointerType() ? "" : " != -1") + ") " + Text;
  return Text;
}

bool MemberPlanner::plan() {
  const auto *Body = dyn_cast<CompoundStmt>(L.Body);
  if (!Body || !C.Safe.checkFunction(D, L.Function, View))
    return Body ? false : D.refuse(Reason::UnfamiliarShape);
  if (!View.isInside(L.Acquisition, Body))
    return D.refuse(Reason::UnfamiliarShape, "it is acquired in the initializer list");
  const auto [Block, Statement] = View.blockOf(L.Acquisition);
  const auto *Whole = dyn_cast_or_null<Expr>(Statement);
  const auto *Assign = Whole ? dyn_cast<BinaryOperator>(Whole->IgnoreImplicit()) : nullptr;
  const bool Calls = L.Inside && (Statement == L.FailureTest || (Whole && Whole->IgnoreImplicit() == L.Acquisition));
  if (Block != Body || (!Calls && (!Assign || Assign->getOpcode() != BO_Assign)))
    return D.refuse(Reason::AcquiredInInnerScope);
  if (llvm::any_of(L.Uncovered, [this](const lifetime::Exit &X) { return X.At == L.Acquisition; }))
    return D.refuse(Reason::LeakRemains, "the method that acquires it may throw when it has");
  if (L.MaybeUnset)
    return D.refuse(Reason::FailureUntested, "the field may have no value where the method has failed");
  if (!L.Releases.empty() || !L.Escapes.empty())
    return D.refuse(Reason::ConditionalOwnership, "the constructor releases it on some path itself");
  if (L.HandleReassigned)
    return D.refuse(Reason::ReassignedWhileArmed);
  if (Source::touchesMacro(Statement))
    return D.refuse(Reason::InsideMacro);
  // reset(); throw;  It may have released the field before.
  const auto CallsUnseen = [](const Stmt *S) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
    const FunctionDecl *F = Call && isa<CXXThisExpr>(Call->getImplicitObjectArgument()->IgnoreParenImpCasts()) ? Call->getDirectCallee() : nullptr;
    return F && !F->isDefined();
  };
  if (flow::anyWithin(Body, CallsUnseen))
    return D.refuse(Reason::UnfamiliarShape, "a method without a body here may release it");
  bool Returns = false;
  flow::walkWithin(Body, [&](const Stmt *S) {
    Returns |= isa<ReturnStmt>(S);
    return !isa<LambdaExpr>(S);
  });
  if (Returns)
    return D.refuse(Reason::UnfamiliarShape, "the constructor returns before its end");
  const auto At = C.Text.statement(Statement), Last = C.Text.statement(Body->body_back());
  if (!At || !Last)
    return D.refuse(Reason::InsideMacro);
  const auto Text = releaseText();
  if (!Text || !C.Safe.checkJumps(D, View, Body, At->Begin) || !C.useGeneral(D, At->Begin))
    return false;
  Name = C.GuardNames.unique(Names::stem(L.Handle.Fields.front()->getName()), "guard", L.Function, View, Body, L.Acquisition->getBeginLoc());
  const Spoken Speech = speak(C.style(), Name);
  if (Speech.Cancel.empty())
    return D.refuse(Reason::StyleCannotSay, Speech.Cannot);
  D.insertLineAfter(*At, C.declare(Name, "[this] { " + *Text + " }", L.Function));
  D.insertLineAfter(*Last, Speech.Cancel + ";");
  return C.Safe.checkConditionalText(D, {D.file(), At->Begin, Last->End}, {});
}

Outcome MemberPlanner::run() {
  plan();
  return D.finish("guard the member until the constructor is done");
}

Outcome guardMember(Context &C, const lifetime::Lifetime &L, const Expr *Release) {
  return MemberPlanner(C, L, Release).run();
}

} // namespace raiitidy::rewrite
