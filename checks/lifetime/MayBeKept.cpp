#include "checks/Pch.h"
#include "checks/lifetime/MayBeKept.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/Tracks.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

bool isUnseen(const FunctionDecl *F) {
  const bool Seen = flow::isSeen(F) && !F->getASTContext().getSourceManager().isInSystemHeader(F->getLocation());
  return !Seen && !F->getBuiltinID() && !F->isInStdNamespace() && !F->isTrivial() && !F->isDefaulted();
}

bool isRaw(const Pair *Of, const Expr *Acquisition) {
  if (Of->Class != ResourceClass::Memory)
    return false;
  const QualType Given = Acquisition->getType();
  return isa<CXXNewExpr>(Acquisition) || !Given->isPointerType() || !Given->getPointeeType()->isRecordType() ||
         llvm::any_of(Of->Release, [](const CallPattern &P) { return P.Name == "free" || P.Syntax == CallPattern::Kind::Delete; });
}

/// Its own body, or that of a base's constructor, is elsewhere.
static bool isUnseenSomewhere(const CXXConstructorDecl *C) {
  if (isUnseen(C))
    return true;
  const CXXRecordDecl *R = C->getParent();
  const FunctionDecl *Definition = nullptr;
  const auto *Here = C->isDefined(Definition) ? dyn_cast<CXXConstructorDecl>(Definition) : nullptr;
  if (!Here || !R->hasDefinition())
    return false;
  return llvm::any_of(Here->inits(), [](const CXXCtorInitializer *I) {
    const auto *Made = I->isBaseInitializer() ? dyn_cast<CXXConstructExpr>(I->getInit()->IgnoreImplicit()) : nullptr;
    return Made && isUnseenSomewhere(Made->getConstructor());
  });
}

bool mayKeepItself(const Expr *Acquisition) {
  const auto *New = dyn_cast<CXXNewExpr>(Acquisition);
  const CXXConstructExpr *Made = New ? New->getConstructExpr() : nullptr;
  return Made && isUnseenSomewhere(Made->getConstructor());
}

namespace {

/// May \p F keep what its parameter \p Index is given? \p Part: of a part of the object, by its address.
bool mayKeep(const FunctionDecl *F, unsigned Index, bool Part) {
  // A C library only reads what it is given as const, and print(…, p) what it is given behind the format.
  if (Index >= F->getNumParams())
    return false;
  const QualType T = F->getParamDecl(Index)->getType();
  if (!T->isPointerType() && !T->isReferenceType())
    return false;
  const QualType To = T->getPointeeType(), Result = F->getReturnType();
  const bool Const = To.isConstQualified();
  // on_event(source, handler, p): the body that is seen hands it on to one that is not.
  const bool UserData = T->isVoidPointerType() && !Const && !F->getBuiltinID();
  if (!isUnseen(F) && !UserData)
    return false;
  // What is given as const is read, except by set_font(n, name), which keeps the name.
  if (Const && (F->isExternC() || T->isReferenceType() || !isNamedForKeeping(F)))
    return false;
  if (Part && To->isArithmeticType())
    return false; // a name or a count in the object
  // read(fd, p, n) fills it; image_of(p, n) makes something of it.
  const bool Gives = Result->isPointerType() && !F->getASTContext().hasSameUnqualifiedType(Result, T);
  const bool Sized = Index + 1 < F->getNumParams() && F->getParamDecl(Index + 1)->getType()->isIntegerType();
  if (!Gives && Sized && (To->isArithmeticType() || To->isVoidType()))
    return false;
  // A C library fills or reads text; what sets, puts it somewhere.
  const bool Library = F->isExternC() && F->getASTContext().getSourceManager().isInSystemHeader(F->getLocation());
  return !Library || Gives || !To->isArithmeticType() || isNamedForKeeping(F);
}

/// The call that \p Ref is given to if it may keep it: itself, its address, or that of a part of what it points to.
const CallExpr *keeper(const flow::FunctionFlow &Flow, const DeclRefExpr *Ref) {
  const Stmt *Child = Ref, *Up = Flow.parent(Ref);
  bool Part = false, Value = false;
  for (; Up; Child = Up, Up = Flow.parent(Up)) {
    if (const auto *Cast = dyn_cast<CastExpr>(Up)) {
      Value |= Part && Cast->getCastKind() == CK_LValueToRValue; // p->x, not &p->x
    } else if (const auto *M = dyn_cast<MemberExpr>(Up)) {
      Part |= !isa<CXXMethodDecl>(M->getMemberDecl());
    } else if (const auto *U = dyn_cast<UnaryOperator>(Up)) {
      Part |= U->getOpcode() == UO_Deref;
      if (U->getOpcode() != UO_Deref && U->getOpcode() != UO_AddrOf)
        return nullptr;
    } else if (isa<ArraySubscriptExpr>(Up)) {
      Part = true;
    } else if (!isa<ParenExpr, FullExpr, MaterializeTemporaryExpr>(Up)) {
      break;
    }
  }
  const auto *Call = dyn_cast_or_null<CallExpr>(Up);
  const FunctionDecl *F = Call && !Value ? Call->getDirectCallee() : nullptr;
  if (!F)
    return nullptr;
  if (Call->getCallee() == Child) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    return isUnseen(F) && Method && !Method->isConst() ? Call : nullptr;
  }
  for (unsigned I = 0; I != Call->getNumArgs(); ++I)
    if (Call->getArg(I) == Child)
      return mayKeep(F, I, Part) ? Call : nullptr;
  return nullptr;
}

using Group = llvm::SmallVector<const Lifetime *, 2>;

/// Does \p If find out from the object \p Answer that a call has failed, so that \p Branch is for that: if (!status.ok()) …?
bool isForFailureOf(const IfStmt *If, const Stmt *Branch, const VarDecl *Answer) {
  const Expr *Condition = strip(If->getCond());
  bool Failed = Branch == If->getThen();
  if (const auto *Not = dyn_cast<UnaryOperator>(Condition); Not && Not->getOpcode() == UO_LNot) {
    Condition = strip(Not->getSubExpr());
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Condition); Operator && Operator->getOperator() == OO_Exclaim) {
    Condition = strip(Operator->getArg(0));
  } else {
    Failed = !Failed;
  }
  if (const auto *Asked = dyn_cast<CXXMemberCallExpr>(Condition); Asked && Asked->getMethodDecl() && Asked->getNumArgs() == 0) {
    const IdentifierInfo *Name = Asked->getMethodDecl()->getIdentifier();
    if (Name && (Name->getName().contains_insensitive("fail") || Name->getName().contains_insensitive("error") || Name->getName() == "bad"))
      Failed = !Failed;
    Condition = strip(Asked->getImplicitObjectArgument());
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Condition);
  return Failed && Ref && Ref->getDecl() == Answer;
}

/// Is \p Release behind an `if` that asks what \p Taker has returned, an object, whether it has failed?
bool isUnderFailedAnswer(const flow::FunctionFlow &Flow, const Stmt *Release, const CallExpr *Taker, const VarDecl *Answer) {
  for (const Stmt *Branch = Release, *Up = Flow.parent(Release); Up; Branch = Up, Up = Flow.parent(Up))
    if (const auto *If = dyn_cast<IfStmt>(Up); If && isForFailureOf(If, Branch, Answer))
      return Taker->getBeginLoc() < If->getBeginLoc();
  return false;
}

/// Is each release where \p Taker, if there is one, has failed: image = create(pixels); if (!image) free(pixels);
bool isOnlyReleasedWhereFailed(Analysis &A, const flow::FunctionFlow &Flow, const Group &Of, const CallExpr *Taker) {
  const IfStmt *Test = nullptr;
  if (Taker) {
    Track T;
    T.Acquisition = Taker;
    T.Fails = Taker->getType()->isPointerType() ? FailureValue::Null : FailureValue::Negative;
    std::optional<Term> Given;
    for (const Stmt *S = Taker; S && !isa<CompoundStmt>(S) && !Given; S = Flow.parent(S)) {
      if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->getOpcode() == BO_Assign)
        Given = A.Names.of(B->getLHS());
      else if (const auto *Copied = dyn_cast<CXXOperatorCallExpr>(S); Copied && Copied->getOperator() == OO_Equal)
        Given = A.Names.of(Copied->getArg(0));
      else if (const auto *D = dyn_cast<DeclStmt>(S); D && D->isSingleDecl() && isa<VarDecl>(D->getSingleDecl()))
        Given = A.Names.ofVariable(cast<VarDecl>(D->getSingleDecl()));
    }
    if (Taker->getType()->isRecordType()) {
      const VarDecl *Answer = Given ? A.Names.variableOf(*Given) : nullptr;
      return Answer && llvm::all_of(Of, [&](const Lifetime *L) {
        return L->Acquisition->getType()->getPointeeType()->isRecordType() && llvm::all_of(L->Releases, [&](const ReleaseSite &R) {
          return isUnderFailedAnswer(Flow, R.Call, Taker, Answer);
        });
      });
    }
    Test = findFailureTest(A, Flow, T, Given.value_or(A.Names.ofNode(Taker)));
  }
  auto Inside = [&](const Stmt *S) {
    while (S && S != Test->getThen())
      S = Flow.parent(S);
    return S != nullptr;
  };
  return llvm::all_of(Of, [&](const Lifetime *L) {
    return llvm::all_of(L->Releases, [&](const ReleaseSite &R) { return Test && Inside(R.Call); });
  });
}

bool mayBeKept(Analysis &A, const flow::FunctionFlow &Flow, const VarDecl *V, const Group &Of) {
  for (const Lifetime *L : Of)
    if (!L->Escapes.empty() || !isRaw(L->Resource, L->Acquisition))
      return false;
  if (llvm::any_of(Of, [](const Lifetime *L) { return mayKeepItself(L->Acquisition); }) &&
      isOnlyReleasedWhereFailed(A, Flow, Of, nullptr))
    return true;
  bool Kept = false;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    const CallExpr *Call = Ref && Ref->getDecl() == V && !Kept ? keeper(Flow, Ref) : nullptr;
    // regcomp and regfree work on what they are given.
    const bool Known = Call && llvm::any_of(A.meaningsOf(Call), [&](const Match &M) {
      const Expr *Carried = Matcher::carrier(M, Call) ? strip(Matcher::carrier(M, Call)) : nullptr;
      const auto *Address = dyn_cast_or_null<UnaryOperator>(Carried); // getline(&line, …), also where no path comes
      return Carried && (Carried == Ref || (Address && Address->getOpcode() == UO_AddrOf && strip(Address->getSubExpr()) == Ref));
    });
    const bool Own = Call && (Known || llvm::any_of(Of, [&](const Lifetime *L) {
      return Call == L->Acquisition || llvm::any_of(L->Releases, [&](const ReleaseSite &R) { return R.Call == Call; });
    }));
    Kept |= Call && !Own && isOnlyReleasedWhereFailed(A, Flow, Of, Call);
  });
  return Kept;
}

} // namespace

bool isGivenToKeeper(const flow::FunctionFlow &Flow, const VarDecl *V) {
  bool Given = false;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    const CallExpr *Call = Ref && Ref->getDecl() == V && !Given ? keeper(Flow, Ref) : nullptr;
    // A method that only looks is const; one with an argument beside may enter the object there.
    Given |= Call && isa<CXXMemberCallExpr>(Call) && Call->getNumArgs() != 0;
  });
  return Given;
}

void dropWhatMayBeKept(Analysis &A, const flow::FunctionFlow &Flow, FunctionFacts &Facts) {
  llvm::DenseSet<const VarDecl *> Kept;
  for (const auto &L : Facts.Lifetimes) {
    const VarDecl *V = L->Handle.isPlainLocal() ? L->Handle.Root : nullptr;
    if (!V || Kept.count(V) || L->Uncovered.empty())
      continue;
    Group Of;
    for (const auto &Other : Facts.Lifetimes)
      if (Other->Handle.isPlainLocal() && Other->Handle.Root == V)
        Of.push_back(Other.get());
    if (mayBeKept(A, Flow, V, Of))
      Kept.insert(V);
  }
  const auto IsKept = [&](const Lifetime *L) { return L->Handle.isPlainLocal() && Kept.count(L->Handle.Root); };
  llvm::erase_if(Facts.DoubleReleases, [&](const DoubleRelease &D) { return IsKept(D.Of); });
  llvm::erase_if(Facts.Lifetimes, [&](const auto &L) { return IsKept(L.get()); });
}

} // namespace raiitidy::lifetime
