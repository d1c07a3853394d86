#include "checks/Pch.h"
#include "checks/lifetime/Fills.h"
#include "checks/lifetime/MayBeKept.h"
#include "checks/lifetime/Members.h"
#include "checks/lifetime/Solver.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

static const Match *acquiredBy(Analysis &A, const Expr *Value, Carrier Where) {
  const Expr *E = Value ? strip(Value) : nullptr;
  if (!isa_and_nonnull<CallExpr, CXXNewExpr>(E))
    return nullptr;
  for (const Match &M : A.meaningsOf(E))
    if (M.As == Role::Acquire && M.By->Where == Where &&
        (M.Of->Class == ResourceClass::Memory || M.Of->Class == ResourceClass::Handle))
      return &M;
  return nullptr;
}

void findMemberUses(Analysis &A, const flow::FunctionFlow &Flow, FunctionFacts &Facts) {
  auto Store = [&](const FieldDecl *F, const Expr *Value) {
    if (F->getType()->isScalarType())
      if (const Match *M = acquiredBy(A, Value, Carrier::Result))
        Facts.Stored.push_back({F, strip(Value), M->Of});
  };
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Flow.function()))
    for (const CXXCtorInitializer *I : Ctor->inits())
      if (I->isMemberInitializer() && I->isWritten())
        Store(I->getMember(), I->getInit());
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return;
    if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->getOpcode() == BO_Assign)
      if (const FieldDecl *F = ownFieldNamedBy(B->getLHS()))
        Store(F, B->getRHS());
    if (!isa<CallExpr, CXXDeleteExpr>(E))
      return;
    for (const Match &M : A.meaningsOf(E)) {
      const FieldDecl *F = fieldNamedBy(withoutAddressOf(Matcher::carrier(M, E)));
      if (!F)
        continue;
      if (ends(M.As) || M.As == Role::HandOver)
        Facts.Released.push_back(F);
      else if (M.As == Role::Acquire && M.By->Where == Carrier::OutArgument &&
               (M.Of->Class == ResourceClass::Memory || M.Of->Class == ResourceClass::Handle) &&
               ownFieldNamedBy(withoutAddressOf(Matcher::carrier(M, E))) && F->getType()->isScalarType())
        Facts.Stored.push_back({F, E, M.Of});
    }
  });
}

void findLostMember(Analysis &A, const flow::FunctionFlow &Flow, Track T, const Prehistory *Before, FunctionFacts &Facts) {
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(Flow.function());
  // What a constructor has delegated to has made the object: its destructor runs.
  if (!Ctor || Ctor->isDelegatingConstructor() || !isa<CompoundStmt>(Flow.body()))
    return;
  if (T.K != Track::Kind::Handle || T.BornReleased)
    return;
  T.OwnObject = true;
  T.Evidence = true;
  Outcome O = Solver(A, Flow, T).run(Before);
  if (O.TooComplex || O.Abandoned || O.Life.Uncovered.empty() || !O.Life.Handle.ThroughThis || O.Life.Handle.Fields.empty())
    return;
  // A base is complete by then: its destructor runs.
  const auto *Holder = dyn_cast<CXXRecordDecl>(O.Life.Handle.Fields.front()->getParent());
  const bool OfBase = Holder && !declaresSameEntity(Holder, Ctor->getParent()) && !Holder->hasTrivialDestructor();
  if (T.Filled) {
    O.Life.Inside = T.Filled->Call;
    O.Life.FailureTest = findSureFailureTest(A, Flow, T);
    O.Life.MaybeUnset = !T.Filled->AlwaysSet && !O.Life.FailureTest;
  }
  if (!OfBase)
    Facts.LostMembers.push_back(std::make_unique<Lifetime>(std::move(O.Life)));
}

namespace {

class DestructionWalk {
public:
  DestructionWalk(Analysis &A, Destruction &Out) : A(A), Out(Out) {}
  void walk(const FunctionDecl *F) {
    const Stmt *Body = flow::analysableBody(F);
    if (!Body || A.Ctx.getSourceManager().isInSystemHeader(F->getLocation())) {
      Out.Known = false;
      return;
    }
    if (!Seen.insert(F->getCanonicalDecl()).second)
      return;
    // if (file_) fflush(file_);  A test looks, and a library of C borrows.
    llvm::SmallPtrSet<const Stmt *, 8> Lent;
    flow::forEachEvaluated(Body, [&](const Stmt *S) {
      if (const auto *If = dyn_cast<IfStmt>(S)) {
        Lent.insert(strip(If->getCond()));
      } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        if (Callee && Callee->isExternC() && A.Ctx.getSourceManager().isInSystemHeader(Callee->getLocation()) &&
            A.meaningsOf(Call).empty())
          for (const Expr *Arg : Call->arguments())
            Lent.insert(strip(Arg));
      }
    });
    flow::forEachEvaluated(Body, [&](const Stmt *S) {
      if (const auto *M = dyn_cast<MemberExpr>(S))
        if (const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl()); Field && !Lent.count(M))
          Out.Mentioned.push_back(Field);
      if (isa<CallExpr, CXXDeleteExpr>(S))
        for (const Match &M : A.meaningsOf(cast<Expr>(S)))
          if (ends(M.As))
            if (const FieldDecl *Field = ownFieldNamedBy(withoutAddressOf(Matcher::carrier(M, cast<Expr>(S))))) {
              Out.Released.push_back(Field);
              Out.By.push_back(cast<Expr>(S));
            }
      const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
      if (Call && Call->getMethodDecl() && isa<CXXThisExpr>(strip(Call->getImplicitObjectArgument())))
        walk(Call->getMethodDecl());
      // Given away as a whole: delete_all(this).
      if (const auto *Any = dyn_cast<CallExpr>(S))
        for (const Expr *Arg : Any->arguments())
          Out.Known &= !isa<CXXThisExpr>(strip(Arg));
    });
  }

private:
  Analysis &A;
  Destruction &Out;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Seen; ///< asked about only
};

} // namespace

Destruction destructionOf(Analysis &A, const CXXRecordDecl *R) {
  Destruction Out;
  Out.Known = true;
  const CXXDestructorDecl *D = R->getDestructor();
  if (!D || D->isImplicit() || D->isDefaulted())
    return Out;
  Out.Destructor = D;
  DestructionWalk(A, Out).walk(D);
  return Out;
}

bool copiesHandles(const CXXRecordDecl *R) {
  return !R->hasUserDeclaredCopyConstructor() && !R->hasUserDeclaredMoveConstructor() &&
         !R->hasUserDeclaredMoveAssignment() && !R->defaultedCopyConstructorIsDeleted();
}

// Uses that let somebody else release what the field holds, or that are not understood.
static void collectGiven(const FunctionDecl *F, const llvm::DenseSet<const FieldDecl *> &Wanted,
                         llvm::DenseSet<const FieldDecl *> &Given) {
  const Stmt *Body = flow::analysableBody(F);
  if (!Body)
    return;
  std::unique_ptr<ParentMap> Parents;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (const auto *L = dyn_cast<LambdaExpr>(S)) {
      // Whatever a callback does with it.
      flow::forEachEvaluated(L->getBody(), [&](const Stmt *In) {
        if (const auto *M = dyn_cast<MemberExpr>(In))
          if (const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl()); Field && Wanted.count(Field))
            Given.insert(Field);
      });
      return;
    }
    const auto *M = dyn_cast<MemberExpr>(S);
    const auto *Field = M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
    if (!Field || !Wanted.count(Field))
      return;
    if (!Parents)
      Parents = std::make_unique<ParentMap>(const_cast<Stmt *>(Body));
    const Stmt *Child = M, *P = Parents->getParent(M);
    bool Harmless = false;
    while (P && (isa<ParenExpr, FullExpr>(P) || isa<ImplicitCastExpr>(P))) {
      if (const auto *Cast = dyn_cast<ImplicitCastExpr>(P))
        Harmless |= Cast->getCastKind() == CK_PointerToBoolean;
      Child = P, P = Parents->getParent(P);
    }
    if (const auto *B = dyn_cast_or_null<BinaryOperator>(P))
      Harmless |= B->isComparisonOp() || B->isLogicalOp() || (B->getOpcode() == BO_Assign && B->getLHS() == Child);
    else if (const auto *U = dyn_cast_or_null<UnaryOperator>(P))
      Harmless |= U->getOpcode() == UO_Deref || U->getOpcode() == UO_LNot;
    else if (const auto *Sub = dyn_cast_or_null<ArraySubscriptExpr>(P))
      Harmless |= Sub->getBase() == Child;
    else if (const auto *Call = dyn_cast_or_null<CallExpr>(P)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      Harmless |= isa<CXXMemberCallExpr>(Call) && Call->getCallee() == Child;
      // fread(buffer, 1, n, file_): a C function borrows.
      Harmless |= Callee && Callee->isExternC() && F->getASTContext().getSourceManager().isInSystemHeader(Callee->getLocation());
    } else {
      Harmless |= isa_and_nonnull<MemberExpr, IfStmt, WhileStmt, CompoundStmt>(P);
    }
    if (!Harmless)
      Given.insert(Field);
  });
}

bool isSeenWhole(const CXXRecordDecl *R) {
  return llvm::all_of(R->methods(), [](const CXXMethodDecl *M) {
    return M->isImplicit() || M->isDefaulted() || M->isDeleted() || M->isPureVirtual() || flow::isSeen(M);
  });
}

/// Is all code visible here that may name \p Field, as far as the language says who may?
static bool isReachedHereOnly(const FieldDecl *Field, const CXXRecordDecl *Class, const SourceManager &SM) {
  // Each method of the class, and of those inside of it and its friends: one of them may release it.
  const bool Inside = llvm::all_of(Class->decls(), [](const Decl *D) {
    const auto *R = dyn_cast<CXXRecordDecl>(D);
    return !R || R->isInjectedClassName() || (R->getDefinition() && isSeenWhole(R->getDefinition()));
  });
  const bool Friends = llvm::all_of(Class->friends(), [](const FriendDecl *F) {
    if (const TypeSourceInfo *Type = F->getFriendType()) {
      const CXXRecordDecl *R = Type->getType()->getAsCXXRecordDecl();
      return R && R->getDefinition() && isSeenWhole(R->getDefinition());
    }
    const auto *Function = dyn_cast_or_null<FunctionDecl>(F->getFriendDecl());
    return Function && flow::isSeen(Function);
  });
  // What a header shows, other units use: a field that is not private, and by a derived class.
  const bool Header = !SM.isInMainFile(SM.getExpansionLoc(Class->getLocation()));
  const bool Derived = Field->getAccess() == AS_protected && !Class->isEffectivelyFinal();
  return isSeenWhole(Class) && Inside && Friends && !(Header && (Field->getAccess() == AS_public || Derived));
}

std::vector<UnreleasedMember> findUnreleasedMembers(Analysis &A, llvm::ArrayRef<FunctionFacts> Facts,
                                                    llvm::ArrayRef<const FunctionDecl *> Functions) {
  std::vector<UnreleasedMember> Out;
  llvm::DenseSet<const FieldDecl *> Released, Wanted, Given;
  for (const FunctionFacts &F : Facts)
    Released.insert(F.Released.begin(), F.Released.end());
  for (const FunctionFacts &F : Facts)
    for (const MemberAcquisition &S : F.Stored) {
      const auto *Class = dyn_cast<CXXRecordDecl>(S.Field->getParent());
      if (!Class || Released.count(S.Field) || Wanted.count(S.Field) || Class->isUnion() || Class->isDependentContext() ||
          A.Ctx.getSourceManager().isInSystemHeader(Class->getLocation()))
        continue;
      // Somebody owns it from the start: new Part(this). Not by new Part(name_).
      bool Born = false;
      const auto IsThis = [](const Expr *Arg) { return isa<CXXThisExpr>(strip(Arg)); };
      flow::forEachEvaluated(S.Call, [&](const Stmt *In) {
        if (const auto *Call = dyn_cast<CallExpr>(In))
          Born |= llvm::any_of(Call->arguments(), IsThis);
        else if (const auto *Made = dyn_cast<CXXConstructExpr>(In))
          Born |= llvm::any_of(Made->arguments(), IsThis);
      });
      if (const auto *New = dyn_cast<CXXNewExpr>(S.Call))
        if (const auto *C = New->getConstructExpr())
          Born |= handsOutThis(A, C->getConstructor());
      Born |= mayKeepItself(S.Call);
      const Destruction D = destructionOf(A, Class);
      if (Born || !isReachedHereOnly(S.Field, Class, A.Ctx.getSourceManager()) || !D.Known || llvm::is_contained(D.Mentioned, S.Field))
        continue;
      Wanted.insert(S.Field);
      Out.push_back({Class, S, F.Function, copiesHandles(Class)});
    }
  if (Out.empty())
    return Out;
  for (const FunctionDecl *F : Functions)
    collectGiven(F, Wanted, Given);
  llvm::erase_if(Out, [&](const UnreleasedMember &U) { return Given.count(U.Stored.Field); });
  return Out;
}

} // namespace raiitidy::lifetime
