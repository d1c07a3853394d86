#include "checks/flow/StandardThrows.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/Leaves.h"
#include "checks/flow/MayThrow.h"
#include "checks/flow/SameCode.h"
#include "checks/Pch.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace raiitidy::flow {

static const VarDecl *localVariable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() ? V : nullptr;
}

/// The first local variable that \p E names; null if it names none.
static const VarDecl *firstVariable(const Expr *E) {
  const VarDecl *First = nullptr;
  forEachEvaluated(E, [&](const Stmt *S) {
    if (const auto *Part = dyn_cast<Expr>(S); Part && !First)
      First = localVariable(Part);
  });
  return First;
}

/// The body in which \p V, which may be null, lives.
static const Stmt *bodyAround(const VarDecl *V) {
  const auto *F = V ? dyn_cast<FunctionDecl>(V->getDeclContext()) : nullptr;
  return F ? F->getBody() : nullptr;
}

static bool namesNpos(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Member = dyn_cast<MemberExpr>(E);
  const NamedDecl *D = Ref ? Ref->getDecl() : Member ? Member->getMemberDecl() : nullptr;
  return D && D->getDeclName().isIdentifier() && D->getName() == "npos";
}

// `end == npos`, `npos != end`, before the position is used.
static bool isComparedWithNpos(const VarDecl *V, SourceLocation Used) {
  const SourceManager &SM = V->getASTContext().getSourceManager();
  bool Found = false;
  forEachEvaluated(bodyAround(V), [&](const Stmt *S) {
    const auto *Op = dyn_cast<BinaryOperator>(S);
    if (Found || !Op || !Op->isEqualityOp() || !SM.isBeforeInTranslationUnit(Op->getBeginLoc(), Used))
      return;
    Found = (localVariable(Op->getLHS()) == V && namesNpos(Op->getRHS())) ||
            (localVariable(Op->getRHS()) == V && namesNpos(Op->getLHS()));
  });
  return Found;
}

static bool isSearch(const Expr *E) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E->IgnoreParenImpCasts());
  const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
  return M && inStd(M) && M->getDeclName().isIdentifier() &&
         (M->getName().starts_with("find") || M->getName() == "rfind");
}

// name.size() - 4: whoever computes with the length knows the bounds.
static bool asksForLength(const Expr *E) {
  bool Found = false;
  forEachEvaluated(E, [&](const Stmt *S) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
    const CXXMethodDecl *M = Call ? Call->getMethodDecl() : nullptr;
    Found |= M && inStd(M) && M->getDeclName().isIdentifier() && (M->getName() == "size" || M->getName() == "length");
  });
  return Found;
}

bool isKnownPosition(const CallExpr *Call) {
  if (Call->getNumArgs() == 0)
    return true;
  const Expr *Position = Call->getArg(0)->IgnoreParenImpCasts();
  if (isa<CXXDefaultArgExpr>(Position))
    return true;
  auto IsLiteral = [](const Expr *E, uint64_t Value) {
    const auto *Literal = dyn_cast<IntegerLiteral>(E->IgnoreParenImpCasts());
    return Literal && Literal->getValue() == Value;
  };
  if (IsLiteral(Position, 0) || asksForLength(Position))
    return true;
  if (const auto *Sum = dyn_cast<BinaryOperator>(Position);
      Sum && Sum->getOpcode() == BO_Add && IsLiteral(Sum->getRHS(), 1)) {
    if (isSearch(Sum->getLHS()))
      return true;
    Position = Sum->getLHS();
  }
  const VarDecl *V = localVariable(Position);
  return V && isComparedWithNpos(V, Call->getBeginLoc());
}

// Does a part of \p Condition compare a variable of \p Index by size?
static bool compares(const Expr *Condition, const Expr *Index) {
  const auto Mentions = [](const Expr *E, const ValueDecl *V) {
    bool Found = false;
    forEachEvaluated(E, [&](const Stmt *S) {
      const auto *Ref = dyn_cast<DeclRefExpr>(S);
      Found |= Ref && Ref->getDecl() == V;
    });
    return Found;
  };
  bool Found = false;
  forEachEvaluated(Index, [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (V && V->hasLocalStorage())
      forEachEvaluated(Condition, [&](const Stmt *Part) {
        const auto *Op = dyn_cast<BinaryOperator>(Part);
        Found |= Op && Op->isRelationalOp() && (Mentions(Op->getLHS(), V) || Mentions(Op->getRHS(), V));
      });
  });
  return Found;
}

static bool contains(const Stmt *Outer, const Stmt *Wanted) {
  bool Found = false;
  forEachEvaluated(Outer, [&](const Stmt *S) { Found |= S == Wanted; });
  return Found;
}

/// Does control not come back from \p Branch? As code that has no [[noreturn]] says it, too.
static bool isLeft(const Stmt *Branch) {
  bool Ends = leaves(Branch);
  forEachEvaluated(Branch, [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    Ends |= Call && Call->getDirectCallee() && endsProcess(Call->getDirectCallee());
  });
  return Ends;
}

bool isTestedIndex(const CallExpr *Call) {
  bool Tested = false;
  forEachEvaluated(Call->getNumArgs() == 1 ? bodyAround(firstVariable(Call->getArg(0))) : nullptr, [&](const Stmt *S) {
    const auto Tests = [&](const Stmt *Child) {
      const auto *If = dyn_cast_or_null<IfStmt>(Child);
      return If && compares(If->getCond(), Call->getArg(0)) ? If : nullptr;
    };
    if (Tested)
      return;
    if (const IfStmt *If = Tests(S))
      Tested = contains(If->getThen(), Call);
    const auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      return;
    bool Before = false; // if (i < 0 || i >= size()) return nullptr;
    for (const Stmt *Child : Block->body()) {
      Tested |= Before && contains(Child, Call);
      const IfStmt *If = Tests(Child);
      Before |= If && !If->getElse() && isLeft(If->getThen());
    }
  });
  return Tested;
}

// m of m.begin(), also behind conversions and copies of the iterator.
static const Expr *containerAsked(const Expr *Init) {
  const Expr *Container = nullptr;
  forEachEvaluated(Init, [&](const Stmt *S) {
    const auto *Asked = dyn_cast<CXXMemberCallExpr>(S);
    const CXXMethodDecl *M = Asked ? Asked->getMethodDecl() : nullptr;
    if (!Container && M && inStd(M) && M->getDeclName().isIdentifier() &&
        llvm::StringSwitch<bool>(M->getName()).Cases("begin", "cbegin", "rbegin", "find", "lower_bound", true).Default(false))
      Container = Asked->getImplicitObjectArgument();
  });
  return Container;
}

bool isOwnKey(const CallExpr *Call) {
  const auto *Asked = dyn_cast<CXXMemberCallExpr>(Call);
  const auto *First = Asked && Call->getNumArgs() == 1 ? dyn_cast<MemberExpr>(Call->getArg(0)->IgnoreParenImpCasts()) : nullptr;
  if (!First || !First->getMemberDecl()->getIdentifier() || First->getMemberDecl()->getName() != "first")
    return false;
  const VarDecl *Element = firstVariable(First->getBase());
  const Expr *Container = Element ? containerAsked(Element->getInit()) : nullptr;
  forEachEvaluated(bodyAround(Element), [&](const Stmt *S) {
    if (const auto *Loop = dyn_cast<CXXForRangeStmt>(S); Loop && Loop->getLoopVariable() == Element)
      Container = Loop->getRangeInit();
  });
  return Container && sameCode(Container->IgnoreParenImpCasts(), Asked->getImplicitObjectArgument()->IgnoreParenImpCasts(),
                               Element->getASTContext());
}

bool isOwnIndex(const CallExpr *Call) {
  const auto *Asked = dyn_cast<CXXMemberCallExpr>(Call);
  if (!Asked || Call->getNumArgs() != 1 || !isa<MemberExpr>(Asked->getImplicitObjectArgument()->IgnoreParenImpCasts()))
    return false;
  if (!llvm::StringSwitch<bool>(Asked->getRecordDecl()->getName()).Cases("vector", "deque", "array", "basic_string", "span", true).Default(false))
    return false;
  bool Given = false;
  forEachEvaluated(Call->getArg(0), [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    Given |= Ref && isa<ParmVarDecl>(Ref->getDecl());
  });
  return !Given;
}

bool catchesAllDocumented(const CXXTryStmt *Try, ThrowOracle &Throws) {
  llvm::StringSet<> Caught;
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
    if (const CXXCatchStmt *H = Try->getHandler(I); H->getExceptionDecl())
      if (const CXXRecordDecl *R = H->getCaughtType().getNonReferenceType()->getAsCXXRecordDecl();
          R && R->isInStdNamespace() && R->getIdentifier())
        Caught.insert(R->getName());
  const bool Logic = Caught.contains("logic_error");
  const bool OutOfRange = Logic || Caught.contains("out_of_range");
  const bool Conversion = Logic || (OutOfRange && Caught.contains("invalid_argument"));
  bool All = true;
  forEachEvaluated(Try->getTryBlock(), [&](const Stmt *S) {
    const FunctionDecl *F = nullptr;
    if (Throws.tierOf(S, &F) != ThrowTier::Documented)
      return;
    if (!F || !inStd(F) || !F->getDeclName().isIdentifier()) {
      All = false;
      return;
    }
    All &= llvm::StringSwitch<bool>(F->getName())
               .Cases("at", "substr", OutOfRange)
               .Cases("stoi", "stol", "stoll", "stoul", "stoull", Conversion)
               .Cases("stof", "stod", "stold", Conversion)
               .Default(false);
  });
  return All;
}

} // namespace raiitidy::flow
