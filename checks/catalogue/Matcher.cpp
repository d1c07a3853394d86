#include "checks/catalogue/Matcher.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace raiitidy::catalogue {
namespace {

using namespace clang;
using llvm::StringRef;

struct Entry {
  const Pair *Of;
  Role As;
  const CallPattern *By;
};

using Entries = llvm::SmallVector<Entry, 2>;

/// "a::b::c" → ("a::b", "c"), "c" → ("", "c").
std::pair<StringRef, StringRef> splitLast(StringRef Qualified) {
  size_t At = Qualified.rfind("::");
  if (At == StringRef::npos)
    return {StringRef(), Qualified};
  return {Qualified.take_front(At), Qualified.drop_front(At + 2)};
}

StringRef identifierOf(const NamedDecl *D) {
  const IdentifierInfo *I = D->getIdentifier();
  return I ? I->getName() : StringRef();
}

/// Is \p DC the scope written as \p Qualified ("" for the global one)? Inline namespaces need not be written.
bool isScope(const DeclContext *DC, StringRef Qualified) {
  for (; DC; DC = DC->getParent()) {
    DC = DC->getRedeclContext();
    if (DC->isTranslationUnit())
      return Qualified.empty();
    const auto *Named = dyn_cast<NamedDecl>(DC);
    if (!Named)
      return false;
    auto [Outer, Last] = splitLast(Qualified);
    if (!Last.empty() && identifierOf(Named) == Last) {
      Qualified = Outer;
      continue;
    }
    const auto *Namespace = dyn_cast<NamespaceDecl>(DC);
    if (!Namespace || !Namespace->isInline())
      return false;
  }
  return false;
}

bool isNamed(const NamedDecl *D, StringRef Qualified) {
  auto [Scope, Last] = splitLast(Qualified);
  return identifierOf(D) == Last && isScope(D->getDeclContext(), Scope);
}

/// \p RD or one of its bases satisfies \p Test.
template <typename Predicate> bool anyOfClassAndBases(const CXXRecordDecl *RD, Predicate Test) {
  if (!RD)
    return false;
  if (Test(RD))
    return true;
  RD = RD->getDefinition();
  if (!RD)
    return false;
  return llvm::any_of(RD->bases(), [&](const CXXBaseSpecifier &B) {
    return anyOfClassAndBases(B.getType()->getAsCXXRecordDecl(), Test);
  });
}

bool isOrDerivesFrom(const CXXRecordDecl *RD, StringRef Class) {
  return anyOfClassAndBases(RD, [&](const CXXRecordDecl *R) { return isNamed(R, Class); });
}

/// A method of this name in \p RD or its bases that satisfies \p Test.
template <typename Predicate>
bool hasMethod(const CXXRecordDecl *RD, StringRef Name, const ASTContext &Ctx, Predicate Test) {
  auto Known = Ctx.Idents.find(Name);
  if (Known == Ctx.Idents.end())
    return false;
  DeclarationName Id(Known->second);
  return anyOfClassAndBases(RD, [&](const CXXRecordDecl *R) {
    R = R->getDefinition();
    return R && llvm::any_of(R->lookup(Id), [&](const NamedDecl *D) {
             const auto *M = dyn_cast<CXXMethodDecl>(D->getUnderlyingDecl());
             return M && Test(M);
           });
  });
}

bool hasPlainMethod(const CXXRecordDecl *RD, StringRef Name, const ASTContext &Ctx) {
  return hasMethod(RD, Name, Ctx, [](const CXXMethodDecl *M) { return M->getNumParams() == 0; });
}

// Values of arguments.

/// The expression behind parentheses, casts, default arguments and constants with a name.
const Expr *resolved(const Expr *E) {
  for (unsigned Depth = 0; Depth < 8; ++Depth) {
    E = E->IgnoreParenCasts();
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E)) {
      E = Default->getExpr();
      continue;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()); Var && !isa<ParmVarDecl>(Var))
        if (Var->getType().isConstant(Var->getASTContext()) && Var->getAnyInitializer()) {
          E = Var->getAnyInitializer();
          continue;
        }
    break;
  }
  return E;
}

/// Is the token at \p Loc the product of a macro of this name (or of one that expands to it)?
bool comesFromMacro(SourceLocation Loc, StringRef Name, const ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  for (unsigned Depth = 0; Loc.isMacroID() && Depth < 32; ++Depth) {
    if (!SM.isMacroArgExpansion(Loc) && Lexer::getImmediateMacroName(Loc, SM, Ctx.getLangOpts()) == Name)
      return true;
    Loc = SM.getImmediateMacroCallerLoc(Loc);
  }
  return false;
}

std::optional<llvm::APSInt> constantOf(const Expr *E, const ASTContext &Ctx) {
  if (E->getType().isNull() || E->isValueDependent())
    return std::nullopt;
  if (E->getType()->isPointerType() || E->getType()->isNullPtrType()) {
    if (E->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull) !=
        Expr::NPCK_NotNull)
      return llvm::APSInt::get(0);
    return std::nullopt;
  }
  if (!E->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  Expr::EvalResult R;
  if (!E->EvaluateAsInt(R, Ctx))
    return std::nullopt;
  return R.Val.getInt();
}

/// Is the constant \p Wanted (a number, true, false, null)? nullopt: \p Wanted is a name.
std::optional<llvm::APSInt> numberOf(StringRef Wanted) {
  if (Wanted == "true")
    return llvm::APSInt::get(1);
  if (Wanted == "false" || Wanted == "null")
    return llvm::APSInt::get(0);
  int64_t N;
  if (!Wanted.getAsInteger(0, N))
    return llvm::APSInt::get(N);
  return std::nullopt;
}

/// Does this operand go by the name \p Wanted: an enumerator, a macro, a variable?
bool hasName(const Expr *Operand, StringRef Wanted, const ASTContext &Ctx) {
  const Expr *E = Operand->IgnoreParenCasts();
  for (const Expr *Candidate : {E, resolved(E)}) {
    if (comesFromMacro(Candidate->getBeginLoc(), Wanted, Ctx))
      return true;
    const NamedDecl *D = nullptr;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Candidate))
      D = Ref->getDecl();
    else if (const auto *Member = dyn_cast<MemberExpr>(Candidate))
      D = Member->getMemberDecl();
    if (!D || identifierOf(D) != splitLast(Wanted).second)
      continue;
    StringRef Scope = splitLast(Wanted).first;
    if (Scope.empty() || isScope(D->getDeclContext(), Scope))
      return true;
    // Enumerators of a plain enum may be written with its name or without.
    if (const auto *Enum = dyn_cast<EnumDecl>(D->getDeclContext()); Enum && isNamed(Enum, Scope))
      return true;
  }
  return false;
}

bool equals(const Expr *Argument, StringRef Wanted, const ASTContext &Ctx) {
  const Expr *E = resolved(Argument);
  if (auto Number = numberOf(Wanted)) {
    auto Constant = constantOf(Argument->IgnoreParenImpCasts(), Ctx);
    if (!Constant)
      Constant = constantOf(E, Ctx);
    return Constant && llvm::APSInt::isSameValue(*Constant, *Number);
  }
  return !isa<BinaryOperator>(E) && hasName(Argument, Wanted, Ctx);
}

bool hasBits(const Expr *Argument, StringRef Wanted, const ASTContext &Ctx) {
  const Expr *E = resolved(Argument);
  if (auto Number = numberOf(Wanted)) {
    auto Constant = constantOf(E, Ctx);
    if (!Constant)
      return false;
    uint64_t Bits = Number->getExtValue();
    return (Constant->extOrTrunc(64).getZExtValue() & Bits) == Bits;
  }
  if (const auto *Or = dyn_cast<BinaryOperator>(E); Or && (Or->getOpcode() == BO_Or || Or->getOpcode() == BO_Add))
    return hasBits(Or->getLHS(), Wanted, Ctx) || hasBits(Or->getRHS(), Wanted, Ctx) ||
           comesFromMacro(Or->getOperatorLoc(), Wanted, Ctx);
  if (const auto *Or = dyn_cast<CXXOperatorCallExpr>(E); Or && Or->getOperator() == OO_Pipe && Or->getNumArgs() == 2)
    return hasBits(Or->getArg(0), Wanted, Ctx) || hasBits(Or->getArg(1), Wanted, Ctx);
  if (const auto *B = dyn_cast<BinaryOperator>(E)) // #define GLOB_APPEND (1 << 5)
    return comesFromMacro(B->getOperatorLoc(), Wanted, Ctx);
  return hasName(Argument, Wanted, Ctx);
}

/// The text of a literal, also one that is converted to a string class or has a constant's name.
std::optional<StringRef> textOf(const Expr *E) {
  for (unsigned Depth = 0; Depth < 16; ++Depth) {
    E = resolved(E)->IgnoreImplicit();
    if (const auto *Literal = dyn_cast<StringLiteral>(E)) {
      if (Literal->getCharByteWidth() != 1)
        return std::nullopt;
      return Literal->getString();
    }
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E); Construct && Construct->getNumArgs() > 0)
      E = Construct->getArg(0);
    else if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr();
    else
      return std::nullopt;
  }
  return std::nullopt;
}

/// Skips blanks and the comments of SQL.
StringRef skipBlanks(StringRef S) {
  for (;;) {
    S = S.ltrim();
    if (S.starts_with("--"))
      S = S.drop_front(std::min(S.find('\n'), S.size()));
    else if (S.starts_with("/*"))
      S = S.drop_front(std::min(S.find("*/", 2), S.size() - 2) + 2);
    else
      return S;
  }
}

/// Does \p Text start with the words of \p Words? Case does not count, blanks between words may differ.
bool startsWithWords(StringRef Text, StringRef Words) {
  Text = skipBlanks(Text);
  llvm::SmallVector<StringRef, 4> Wanted;
  Words.split(Wanted, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Wanted) {
    if (!Text.consume_front_insensitive(Word))
      return false;
    if (!Text.empty() && (llvm::isAlnum(Text.front()) || Text.front() == '_'))
      return false;
    Text = skipBlanks(Text);
  }
  return true;
}

/// The statements of an SQL text. The body of a trigger has statements of its own, which are not executed now.
llvm::SmallVector<StringRef, 4> statementsOf(StringRef Text) {
  llvm::SmallVector<StringRef, 4> Out;
  char Quote = 0;
  size_t Start = 0;
  for (size_t I = 0; I <= Text.size(); ++I) {
    if (I == Text.size() || (!Quote && Text[I] == ';')) {
      StringRef Statement = skipBlanks(Text.slice(Start, I));
      if (startsWithWords(Statement, "CREATE TRIGGER") || startsWithWords(Statement, "CREATE TEMP TRIGGER") ||
          startsWithWords(Statement, "CREATE TEMPORARY TRIGGER"))
        break;
      if (!Statement.empty() || Out.empty())
        Out.push_back(Statement);
      Start = I + 1;
    } else if (Quote) {
      Quote = Text[I] == Quote ? 0 : Quote;
    } else if (Text[I] == '\'' || Text[I] == '"') {
      Quote = Text[I];
    }
  }
  return Out;
}

bool isText(const ArgumentCondition &C) { return C.How == ArgumentCondition::Test::TextPrefix; }
bool selectsByText(const CallPattern &P) { return llvm::any_of(P.When, isText); }

/// The argument is one of the condition's values, whatever way a `?:` goes; of what it must not be, on any way.
bool holds(const ArgumentCondition &C, const Expr *Argument, const ASTContext &Ctx) {
  if (const auto *Choice = dyn_cast<ConditionalOperator>(resolved(Argument)))
    return C.Not ? holds(C, Choice->getTrueExpr(), Ctx) || holds(C, Choice->getFalseExpr(), Ctx)
                 : holds(C, Choice->getTrueExpr(), Ctx) && holds(C, Choice->getFalseExpr(), Ctx);
  return llvm::any_of(C.Values, [&](StringRef V) {
    return C.How == ArgumentCondition::Test::Equals ? equals(Argument, V, Ctx) : hasBits(Argument, V, Ctx);
  });
}

/// The conditions on values; those on text are tested statement by statement.
bool valuesHold(const CallPattern &P, llvm::ArrayRef<const Expr *> Arguments, const ASTContext &Ctx) {
  return llvm::all_of(P.When, [&](const ArgumentCondition &C) {
    if (isText(C))
      return true;
    if (C.Index >= Arguments.size())
      return false;
    return holds(C, Arguments[C.Index], Ctx) != C.Not;
  });
}

bool textHolds(const CallPattern &P, StringRef Statement) {
  return llvm::all_of(P.When, [&](const ArgumentCondition &C) {
    if (!isText(C))
      return true;
    bool Holds = llvm::any_of(C.Values, [&](StringRef V) { return startsWithWords(Statement, V); });
    return Holds != C.Not;
  });
}

// Callees.

bool countHolds(const CallPattern &P, llvm::ArrayRef<const Expr *> Arguments) {
  size_t Written = llvm::count_if(Arguments, [](const Expr *A) { return !isa<CXXDefaultArgExpr>(A); });
  if (P.MinArguments && Arguments.size() < *P.MinArguments)
    return false;
  if (P.MaxArguments && Written > *P.MaxArguments)
    return false;
  if ((P.Where == Carrier::Argument || P.Where == Carrier::OutArgument) && P.Index >= Arguments.size())
    return false;
  if (P.Transfers && *P.Transfers >= Arguments.size())
    return false;
  return true;
}

bool isBuiltIn(const Pair &P) { return StringRef(P.File).starts_with("<built-in>/"); }

/// Could C declare it? A shipped entry names functions of C: an overload for a project's own class is none of them.
bool isPossibleInC(QualType T) {
  T = T.getNonReferenceType() != T ? QualType() : T;
  return !T.isNull() && !T->isRecordType();
}
bool isPossibleInC(const FunctionDecl *F) {
  return isPossibleInC(F->getReturnType()) &&
         llvm::all_of(F->parameters(), [](const ParmVarDecl *P) { return isPossibleInC(P->getType()); });
}

bool isFunction(const FunctionDecl *F, const Pair &Of, const CallPattern &P) {
  StringRef Scope = splitLast(P.Name).first;
  if (P.Where == Carrier::Result && F->getReturnType()->isVoidType())
    return false;
  if (Scope.empty()) {
    if (isa<CXXMethodDecl>(F))
      return false;
    if (F->isExternC() || F->getBuiltinID())
      return true;
    if (isBuiltIn(Of)) {
      if (F->getPrimaryTemplate() || !isPossibleInC(F))
        return false;
      // A file's own helper. (Py_INCREF is one, too, but inline.)
      if (F->getStorageClass() == SC_Static && !F->isInlineSpecified())
        return false;
      bool ResultIsPointer = F->getReturnType()->isPointerType();
      if (P.Where == Carrier::Result && P.Fails == FailureValue::Null && !ResultIsPointer)
        return false;
    }
    return isScope(F->getDeclContext(), "") ||
           (isScope(F->getDeclContext(), "std") && !F->getPrimaryTemplate());
  }
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F))
    return Method->isStatic() && isOrDerivesFrom(Method->getParent(), Scope);
  return isScope(F->getDeclContext(), Scope);
}

bool returnsPlainValue(const CXXMethodDecl *M) {
  QualType T = M->getReturnType();
  return T->isVoidType() || T->isIntegralOrEnumerationType();
}

/// Finds a call of one of the methods named in \p Names.
class CallsOneOf : public RecursiveASTVisitor<CallsOneOf> {
public:
  explicit CallsOneOf(llvm::ArrayRef<StringRef> Names) : Names(Names) {}
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *M = Call->getMethodDecl();
    Found |= M && llvm::is_contained(Names, identifierOf(M));
    return !Found;
  }
  bool Found = false;

private:
  llvm::ArrayRef<StringRef> Names;
};

/// A class that ends by itself what the pair asks to end by hand.
bool isGuard(const CXXRecordDecl *RD, const Pair &Of, const ASTContext &Ctx) {
  llvm::SmallVector<StringRef, 8> Endings;
  for (const auto *Calls : {&Of.Release, &Of.Rollback})
    for (const CallPattern &P : *Calls)
      Endings.push_back(splitLast(P.Name).second);
  if (Of.Class == ResourceClass::Lock) {
    auto Any = [](const CXXMethodDecl *) { return true; };
    if (hasMethod(RD, "owns_lock", Ctx, Any) || hasPlainMethod(RD, "mutex", Ctx) ||
        hasMethod(RD, "release", Ctx,
                  [](const CXXMethodDecl *M) {
                    return M->getNumParams() == 0 && M->getReturnType()->isPointerType();
                  }))
      return true;
    const CXXRecordDecl *Definition = RD->getDefinition();
    auto TakesLockable = [&](const CXXConstructorDecl *C) {
      if (C->getNumParams() == 0 || C->isCopyOrMoveConstructor())
        return false;
      QualType T = C->getParamDecl(0)->getType();
      if (!T->isReferenceType() && !T->isPointerType())
        return false;
      const CXXRecordDecl *Other = T->getPointeeType()->getAsCXXRecordDecl();
      if (!Other || Other->getCanonicalDecl() == RD->getCanonicalDecl())
        return false;
      if (Other->getDefinition())
        return llvm::any_of(Endings, [&](StringRef E) { return hasPlainMethod(Other, E, Ctx); });
      return identifierOf(Other).contains_insensitive("mutex") || identifierOf(Other).contains_insensitive("lock");
    };
    if (Definition) {
      for (const Decl *D : Definition->decls()) {
        if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
          D = Template->getTemplatedDecl();
        if (const auto *C = dyn_cast<CXXConstructorDecl>(D); C && TakesLockable(C))
          return true;
      }
    }
  }
  // A destructor that is seen to end it. Bodies in system headers may have been skipped, so they never count.
  return anyOfClassAndBases(RD, [&](const CXXRecordDecl *R) {
    const CXXRecordDecl *Definition = R->getDefinition();
    const CXXDestructorDecl *D = Definition ? Definition->getDestructor() : nullptr;
    const FunctionDecl *Body = nullptr;
    if (!D || !D->hasBody(Body) || Ctx.getSourceManager().isInSystemHeader(Body->getLocation()))
      return false;
    CallsOneOf Finder(Endings);
    Finder.TraverseStmt(Body->getBody());
    return Finder.Found;
  });
}

/// The class has a method for each role of the pair and is no guard.
bool fitsByMembers(const CXXRecordDecl *RD, const Pair &Of, const ASTContext &Ctx) {
  if (!RD || !RD->getDefinition())
    return false;
  for (const auto *Calls : {&Of.Acquire, &Of.Release, &Of.Commit, &Of.Rollback}) {
    if (Calls->empty())
      continue;
    auto Has = [&](const CallPattern &P) {
      StringRef Name = splitLast(P.Name).second;
      if (Of.Class == ResourceClass::Lock)
        return hasPlainMethod(RD, Name, Ctx);
      return hasMethod(RD, Name, Ctx, [&](const CXXMethodDecl *M) {
        return !P.MaxArguments || M->getMinRequiredArguments() <= *P.MaxArguments;
      });
    };
    // A lockable needs the first ones, lock() and unlock(); it may lack try_lock().
    if (Of.Class == ResourceClass::Lock ? !Has(Calls->front()) : llvm::none_of(*Calls, Has))
      return false;
  }
  return !isGuard(RD, Of, Ctx);
}

bool isMethod(const CXXMethodDecl *M, const CXXRecordDecl *Receiver, const Pair &Of, Role As, const CallPattern &P,
              const ASTContext &Ctx) {
  StringRef Scope = splitLast(P.Name).first;
  if (P.Where == Carrier::Result && M->getReturnType()->isVoidType())
    return false;
  if (Scope != "*") {
    if (isOrDerivesFrom(M->getParent(), Scope))
      return true;
    // Written for a derived class that inherits the method.
    return isOrDerivesFrom(Receiver, Scope) && Receiver->getDefinition() &&
           anyOfClassAndBases(Receiver, [&](const CXXRecordDecl *R) {
             return isNamed(R, Scope) && anyOfClassAndBases(R, [&](const CXXRecordDecl *Base) {
                      return Base->getCanonicalDecl() == M->getParent()->getCanonicalDecl();
                    });
           });
  }
  if (!Of.ByMembers)
    return true;
  // An object that is returned is a guard, or another thing altogether: weak_ptr::lock(), begin() of a container.
  if (As == Role::Acquire && !returnsPlainValue(M))
    return false;
  return fitsByMembers(Receiver ? Receiver : M->getParent(), Of, Ctx);
}

/// `new` without user arguments, or with std::nothrow alone. Other placement forms allocate elsewhere.
bool isForm(const CXXNewExpr *New, const CallPattern &P) {
  bool NoThrow = false;
  if (New->getNumPlacementArgs() == 1) {
    const CXXRecordDecl *RD = New->getPlacementArg(0)->getType()->getAsCXXRecordDecl();
    NoThrow = RD && isNamed(RD, "std::nothrow_t");
    if (!NoThrow)
      return false;
  } else if (New->getNumPlacementArgs() > 1) {
    return false;
  }
  return NoThrow == StringRef(P.Name).ends_with("(nothrow)");
}

} // namespace

struct Matcher::Index {
  llvm::StringMap<Entries> Functions, Methods; ///< by unqualified name
  Entries New, NewArray, Delete, DeleteArray;

  void add(const Pair &Of, Role As, const std::vector<CallPattern> &Calls) {
    for (const CallPattern &P : Calls) {
      StringRef Name = splitLast(P.Name).second;
      Entry E{&Of, As, &P};
      switch (P.Syntax) {
      case CallPattern::Kind::Function:
        Functions[Name].push_back(E);
        break;
      case CallPattern::Kind::Method:
        Methods[Name].push_back(E);
        break;
      case CallPattern::Kind::New:
        New.push_back(E);
        break;
      case CallPattern::Kind::NewArray:
        NewArray.push_back(E);
        break;
      case CallPattern::Kind::Delete:
        Delete.push_back(E);
        break;
      case CallPattern::Kind::DeleteArray:
        DeleteArray.push_back(E);
        break;
      }
    }
  }
};

Matcher::Matcher(std::shared_ptr<const Catalogue> C) : Data(std::move(C)), ByName(std::make_unique<Index>()) {
  for (const Pair &P : Data->Pairs) {
    ByName->add(P, Role::Acquire, P.Acquire);
    ByName->add(P, Role::Release, P.Release);
    ByName->add(P, Role::Commit, P.Commit);
    ByName->add(P, Role::Rollback, P.Rollback);
    ByName->add(P, Role::HandOver, P.HandOver);
  }
}

Matcher::~Matcher() = default;

bool Matcher::mentions(StringRef Name) const {
  Name.consume_front("__builtin_");
  return ByName->Functions.contains(Name) || ByName->Methods.contains(Name);
}

llvm::SmallVector<Match, 2> Matcher::match(const Expr *E, const ASTContext &Ctx) const {
  llvm::SmallVector<Match, 2> Out;
  if (const auto *New = dyn_cast<CXXNewExpr>(E)) {
    for (const Entry &C : New->isArray() ? ByName->NewArray : ByName->New)
      if (isForm(New, *C.By))
        Out.push_back({C.Of, C.As, C.By});
    return Out;
  }
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(E)) {
    for (const Entry &C : Delete->isArrayForm() ? ByName->DeleteArray : ByName->Delete)
      Out.push_back({C.Of, C.As, C.By});
    return Out;
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call || isa<CXXOperatorCallExpr>(Call) || isa<UserDefinedLiteral>(Call))
    return Out;

  const auto *MemberCall = dyn_cast<CXXMemberCallExpr>(Call);
  const CXXMethodDecl *Method = MemberCall ? MemberCall->getMethodDecl() : nullptr;
  const FunctionDecl *Function = MemberCall ? nullptr : Call->getDirectCallee();
  const VarDecl *Pointer = nullptr;
  if (!MemberCall && !Function)
    // A library may declare its function as a pointer: xmlFree.
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts()))
      Pointer = dyn_cast<VarDecl>(Ref->getDecl());
  const NamedDecl *Callee = MemberCall ? Method : Function ? static_cast<const NamedDecl *>(Function) : Pointer;
  if (!Callee)
    return Out;
  StringRef Name = identifierOf(Callee);
  if (Function && Function->getBuiltinID())
    Name.consume_front("__builtin_");
  const auto &Table = MemberCall ? ByName->Methods : ByName->Functions;
  auto Candidates = Table.find(Name);
  if (Candidates == Table.end())
    return Out;

  llvm::SmallVector<const Expr *, 8> Arguments(Call->arg_begin(), Call->arg_end());
  const CXXRecordDecl *Receiver = MemberCall ? MemberCall->getRecordDecl() : nullptr;
  if (MemberCall)
    if (const Expr *Object = MemberCall->getImplicitObjectArgument()) {
      QualType T = Object->IgnoreParenImpCasts()->getType();
      if (!T.isNull() && T->isPointerType())
        T = T->getPointeeType();
      if (const CXXRecordDecl *RD = T.isNull() ? nullptr : T->getAsCXXRecordDecl())
        Receiver = RD;
    }
  auto Fits = [&](const Entry &C) {
    if (!countHolds(*C.By, Arguments))
      return false;
    if (Method ? !isMethod(Method, Receiver, *C.Of, C.As, *C.By, Ctx)
        : Function ? !isFunction(Function, *C.Of, *C.By)
                   : !(Pointer->isExternC() && isNamed(Pointer, C.By->Name)))
      return false;
    return valuesHold(*C.By, Arguments, Ctx);
  };

  llvm::ArrayRef<Entry> Rest = Candidates->second;
  while (!Rest.empty()) {
    const Pair *Of = Rest.front().Of;
    llvm::ArrayRef<Entry> Group = Rest.take_while([&](const Entry &C) { return C.Of == Of; });
    Rest = Rest.drop_front(Group.size());
    llvm::SmallVector<Entry, 4> ByText;
    for (const Entry &C : Group) {
      if (!Fits(C))
        continue;
      if (selectsByText(*C.By))
        ByText.push_back(C);
      else
        Out.push_back({C.Of, C.As, C.By});
    }
    if (ByText.empty())
      continue;
    // What the statements of the text do together: "BEGIN; …; COMMIT" leaves nothing open.
    unsigned Index = llvm::find_if(ByText.front().By->When, isText)->Index;
    std::optional<StringRef> Text = Index < Arguments.size() ? textOf(Arguments[Index]) : std::nullopt;
    if (!Text) { // not known here: it is none of the texts that are ruled out
      for (const Entry &C : ByText)
        if (llvm::all_of(C.By->When, [](const ArgumentCondition &A) { return !isText(A) || A.Not; }))
          Out.push_back({C.Of, C.As, C.By});
      continue;
    }
    const Entry *Opened = nullptr, *Closed = nullptr;
    for (StringRef Statement : statementsOf(*Text)) {
      const auto *C = llvm::find_if(ByText, [&](const Entry &C) { return textHolds(*C.By, Statement); });
      if (C == ByText.end())
        continue;
      if (C->As == Role::Acquire)
        Opened = C;
      else if (Opened)
        Opened = nullptr;
      else if (!Closed)
        Closed = C;
    }
    for (const Entry *C : {Closed, Opened})
      if (C)
        Out.push_back({C->Of, C->As, C->By});
  }
  return Out;
}

llvm::SmallVector<Match, 2> Matcher::endsBy(const FunctionDecl *F) const {
  llvm::SmallVector<Match, 2> Out;
  StringRef Name = identifierOf(F);
  Name.consume_front("__builtin_");
  const auto Candidates = ByName->Functions.find(Name);
  if (Candidates == ByName->Functions.end())
    return Out;
  for (const Entry &C : Candidates->second)
    if (C.As == Role::Release && C.By->Where == Carrier::Argument && C.By->Index == 0 && C.By->When.empty() &&
        isFunction(F, *C.Of, *C.By))
      Out.push_back({C.Of, C.As, C.By});
  return Out;
}

const Expr *Matcher::carrier(const Match &M, const Expr *E) {
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(E))
    return Delete->getArgument()->IgnoreParenImpCasts();
  switch (M.By->Where) {
  case Carrier::Result:
    return E;
  case Carrier::Argument:
  case Carrier::OutArgument:
    if (const auto *Call = dyn_cast<CallExpr>(E); Call && M.By->Index < Call->getNumArgs())
      return Call->getArg(M.By->Index)->IgnoreParenImpCasts();
    return nullptr;
  case Carrier::Receiver:
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      if (const Expr *Object = Call->getImplicitObjectArgument())
        return Object->IgnoreParenImpCasts();
    return nullptr;
  case Carrier::Nothing:
    return nullptr;
  }
  return nullptr;
}

} // namespace raiitidy::catalogue
