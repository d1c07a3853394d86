// try { … } catch (...) { cleanup; throw; } becomes a guard and the body.
#include "checks/rewrite/Context.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/Releases.h"
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
  bool cleanupAction(std::string &Lambda, std::string &Stem);
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

bool TryPlanner::cleanupAction(std::string &Lambda, std::string &Stem) {
  if (Cleanup.empty())
    return D.refuse(Reason::UnfamiliarShape);
  Action A;
  const Actions Maker(C.Text, View);
  std::vector<std::string> Lines;
  for (const Stmt *S : Cleanup) {
    if (Source::touchesMacro(S) && S->getBeginLoc().isMacroID())
      return D.refuse(Reason::InsideMacro);
    const auto At = C.Text.statement(S);
    if (!At)
      return D.refuse(Reason::InsideMacro);
    if (!isa<Expr>(S) && !isa<IfStmt>(S))
      return D.refuse(Reason::UnfamiliarShape, "the cleanup is more than calls and assignments");
    if (mayThrowWithin(S, C.Text.Ctx))
      return D.refuse(Reason::CleanupMayThrow);
    // Whatever the cleanup names is read when it runs, as in the handler: by reference where the body may change it.
    struct Walker {
      const FunctionView &View;
      const Source &Text;
      const CXXTryStmt *Try;
      std::vector<std::pair<const VarDecl *, bool>> Found;
      bool This = false, Lambda = false, Binding = false;
      void walk(const Stmt *S) {
        if (isa<LambdaExpr>(S) || isa<StmtExpr>(S))
          Lambda = true;
        if (isa<CXXThisExpr>(S))
          This = true;
        if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
          Binding |= isa<BindingDecl>(R->getDecl());
          if (const auto *V = dyn_cast<VarDecl>(R->getDecl());
              V && V->hasLocalStorage() && !(V->getType()->isScalarType() && V->isUsableInConstantExpressions(Text.Ctx))) {
            bool ByReference = !V->getType()->isScalarType();
            for (const Use &U : View.uses(V))
              if (U.K != Use::Kind::Read && U.K != Use::Kind::Captured && Text.offset(U.Ref) >= Text.offset(Try))
                ByReference = true;
            if (V->getType()->isReferenceType() || View.escapes(V))
              ByReference = true;
            if (!V->isInvalidDecl())
              Found.push_back({V, ByReference});
          }
        }
        for (const Stmt *Child : S->children())
          if (Child)
            walk(Child);
      }
    } W{View, C.Text, Try, {}};
    W.walk(S);
    if (W.Lambda)
      return D.refuse(Reason::UnfamiliarShape, "a lambda in the cleanup");
    if (W.Binding && !C.Text.Ctx.getLangOpts().CPlusPlus20)
      return D.refuse(Reason::CapturedStructuredBinding);
    if (W.Binding)
      return D.refuse(Reason::UnfamiliarShape, "a structured binding in the cleanup");
    auto Add = [&](std::string Capture, bool First) {
      if (!llvm::is_contained(A.Captures, Capture))
        A.Captures.insert(First ? A.Captures.begin() : A.Captures.end(), Capture);
    };
    if (W.This)
      Add("this", true);
    for (const auto &[V, ByReference] : W.Found) {
      if (!isa<ParmVarDecl>(V) && View.scopeOf(V) && !View.isInside(Try, View.scopeOf(V)))
        continue; // its own
      if (Stem.empty())
        Stem = Names::stem(V->getName());
      Add((ByReference ? "&" : "") + V->getNameAsString(), false);
    }
    // A variable that is returned must not change between the return's value and the caller.
    for (const Expr *E : [&] {
           std::vector<const Expr *> Written;
           struct Finder {
             std::vector<const Expr *> &Out;
             void walk(const Stmt *S) {
               if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
                 Out.push_back(B->getLHS());
               for (const Stmt *Child : S->children())
                 if (Child)
                   walk(Child);
             }
           } Find{Written};
           Find.walk(S);
           return Written;
         }())
      if (const VarDecl *V = asVariable(E); V && V->hasLocalStorage())
        for (const Use &U : View.uses(V))
          for (const Stmt *Up = U.Ref; Up; Up = View.parent(Up))
            if (isa<ReturnStmt>(Up))
              return D.refuse(Reason::CleanupWritesReturned, "'" + V->getNameAsString() + "'");
    if (C.Text.hasComment(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment inside the cleanup");
    Lines.push_back(C.Text.oneLine(*At));
    if (const auto *E = dyn_cast<Expr>(S))
      if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E->IgnoreParenCasts()->IgnoreImplicit()); Call && Stem.empty())
        if (const auto R = C.Text.span(Call->getImplicitObjectArgument()))
          if (!isa<CXXThisExpr>(Call->getImplicitObjectArgument()->IgnoreImpCasts()))
            Stem = Names::stem(C.Text.oneLine(*R));
  }
  if (Stem.empty())
    Stem = "cleanup";
  const std::string Open = "[" + llvm::join(A.Captures, ", ") + "] {";
  size_t Length = Open.size();
  for (const std::string &Line : Lines)
    Length += Line.size() + 1;
  if (Lines.size() == 1 || Length < 60) {
    Lambda = Open + " " + llvm::join(Lines, " ") + " }";
    return true;
  }
  const FileID File = D.file();
  const std::string Indent = C.Text.indentation(File, C.Text.offset(Try)), Unit = C.Text.indentUnit(File);
  const std::string NL = C.Text.newline(File, C.Text.offset(Try)).str();
  Lambda = Open;
  for (const std::string &Line : Lines)
    Lambda += NL + Indent + Unit + Line;
  Lambda += NL + Indent + "}";
  return true;
}

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
      if (!Observable::diesQuietly(V->getType()) || V->getType()->isReferenceType())
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
  const StringRef B = C.Text.buffer(File);
  const CompoundStmt *Body = Try->getTryBlock();
  const unsigned Begin = C.Text.offset(Try->getTryLoc()), Open = C.Text.offset(Body->getLBracLoc());
  const unsigned Close = C.Text.offset(Body->getRBracLoc());
  const auto Whole = C.Text.span(Try);
  if (!Whole)
    return D.refuse(Reason::InsideMacro);
  const unsigned End = Whole->End;
  // Comments in the parts that go away are not thrown away.
  if (C.Text.hasComment({File, Begin, Open}) || C.Text.hasComment({File, Close, End}) ||
      StringRef(B.slice(End, C.Text.lineEnd(File, End))).trim().size() > 0)
    return D.refuse(Reason::UnfamiliarShape, "comments or code beside the handler");
  const std::string Indent = C.Text.indentation(File, Begin), NL = C.Text.newline(File, C.Text.offset(Try)).str();
  if (!B.slice(C.Text.lineBegin(File, Begin), Begin).trim().empty())
    return D.refuse(Reason::UnfamiliarShape, "code before the try on its line");
  if (Block) {
    D.replace({File, Begin, Open}, "");
    D.replace({File, Close + 1, End}, CancelAtEnd ? NL + Indent + Guard.Cancel + ";" : "");
    return true;
  }
  // Lines of their own for `try {` and `} catch …`, or nothing is moved.
  const unsigned OpenLine = C.Text.lineEnd(File, Open);
  if (!B.slice(Open + 1, OpenLine).trim().empty() ||
      !B.slice(C.Text.lineBegin(File, Close), Close).trim().empty() || B.slice(Open, Close).contains("R\""))
    return unnest(true, Guard, CancelAtEnd);
  D.replace({File, C.Text.lineBegin(File, Begin), C.Text.nextLine(File, OpenLine)}, "");
  // One level less, for each line that has it.
  std::string Inner;
  for (unsigned Line = C.Text.nextLine(File, OpenLine); Line < Close; Line = C.Text.nextLine(File, Line)) {
    const StringRef T = B.slice(Line, C.Text.lineEnd(File, Line));
    if (T.trim().empty() || T.starts_with("#"))
      continue;
    Inner = C.Text.indentation(File, Line);
    break;
  }
  const unsigned Level = StringRef(Inner).starts_with(Indent) ? Inner.size() - Indent.size() : 0;
  const unsigned LastLine = C.Text.lineBegin(File, Close);
  if (Level)
    D.dedent(Open, Close, Inner, Indent);
  if (Level)
    for (unsigned Line = C.Text.nextLine(File, OpenLine); Line < LastLine; Line = C.Text.nextLine(File, Line))
      if (B.substr(Line).starts_with(Inner))
        D.replace({File, Line + static_cast<unsigned>(Indent.size()), Line + static_cast<unsigned>(Inner.size())}, "");
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
  if (Try->getNumHandlers() != 1)
    return D.refuse(Reason::UnfamiliarShape, "several handlers"), Done();
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

  std::string Lambda, Stem;
  if (!cleanupAction(Lambda, Stem))
    return Done();
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  const Spoken Guard = speak(C.style(), C.GuardNames.unique(Stem, "guard", F, View, Scope, Try));
  const std::string Declaration = C.declare(Guard.Name, Lambda, F);

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
    const StringRef B = C.Text.buffer(D.file());
    const StringRef Rest = B.slice(Last->End, C.Text.lineEnd(D.file(), Last->End)).trim();
    const unsigned Line = C.Text.lineBegin(D.file(), First->Begin);
    const StringRef Above = Line ? B.slice(C.Text.lineBegin(D.file(), Line - 1), Line).trim() : StringRef();
    const Span All{D.file(), First->Begin, Last->End};
    if (Rest.empty() && !Above.starts_with("//") && !Above.ends_with("*/") && Quiet.mayWait(After.back(), Scope, Since))
      D.remove(All);
    else if (!Guard.RunNow.empty())
      D.replace(All, Guard.RunNow + ";");
    else if (!Guard.Cancel.empty()) // the statements stay, behind the guard's end
      D.insertLineBefore(All, Guard.Cancel + ";");
    else
      return D.refuse(Reason::StyleCannotSay, Guard.Cannot), Done();
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
