// goto to cleanup at the end of the function becomes a guard for each rung, and returns.
#include "checks/lifetime/Ladder.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/DoneByHand.h"
#include "checks/rewrite/GuardKinds.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

namespace {

class GotoPlanner {
public:
  GotoPlanner(Context &C, const lifetime::Ladder &L)
      : C(C), L(L), D(C.Text, C.Text.file(L.Block->getBeginLoc())), View(L.Block), Quiet(View, C.Text),
        Children(L.Block->body_begin(), L.Block->body_end()) {}
  Outcome run();

private:
  struct Guard {
    const Stmt *Before; ///< child of the body
    Spoken Words;
    ArrayRef<const Stmt *> Cleanup;
  };
  bool checkShape();
  bool checkTail();
  const Stmt *childWith(const Stmt *S) const;
  const Stmt *placeOf(unsigned Rung);
  const Stmt *moveUp(const Stmt *Place, ArrayRef<const Stmt *> Cleanup) const;
  bool placeGuards();
  const Stmt *firstOfBypass(const Stmt *Return);
  bool cancelReturns();
  bool inRegion(const Guard &G, const Stmt *S) const;
  bool checkHeld(const Guard &G);
  bool checkOwned(const Guard &G);
  bool checkByHand();
  bool findResult();
  bool replaceGotos();
  bool removeTail();
  const BinaryOperator *assignmentBefore(const Stmt *Jump) const;
  std::string returnText() const;

  Context &C;
  const lifetime::Ladder &L;
  Draft D;
  FunctionView View;
  Observable Quiet;
  std::vector<const Stmt *> Children;
  std::vector<Guard> Guards;
  std::vector<Offsets> Cancelled; ///< from where the guards are cancelled to the return
  const VarDecl *Result = nullptr; ///< the variable that is returned, if assignments to it may become returns
  bool DropResult = false;         ///< nothing else would be left of it
};

bool GotoPlanner::checkShape() {
  if (!C.Safe.checkFunction(D, L.Function, View))
    return false;
  if (L.OtherJumps)
    return D.refuse(Reason::JumpOverGuard, "another goto in the function");
  if (!L.OnlyCleanup)
    return D.refuse(Reason::UnfamiliarShape, "the cleanup is more than calls and assignments");
  if (View.hasStatementExpression())
    return D.refuse(Reason::UnfamiliarShape, "a statement expression");
  for (const auto &[G, Rung] : L.Gotos)
    if (Source::touchesMacro(G))
      return D.refuse(Reason::InsideMacro);
  if (L.Last && Source::touchesMacro(L.Last) && !C.Text.span(L.Last))
    return D.refuse(Reason::InsideMacro);
  return true;
}

/// What is returned is the same before and after the cleanup.
bool GotoPlanner::checkTail() {
  const Expr *Value = L.Last ? L.Last->getRetValue() : nullptr;
  if (Value && !Quiet.isQuiet(Value))
    return D.refuse(Reason::UnfamiliarShape, "the returned value is computed after the cleanup");
  if (Value && mayThrowWithin(Value, C.Text.Ctx))
    return D.refuse(Reason::UnfamiliarShape, "the returned value may throw");
  // The name must mean the same where the gotos stand.
  struct Names {
    std::vector<const VarDecl *> Found;
    void walk(const Stmt *S) {
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        if (const auto *V = dyn_cast<VarDecl>(R->getDecl()))
          Found.push_back(V);
      for (const Stmt *Child : S->children())
        if (Child)
          walk(Child);
    }
  } InValue;
  if (Value)
    InValue.walk(Value);
  for (const VarDecl *V : InValue.Found)
    for (const VarDecl *Other : View.locals())
      if (Other != V && Other->getDeclName() == V->getDeclName())
        return D.refuse(Reason::UnfamiliarShape, "'" + V->getNameAsString() + "' is declared twice");
  if (const auto All = C.Text.span(SourceRange(Children[L.First]->getBeginLoc(), Children.back()->getEndLoc()));
      !All || C.Text.hasComment(*All))
    return All ? D.refuse(Reason::UnfamiliarShape, "a comment in the cleanup") : D.refuse(Reason::InsideMacro);
  return true;
}

const Stmt *GotoPlanner::childWith(const Stmt *S) const {
  while (S && View.parent(S) != L.Block)
    S = View.parent(S);
  return S;
}

/// The guard of a rung begins before the first statement from which the rung is jumped to; until then no jump may skip it.
const Stmt *GotoPlanner::placeOf(unsigned Rung) {
  const Stmt *Place = nullptr;
  for (const auto &[G, To] : L.Gotos)
    if (To <= Rung && !Place)
      Place = childWith(G);
  if (!Place)
    Place = Children[L.First];
  for (const auto &[G, To] : L.Gotos)
    if (To > Rung && C.Text.offset(G) >= C.Text.offset(Place)) {
      D.refuse(Reason::UnfamiliarShape, "'goto " + G->getLabel()->getName().str() + "' skips a part of the cleanup that " +
                                            "a guard would hold there");
      return nullptr;
    }
  return Place;
}

/// Over statements that neither leave, throw nor change what the cleanup uses: the guard then follows what it is for.
const Stmt *GotoPlanner::moveUp(const Stmt *Place, ArrayRef<const Stmt *> Cleanup) const {
  llvm::SmallVector<const ValueDecl *, 4> Used;
  for (const DeclRefExpr *Ref : View.references())
    if (llvm::any_of(Cleanup, [&](const Stmt *S) { return View.isInside(Ref, S); }))
      Used.push_back(Ref->getDecl());
  struct Finder {
    ArrayRef<const ValueDecl *> Used;
    bool Stop = false;
    void walk(const Stmt *S) {
      Stop |= isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt, LabelStmt, LambdaExpr, CXXThrowExpr>(S);
      if (const auto *D = dyn_cast<DeclStmt>(S))
        for (const Decl *Each : D->decls())
          Stop |= llvm::is_contained(Used, Each);
      if (const auto *R = dyn_cast<DeclRefExpr>(S))
        Stop |= llvm::is_contained(Used, R->getDecl());
      for (const Stmt *Child : S->children())
        if (Child)
          walk(Child);
    }
  };
  for (auto At = llvm::find(Children, Place); At != Children.begin() && At != Children.end(); --At) {
    const Stmt *Before = *std::prev(At);
    Finder Find{Used};
    Find.walk(Before);
    if (Find.Stop || mayThrowWithin(Before, C.Text.Ctx))
      return *At;
  }
  return Place;
}

bool GotoPlanner::placeGuards() {
  // The last rung is needed first.
  for (unsigned R = L.Rungs.size(); R-- != 0;) {
    const auto &Rung = L.Rungs[R];
    if (Rung.Cleanup.empty())
      continue;
    const Stmt *Place = placeOf(R);
    if (!Place)
      return false;
    if (isa<LabelStmt>(Place) && Place != Children[L.First])
      return D.refuse(Reason::JumpOverGuard);
    Place = moveUp(Place, Rung.Cleanup);
    const auto At = C.Text.span(SourceRange(Place->getBeginLoc(), Place->getBeginLoc()));
    if (!At || !C.Text.buffer(D.file()).slice(C.Text.lineBegin(D.file(), At->Begin), At->Begin).trim(" \t").empty())
      return D.refuse(Reason::UnfamiliarShape, "the guard would stand in the middle of a line");
    const auto Lambda = cleanupLambda(C, D, View, Rung.Cleanup, Place);
    if (!Lambda)
      return false;
    // All that it names must exist there.
    for (const DeclRefExpr *Ref : View.references())
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasLocalStorage() && !isa<ParmVarDecl>(V))
        if (llvm::any_of(Rung.Cleanup, [&](const Stmt *S) { return View.isInside(Ref, S); }) &&
            C.Text.offset(V->getLocation()) >= At->Begin)
          return D.refuse(Reason::ChangedBeforeRelease, "'" + V->getNameAsString() + "' is declared after the first goto");
    Guards.push_back({Place, speak(C.style(), C.GuardNames.unique(Rung.Cleanup.size() > 1 ? "cleanup" : Lambda->Stem, "guard",
                                                                  L.Function, View, L.Block, Rung.Cleanup.front()->getBeginLoc())), Rung.Cleanup});
    const std::string Indent = C.Text.indentation(D.file(), At->Begin);
    unsigned Line = C.Text.lineBegin(D.file(), At->Begin);
    while (Line) { // comments above stay with their statement
      const unsigned Above = C.Text.lineBegin(D.file(), Line - 1);
      if (!C.Text.buffer(D.file()).slice(Above, Line).trim().starts_with("//"))
        break;
      Line = Above;
    }
    D.insert(Line, Indent + C.declare(Guards.back().Words.Name, Lambda->Lambda, L.Function) +
                       C.Text.newline(D.file(), At->Begin).str());
  }
  if (Guards.empty())
    return D.refuse(Reason::UnfamiliarShape);
  // What is declared after a guard dies before it: its destruction would move before the cleanup.
  const unsigned Since = C.Text.offset(Guards.front().Before);
  for (const VarDecl *V : View.locals())
    if (View.scopeOf(V) == L.Block && !V->hasGlobalStorage() && C.Text.offset(V->getLocation()) >= Since &&
        !Observable::diesQuietly(V->getType()))
      return D.refuse(Reason::UnfamiliarShape, "'" + V->getNameAsString() + "' would be destroyed before the cleanup");
  return true;
}

/// Before it leaves, a path without the cleanup may release by itself or hand over; the guards must be cancelled before
/// that, or an exception after it would release twice. (Before the fix exceptions passed the cleanup by.)
const Stmt *GotoPlanner::firstOfBypass(const Stmt *Return) {
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
  auto Contains = [&](const Stmt *Whole, llvm::function_ref<bool(const Stmt *)> Wanted) {
    struct Walker {
      llvm::function_ref<bool(const Stmt *)> Wanted;
      bool walk(const Stmt *S) {
        if (Wanted(S))
          return true;
        for (const Stmt *Child : S->children())
          if (Child && walk(Child))
            return true;
        return false;
      }
    };
    return Walker{Wanted}.walk(Whole);
  };
  auto Mentions = [&](const Stmt *S) {
    return Contains(S, [&](const Stmt *Part) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Part);
      return Ref && llvm::is_contained(Used, Ref->getDecl());
    });
  };
  auto Jumps = [&](const Stmt *S) {
    return Contains(S, [](const Stmt *Part) { return isa<GotoStmt, LabelStmt, SwitchCase>(Part); });
  };
  auto Releases = [&](const Stmt *S) {
    return Contains(S, [&](const Stmt *Part) {
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

/// Returns that leave without passing the cleanup.
bool GotoPlanner::cancelReturns() {
  struct Finder {
    std::vector<const Stmt *> Found;
    void walk(const Stmt *S) {
      if (isa<LambdaExpr>(S))
        return;
      if (isa<ReturnStmt>(S))
        Found.push_back(S);
      for (const Stmt *Child : S->children())
        if (Child)
          walk(Child);
    }
  } Find;
  Find.walk(L.Block);
  for (const Stmt *S : Find.Found) {
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
    const std::string Code =
        llvm::join(Lines, Alone ? C.Text.newline(D.file(), Line).str() + C.Text.indentation(D.file(), Line) : " ");
    if (View.isUnbraced(First))
      D.braceAndInsertBefore(*At, Code);
    else
      D.insertLineBefore(*At, Code);
  }
  return true;
}

/// Behind the guard, in front of the cleanup, and not on a way on which the guard has been cancelled.
bool GotoPlanner::inRegion(const Guard &G, const Stmt *S) const {
  const unsigned At = C.Text.offset(S);
  return C.Text.offset(G.Before) <= At && At < C.Text.offset(Children[L.First]) &&
         llvm::none_of(Cancelled, [&](const Offsets &O) { return O.first <= At && At < O.second; });
}

/// Where only failures come to the cleanup, what they bring may always be null: `t = list; … t = malloc(n); if (!t) goto error;`.
/// The guard would hold what another owns.
bool GotoPlanner::checkOwned(const Guard &G) {
  if (L.FallsInto)
    return true;
  for (const VarDecl *V : View.locals()) {
    if (!V->getType()->isPointerType() || !V->hasLocalStorage())
      continue;
    const auto Uses = View.uses(V);
    const bool Ended = llvm::any_of(Uses, [&](const Use &U) {
      return llvm::any_of(G.Cleanup, [&](const Stmt *S) { return View.isInside(U.Ref, S); });
    });
    const auto Borrows = [](const Expr *E) { return E && isa<MemberExpr, ArraySubscriptExpr>(bare(E)); };
    if (Ended && (Borrows(V->getInit()) || llvm::any_of(Uses, [&](const Use &U) {
                    return U.K == Use::Kind::Write && Borrows(U.Value) && C.Text.offset(U.Ref) < C.Text.offset(Children[L.First]);
                  })))
      return D.refuse(Reason::ConditionalOwnership, "'" + V->getNameAsString() + "' may point to what another owns");
  }
  return true;
}

/// At the guard all that its cleanup gives back is held already, or says that it is not.
bool GotoPlanner::checkHeld(const Guard &G) {
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
    const bool Tests = isa<IfStmt>(Statement) || isa<CXXDeleteExpr>(Release->Call) ||
                       (Release->Meaning.By && Release->Meaning.By->AcceptsFailureValue);
    bool Empty = V && V->getInit();
    for (const Use &U : V ? View.uses(V) : std::vector<Use>())
      Empty |= U.K == Use::Kind::Write && View.parent(View.statementOf(U.Ref)) == L.Block && C.Text.offset(U.Ref) < Since;
    if (!V || !Tests || !Empty)
      return D.refuse(Reason::ConditionalOwnership, Name);
  }
  return true;
}

bool GotoPlanner::checkByHand() {
  const unsigned End = C.Text.offset(Children[L.First]);
  for (const Guard &G : Guards)
    if (!checkHeld(G) || !checkOwned(G) || !checkDoneByHand(D, C.Text, View, G.Cleanup, {C.Text.offset(G.Before), End}, Cancelled))
      return false;
  return true;
}

/// `rc = E;` directly before \p Jump, as a statement of the same block.
const BinaryOperator *GotoPlanner::assignmentBefore(const Stmt *Jump) const {
  const auto *Block = dyn_cast_or_null<CompoundStmt>(View.parent(Jump));
  if (!Block || !Result)
    return nullptr;
  const Stmt *Before = nullptr;
  for (const Stmt *S : Block->body()) {
    if (S == Jump)
      break;
    Before = S;
  }
  const auto *B = dyn_cast_or_null<BinaryOperator>(Before);
  if (!B || B->getOpcode() != BO_Assign || asVariable(B->getLHS()) != Result || !isa<DeclRefExpr>(B->getLHS()->IgnoreParens()) ||
      Source::touchesMacro(B) || isa<InitListExpr>(B->getRHS()))
    return nullptr;
  const auto From = C.Text.statement(B);
  const unsigned To = C.Text.offset(Jump);
  if (!From || C.Text.hasComment({D.file(), From->Begin, To}))
    return nullptr;
  return B;
}

bool GotoPlanner::findResult() {
  const Expr *Value = L.Last ? L.Last->getRetValue() : nullptr;
  const VarDecl *V = Value ? asVariable(Value) : nullptr;
  if (!V || !isa<DeclRefExpr>(Value->IgnoreParenImpCasts()) || !V->hasLocalStorage() || V->getType()->isReferenceType() ||
      !V->getType()->isScalarType() || View.escapes(V) ||
      !C.Text.Ctx.hasSameUnqualifiedType(V->getType(), L.Function->getReturnType()))
    return true;
  unsigned Combined = 0, Plain = 0, Reads = 0, Writes = 0;
  for (const Use &U : View.uses(V)) {
    const bool InTail = C.Text.offset(U.Ref) >= C.Text.offset(Children[L.First]);
    if (InTail && !View.isInside(U.Ref, L.Last))
      return true; // the cleanup looks at it
    if (InTail)
      continue;
    if (U.K == Use::Kind::Write)
      ++Writes;
    else
      ++Reads;
  }
  Result = V;
  for (const auto &[G, Rung] : L.Gotos)
    ++(assignmentBefore(G) ? Combined : Plain);
  const bool End = L.FallsInto && assignmentBefore(Children[L.First]);
  if (End)
    ++Combined;
  else if (L.FallsInto)
    ++Plain;
  if (Plain || Reads || !Combined)
    return true;
  // No one reads it any more.
  const auto *Declared = dyn_cast_or_null<DeclStmt>([&]() -> const Stmt * {
    for (const Stmt *S : Children)
      if (const auto *DS = dyn_cast<DeclStmt>(S); DS && llvm::is_contained(DS->decls(), V))
        return DS;
    return nullptr;
  }());
  const bool Alone = Declared && Declared->isSingleDecl() && !Source::touchesMacro(Declared) &&
                     (!V->hasInit() || Quiet.isQuiet(V->getInit()));
  const auto At = Alone ? C.Text.statement(Declared) : std::nullopt;
  if (Writes != Combined || !At) {
    Result = nullptr; // a variable that is set and not used would be left
    return true;
  }
  const StringRef Rest = C.Text.buffer(D.file()).slice(At->End, C.Text.lineEnd(D.file(), At->End));
  if (!Rest.trim().empty()) {
    Result = nullptr;
    return true;
  }
  DropResult = true;
  D.remove(*At);
  return true;
}

std::string GotoPlanner::returnText() const {
  if (!L.Last || !L.Last->getRetValue())
    return "return";
  return "return " + C.Text.oneLine(*C.Text.span(L.Last->getRetValue()));
}

bool GotoPlanner::replaceGotos() {
  for (const auto &[G, Rung] : L.Gotos) {
    const auto At = C.Text.span(G);
    if (!At)
      return D.refuse(Reason::InsideMacro);
    const BinaryOperator *B = assignmentBefore(G);
    if (!B) {
      D.replace(*At, returnText());
      continue;
    }
    const auto From = C.Text.span(B), Value = C.Text.span(B->getRHS());
    if (!From || !Value)
      return D.refuse(Reason::InsideMacro);
    D.replace({D.file(), From->Begin, At->End}, "return " + C.Text.text(*Value).str());
  }
  return true;
}

bool GotoPlanner::removeTail() {
  const Stmt *FirstStatement = Children[L.First];
  const unsigned Begin = C.Text.offset(FirstStatement);
  const auto Last = C.Text.statement(Children.back());
  // A label may end the last statement's chain: its own statement ends it.
  const Stmt *Inner = Children.back();
  while (const auto *Label = dyn_cast<LabelStmt>(Inner))
    Inner = Label->getSubStmt();
  const auto End = isa<LabelStmt>(Children.back()) ? C.Text.statement(Inner) : Last;
  if (!End)
    return D.refuse(Reason::InsideMacro);
  const FileID File = D.file();
  if (!C.Text.buffer(File).slice(C.Text.lineBegin(File, Begin), Begin).trim(" \t").empty() ||
      !C.Text.buffer(File).slice(End->End, C.Text.lineEnd(File, End->End)).trim().empty())
    return D.refuse(Reason::UnfamiliarShape, "code beside the label");
  if (!L.FallsInto || !L.Last || !L.Last->getRetValue()) {
    D.remove({File, Begin, End->End});
    return true;
  }
  const std::string Indent = C.Text.indentation(File, C.Text.offset(L.Last));
  if (const BinaryOperator *B = assignmentBefore(FirstStatement)) {
    const auto From = C.Text.span(B), Value = C.Text.span(B->getRHS());
    if (!From || !Value)
      return D.refuse(Reason::InsideMacro);
    D.replace({File, From->Begin, End->End}, "return " + C.Text.text(*Value).str() + ";");
    return true;
  }
  D.replace({File, C.Text.lineBegin(File, Begin), End->End}, Indent + returnText() + ";");
  return true;
}

Outcome GotoPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  if (!checkShape() || !checkTail() || !findResult() || !placeGuards() || !cancelReturns() || !checkByHand() ||
      !replaceGotos() || !removeTail())
    return Done();
  const auto Region = C.Text.span(SourceRange(Children.front()->getBeginLoc(), L.Block->getRBracLoc()));
  if (!Region || !C.Safe.checkConditionalText(D, *Region, {}))
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc())))
    return Done();
  return D.finish("replace the gotos with guards and returns");
}

} // namespace

Outcome replaceGoto(Context &C, const lifetime::Ladder &L) {
  return GotoPlanner(C, L).run();
}

} // namespace raiitidy::rewrite
