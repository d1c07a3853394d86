// The guards that take over a ladder's cleanup: where they stand, and whether they may.
#include "checks/rewrite/LadderGuards.h"
#include "checks/flow/Within.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/Destruction.h"
#include "checks/rewrite/IdleCleanup.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

bool LadderGuards::isJump(const Stmt *S) const {
  return llvm::any_of(L.Jumps, [&](const auto &Each) { return Each.first == S; });
}

/// The guard of a rung begins before the first statement from which the rung is jumped to; until then no jump may skip it.
const Stmt *LadderGuards::placeOf(unsigned Rung) {
  const Stmt *Place = nullptr;
  for (const auto &[G, To] : L.Jumps)
    if (To <= Rung && !Place)
      Place = Code.topOf(G);
  if (!Place)
    Place = Code.Tail;
  for (const auto &[G, To] : L.Jumps)
    if (To > Rung && C.Text.offset(G) >= C.Text.offset(Place)) {
      D.refuse(Reason::UnfamiliarShape, "'goto " + cast<GotoStmt>(G)->getLabel()->getName().str() + "' skips a part of the cleanup that " +
                                            "a guard would hold there");
      return nullptr;
    }
  return Place;
}

/// Over statements that neither leave, throw nor change what the cleanup uses: the guard then follows what it is for, and the one
/// that was made before it.
const Stmt *LadderGuards::moveUp(const Stmt *Place, ArrayRef<const Stmt *> Cleanup) const {
  llvm::SmallVector<const ValueDecl *, 4> Used;
  for (const DeclRefExpr *Ref : View.references())
    if (llvm::any_of(Cleanup, [&](const Stmt *S) { return View.isInside(Ref, S); }))
      Used.push_back(Ref->getDecl());
  const auto Stops = [&](const Stmt *S) {
    if (const auto *D = dyn_cast<DeclStmt>(S); D && llvm::any_of(D->decls(), [&](const Decl *Each) { return llvm::is_contained(Used, Each); }))
      return true;
    const auto *R = dyn_cast<DeclRefExpr>(S);
    return isa<ReturnStmt, LabelStmt, LambdaExpr, CXXThrowExpr>(S) || isJump(S) || (R && llvm::is_contained(Used, R->getDecl()));
  };
  for (auto At = llvm::find(Code.Children, Place); At != Code.Children.begin() && At != Code.Children.end(); --At) {
    const Stmt *Before = *std::prev(At);
    if (flow::anyWithin(Before, Stops) || mayThrowWithin(Before, C.Text.Ctx) || (!Guards.empty() && *At == Guards.back().Before))
      return *At;
  }
  return Place;
}

/// Where \p Cleanup of \p Rung begins to be needed, \p Place or later: behind the statement that gives its variable something.
const Stmt *LadderGuards::neededFrom(const Stmt *Cleanup, unsigned Rung, const Stmt *Place) const {
  const IdleCleanup Idle(Cleanup, L.Concerned, C.Text.Ctx);
  const VarDecl *V = Idle.variable();
  if (!V || isa<ParmVarDecl>(V) || !Code.mayFollow(V))
    return Place;
  const ReachingValues Values = Code.valuesOf(V);
  const auto HasSomething = [&](unsigned W) { return !Idle.isIdleFor(Values.writes()[W].Value); };
  const Stmt *From = Code.Tail;
  const auto NotAfter = [&](const Stmt *S) {
    if (C.Text.offset(S) < C.Text.offset(From))
      From = S;
  };
  for (const auto &[Jump, To] : L.Jumps)
    if (const auto There = Values.at(Jump); To <= Rung && (There.empty() || llvm::any_of(There, HasSomething)))
      NotAfter(Code.topOf(Jump));
  for (unsigned W = 0; W != Values.writes().size(); ++W)
    if (const auto &Write = Values.writes()[W]; HasSomething(W) && (Write.Value || !isa<DeclStmt>(Write.At))) {
      const Stmt *Top = Code.topOf(Write.At), *Next = *std::next(llvm::find(Code.Children, Top));
      const bool SameLine = C.Text.lineBegin(D.file(), C.Text.offset(Next)) == C.Text.lineBegin(D.file(), C.Text.offset(Top->getEndLoc()));
      const auto *Full = dyn_cast<FullExpr>(Top);
      NotAfter((Full ? Full->getSubExpr() : Top) == Write.At && !SameLine ? Next : Top);
    }
  return From == Code.Tail || C.Text.offset(From) < C.Text.offset(Place) ? Place : From;
}

bool LadderGuards::make(const Stmt *Place, ArrayRef<const Stmt *> Cleanup) {
  Place = moveUp(Place, Cleanup);
  const auto At = C.Text.span(SourceRange(Place->getBeginLoc(), Place->getBeginLoc()));
  if (!At || !C.Text.before(*At).empty())
    return D.refuse(Reason::UnfamiliarShape, "the guard would stand in the middle of a line");
  const auto Lambda = cleanupLambda(C, D, View, Cleanup, Place);
  if (!Lambda)
    return false;
  for (const Stmt *S : Cleanup)
    doubtDeletes(D, C.Text, S);
  // All that it names must exist there.
  for (const DeclRefExpr *Ref : View.references())
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasLocalStorage() && !isa<ParmVarDecl>(V))
      if (llvm::any_of(Cleanup, [&](const Stmt *S) { return View.isInside(Ref, S); }) && C.Text.offset(V->getLocation()) >= At->Begin)
        return D.refuse(Reason::ChangedBeforeRelease, "'" + V->getNameAsString() + "' is declared after the first goto");
  Guards.push_back({Place,
                    speak(C.style(), C.GuardNames.unique(Cleanup.size() > 1 ? "cleanup" : Lambda->Stem, "guard", L.Function, View, L.Block,
                                                         Cleanup.front()->getBeginLoc())),
                    Cleanup});
  const std::string Indent = C.Text.indentation(D.file(), At->Begin);
  unsigned Line = C.Text.lineBegin(D.file(), At->Begin);
  while (Line) { // comments above stay with their statement
    const unsigned Above = C.Text.lineBegin(D.file(), Line - 1);
    if (!C.Text.buffer(D.file()).slice(Above, Line).trim().starts_with("//"))
      break;
    Line = Above;
  }
  D.insert(Line, Indent + C.declare(Guards.back().Words.Name, Lambda->Lambda, L.Function) + C.Text.newline(D.file(), At->Begin).str());
  return true;
}

bool LadderGuards::place() {
  // What is cleaned up last is needed first.
  for (unsigned R = L.Rungs.size(); R-- != 0;) {
    const ArrayRef<const Stmt *> Cleanup = L.Rungs[R].Cleanup;
    if (Cleanup.empty())
      continue;
    const Stmt *Place = placeOf(R);
    if (!Place)
      return false;
    if (isa<LabelStmt>(Place) && Place != Code.Tail)
      return D.refuse(Reason::JumpOverGuard);
    // Statements that are needed no later than those before them share a guard with these, or the order would change.
    struct Part {
      const Stmt *From;
      unsigned First;
    };
    llvm::SmallVector<Part, 4> Parts;
    for (unsigned S = 0; S != Cleanup.size(); ++S)
      if (const Stmt *From = neededFrom(Cleanup[S], R, Place); Parts.empty() || C.Text.offset(From) < C.Text.offset(Parts.back().From))
        Parts.push_back({From, S});
    for (unsigned End = Cleanup.size(); !Parts.empty(); End = Parts.pop_back_val().First)
      if (!make(Parts.back().From, Cleanup.slice(Parts.back().First, End - Parts.back().First)))
        return false;
  }
  if (Guards.empty())
    return D.refuse(Reason::UnfamiliarShape);
  // What is declared after a guard dies before it: its destruction would move before the cleanup.
  const unsigned Since = C.Text.offset(Guards.front().Before);
  for (const VarDecl *V : View.locals())
    if (View.scopeOf(V) == L.Block && !V->hasGlobalStorage() && C.Text.offset(V->getLocation()) >= Since &&
        !diesQuietly(V->getType()))
      return D.refuse(Reason::UnfamiliarShape, "'" + V->getNameAsString() + "' would be destroyed before the cleanup");
  // What the loop declares before one dies after it.
  const unsigned Last = C.Text.offset(Guards.back().Before);
  for (const VarDecl *V : View.locals())
    if (L.Once && View.scopeOf(V) == L.body() && !V->hasGlobalStorage() && C.Text.offset(V->getLocation()) < Last &&
        !diesQuietly(V->getType()))
      return D.refuse(Reason::UnfamiliarShape, "'" + V->getNameAsString() + "' would be destroyed behind the cleanup");
  return true;
}

/// Before it leaves, a path without the cleanup may release by itself or hand over; the guards must be cancelled before
/// that, or an exception after it would release twice. (Before the fix exceptions passed the cleanup by.)
const Stmt *LadderGuards::firstOfBypass(const Stmt *Return) {
  llvm::SmallVector<const ValueDecl *, 4> Used;
  std::vector<std::string> Texts;
  for (const auto &Rung : L.Rungs)
    for (const Stmt *S : Rung.Cleanup) {
      if (const auto At = C.Text.span(S))
        Texts.push_back(C.Text.normalised(*At));
      for (const DeclRefExpr *Ref : View.references())
        if (View.isInside(Ref, S) && isa<VarDecl>(Ref->getDecl()))
          Used.push_back(Ref->getDecl());
    }
  auto Mentions = [&](const Stmt *S) {
    return flow::anyWithin(S, [&](const Stmt *Part) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Part);
      return Ref && llvm::is_contained(Used, Ref->getDecl());
    });
  };
  auto Jumps = [&](const Stmt *S) {
    return flow::anyWithin(S, [&](const Stmt *Part) { return isa<LabelStmt, SwitchCase>(Part) || isJump(Part); });
  };
  auto Releases = [&](const Stmt *S) {
    return flow::anyWithin(S, [&](const Stmt *Part) {
      const auto At = isa<Expr, IfStmt>(Part) ? C.Text.span(Part) : std::nullopt;
      return At && llvm::is_contained(Texts, C.Text.normalised(*At));
    });
  };
  unsigned Since = 0; // the last guard that is alive at the return
  for (const Guard &G : Guards)
    if (C.Text.offset(G.Before) <= C.Text.offset(Return))
      Since = std::max(Since, C.Text.offset(G.Before));
  const Stmt *First = Return, *Inner = Return;
  bool Near = true; // still in the block of the return, with no jump between
  for (const Stmt *Up = View.parent(Return); Up; Inner = Up, Up = View.parent(Up)) {
    if (const auto *Block = dyn_cast<CompoundStmt>(Up)) {
      const auto At = llvm::find(Block->body(), Inner);
      for (auto It = At; It != Block->body_begin();) {
        const Stmt *Before = *--It;
        if (C.Text.offset(Before) < Since)
          break;
        Near &= !Jumps(Before);
        if (Near && Mentions(Before))
          First = Before;
        else if (!Near && Releases(Before)) {
          D.refuse(Reason::UnfamiliarShape, "a return without the cleanup comes after a part of it");
          return nullptr;
        }
      }
    }
    Near = false;
  }
  return First;
}

bool LadderGuards::cancelReturns() {
  std::vector<const Stmt *> Returns;
  flow::walkWithin(L.Block, [&](const Stmt *S) {
    if (isa<ReturnStmt>(S))
      Returns.push_back(S);
    return !isa<LambdaExpr>(S);
  });
  for (const Stmt *S : Returns) {
    if (S == L.Last)
      continue;
    std::vector<std::string> Lines;
    for (const Guard &G : llvm::reverse(Guards))
      if (C.Text.offset(G.Before) <= C.Text.offset(S)) {
        if (G.Words.Cancel.empty())
          return D.refuse(Reason::StyleCannotSay, G.Words.Cannot);
        Lines.push_back(G.Words.Cancel + ";");
      }
    if (Lines.empty())
      continue;
    const Stmt *First = firstOfBypass(S);
    const auto At = First ? C.Text.statement(First) : std::nullopt;
    if (!First)
      return false;
    if (!At || First->getBeginLoc().isMacroID())
      return D.refuse(Reason::InsideMacro);
    Cancelled.push_back({At->Begin, C.Text.offset(S)});
    const unsigned Line = C.Text.lineBegin(D.file(), At->Begin);
    const bool Alone = C.Text.buffer(D.file()).slice(Line, At->Begin).trim(" \t").empty();
    const std::string Code = llvm::join(Lines, Alone ? C.Text.newline(D.file(), Line).str() + C.Text.indentation(D.file(), Line) : " ");
    if (View.isUnbraced(First))
      D.braceAndInsertBefore(*At, Code);
    else
      D.insertLineBefore(*At, Code);
  }
  return true;
}

/// Behind the guard, in front of the cleanup, and not on a way on which the guard has been cancelled.
bool LadderGuards::inRegion(const Guard &G, const Stmt *S) const {
  const unsigned At = C.Text.offset(S);
  return C.Text.offset(G.Before) <= At && At < C.Text.offset(Code.Tail) &&
         llvm::none_of(Cancelled, [&](const Offsets &O) { return O.first <= At && At < O.second; });
}

/// Where only failures come to the cleanup, what they bring may always be null: `t = list; … t = malloc(n); if (!t) goto error;`.
/// The guard would hold what another owns.
bool LadderGuards::checkOwned(const Guard &G) {
  if (L.FallsInto)
    return true;
  for (const VarDecl *V : View.locals()) {
    if (!V->getType()->isPointerType() || !V->hasLocalStorage())
      continue;
    const auto Uses = View.uses(V);
    const bool Ended =
        llvm::any_of(Uses, [&](const Use &U) { return llvm::any_of(G.Cleanup, [&](const Stmt *S) { return View.isInside(U.Ref, S); }); });
    const auto Borrows = [](const Expr *E) { return E && isa<MemberExpr, ArraySubscriptExpr>(bare(E)); };
    if (Ended && (Borrows(V->getInit()) || llvm::any_of(Uses, [&](const Use &U) {
                    return U.K == Use::Kind::Write && Borrows(U.Value) && C.Text.offset(U.Ref) < C.Text.offset(Code.Tail);
                  })))
      return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' may point to what another owns");
  }
  return true;
}

/// At the guard all that its cleanup gives back is held already, or says that it is not.
bool LadderGuards::checkHeld(const Guard &G) {
  const unsigned Since = C.Text.offset(G.Before);
  for (const lifetime::Lifetime *Life : L.Concerned) {
    const lifetime::ReleaseSite *Release = nullptr;
    const Stmt *Statement = nullptr;
    for (const lifetime::ReleaseSite &R : Life->Releases)
      for (const Stmt *S : G.Cleanup)
        if (View.isInside(R.Call, S))
          Release = &R, Statement = S;
    const VarDecl *V = Life->Handle.isPlainLocal() ? Life->Handle.Root : nullptr;
    const bool Named = V && llvm::any_of(View.uses(V), [&](const Use &U) {
                         return llvm::any_of(G.Cleanup, [&](const Stmt *S) { return View.isInside(U.Ref, S); });
                       });
    if (!Release && !Named)
      continue;
    if (Release && Release->Meaning.As == catalogue::Role::Commit)
      return D.refuse(Reason::UnfamiliarShape, "a guard would commit where an exception leaves");
    const std::string Name = V ? "'" + V->getNameAsString() + "'" : "";
    for (const lifetime::Exit &X : Life->Uncovered)
      if (X.K == lifetime::Exit::Kind::Overwritten || (!V && C.Text.offset(X.At) < Since))
        return D.refuse(Reason::LeakRemains, Name);
    // Handed over and not forgotten at once: an exception would release it all the same.
    for (const lifetime::EscapeSite &E : Life->Escapes) {
      if (!E.At || isa<ReturnStmt>(E.At) || !inRegion(G, E.At))
        continue;
      if (!V || !isForgottenAfter(View, C.Text, E.At, V))
        return D.refuse(Reason::ConditionalOwnership, Name + " is handed over in between");
    }
    if (!Release)
      continue;
    std::vector<const Expr *> All(Life->Acquisitions);
    All.push_back(Life->Acquisition);
    if (llvm::all_of(All, [&](const Expr *A) { return C.Text.offset(A) < Since; }))
      continue;
    // It is acquired later: until then the cleanup must have nothing to do.
    const bool Tests =
        isa<IfStmt>(Statement) || isa<CXXDeleteExpr>(Release->Call) || (Release->Meaning.By && Release->Meaning.By->AcceptsFailureValue);
    bool Empty = V && V->getInit();
    for (const Use &U : V ? View.uses(V) : std::vector<Use>())
      Empty |= U.K == Use::Kind::Write && Code.isTop(View.statementOf(U.Ref)) && C.Text.offset(U.Ref) < Since;
    if (!V || !Tests || !Empty)
      return D.refuse(Reason::ConditionalOwnership, Name);
  }
  return true;
}

bool LadderGuards::check() {
  const unsigned End = C.Text.offset(Code.Tail);
  for (const Guard &G : Guards)
    if (!checkHeld(G) || !checkOwned(G) || !checkDoneByHand(D, C.Text, View, G.Cleanup, {C.Text.offset(G.Before), End}, Cancelled))
      return false;
  return true;
}

} // namespace raiitidy::rewrite
