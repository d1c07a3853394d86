#include "checks/rewrite/CleanupText.h"
#include "checks/flow/Within.h"
#include "checks/rewrite/GuardKinds.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

std::optional<CleanupLambda> cleanupLambda(Context &C, Draft &D, const FunctionView &View,
                                           ArrayRef<const Stmt *> Cleanup, const Stmt *Before, bool MayThrow) {
  std::string Stem;
  if (Cleanup.empty())
    return D.refuse(Reason::UnfamiliarShape), std::nullopt;
  Action A;
  std::vector<std::string> Lines;
  for (const Stmt *S : Cleanup) {
    if (Source::touchesMacro(S) && S->getBeginLoc().isMacroID())
      return D.refuse(Reason::InsideMacro), std::nullopt;
    const auto At = C.Text.statement(S);
    if (!At)
      return D.refuse(Reason::InsideMacro), std::nullopt;
    if (!isa<Expr>(S) && !isa<IfStmt>(S))
      return D.refuse(Reason::UnfamiliarShape, "the cleanup is more than calls and assignments"), std::nullopt;
    if (!MayThrow && mayThrowWithin(S, C.Text.Ctx))
      return D.refuse(Reason::CleanupMayThrow), std::nullopt;
    // Whatever the cleanup names is read when it runs, as in the handler: by reference where the body may change it.
    struct Walker {
      const FunctionView &View;
      const Source &Text;
      const Stmt *Before;
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
              if (U.K != Use::Kind::Read && U.K != Use::Kind::Captured && Text.offset(U.Ref) >= Text.offset(Before))
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
    } W{View, C.Text, Before, {}};
    W.walk(S);
    if (W.Lambda)
      return D.refuse(Reason::UnfamiliarShape, "a lambda in the cleanup"), std::nullopt;
    if (W.Binding && !C.Text.Ctx.getLangOpts().CPlusPlus20)
      return D.refuse(Reason::CapturedStructuredBinding), std::nullopt;
    if (W.Binding)
      return D.refuse(Reason::UnfamiliarShape, "a structured binding in the cleanup"), std::nullopt;
    auto Add = [&](std::string Capture, bool First) {
      if (!llvm::is_contained(A.Captures, Capture))
        A.Captures.insert(First ? A.Captures.begin() : A.Captures.end(), Capture);
    };
    if (W.This)
      Add("this", true);
    for (const auto &[V, ByReference] : W.Found) {
      if (!isa<ParmVarDecl>(V) && View.scopeOf(V) && !View.isInside(Before, View.scopeOf(V)))
        continue; // its own
      if (Stem.empty())
        Stem = Names::stem(V->getName());
      Add((ByReference ? "&" : "") + V->getNameAsString(), false);
    }
    // A variable that is returned must not change between the return's value and the caller.
    for (const Expr *E : [&] {
           std::vector<const Expr *> Written;
           flow::walkWithin(S, [&](const Stmt *Each) {
             if (const auto *B = dyn_cast<BinaryOperator>(Each); B && B->isAssignmentOp())
               Written.push_back(B->getLHS());
             return true;
           });
           return Written;
         }())
      if (const VarDecl *V = asVariable(E); V && V->hasLocalStorage())
        for (const Use &U : View.uses(V))
          for (const Stmt *Up = U.Ref; Up; Up = View.parent(Up))
            if (isa<ReturnStmt>(Up))
              return D.refuse(Reason::CleanupWritesReturned, "'" + V->getNameAsString() + "'"), std::nullopt;
    if (C.Text.hasComment(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment inside the cleanup"), std::nullopt;
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
  if (Lines.size() == 1 || Length < 60)
    return CleanupLambda{Open + " " + llvm::join(Lines, " ") + " }", Stem};
  const FileID File = D.file();
  const std::string Indent = C.Text.indentation(File, C.Text.offset(Before)), Unit = C.Text.indentUnit(File);
  const std::string NL = C.Text.newline(File, C.Text.offset(Before)).str();
  std::string Lambda = Open;
  for (const std::string &Line : Lines)
    Lambda += NL + Indent + Unit + Line;
  Lambda += NL + Indent + "}";
  return CleanupLambda{Lambda, Stem};
}

bool endGuard(Context &C, Draft &D, Span At, const Spoken &Guard, bool MayWait) {
  if (MayWait && !C.Text.hasCommentOfItsOwn(At))
    D.remove(At);
  else if (!Guard.RunNow.empty())
    D.replace(At, Guard.RunNow + ";");
  else if (!Guard.Cancel.empty()) // the statements stay, behind the guard's end
    D.insertLineBefore(At, Guard.Cancel + ";");
  else
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  return true;
}

} // namespace raiitidy::rewrite
