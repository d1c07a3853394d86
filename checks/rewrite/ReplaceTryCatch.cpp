// try { … } catch (...) { cleanup; throw; } becomes a guard and the body.
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/Unnest.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

class TryPlanner {
public:
  TryPlanner(Context &C, const CXXTryStmt *Try, const CXXCatchStmt *Handler, ArrayRef<const Stmt *> Cleanup,
             ArrayRef<const Stmt *> After, const FunctionDecl *F)
      : C(C), Try(Try), Handler(Handler), Cleanup(Cleanup), After(After), F(F),
        D(C.Text, C.Text.file(F->getBody()->getBeginLoc())), View(F->getBody()), Quiet(View, C.Text) {}
  Outcome run();

private:
  bool keepsBlock() const;
  bool unnest(bool Block, const Spoken &Guard, bool CancelAtEnd);
  bool cancelExits(const Spoken &Guard);

  Context &C;
  const CXXTryStmt *Try;
  const CXXCatchStmt *Handler;
  ArrayRef<const Stmt *> Cleanup, After;
  const FunctionDecl *F;
  Draft D;
  FunctionView View;
  Observable Quiet;
};

/// The body must stay a block of its own: its names or the moment of its destructors matter after the try.
bool TryPlanner::keepsBlock() const {
  const CompoundStmt *Body = Try->getTryBlock();
  const auto [Outer, Child] = View.blockOf(Try);
  std::vector<std::string> Used;
  if (const auto Rest = C.Text.span(SourceRange(Outer->getLBracLoc(), Outer->getRBracLoc())))
    Used = C.Text.identifiers(*Rest);
  const auto Inner = C.Text.span(Body);
  std::vector<std::string> InBody = Inner ? C.Text.identifiers(*Inner) : std::vector<std::string>();
  for (const Stmt *S : Body->body()) {
    if (isa<LabelStmt>(S))
      return true;
    const auto *Decls = dyn_cast<DeclStmt>(S);
    if (!Decls)
      continue;
    for (const Decl *Each : Decls->decls()) {
      const auto *V = dyn_cast<VarDecl>(Each);
      if (!V)
        return true; // a local type or alias
      if (!diesQuietly(V->getType()) || Observable::isOwner(V->getType()) || V->getType()->isReferenceType())
        return true;
      // Named outside of the body too?
      const std::string Name = V->getNameAsString();
      if (llvm::count(Used, Name) != llvm::count(InBody, Name))
        return true;
    }
  }
  // What follows would live under a switch's or a goto's jump over these declarations.
  return !View.gotos().empty() || isa_and_nonnull<SwitchCase, LabelStmt>(View.parent(Try));
}

bool TryPlanner::cancelExits(const Spoken &Guard) {
  // Every jump out of the body that did not pass the handler ran no cleanup.
  struct Finder {
    std::vector<const Stmt *> Out;
    void walk(const Stmt *S, bool Loop, bool Switch) {
      if (isa<LambdaExpr>(S))
        return;
      if (isa<ReturnStmt, GotoStmt, IndirectGotoStmt>(S) || (isa<BreakStmt>(S) && !Loop && !Switch) ||
          (isa<ContinueStmt>(S) && !Loop))
        Out.push_back(S);
      Loop |= isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
      Switch |= isa<SwitchStmt>(S);
      for (const Stmt *Child : S->children())
        if (Child)
          walk(Child, Loop, Switch);
    }
  } Find;
  Find.walk(Try->getTryBlock(), false, false);
  if (!Find.Out.empty() && Guard.Cancel.empty())
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  for (const Stmt *S : Find.Out) {
    if (isa<GotoStmt, IndirectGotoStmt>(S))
      return D.refuse(Reason::UnfamiliarShape, "a goto in the try block");
    if (S->getBeginLoc().isMacroID())
      return D.refuse(Reason::InsideMacro);
    // Between cancelling and leaving nothing may throw: the handler would have cleaned up.
    if (const auto *R = dyn_cast<ReturnStmt>(S); R && R->getRetValue() && mayThrowWithin(R->getRetValue(), C.Text.Ctx))
      return D.refuse(Reason::UnfamiliarShape, "the value of a return in the try block may throw");
    const auto At = C.Text.statement(S);
    if (!At)
      return D.refuse(Reason::InsideMacro);
    const std::string Code = Guard.Cancel + ";";
    if (View.isUnbraced(S))
      D.braceAndInsertBefore(*At, Code);
    else
      D.insertLineBefore(*At, Code);
  }
  return true;
}

/// Takes `try {` and the handler away. \p Block: their braces stay.
bool TryPlanner::unnest(bool Block, const Spoken &Guard, bool CancelAtEnd) {
  if (CancelAtEnd && Guard.Cancel.empty())
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  const FileID File = D.file();
  const CompoundStmt *Body = Try->getTryBlock();
  const unsigned Begin = C.Text.offset(Try->getTryLoc()), Open = C.Text.offset(Body->getLBracLoc());
  const unsigned Close = C.Text.offset(Body->getRBracLoc());
  const auto Whole = C.Text.span(Try);
  if (!Whole)
    return D.refuse(Reason::InsideMacro);
  const unsigned End = Whole->End;
  // Comments in the parts that go away are not thrown away.
  if (C.Text.hasComment({File, Begin, Open}) || C.Text.hasComment({File, Close, End}) || !C.Text.behind(*Whole).empty())
    return D.refuse(Reason::UnfamiliarShape, "comments or code beside the handler");
  const std::string Indent = C.Text.indentation(File, Begin), NL = C.Text.newline(File, C.Text.offset(Try)).str();
  if (!C.Text.before(*Whole).empty())
    return D.refuse(Reason::UnfamiliarShape, "code before the try on its line");
  if (Block) {
    D.replace({File, Begin, Open}, "");
    D.replace({File, Close + 1, End}, CancelAtEnd ? NL + Indent + Guard.Cancel + ";" : "");
    return true;
  }
  // Lines of their own for `try {` and `} catch …`, or nothing is moved.
  const Nest Lines = {Begin, Open, Close, End};
  if (!mayUnnest(C.Text, File, Lines))
    return unnest(true, Guard, CancelAtEnd);
  rewrite::unnest(D, C.Text, Lines);
  const unsigned LastLine = C.Text.lineBegin(File, Close);
  if (CancelAtEnd && !Body->body_empty() && !leaves(Body))
    D.replace({File, LastLine, End}, Indent + Guard.Cancel + ";");
  else
    D.replace({File, LastLine, C.Text.nextLine(File, End)}, "");
  return true;
}

Outcome TryPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!C.Safe.checkFunction(D, F, View))
    return Done();
  if (!View.parent(Try) || Source::touchesMacro(Try) || Source::touchesMacro(Handler))
    return D.refuse(View.parent(Try) ? Reason::InsideMacro : Reason::UnfamiliarShape), Done();
  if (View.inLambda(Try))
    return D.refuse(Reason::UnfamiliarShape, "inside a lambda"), Done();
  if (Handler->getExceptionDecl())
    return D.refuse(Reason::UnfamiliarShape, "it catches one type only"), Done();
  const auto *Scope = dyn_cast_or_null<CompoundStmt>(View.parent(Try));
  const auto At = C.Text.span(Try);
  if (!Scope || !At)
    return D.refuse(Reason::UnfamiliarShape, "the try is not a statement of a block"), Done();
  const unsigned Since = At->Begin;
  if (!C.Safe.checkJumps(D, View, Scope, Since))
    return Done();
  for (const Stmt *S : Cleanup)
    if (!View.isInside(S, Handler))
      return D.refuse(Reason::UnfamiliarShape), Done();

  const auto Action = cleanupLambda(C, D, View, Cleanup, Try);
  if (!Action)
    return Done();
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  const Spoken Guard = speak(C.style(), C.GuardNames.unique(Action->Stem, "guard", F, View, Scope, Try->getBeginLoc()));
  const std::string Declaration = C.declare(Guard.Name, Action->Lambda, F);

  // Where the cleanup is repeated, the end of the body goes on armed; else reaching it cancels.
  const bool Repeated = !After.empty();
  if (!cancelExits(Guard))
    return Done();
  bool Block = keepsBlock();
  const std::string Indent = C.Text.indentation(D.file(), Since);
  D.insert(C.Text.lineBegin(D.file(), Since), Indent + Declaration + C.Text.newline(D.file(), Since).str());
  if (!unnest(Block, Guard, !Repeated))
    return Done();
  if (Repeated) {
    // The first repeated statement becomes reset(), the others go.
    const auto First = C.Text.statement(After.front()), Last = C.Text.statement(After.back());
    if (!First || !Last || Source::touchesMacro(After.front()) || C.Text.hasComment({D.file(), First->Begin, Last->End}))
      return D.refuse(Reason::UnfamiliarShape, "comments in the repeated cleanup"), Done();
    if (!endGuard(C, D, {D.file(), First->Begin, Last->End}, Guard, Quiet.mayWait(After.back(), Scope, Since, Cleanup)))
      return Done();
  }
  const auto Region = C.Text.span(SourceRange(Try->getBeginLoc(), Scope->getRBracLoc()));
  if (!Region || !C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.useGeneral(D, C.Text.offset(F->getBeginLoc())))
    return Done();
  return D.finish("run the cleanup with " + C.style().Guard.str());
}

} // namespace

Outcome replaceTryCatch(Context &C, const CXXTryStmt *Try, const CXXCatchStmt *Handler, ArrayRef<const Stmt *> Cleanup,
                        ArrayRef<const Stmt *> RepeatedAfter, const FunctionDecl *Function) {
  return TryPlanner(C, Try, Handler, Cleanup, RepeatedAfter, Function).run();
}

} // namespace raiitidy::rewrite
