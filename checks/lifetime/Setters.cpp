#include "checks/Pch.h"
#include "checks/lifetime/Setters.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/CleanupShape.h"

using namespace clang;

namespace raiitidy::lifetime {

void BlockStatements::read(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return;
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    for (const Stmt *Child : Block->body()) {
      Blocks[Child] = Block;
      if (const auto *D = dyn_cast<DeclStmt>(Child))
        Declarations.push_back(D);
      const auto *E = dyn_cast<Expr>(Child);
      if (const auto *Full = dyn_cast_or_null<FullExpr>(E))
        E = Full->getSubExpr();
      if (E) {
        Blocks[E->IgnoreParens()] = Block;
        Blocks[strip(E)] = Block; // a call whose result is thrown away
      }
    }
  if (isa<Expr>(S) && !isa<StmtExpr>(S))
    return; // statements live in statements
  for (const Stmt *Child : S->children())
    read(Child);
}

const DeclStmt *BlockStatements::declarationOf(const VarDecl *V) const {
  for (const DeclStmt *D : Declarations)
    if (llvm::is_contained(D->decls(), V))
      return D;
  return nullptr;
}

std::optional<Term> receiverOf(Analysis &A, const CallExpr *C) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(C);
  return M ? A.Names.of(M->getImplicitObjectArgument()) : std::optional<Term>(0);
}

static bool areBeside(const CallExpr *X, const CallExpr *Y) {
  const FunctionDecl *F = X->getDirectCallee(), *G = Y->getDirectCallee();
  return F && G && F->getDeclName().isIdentifier() && G->getDeclName().isIdentifier() &&
         F->getDeclContext()->getRedeclContext()->Equals(G->getDeclContext()->getRedeclContext());
}

bool isSameSetter(const CallExpr *X, const CallExpr *Y) {
  return areBeside(X, Y) && X->getDirectCallee()->getDeclName() == Y->getDirectCallee()->getDeclName();
}

/// fegetround and fesetround, tcgetattr and tcsetattr, cursor and setCursor, getloc and imbue.
static bool isSetterFor(const CallExpr *Get, const CallExpr *Set) {
  if (calleeName(Get) == "getloc" && calleeName(Set) == "imbue")
    return true;
  if (!areBeside(Get, Set))
    return false;
  const auto without = [](llvm::StringRef Name, llvm::StringRef Word) -> std::optional<std::string> {
    const std::string Lower = Name.lower();
    const size_t At = Lower.find(Word.str());
    if (At == std::string::npos)
      return std::nullopt;
    return Lower.substr(0, At) + Lower.substr(At + Word.size());
  };
  const auto Sets = without(calleeName(Set), "set"), Gets = without(calleeName(Get), "get");
  return Sets && (Gets ? *Gets == *Sets : calleeName(Get).lower() == *Sets);
}

/// Whether \p P takes what \p Saved holds: the state, not a category or an error_code. Precision is a streamsize and often kept
/// in an int, the name of a locale in a string; a struct is given by its address.
static bool isOfState(const ParmVarDecl *P, const VarDecl *Saved) {
  const ASTContext &Ctx = P->getASTContext();
  const QualType Takes = P->getType().getNonReferenceType(), Holds = Saved->getType();
  const auto isNumber = [](QualType T) { return T->isIntegerType() && !T->isBooleanType(); };
  if (Ctx.hasSameUnqualifiedType(Takes, Holds) || (isNumber(Takes) && isNumber(Holds)))
    return true;
  if (!Takes->isPointerType() || !Holds->isRecordType())
    return false;
  const CXXRecordDecl *R = Holds->getAsCXXRecordDecl();
  const bool Text = R && R->isInStdNamespace() && R->getDeclName().isIdentifier() && R->getName() == "basic_string";
  return Ctx.hasSameUnqualifiedType(Takes->getPointeeType(), Holds) || (Text && Takes->getPointeeType()->isCharType());
}

namespace {

/// old, &old, old.c_str()
bool speaksOf(const Expr *E, const VarDecl *V) {
  E = strip(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_AddrOf)
    E = strip(U->getSubExpr());
  if (const auto *M = dyn_cast<CXXMemberCallExpr>(E); M && M->getNumArgs() == 0)
    E = strip(M->getImplicitObjectArgument());
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref && Ref->getDecl() == V;
}

class SetterFinder {
public:
  SetterFinder(Analysis &A, const flow::Inventory &I, const BlockStatements &Statements) : A(A), I(I), Statements(Statements) {}
  std::vector<StateChange> find();

private:
  struct Save {
    const VarDecl *Saved;
    const CallExpr *Call;
    const Stmt *Statement;
    bool Changes; ///< it is given the new state, and gives what was there before
  };
  std::optional<Save> saveOf(const VarDecl *V) const;
  std::optional<unsigned> given(const CallExpr *C, const VarDecl *V) const;
  bool concernsTheSame(const Save &S, const CallExpr *Call) const;
  bool changesStream(const Expr *E, const Save &S, Term Stream) const;
  void follow(const Save &S);
  void toggles();
  bool isBefore(const Stmt *X, const Stmt *Y) const {
    return A.Ctx.getSourceManager().isBeforeInTranslationUnit(X->getBeginLoc(), Y->getBeginLoc());
  }

  Analysis &A;
  const flow::Inventory &I;
  const BlockStatements &Statements;
  std::vector<StateChange> Found;
};

std::optional<unsigned> SetterFinder::given(const CallExpr *C, const VarDecl *V) const {
  for (unsigned N = 0; N != C->getNumArgs(); ++N)
    if (speaksOf(C->getArg(N), V))
      return N;
  return std::nullopt;
}

std::optional<SetterFinder::Save> SetterFinder::saveOf(const VarDecl *V) const {
  if (!V->hasLocalStorage() || isa<ParmVarDecl>(V) || V->getType()->isReferenceType() || V->getType()->isDependentType())
    return std::nullopt;
  const auto givesState = [&](const CallExpr *C) {
    for (unsigned N = 0; N != std::min(C->getNumArgs(), C->getDirectCallee()->getNumParams()); ++N)
      if (!isa<CXXDefaultArgExpr>(C->getArg(N)) && !speaksOf(C->getArg(N), V) && isOfState(C->getDirectCallee()->getParamDecl(N), V) &&
          !C->getArg(N)->isNullPointerConstant(A.Ctx, Expr::NPC_ValueDependentIsNotNull))
        return true;
    return false;
  };
  if (V->hasInit()) {
    const Expr *Init = strip(V->getInit());
    if (const auto *Made = dyn_cast<CXXConstructExpr>(Init); Made && Made->getNumArgs() != 0)
      Init = strip(Made->getArg(0));
    const auto *Call = dyn_cast<CallExpr>(Init);
    const DeclStmt *Declaration = Statements.declarationOf(V);
    if (Call && Declaration && !isa<CXXOperatorCallExpr>(Call) && Call->getDirectCallee()) {
      const bool Changes = givesState(Call);
      // setlocale gives the new one: whoever keeps that puts nothing back.
      if (Changes && calleeName(Call) == "setlocale")
        return std::nullopt;
      return Save{V, Call, Declaration, Changes};
    }
  }
  // tcgetattr(fd, &old), sigaction(n, &now, &old)
  if (!V->getType()->isRecordType())
    return std::nullopt;
  for (const CallExpr *Call : I.Calls) {
    const auto At = given(Call, V);
    const FunctionDecl *F = Call->getDirectCallee();
    if (!At || !F)
      continue;
    const bool Filled = !isa<CXXMemberCallExpr>(Call) && *At < F->getNumParams() && F->getParamDecl(*At)->getType()->isPointerType() &&
                        !F->getParamDecl(*At)->getType()->getPointeeType().isConstQualified();
    if (!Filled)
      return std::nullopt;
    const bool Changes = givesState(Call);
    if (!Changes && !calleeName(Call).contains("get"))
      return std::nullopt;
    return Save{V, Call, Call, Changes};
  }
  return std::nullopt;
}

/// The same object, the same category: setlocale(LC_NUMERIC, …), sigaction(SIGPIPE, …).
bool SetterFinder::concernsTheSame(const Save &S, const CallExpr *Call) const {
  if (receiverOf(A, S.Call) != receiverOf(A, Call))
    return false;
  if (S.Call->getNumArgs() == 0 || Call->getNumArgs() == 0 || isa<CXXMemberCallExpr>(Call))
    return true;
  const FunctionDecl *F = S.Call->getDirectCallee();
  if (speaksOf(S.Call->getArg(0), S.Saved) || F->getNumParams() < 2)
    return true;
  return sameCode(strip(S.Call->getArg(0)), strip(Call->getArg(0)), A.Ctx);
}

/// out << std::hex, out.setf(…)
bool SetterFinder::changesStream(const Expr *E, const Save &S, Term Stream) const {
  const llvm::StringRef Getter = calleeName(S.Call);
  if (Getter != "flags" && Getter != "precision" && Getter != "fill")
    return false;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
    return Getter == "flags" && (calleeName(Call) == "setf" || calleeName(Call) == "unsetf") && receiverOf(A, Call) == Stream;
  const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
  bool Manipulates = false;
  while (Op && Op->getOperator() == OO_LessLess && Op->getNumArgs() == 2) {
    flow::forEachEvaluated(Op->getArg(1), [&](const Stmt *Inner) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Inner);
      const auto *F = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
      if (!F || !flow::inStd(F) || !F->getDeclName().isIdentifier())
        return;
      Manipulates |= Getter == "precision" ? F->getName() == "setprecision"
                     : Getter == "fill"    ? F->getName() == "setfill"
                                           : llvm::StringSwitch<bool>(F->getName())
                                                 .Cases("hex", "oct", "fixed", "scientific", "hexfloat", "boolalpha", "showbase", true)
                                                 .Cases("showpos", "uppercase", "setiosflags", "showpoint", "left", "internal", true)
                                                 .Default(false);
    });
    const Expr *Left = strip(Op->getArg(0));
    if (A.Names.of(Left) == Stream)
      return Manipulates;
    Op = dyn_cast<CXXOperatorCallExpr>(Left);
  }
  return false;
}

void SetterFinder::follow(const Save &S) {
  const auto Receiver = receiverOf(A, S.Call);
  if (!Receiver || (isa<CXXMemberCallExpr>(S.Call) && A.Names.isLocalStorage(*Receiver)))
    return;
  StateChange C;
  C.K = StateChange::Kind::Setter;
  C.Saved = S.Saved;
  if (S.Changes) {
    C.Change = S.Call;
    C.ChangeStatement = S.Statement;
  }
  for (const CallExpr *Call : I.Calls) {
    if (!isBefore(S.Call, Call) || Call == S.Call)
      continue;
    if (!C.Change && Statements.blockOf(Call) && changesStream(Call, S, *Receiver)) {
      C.ChangeStatement = C.Change = Call;
      continue;
    }
    if ((!isSameSetter(S.Call, Call) && !isSetterFor(S.Call, Call)) || !concernsTheSame(S, Call))
      continue;
    const auto At = given(Call, S.Saved);
    if (!C.Change) {
      if (At || Call->getNumArgs() == 0 || !Statements.blockOf(Call))
        break;
      C.ChangeStatement = C.Change = Call;
      continue;
    }
    if (!At) {
      C.ChangedAgain |= !C.Restores.empty() && Call->getNumArgs() != 0;
      continue;
    }
    const FunctionDecl *Setter = Call->getDirectCallee();
    if (*At >= Setter->getNumParams() || !isOfState(Setter->getParamDecl(*At), S.Saved))
      break;
    C.Restores.push_back(Call);
    if (Statements.blockOf(Call) && Statements.blockOf(Call) == Statements.blockOf(C.ChangeStatement)) {
      C.Restore = Call;
      break;
    }
  }
  // `if (sigaction(n, &now, &old) < 0) return -1;`: the change stands in a condition, and its failure would have to be told apart.
  if (C.Restore) {
    C.State = C.Change;
    Found.push_back(std::move(C));
  }
}

static std::optional<bool> onlyFlag(const CallExpr *Call) {
  const auto *M = dyn_cast<CXXMemberCallExpr>(Call);
  if (!M || M->getNumArgs() != 1 || !M->getMethodDecl() || M->getMethodDecl()->isConst() || M->getMethodDecl()->isStatic())
    return std::nullopt;
  return boolLiteral(M->getArg(0));
}

/// setBusy(true); … setBusy(false);
void SetterFinder::toggles() {
  for (const CallExpr *Call : I.Calls) {
    const auto Value = onlyFlag(Call);
    const auto Receiver = Value ? receiverOf(A, Call) : std::nullopt;
    if (!Receiver || !Statements.blockOf(Call) || A.Names.isLocalStorage(*Receiver) || !A.meaningsOf(Call).empty())
      continue;
    StateChange C;
    C.K = StateChange::Kind::Toggle;
    C.State = C.Change = Call;
    C.ChangeStatement = Call;
    bool Plain = true;
    for (const CallExpr *Other : I.Calls) {
      if (!isBefore(Call, Other) || C.Restore || !isSameSetter(Call, Other) || receiverOf(A, Other) != Receiver)
        continue;
      const auto Then = onlyFlag(Other);
      if (!Then || *Then == *Value) {
        Plain = false;
        break;
      }
      C.Restores.push_back(Other);
      if (Statements.blockOf(Other) == Statements.blockOf(Call))
        C.Restore = Other;
    }
    if (Plain && C.Restore)
      Found.push_back(std::move(C));
  }
}

std::vector<StateChange> SetterFinder::find() {
  for (const VarDecl *V : I.Variables)
    if (const auto S = saveOf(V))
      follow(*S);
  toggles();
  return std::move(Found);
}

} // namespace

std::vector<StateChange> findSetters(Analysis &A, const flow::Inventory &I, const BlockStatements &Statements) {
  return SetterFinder(A, I, Statements).find();
}

} // namespace raiitidy::lifetime
