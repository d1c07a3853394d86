// Loops that release the elements of an array become the body of one guard. How many there are says a variable of the code,
// or one that is made for it, or the elements themselves:
//
//                                                  int fds_held = 0;
//                                                  raii::scope_exit fds_guard([&fds, &fds_held] {
//                                                    for (int j = 0; j < fds_held; ++j) close(fds[j]);
//                                                  });
//   for (int i = 0; i < n; ++i) {                  for (int i = 0; i < n; ++i) {
//     fds[i] = open(paths[i], O_RDONLY);             fds[i] = open(paths[i], O_RDONLY);
//     if (fds[i] < 0) {                              if (fds[i] < 0) {
//       for (int j = 0; j < i; ++j)                    return -1;
//         close(fds[j]);                             }
//       return -1;                                   ++fds_held;
//     }                                            }
//   }
#include "checks/flow/Within.h"
#include "checks/lifetime/CleanupLoops.h"
#include "checks/lifetime/LoopHeaders.h"
#include "checks/rewrite/CleanupText.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Destruction.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/LoopText.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::CleanupLoop;
using lifetime::CountingLoop;

namespace {

/// A loop that releases.
struct Release {
  const Stmt *Loop;
  std::optional<CountingLoop> Counts; ///< nothing: a range-for
  const Stmt *Body;                   ///< the one statement in it
  std::string Words;                  ///< of Body, with the variable left out
};

/// Of a statement that counts nothing else by that name: members are no variables.
void renameIn(std::string &Code, StringRef From, StringRef To) {
  const auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_' || C == '.' || C == '>'; };
  for (size_t At = 0; (At = Code.find(From.str(), At)) != std::string::npos; At += To.size()) {
    const size_t End = At + From.size();
    if ((At && IsWord(Code[At - 1])) || (End < Code.size() && (llvm::isAlnum(Code[End]) || Code[End] == '_')))
      At += From.size() - To.size();
    else
      Code.replace(At, From.size(), To.str());
  }
}

class ArrayPlanner {
public:
  ArrayPlanner(Context &C, const CleanupLoop &L)
      : C(C), L(L), D(C.Text, C.Text.file(L.Function->getBody()->getBeginLoc())), View(L.Function->getBody()), Quiet(View, C.Text) {}
  Outcome run() {
    plan();
    return D.finish("release all elements with one guard");
  }

private:
  bool plan();
  bool readLoops();
  bool checkBody(const Stmt *Loop, const Stmt *Body, const VarDecl *Index, bool Counts);
  bool checkUses();
  bool checkIndices();
  bool elementsTell() const;
  bool countedByCode();
  bool countedByGuard();
  bool releasesAllHeld(const Release &R, const CountingLoop &Filled);
  const Stmt *placeOfCount(const CountingLoop &Filled) const;
  bool isInRelease(const Stmt *S) const;
  bool isUnchanged(const VarDecl *V, unsigned Since) const;
  std::string text(const Expr *E) const;
  const Release &shown() const;
  std::string indexType() const;
  std::string loopText(StringRef End) const;
  bool place(const Stmt *Behind, std::string Captures, StringRef Before, StringRef Loop);

  Context &C;
  const CleanupLoop &L;
  Draft D;
  FunctionView View;
  Observable Quiet;
  std::vector<Release> Loops;
  const Stmt *Fill = nullptr;          ///< the loop that acquires
  const CompoundStmt *Scope = nullptr; ///< of the array
};

bool ArrayPlanner::isInRelease(const Stmt *S) const {
  return llvm::any_of(L.Releases, [&](const Stmt *Loop) { return View.isInside(S, Loop); });
}

/// From the offset \p Since on.
bool ArrayPlanner::isUnchanged(const VarDecl *V, unsigned Since) const {
  return V->hasLocalStorage() && !V->getType().isVolatileQualified() && !V->getType()->isReferenceType() && !View.escapes(V) &&
         llvm::all_of(View.uses(V), [&](const Use &U) {
           return U.K == Use::Kind::Read || U.K == Use::Kind::Captured || C.Text.offset(U.Ref) < Since;
         });
}

std::string ArrayPlanner::text(const Expr *E) const {
  const auto At = C.Text.span(E);
  return At ? C.Text.normalised(*At) : std::string();
}

bool ArrayPlanner::checkBody(const Stmt *Loop, const Stmt *Body, const VarDecl *Index, bool Counts) {
  if (mayThrowWithin(Body, C.Text.Ctx))
    return D.refuse(Reason::CleanupMayThrow);
  for (const DeclRefExpr *Ref : View.references()) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V || !V->hasLocalStorage() || !View.isInside(Ref, Body) || V == Index)
      continue;
    if (V != L.Container)
      return D.refuse(Reason::UnfamiliarShape, "the release uses '" + V->getNameAsString() + "'");
    const Stmt *Up = View.parent(Ref);
    while (isa_and_nonnull<CastExpr, ParenExpr>(Up))
      Up = View.parent(Up);
    const auto *Element = dyn_cast_or_null<ArraySubscriptExpr>(Up);
    if (!Counts || !Element || asVariable(Element->getIdx()) != Index)
      return D.refuse(Reason::UnfamiliarShape, "the release uses another element");
  }
  // What is left of the block must not ask how far the loop has come.
  if (const auto *Counted = dyn_cast<ForStmt>(Loop); (!Counted || !isa<DeclStmt>(Counted->getInit())) && Counts) {
    const auto [Block, Child] = View.blockOf(Loop);
    const bool Ends = Block && (Block == View.body() || leavesFunction(Block));
    for (const Use &U : View.uses(Index))
      if (!Ends || (View.isInside(U.Ref, Block) && !View.isInside(U.Ref, Loop) && C.Text.offset(U.Ref) > C.Text.offset(Loop)))
        return D.refuse(Reason::UnfamiliarShape, "'" + Index->getNameAsString() + "' is used behind the loop");
  }
  return true;
}

bool ArrayPlanner::readLoops() {
  for (const Stmt *Loop : L.Releases) {
    const auto *Range = dyn_cast<CXXForRangeStmt>(Loop);
    Release R{Loop, lifetime::countingLoop(Loop, C.Text.Ctx), loopBody(Loop), {}};
    if (const auto *Block = dyn_cast<CompoundStmt>(R.Body))
      R.Body = Block->body_front(); // it is the only one
    const VarDecl *Index = R.Counts ? R.Counts->Index : Range && !Range->getInit() ? Range->getLoopVariable() : nullptr;
    const auto At = C.Text.span(Loop), Inner = C.Text.statement(R.Body);
    if (Source::touchesMacro(Loop) || Source::touchesMacro(R.Body) || !At || !Inner)
      return D.refuse(Reason::InsideMacro);
    if (C.Text.hasComment(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment in the loop");
    if (!Index || (Range && Index->getType()->isReferenceType()))
      return D.refuse(Reason::UnfamiliarShape, "a loop does not go through the elements one by one");
    if (!checkBody(Loop, R.Body, Index, R.Counts.has_value()))
      return false;
    R.Words = wordsWithout(C.Text, *Inner, Index->getName());
    Loops.push_back(std::move(R));
    const Release &First = Loops.front();
    if (Loops.back().Words != First.Words || Loops.back().Counts.has_value() != First.Counts.has_value())
      return D.refuse(Reason::ReleasesDiffer);
    if (First.Counts && Loops.back().Counts->Backwards != First.Counts->Backwards)
      return D.refuse(Reason::ReleaseOrderDiffers);
  }
  return true;
}

/// Elements are read, and nobody but the loops releases them.
bool ArrayPlanner::checkUses() {
  const auto *Freed = dyn_cast<CallExpr>(bare(cast<Expr>([&] {
    const Stmt *S = Loops.front().Body;
    while (const auto *If = dyn_cast<IfStmt>(S)) {
      S = If->getThen();
      if (const auto *Block = dyn_cast<CompoundStmt>(S))
        S = Block->body_front();
    }
    return S;
  }())));
  for (const DeclRefExpr *Ref : View.references()) {
    if (Ref->getDecl() != L.Container || View.isInside(Ref, L.Stored->getLHS()) || isInRelease(Ref))
      continue;
    const auto UsedOtherwise = [&] { return D.refuse(Reason::ConditionalOwnership, "'" + L.Container->getNameAsString() + "' is used in other ways, too"); };
    const Stmt *Up = View.parent(Ref);
    if (isa_and_nonnull<UnaryExprOrTypeTraitExpr>(Up))
      continue;
    while (isa_and_nonnull<ImplicitCastExpr, ParenExpr>(Up))
      Up = View.parent(Up);
    if (isa_and_nonnull<UnaryExprOrTypeTraitExpr>(Up))
      continue;
    const Stmt *Each = Up;
    while (isa_and_nonnull<DeclStmt>(Each) || isa_and_nonnull<CXXForRangeStmt>(Each)) { // for (FILE *f : files)
      const auto *Range = dyn_cast<CXXForRangeStmt>(Each);
      if (Range && !Range->getLoopVariable()->getType()->isReferenceType())
        break;
      Each = Range ? nullptr : View.parent(Each);
    }
    if (isa_and_nonnull<CXXForRangeStmt>(Each))
      continue;
    const auto *Element = dyn_cast_or_null<ArraySubscriptExpr>(Up);
    const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(Element ? View.parent(Element) : nullptr);
    if (!Read || Read->getCastKind() != CK_LValueToRValue)
      return UsedOtherwise();
    const Stmt *By = View.parent(Read);
    while (isa_and_nonnull<CastExpr, ParenExpr>(By))
      By = View.parent(By);
    const auto *Call = dyn_cast_or_null<CallExpr>(By);
    if (isa_and_nonnull<CXXDeleteExpr>(By) || (Call && Freed && Call->getDirectCallee() == Freed->getDirectCallee()))
      return UsedOtherwise();
  }
  return true;
}

/// Each is told from those that were never filled, and all loops visit all: nobody has to count.
bool ArrayPlanner::elementsTell() const {
  for (const Release &R : Loops)
    if (R.Counts && (R.Counts->Inclusive || !isConstant(R.Counts->End, C.Text.Ctx) || text(R.Counts->End).empty() ||
                     text(R.Counts->End) != text(Loops.front().Counts->End)))
      return false;
  const auto *Init = dyn_cast_or_null<InitListExpr>(L.Container->getInit());
  const auto *Array = C.Text.Ctx.getAsConstantArrayType(L.Container->getType());
  if (!Init || !Array || L.Container->getInitStyle() != VarDecl::CInit)
    return false;
  if (Array->getElementType()->isPointerType()) {
    for (const Expr *Each : Init->inits())
      if (!isa<ImplicitValueInitExpr>(Each) &&
          Each->isNullPointerConstant(const_cast<ASTContext &>(C.Text.Ctx), Expr::NPC_ValueDependentIsNotNull) == Expr::NPCK_NotNull)
        return false;
    if (llvm::all_of(L.Resource->Release, [](const catalogue::CallPattern &P) { return P.AcceptsFailureValue; }))
      return true;
  } else {
    if (Init->getNumInits() != Array->getSize().getZExtValue() || Init->hasArrayFiller())
      return false;
    for (const Expr *Each : Init->inits())
      if (const auto Value = integerValue(bare(Each), C.Text.Ctx); isa<ImplicitValueInitExpr>(Each) || Value != -1)
        return false;
  }
  const auto *If = dyn_cast<IfStmt>(Loops.front().Body);
  const auto Subject = [&](const Expr *E) {
    const auto *Element = dyn_cast<ArraySubscriptExpr>(bare(E));
    const auto *Range = dyn_cast<CXXForRangeStmt>(Loops.front().Loop);
    return Element ? asVariable(Element->getBase()) == L.Container : Range && asVariable(E) == Range->getLoopVariable();
  };
  return If && holdsOnSuccess(If->getCond(), Array->getElementType()->isPointerType() ? catalogue::FailureValue::Null : catalogue::FailureValue::Negative,
                              Subject, C.Text.Ctx) == true;
}

/// The loop that the guard runs: one with a variable of its own, if there is one.
const Release &ArrayPlanner::shown() const {
  const auto Own = llvm::find_if(Loops, [](const Release &R) { return R.Counts->Declared; });
  return Own == Loops.end() ? Loops.front() : *Own;
}

std::string ArrayPlanner::indexType() const {
  return shown().Counts->Index->getType().getUnqualifiedType().getAsString(PrintingPolicy(C.Text.Ctx.getLangOpts()));
}

std::string ArrayPlanner::loopText(StringRef End) const {
  const Release &Shown = shown();
  std::string Name = Shown.Counts->Index->getNameAsString();
  std::string Own = C.Text.oneLine(*C.Text.statement(Shown.Body));
  if (!Shown.Counts->Declared) {
    Name = C.GuardNames.unique("k", "", L.Function, View, Scope, L.Acquisition->getBeginLoc());
    renameIn(Own, Shown.Counts->Index->getName(), Name);
  }
  return "for (" + indexType() + " " + Name + " = " +
         (Shown.Counts->Backwards ? End.str() + "; " + Name + "-- > 0;" : "0; " + Name + " < " + End.str() + "; ++" + Name) + ") " + Own;
}

bool ArrayPlanner::place(const Stmt *Behind, std::string Captures, StringRef Before, StringRef Loop) {
  const auto At = C.Text.statement(Behind);
  if (!At || Source::touchesMacro(Behind))
    return D.refuse(Reason::InsideMacro);
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  if (!C.Safe.checkJumps(D, View, Scope, At->End) ||
      !releasesOnEachWayOut(D, C.Text, View, L.Releases, Scope, C.Text.offset(Fill)))
    return false;
  const Spoken Guard = speak(C.style(), C.GuardNames.unique(Names::stem(L.Container->getName()), "guard", L.Function, View, Scope,
                                                            L.Acquisition->getBeginLoc()));
  if (Guard.Once && L.Releases.size() > 1)
    return D.refuse(Reason::StyleCannotSay, Guard.Cannot);
  const std::string NL = C.Text.newline(D.file(), At->Begin).str(), Indent = C.Text.indentation(D.file(), At->Begin);
  D.insertLineAfter(*At, (Before.empty() ? "" : Before.str() + NL + Indent) +
                             C.declare(Guard.Name, "[&" + L.Container->getNameAsString() + Captures + "] {" + NL + Indent + C.Text.indentUnit(D.file()) +
                                                       Loop.str() + NL + Indent + "}", L.Function));
  for (const Release &R : Loops) {
    const auto Whole = loopStatement(C.Text, R.Loop);
    if (!Whole)
      return D.refuse(Reason::InsideMacro);
    doubtDeletes(D, C.Text, R.Loop);
    if (!endGuard(C, D, *Whole, Guard, !View.isUnbraced(R.Loop) && Quiet.mayWait(R.Loop, Scope, At->End, {R.Loop})))
      return false;
  }
  const auto Region = C.Text.span(SourceRange(Behind->getBeginLoc(), Scope->getRBracLoc()));
  return Region ? C.Safe.checkConditionalText(D, *Region, {L.Container->getNameAsString()}) && C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc()))
                : D.refuse(Reason::InsideMacro);
}

/// fds[n++] = open(…);  and  fds[n] = open(…); … ++n;  All loops end at n.
bool ArrayPlanner::countedByCode() {
  const auto *At = cast<ArraySubscriptExpr>(bare(L.Stored->getLHS()));
  const auto *Step = dyn_cast<UnaryOperator>(bare(At->getIdx()));
  const VarDecl *N = Step && Step->getOpcode() == UO_PostInc ? asVariable(Step->getSubExpr()) : asVariable(At->getIdx());
  if (!N || !N->hasLocalStorage() || isa<ParmVarDecl>(N) || N->getType().isVolatileQualified() || !N->getType()->isIntegerType() || View.escapes(N) ||
      !N->getInit() || integerValue(bare(N->getInit()), C.Text.Ctx) != 0)
    return D.refuse(Reason::UnfamiliarShape, "it is not seen how many there are");
  const std::string Name = "'" + N->getNameAsString() + "'";
  if (Step && !C.Text.Ctx.getLangOpts().CPlusPlus17)
    return D.refuse(Reason::StandardTooOld);
  unsigned Counted = 0;
  const auto [Block, Child] = View.blockOf(L.Stored);
  for (const Use &U : View.uses(N)) {
    if (U.K == Use::Kind::Read || isInRelease(U.Ref))
      continue;
    const auto *Up = dyn_cast_or_null<UnaryOperator>(View.parent(U.Ref));
    const bool Behind = Up && View.blockOf(Up).first == Block && View.statementOf(Up) == Up && C.Text.offset(Up) > C.Text.offset(L.Stored);
    const bool One = Up && Up->isIncrementOp() && (Step ? Up == Step : Behind);
    if (!One || ++Counted > 1)
      return D.refuse(Reason::ChangedBeforeRelease, Name);
  }
  if (Counted != 1)
    return D.refuse(Reason::UnfamiliarShape, "it is not seen how many there are");
  for (const Release &R : Loops)
    if (R.Counts->Inclusive || asVariable(R.Counts->End) != N)
      return D.refuse(Reason::ReleasesDiffer);
  const DeclStmt *Array = View.declarationOf(L.Container), *Number = View.declarationOf(N);
  if (!Number || !View.isInside(Scope, View.scopeOf(N)))
    return D.refuse(Reason::OutlivesScope, Name);
  const Stmt *Behind = View.parent(Number) == Scope && C.Text.offset(Number) > C.Text.offset(Array) ? Number : Array;
  if (C.Text.offset(Behind) > C.Text.offset(Fill))
    return D.refuse(Reason::UnfamiliarShape, "it is filled before it is counted");
  return place(Behind, ", &" + N->getNameAsString(), "", loopText(N->getName()));
}

/// Where the new counter counts: behind the store, or behind the test of it that releases those before.
const Stmt *ArrayPlanner::placeOfCount(const CountingLoop &Filled) const {
  const auto [Block, Child] = View.blockOf(L.Stored);
  if (!Block || !View.isInside(Block, Fill))
    return View.statementOf(L.Stored);
  const auto *If = dyn_cast_or_null<IfStmt>(View.nextIn(Block, Child));
  if (If && !If->getElse() && leavesFunction(If->getThen()) && llvm::any_of(Loops, [&](const Release &R) {
        return View.isInside(R.Loop, If) && !R.Counts->Inclusive && asVariable(R.Counts->End) == Filled.Index;
      }))
    return If;
  return Child;
}

/// Whether \p R releases what the new counter says, no more and no less.
bool ArrayPlanner::releasesAllHeld(const Release &R, const CountingLoop &Filled) {
  const Expr *End = bare(R.Counts->End);
  if (!View.isInside(R.Loop, Fill)) // all of them: the loop has run to its end
    return C.Text.offset(R.Loop) > C.Text.offset(Fill) && !R.Counts->Inclusive && text(End) == text(bare(Filled.End)) &&
           (View.loopAround(R.Loop) == View.loopAround(Scope) || (View.blockOf(R.Loop).first && leavesFunction(View.blockOf(R.Loop).first)));
  bool Inclusive = R.Counts->Inclusive;
  if (const auto *Sum = dyn_cast<BinaryOperator>(End); Sum && Sum->getOpcode() == BO_Add && !Inclusive && integerValue(bare(Sum->getRHS()), C.Text.Ctx) == 1) {
    Inclusive = true;
    End = bare(Sum->getLHS());
  }
  const Stmt *Mark = placeOfCount(Filled);
  const bool Behind = !View.isInside(R.Loop, Mark) && C.Text.offset(R.Loop) > C.Text.offset(Mark);
  return asVariable(End) == Filled.Index && Inclusive == Behind && View.loopAround(R.Loop) == Fill && View.blockOf(R.Loop).first &&
         leavesFunction(View.blockOf(R.Loop).first);
}

/// for (int i = 0; i < n; ++i) fds[i] = open(…);  Loops inside of it end at i, those behind it at n.
bool ArrayPlanner::countedByGuard() {
  const auto Filled = lifetime::countingLoop(Fill, C.Text.Ctx);
  const auto *At = cast<ArraySubscriptExpr>(bare(L.Stored->getLHS()));
  if (!Filled || Filled->Backwards || Filled->Inclusive || asVariable(At->getIdx()) != Filled->Index)
    return countedByCode();
  const unsigned Since = C.Text.offset(Fill);
  const VarDecl *Limit = asVariable(Filled->End);
  if (!isConstant(Filled->End, C.Text.Ctx) && (!Limit || !isUnchanged(Limit, Since)))
    return D.refuse(Reason::ChangedBeforeRelease, "the number of elements");
  const unsigned Body = C.Text.offset(cast<ForStmt>(Fill)->getBody());
  for (const Use &U : View.uses(Filled->Index))
    if (U.K != Use::Kind::Read && View.isInside(U.Ref, Fill) && C.Text.offset(U.Ref) > Body && !isInRelease(U.Ref))
      return D.refuse(Reason::ChangedBeforeRelease, "'" + Filled->Index->getNameAsString() + "'");
  const Stmt *Stored = View.statementOf(L.Stored);
  if (View.loopAround(L.Stored) != Fill || (View.parent(Stored) != cast<ForStmt>(Fill)->getBody() && View.parent(Stored) != Fill))
    return D.refuse(Reason::AcquiredInInnerScope);
  const auto Leaves = [&](const Stmt *S) { // of a break: it may leave a switch only
    for (const Stmt *Up = View.parent(S); Up && Up != View.loopAround(S); Up = View.parent(Up))
      if (isa<SwitchStmt>(Up))
        return false;
    return true;
  };
  if (flow::anyWithin(Fill, [&](const Stmt *S) {
        return isa<GotoStmt, LabelStmt>(S) ||
               (isa<BreakStmt, ContinueStmt>(S) && View.loopAround(S) == Fill && (isa<ContinueStmt>(S) || Leaves(S)));
      }))
    return D.refuse(Reason::UnfamiliarShape, "the loop that acquires may end early");
  for (const Release &R : Loops)
    if (!releasesAllHeld(R, *Filled))
      return D.refuse(Reason::ReleasesDiffer, "a loop may release more or fewer than were acquired");
  const Stmt *Mark = placeOfCount(*Filled);
  const auto Marked = C.Text.statement(Mark);
  if (!Marked || Source::touchesMacro(Mark))
    return D.refuse(Reason::InsideMacro);
  const std::string Held = C.GuardNames.unique(Names::stem(L.Container->getName()), "held", L.Function, View, Scope, L.Acquisition->getBeginLoc());
  if (View.isUnbraced(Mark))
    D.braceAndInsertAfter(*Marked, "++" + Held + ";");
  else
    D.insertLineAfter(*Marked, "++" + Held + ";");
  return place(View.declarationOf(L.Container), ", &" + Held, indexType() + " " + Held + " = 0;", loopText(Held));
}

/// Variables that only the loops used would be left behind.
bool ArrayPlanner::checkIndices() {
  for (const Release &R : Loops)
    if (R.Counts && !R.Counts->Declared && !isa<ParmVarDecl>(R.Counts->Index) &&
        llvm::all_of(View.uses(R.Counts->Index), [&](const Use &U) { return isInRelease(U.Ref); }))
      return D.refuse(Reason::UnfamiliarShape, "'" + R.Counts->Index->getNameAsString() + "' would not be used any more");
  return true;
}

bool ArrayPlanner::plan() {
  if (!C.Safe.checkFunction(D, L.Function, View))
    return false;
  if (View.inLambda(L.Acquisition))
    return D.refuse(Reason::UnfamiliarShape, "inside a lambda");
  const DeclStmt *Array = View.declarationOf(L.Container);
  Scope = dyn_cast_or_null<CompoundStmt>(Array ? View.parent(Array) : nullptr);
  Fill = View.loopAround(L.Stored);
  if (!Scope || !Fill || !View.isInside(Fill, Scope) || View.loopAround(Fill) != View.loopAround(Scope) || !L.Container->getType()->isConstantArrayType() ||
      C.Text.Ctx.getBaseElementType(L.Container->getType()).isVolatileQualified())
    return D.refuse(Reason::UnfamiliarShape);
  for (const Stmt *Loop : L.Releases)
    if (!View.isInside(Loop, Scope))
      return D.refuse(Reason::OutlivesScope);
  if (!readLoops() || !checkUses() || !checkIndices())
    return false;
  if (elementsTell())
    return place(Array, "", "", Loops.front().Counts ? loopText(text(Loops.front().Counts->End)) : C.Text.oneLine(*loopStatement(C.Text, Loops.front().Loop)));
  return Loops.front().Counts ? countedByGuard() : D.refuse(Reason::UnfamiliarShape, "it is not seen how many there are");
}

} // namespace

Outcome guardArray(Context &C, const CleanupLoop &L) { return ArrayPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
