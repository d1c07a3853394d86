// Which places name the resource: what assignments and declarations do to that.
#include "checks/Pch.h"
#include "checks/lifetime/Solver.h"

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

static void addSorted(llvm::SmallVectorImpl<Term> &Set, Term T) {
  auto *It = llvm::lower_bound(Set, T);
  if (It == Set.end() || *It != T)
    Set.insert(It, T);
}

void Solver::dropHolder(State &St, Term Place, const Stmt *At) {
  const size_t Before = St.Holders.size();
  bool Path = false;
  llvm::erase_if(St.Holders, [&](Term H) {
    if (H != Place && A.Names.mentions(H, Place))
      Path = true;
    return A.Names.mentions(H, Place);
  });
  if (St.TS == Typestate::Held && llvm::none_of(St.Holders, [&](Term H) { return isResultPlace(H); }))
    St.Since = nullptr;
  if (T.K != Track::Kind::Handle || St.Holders.size() == Before || !St.Holders.empty() || St.TS != Typestate::Held)
    return;
  if (Path) {
    endUnseen(St); // the path to it changed: which object holds it is not known any more
  } else {
    St.TS = Typestate::Lost;
    St.Since = At;
  }
}

/// x = y between local variables of one type: what is learnt of either is learnt of both.
static bool isCopy(const ASTContext &Ctx, QualType To, const Expr *From) {
  const auto *Ref = dyn_cast<DeclRefExpr>(From);
  const auto *Source = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Source || From->getType()->isBooleanType())
    return Source;
  const bool Same = (From->getType()->isPointerType() && To->isPointerType()) ||
                    (From->getType()->isIntegralOrEnumerationType() && Ctx.hasSameUnqualifiedType(From->getType(), To));
  return Same && Source->hasLocalStorage() && !Source->getType()->isReferenceType() && !Source->getType().isVolatileQualified() &&
         !To.isVolatileQualified();
}

void Solver::assign(const Expr *Left, const VarDecl *Variable, const Expr *Right, const Stmt *At, State &St) {
  const auto Place = Variable ? std::optional<Term>(A.Names.ofVariable(Variable)) : A.Names.of(Left);
  const bool Gives = carries(St, Right) && St.TS != Typestate::Unborn;
  if (!Gives && keepsPart(St, Place, Right) && !releaseAhead(At))
    escape(St, EscapeSite::Kind::Stored, At);
  if (!Place) {
    if (Gives)
      escape(St, EscapeSite::Kind::Stored, At);
    return;
  }
  if (T.K == Track::Kind::Identity) {
    // A receiver's identity ends when any part of its path is assigned.
    if (*T.Place != *Place && A.Names.mentions(*T.Place, *Place) &&
        (St.TS == Typestate::Held || St.TS == Typestate::Released))
      endUnseen(St);
  }
  const Values V = valueOf(St.F, Right);
  const Expr *R = strip(Right);
  const bool Condition = isa<BinaryOperator>(R) && (cast<BinaryOperator>(R)->isComparisonOp() ||
                                                    cast<BinaryOperator>(R)->isLogicalOp());
  const bool Negation = isa<UnaryOperator>(R) && cast<UnaryOperator>(R)->getOpcode() == UO_LNot;
  const bool Copy = isCopy(A.Ctx, Variable ? Variable->getType() : Left->getType(), R);
  const auto Source = A.Names.of(R);
  const bool SelfReference = Source && A.Names.mentions(*Source, *Place);
  // p = p->next, p = p + n: where the old value lives on is not this function's knowledge.
  if (!Gives && holds(St, *Place) && St.TS == Typestate::Held && St.Holders.size() == 1) {
    bool Mentions = false;
    flow::forEachEvaluated(Right, [&](const Stmt *S) {
      if (const auto *E = dyn_cast<Expr>(S))
        Mentions |= isa<DeclRefExpr, MemberExpr>(E) && A.Names.of(E) == *Place;
    });
    // … and s = s->append(t) returns who knows what; but p = realloc(p, n) loses the block when it fails: call() has
    // told the paths apart.
    if (Mentions && !(isa<CallExpr>(R) && llvm::any_of(A.meaningsOf(R), [](const Match &M) { return M.By->Transfers; })))
      escape(St, EscapeSite::Kind::Stored, At);
  }
  St.F.forget(*Place, A.Names);
  St.F.set(*Place, V);
  if (St.GivenTo && R == St.GivenTo)
    St.Answer = *Place;
  if ((Condition || Negation || Copy) && !SelfReference && Source)
    St.F.bind(*Place, R);
  learnSum(St.F, *Place, R);
  if (Gives) {
    const std::string &Name = A.Names.text(*Place);
    // A field of a local object with a destructor: that destructor may end it.
    const VarDecl *Root = A.Names.rootOf(*Place);
    const CXXRecordDecl *Record = Root && !A.Names.variableOf(*Place) ? Root->getType()->getAsCXXRecordDecl() : nullptr;
    const bool DiesWithObject = Record && Record->hasDefinition() && !Record->hasTrivialDestructor();
    if ((isOwnStorage(*Place) && Name.find("[v") == std::string::npos && !DiesWithObject) ||
        isResultPlace(*Place)) {
      if (!carries(St, Left)) // p = p changes nothing
        for (Term H : llvm::SmallVector<Term, 2>(St.Holders))
          if (H != *Place && A.Names.mentions(H, *Place))
            dropHolder(St, H, At);
      llvm::erase_if(St.Holders, [&](Term H) { return A.Names.text(H)[0] == 'e'; });
      addSorted(St.Holders, *Place);
      if (St.TS == Typestate::Held && isResultPlace(*Place))
        St.Since = At;
      if (T.OwnObject && A.Names.isMemberOfThis(*Place) && !Result.Life.Handle.ThroughThis) {
        const auto *M = dyn_cast_or_null<MemberExpr>(Left ? strip(Left) : nullptr);
        if (const auto *Field = M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr) {
          Result.Life.Handle.ThroughThis = true;
          Result.Life.Handle.Fields = {Field};
          Result.Life.Handle.Whole = Left;
        }
      } else if (!Result.Life.Handle.Root) {
        Result.Life.Handle.Root = A.Names.rootOf(*Place);
        Result.Life.Handle.Whole = Left;
        if (const auto *M = dyn_cast_or_null<MemberExpr>(Left ? strip(Left) : nullptr))
          if (const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl()))
            Result.Life.Handle.Fields = {Field};
      } else if (A.Names.rootOf(*Place) != Result.Life.Handle.Root) {
        AccessPath Other;
        Other.Root = A.Names.rootOf(*Place);
        Other.Whole = Left;
        if (llvm::none_of(Result.Life.Aliases, [&](const AccessPath &P) { return P.Root == Other.Root; }))
          Result.Life.Aliases.push_back(Other);
      }
      // scope_exit guard([&] { if (f) fclose(f); }); … f = fopen(…);
      if (const VarDecl *V = A.Names.variableOf(*Place);
          V && V->hasLocalStorage() && T.K == Track::Kind::Handle && St.TS == Typestate::Held && awaited(At, V))
        escape(St, EscapeSite::Kind::TakenByGuard, At);
    } else {
      if (St.TS == Typestate::Held) {
        if (!llvm::is_contained(Result.Stores, *Place))
          Result.Stores.push_back(*Place);
        St.Stored = true;
      }
      escape(St, EscapeSite::Kind::Stored, At);
    }
    return;
  }
  if (holds(St, *Place) && Result.Life.Handle.Root && A.Names.rootOf(*Place) == Result.Life.Handle.Root &&
      St.TS == Typestate::Held)
    Result.Life.HandleReassigned = true;
  if (T.K != Track::Kind::Identity)
    dropHolder(St, *Place, At);
}

} // namespace raiitidy::lifetime
