#include "checks/Pch.h"
#include "checks/report/Words.h"

using namespace clang;
using namespace raiitidy::lifetime;

namespace raiitidy::report {

// A diagnostic at a call that a system macro expands to would be dropped silently.
SourceLocation fileLocation(const ASTContext &Ctx, SourceLocation L) { return Ctx.getSourceManager().getFileLoc(L); }

static std::string text(const Expr *E, const LangOptions &Language) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  E->IgnoreParenImpCasts()->printPretty(OS, nullptr, PrintingPolicy(Language));
  // A macro of the C library.
  if (Text == "*__errno_location()")
    return "errno";
  if (!Text.empty() && Text[0] == '&')
    Text.erase(0, 1);
  if (llvm::StringRef(Text).starts_with("this->"))
    Text.erase(0, 6);
  return Text;
}

std::string callName(const Expr *E) {
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return New->isArray() ? "'new[]'" : "'new'";
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(E))
    return Delete->isArrayForm() ? "'delete[]'" : "'delete'";
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *F = Call->getDirectCallee())
      return "'" + F->getNameAsString() + "'";
  if (const auto *Count = dyn_cast<UnaryOperator>(E)) {
    const std::string Sign = UnaryOperator::getOpcodeStr(Count->getOpcode()).str(), Counted = text(Count->getSubExpr(), LangOptions());
    return "'" + (Count->isPostfix() ? Counted + Sign : Sign + Counted) + "'";
  }
  return "a call through a pointer";
}

std::string written(const Expr *E, const ASTContext &Ctx) {
  const std::string Text = text(E, Ctx.getLangOpts());
  return Text.empty() || Text.size() >= 40 ? "the state" : "'" + Text + "'";
}

std::string nameOf(const Lifetime &L, const ASTContext &Ctx) {
  if (L.Handle.Root && L.Handle.Fields.empty() && !L.Handle.Root->getName().empty() && !L.Handle.Whole)
    return "'" + L.Handle.Root->getName().str() + "'";
  if (L.Handle.Whole)
    if (std::string Text = text(L.Handle.Whole, Ctx.getLangOpts()); !Text.empty() && Text.size() < 40)
      return "'" + Text + "'";
  if (L.Handle.Root && !L.Handle.Root->getName().empty())
    return "'" + L.Handle.Root->getName().str() + "'";
  return "the " + L.Resource->Noun;
}

/// sqlite3_exec(db, "ROLLBACK", …): the call says nothing, its text does.
static std::string textOf(const catalogue::CallPattern *By) {
  if (By)
    for (const catalogue::ArgumentCondition &When : By->When)
      if (When.How == catalogue::ArgumentCondition::Test::TextPrefix && !When.Not && !When.Values.empty())
        return "'" + When.Values.front() + "'";
  return "";
}

std::string releaseName(const Lifetime &L) {
  for (const ReleaseSite &R : L.Releases)
    if (R.Meaning.Of == L.Resource && R.Meaning.As != catalogue::Role::Commit && !R.Helper) {
      const std::string Text = textOf(R.Meaning.By);
      return Text.empty() ? callName(R.Call) : Text;
    }
  return releaseName(*L.Resource);
}

std::string releaseName(const catalogue::Pair &P) {
  const auto &Patterns = P.Release.empty() ? P.Rollback : P.Release;
  if (Patterns.empty())
    return "a release";
  switch (Patterns.front().Syntax) {
  case catalogue::CallPattern::Kind::Delete:
    return "'delete'";
  case catalogue::CallPattern::Kind::DeleteArray:
    return "'delete[]'";
  default:
    break;
  }
  if (const std::string Text = textOf(&Patterns.front()); !Text.empty())
    return Text;
  llvm::StringRef Name = Patterns.front().Name;
  if (auto At = Name.rfind("::"); At != llvm::StringRef::npos)
    Name = Name.substr(At + 2);
  return "'" + Name.str() + "'";
}

Note acquisitionNote(const Lifetime &L) {
  const std::string By = L.Helper ? "'" + L.Helper->getNameAsString() + "'" : callName(L.Acquisition);
  return {L.Acquisition->getBeginLoc(), "the " + L.Resource->Noun + " is acquired here by " + By};
}

std::string calleeOf(const Exit &E) {
  if (const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(E.Callee))
    return "the constructor of '" + Ctor->getParent()->getNameAsString() + "'";
  if (isa_and_nonnull<CXXThrowExpr>(E.At))
    return "an assertion"; // what is thrown otherwise is told as such
  return E.Callee ? "'" + E.Callee->getNameAsString() + "'" : "a call through a pointer";
}

static std::string exitText(const Exit &E, const Lifetime &L) {
  const std::string Release = releaseName(L);
  switch (E.K) {
  case Exit::Kind::Return:
    return "returns here without " + Release;
  case Exit::Kind::FallsOff:
    return "the function ends here without " + Release;
  case Exit::Kind::ScopeEnd:
    return "its scope is left here without " + Release;
  case Exit::Kind::Throw:
    return "throws here, and no handler calls " + Release;
  case Exit::Kind::Overwritten:
    if (E.At != L.Acquisition && L.Resource->Class == catalogue::ResourceClass::Transaction)
      return "begun again here, while it is open";
    return E.At == L.Acquisition ? "the next round of the loop acquires again here, while it is still held"
                                 : "the last name of the " + L.Resource->Noun + " is overwritten here";
  case Exit::Kind::CalleeThrow: {
    const std::string Who = calleeOf(E);
    switch (E.Tier) {
    case flow::ThrowTier::Visible:
      return Who + " throws, and then " + Release + " is skipped";
    case flow::ThrowTier::Documented:
      return Who + " is documented to throw, and then " + Release + " is skipped";
    case flow::ThrowTier::Allocation:
      return Who + " may throw std::bad_alloc, and then " + Release + " is skipped";
    default:
      return Who + " may throw, and then " + Release + " is skipped";
    }
  }
  }
  return "";
}

void appendBranches(std::vector<Note> &Notes, const Exit &E) {
  // The last few branches say most; the way out always.
  const size_t First = E.Witness.size() > 6 ? E.Witness.size() - 6 : 0;
  for (size_t I = First; I != E.Witness.size(); ++I) {
    const Step &S = E.Witness[I];
    switch (S.K) {
    case Step::Kind::ConditionTrue:
      Notes.push_back({S.At->getBeginLoc(), "this condition is true"});
      break;
    case Step::Kind::ConditionFalse:
      Notes.push_back({S.At->getBeginLoc(), "this condition is false"});
      break;
    case Step::Kind::CaseTaken:
      Notes.push_back({S.At->getBeginLoc(), isa<SwitchCase>(S.At) ? "this case is taken" : "no case is taken"});
      break;
    case Step::Kind::LoopLeft:
      Notes.push_back({S.At->getBeginLoc(), "the loop ends"});
      break;
    case Step::Kind::LoopEntered:
      Notes.push_back({S.At->getBeginLoc(), "the loop is entered"});
      break;
    case Step::Kind::Caught:
      Notes.push_back({S.At->getBeginLoc(), "an exception is caught here"});
      break;
    case Step::Kind::Goto:
      Notes.push_back({S.At->getBeginLoc(), "this goto is taken"});
      break;
    }
  }
}

void appendWitness(std::vector<Note> &Notes, const Exit &E, const Lifetime &L) {
  appendBranches(Notes, E);
  const SourceLocation At = E.K == Exit::Kind::FallsOff ? E.At->getEndLoc() : E.At->getBeginLoc();
  Notes.push_back({At, exitText(E, L)});
}

void appendRelease(std::vector<Note> &Notes, const Lifetime &L) {
  for (const ReleaseSite &R : L.Releases)
    if (R.Meaning.Of == L.Resource) {
      Notes.push_back({R.Call->getBeginLoc(), "released here on another path"});
      return;
    }
}

} // namespace raiitidy::report
