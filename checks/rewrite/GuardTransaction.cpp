// begin … commit with a rollback on every other way out.
#include "checks/rewrite/Context.h"
#include "checks/rewrite/GuardKinds.h"
#include "checks/rewrite/Releases.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::CallPattern;
using catalogue::Carrier;
using catalogue::FailureValue;
using catalogue::Role;
using lifetime::Lifetime;

namespace {

class TransactionPlanner {
public:
  TransactionPlanner(Context &C, const Lifetime &L)
      : C(C), L(L), D(C.Text, C.Text.file(L.Body->getBeginLoc())), View(L.Body), Places(C.Text, View, L),
        Sites(C.Text, View, L, Places) {}
  Outcome run();

private:
  std::optional<Action> synthesise();
  bool releaseAfterCommit(const lifetime::ReleaseSite &S);

  Context &C;
  const Lifetime &L;
  Draft D;
  FunctionView View;
  Placement Places;
  Releases Sites;
  Place P;
  std::string Guard;
  Spoken Words;
};

/// The rollback that the catalogue knows for this kind of begin, on the same object.
std::optional<Action> TransactionPlanner::synthesise() {
  const Expr *Carried = catalogue::Matcher::carrier(L.Meaning, L.Acquisition);
  Action A;
  const Actions Maker(C.Text, View);
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(L.Acquisition)) {
    const CXXRecordDecl *Class = Call->getMethodDecl()->getParent();
    const auto *Member = dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens());
    if (!Member || !Carried)
      return std::nullopt;
    for (const CallPattern &Pattern : L.Resource->Rollback) {
      if (Pattern.Syntax != CallPattern::Kind::Method)
        continue;
      const StringRef Name = StringRef(Pattern.Name).rsplit("::").second;
      const auto It = C.Text.Ctx.Idents.find(Name);
      if (It == C.Text.Ctx.Idents.end())
        continue;
      const CXXMethodDecl *Method = nullptr;
      for (const NamedDecl *N : Class->lookup(DeclarationName(It->second)))
        if (const auto *M = dyn_cast<CXXMethodDecl>(N); M && M->getAccess() == AS_public && !M->isStatic())
          Method = M;
      if (!Method)
        continue;
      std::string Arguments;
      if (Pattern.When.empty() && Method->getMinRequiredArguments() == 0) {
      } else if (Pattern.When.size() == 1 && Pattern.When[0].How == catalogue::ArgumentCondition::Test::TextPrefix &&
                 Pattern.When[0].Index == 0 && !Pattern.When[0].Not && Method->getMinRequiredArguments() == 1 &&
                 Method == Call->getMethodDecl()) {
        Arguments = "\"" + Pattern.When[0].Values.front() + "\"";
      } else {
        continue;
      }
      std::string Prefix;
      if (!(isa<CXXThisExpr>(Member->getBase()->IgnoreImpCasts()) &&
            cast<CXXThisExpr>(Member->getBase()->IgnoreImpCasts())->isImplicit())) {
        // The receiver as it is written before begin's name.
        const auto Base = C.Text.span(Member->getBase()->IgnoreImplicit());
        if (!Base || Source::touchesMacro(Member->getBase()))
          return std::nullopt;
        Prefix = C.Text.oneLine(*Base) + (Member->isArrow() ? "->" : ".");
      }
      A.Body = Prefix + Name.str() + "(" + Arguments + ")";
      A.Callee = Name.str();
      A.MayThrow = mayThrow(Method, C.Text.Ctx) && Pattern.Throws != catalogue::MayThrow::Never;
      if (!Maker.capture(D, Member->getBase(), nullptr, P.Since, A))
        return std::nullopt;
      return A;
    }
    return std::nullopt;
  }
  // A C function with the begin's text as an argument: the same call with another text.
  const auto *Call = dyn_cast<CallExpr>(L.Acquisition);
  if (!Call || !Call->getDirectCallee())
    return std::nullopt;
  for (const CallPattern &Pattern : L.Resource->Rollback) {
    if (Pattern.Syntax != CallPattern::Kind::Function || Pattern.Name != Call->getDirectCallee()->getNameAsString())
      continue;
    const catalogue::ArgumentCondition *Text = nullptr;
    for (const catalogue::ArgumentCondition &W : Pattern.When)
      if (W.How == catalogue::ArgumentCondition::Test::TextPrefix && !W.Not)
        Text = &W;
    if (!Text)
      continue;
    // ROLLBACK TO needs the savepoint's name, and a RELEASE behind it.
    if (StringRef(Text->Values.front()).ends_with("TO"))
      return std::nullopt;
    for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
      if (isa<CXXDefaultArgExpr>(Call->getArg(I)))
        break;
      if (I)
        A.Body += ", ";
      if (I == Text->Index) {
        A.Body += "\"" + Text->Values.front() + "\"";
        continue;
      }
      const auto S = C.Text.span(Call->getArg(I));
      if (!S)
        return std::nullopt;
      A.Body += C.Text.oneLine(*S);
      // Out-parameters for messages would be written behind the caller's back.
      if (!isConstant(Call->getArg(I), C.Text.Ctx) && I != 0)
        return std::nullopt;
      if (!Maker.capture(D, Call->getArg(I), nullptr, P.Since, A))
        return std::nullopt;
    }
    A.Body = Pattern.Name + "(" + A.Body + ")";
    A.Callee = Pattern.Name;
    A.MayThrow = mayThrow(Call->getDirectCallee(), C.Text.Ctx);
    return A;
  }
  // begin(x) … rollback(x)
  for (const CallPattern &Pattern : L.Resource->Rollback) {
    if (Pattern.Syntax != CallPattern::Kind::Function || !Pattern.When.empty() || Pattern.Where != Carrier::Argument ||
        Pattern.Index != 0 || !Carried)
      continue;
    const auto It = C.Text.Ctx.Idents.find(Pattern.Name);
    if (It == C.Text.Ctx.Idents.end())
      continue;
    for (const NamedDecl *N : C.Text.Ctx.getTranslationUnitDecl()->lookup(DeclarationName(It->second))) {
      const auto *F = dyn_cast<FunctionDecl>(N->getUnderlyingDecl());
      const auto S = C.Text.span(Carried);
      if (!F || !S || F->getMinRequiredArguments() != 1)
        continue;
      A.Body = Pattern.Name + "(" + C.Text.oneLine(*S) + ")";
      A.Callee = Pattern.Name;
      A.MayThrow = mayThrow(F, C.Text.Ctx) && Pattern.Throws != catalogue::MayThrow::Never;
      if (!Maker.capture(D, Carried, nullptr, P.Since, A))
        return std::nullopt;
      return A;
    }
  }
  return std::nullopt;
}

/// `g.release();` once the commit is known to have succeeded.
bool TransactionPlanner::releaseAfterCommit(const lifetime::ReleaseSite &S) {
  if (Source::touchesMacro(S.Call))
    return D.refuse(Reason::InsideMacro);
  const Stmt *Statement = View.statementOf(S.Call);
  const auto Range = C.Text.statement(Statement);
  if (!Range)
    return D.refuse(Reason::InsideMacro);
  const std::string Code = Words.Cancel + ";";
  // Nobody looks whether it failed: it is let go where it did not.
  if (const Expr *Whole = S.FailsOpen ? asStatement(S.Call, View) : nullptr) {
    const FailureValue Fails = S.Meaning.By->Fails;
    const auto Text = C.Text.span(Whole);
    if (!Text || Fails != FailureValue::NonZero || View.isUnbraced(Whole) || !isa_and_nonnull<CompoundStmt>(View.parent(Whole)))
      return D.refuse(Reason::ReleaseResultUsed, "of the commit, by nobody");
    D.replace(*Range, "if (" + C.Text.oneLine(*Text) + " == 0)" + C.Text.newline(D.file(), Range->Begin).str() +
                          C.Text.indentation(D.file(), Range->Begin) + C.Text.indentUnit(D.file()) + Code);
    return true;
  }
  if (const Expr *Whole = asStatement(S.Call, View)) {
    if (View.isUnbraced(Whole))
      D.braceAndInsertAfter(*Range, Code);
    else if (isa_and_nonnull<CompoundStmt>(View.parent(Whole)))
      D.insertLineAfter(*Range, Code);
    else
      return D.refuse(Reason::UnfamiliarShape, "the commit stands behind a label");
    return true;
  }
  // The result is tested at once: cancel on the side where it succeeded.
  const IfStmt *Test = dyn_cast<IfStmt>(Statement);
  const VarDecl *Status = nullptr;
  if (Test && !View.isInside(S.Call, Test->getCond()))
    Test = nullptr;
  if (!Test && (isa<DeclStmt>(Statement) || isa<Expr>(Statement))) {
    const auto [Block, Child] = View.blockOf(Statement);
    if (Block && Child == Statement)
      Test = dyn_cast_or_null<IfStmt>(View.nextIn(Block, Child));
    const Stmt *Up = View.parent(S.Call);
    while (isa_and_nonnull<CastExpr, ParenExpr, FullExpr>(Up))
      Up = View.parent(Up);
    if (const auto *B = dyn_cast_or_null<BinaryOperator>(Up); B && B->getOpcode() == BO_Assign)
      Status = asVariable(B->getLHS());
    else if (const auto *Made = dyn_cast_or_null<DeclStmt>(Up); Made && Made->isSingleDecl())
      Status = dyn_cast<VarDecl>(Made->getSingleDecl());
    if (!Status)
      Test = nullptr;
  }
  if (Test && !Test->getBeginLoc().isMacroID() && !Test->getInit() && !Test->getConditionVariable()) {
    FailureValue Fails = S.Meaning.By->Fails;
    if (Fails == FailureValue::Never)
      Fails = S.Call->getType()->isBooleanType() ? FailureValue::Zero : FailureValue::Never;
    const auto Holds = holdsOnSuccess(
        Test->getCond(), Fails,
        [&](const Expr *E) { return bare(E) == S.Call || (Status && asVariable(E) == Status); }, C.Text.Ctx);
    const auto At = C.Text.statement(Test);
    if (Holds && At) {
      const Stmt *Success = *Holds ? Test->getThen() : Test->getElse();
      if (!Success && !*Holds && leaves(Test->getThen()) && isa_and_nonnull<CompoundStmt>(View.parent(Test))) {
        D.insertLineAfter(*At, Code);
        return true;
      }
      if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Success); Block && !Block->getLBracLoc().isMacroID()) {
        Place Begin;
        Begin.Scope = Block;
        Places.insert(D, Begin, Code);
        return true;
      }
      const auto Inner = Success && !isa<IfStmt>(Success) ? C.Text.statement(Success) : std::nullopt;
      if (Inner && Success->getBeginLoc().isFileID()) {
        D.braceAndInsertBefore(*Inner, Code);
        return true;
      }
    }
  }
  // return db.commit();   cancelled before it: a commit that fails ends as it did.
  if (isa<ReturnStmt, CoreturnStmt>(Statement)) {
    if (View.isUnbraced(Statement))
      D.braceAndInsertBefore(*Range, Code);
    else
      D.insertLineBefore(*Range, Code);
    return true;
  }
  return D.refuse(Reason::ReleaseResultUsed, "of the commit");
}

Outcome TransactionPlanner::run() {
  auto Done = [&] { return D.finish(""); };
  if (!C.Safe.checkFunction(D, L.Function, View, mayStandInCoroutine(L)))
    return Done();
  if (C.style().Guard.empty())
    return D.refuse(Reason::StyleCannotSay), Done();
  if (L.Acquisitions.size() > 1)
    return D.refuse(Reason::ReassignedWhileArmed, "it is begun in several places"), Done();
  if (!L.Escapes.empty())
    return D.refuse(Reason::ConditionalOwnership, "it is handed over"), Done();
  const auto Found = Places.find(D, L.Acquisition);
  if (!Found)
    return Done();
  P = *Found;
  // rc = exec("BEGIN"); if (rc != OK) return rc;  Where it failed there is nothing to roll back, or it is the caller's.
  if (L.Meaning.By->Fails != FailureValue::Never && !P.FailureExcluded && !asStatement(L.Acquisition, View)) {
    const Stmt *Next = P.After ? View.nextIn(P.Scope, P.After) : nullptr;
    const auto At = Next && Next == L.FailureTest ? C.Text.statement(Next) : std::nullopt;
    if (!At || Next->getBeginLoc().isMacroID())
      return D.refuse(Reason::FailureUntested), Done();
    P.After = Next;
    P.Since = At->End;
    P.FailureExcluded = true;
  }

  std::vector<ReleaseStatement> Rollbacks;
  std::vector<const lifetime::ReleaseSite *> Commits;
  for (const lifetime::ReleaseSite &S : L.Releases) {
    const auto *Test = dyn_cast_or_null<IfStmt>(P.After);
    if (Test && P.FailureExcluded && View.isInside(S.Call, Test->getThen()))
      continue;
    if (!Places.covers(P, S.Call))
      return D.refuse(Reason::AcquiredInInnerScope), Done();
    if (S.Helper)
      return D.refuse(Reason::ReleasedByHelper, "'" + S.Helper->getNameAsString() + "'"), Done();
    if (View.inLambda(S.Call))
      return D.refuse(Reason::UnfamiliarShape, "ended inside a lambda"), Done();
    if (S.MaybeUnborn)
      return D.refuse(Reason::ConditionalOwnership), Done();
    // ROLLBACK TO, and then RELEASE: the guard would do the first only.
    if (S.Meaning.As == Role::Commit && S.MaybeReleased)
      return D.refuse(Reason::ConditionalOwnership, "what is rolled back is ended by another call yet"), Done();
    if (S.Meaning.As == Role::Commit) {
      Commits.push_back(&S);
      continue;
    }
    const auto R = Sites.statementOf(D, S);
    if (!R)
      return Done();
    Rollbacks.push_back(*R);
  }
  if (!C.Safe.checkJumps(D, View, P.Scope, P.Since))
    return Done();

  const Actions Maker(C.Text, View);
  std::optional<Action> A;
  if (!Rollbacks.empty()) {
    A = Maker.fromStatement(D, Rollbacks.front().Whole, nullptr, P.Since);
    if (!A)
      return Done();
    const std::string Words = C.Text.normalised(*C.Text.span(Rollbacks.front().Whole));
    for (const ReleaseStatement &R : Rollbacks)
      if (C.Text.normalised(*C.Text.span(R.Whole)) != Words)
        return D.refuse(Reason::ReleasesDiffer), Done();
    if (Rollbacks.front().Site->Meaning.By->Throws == catalogue::MayThrow::Never)
      A->MayThrow = false;
  } else {
    A = synthesise();
    if (!A)
      return D.refuse(Reason::NoReleaseToCopy), Done();
  }
  if (A->MayThrow)
    D.unsafe("'" + A->Callee + "' may throw, and a guard's destructor would then terminate the program");

  std::string Stem = "transaction";
  if (const Expr *Carried = catalogue::Matcher::carrier(L.Meaning, L.Acquisition))
    if (!isa<CXXThisExpr>(bare(Carried)))
      if (const auto S = C.Text.span(Carried))
        Stem = Names::stem(C.Text.oneLine(*S));
  Guard = C.GuardNames.unique(Stem, "rollback", L.Function, View, P.Scope, L.Acquisition->getBeginLoc());
  Words = speak(C.style(), Guard);
  if (Words.Cancel.empty() && !Commits.empty())
    return D.refuse(Reason::StyleCannotSay, Words.Cannot), Done();
  if (Words.Once)
    for (const lifetime::ReleaseSite *S : Commits)
      if (S->MaybeReleased)
        return D.refuse(Reason::StyleCannotSay, Words.Cannot), Done();
  Places.insert(D, P, C.declare(Guard, A->lambda(), L.Function));
  for (const lifetime::ReleaseSite *S : Commits)
    if (!releaseAfterCommit(*S))
      return Done();
  for (const ReleaseStatement &R : Rollbacks)
    Sites.rewrite(D, P, R, Words);

  std::vector<std::string> Named;
  for (const lifetime::ReleaseSite &S : L.Releases)
    if (const auto *Call = dyn_cast<CallExpr>(S.Call); Call && Call->getDirectCallee())
      Named.push_back(Call->getDirectCallee()->getNameAsString());
  const auto Region = C.Text.span(SourceRange(View.statementOf(L.Acquisition)->getBeginLoc(), P.Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.Safe.checkConditionalText(D, *Region, Named) ||
      !C.useGeneral(D, C.Text.offset(L.Function->getBeginLoc())))
    return Done();
  return D.finish("roll back with " + C.style().Guard.str() + " unless committed");
}

} // namespace

Outcome guardTransaction(Context &C, const Lifetime &L) { return TransactionPlanner(C, L).run(); }

} // namespace raiitidy::rewrite
