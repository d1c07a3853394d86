#include "checks/Pch.h"
#include "checks/lifetime/Terms.h"
#include "checks/flow/FunctionFlow.h"

using namespace clang;

namespace raiitidy::lifetime {

bool isPointer(const Expr *E) { return !E->getType().isNull() && E->getType()->isPointerType(); }

/// sk_X509_push(s, x) is a macro of OpenSSL 3: OPENSSL_sk_push(ossl_check_X509_sk_type(s), ossl_check_X509_type(x)).
static bool checksTypeOnly(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  return F && F->getIdentifier() && F->getName().starts_with("ossl_check_");
}

const Expr *strip(const Expr *E) {
  while (E) {
    E = E->IgnoreParens();
    if (const auto *C = dyn_cast<CastExpr>(E);
        C && !isa<CXXFunctionalCastExpr>(C) && C->getCastKind() != CK_Dynamic) // null where its operand is not
      E = C->getSubExpr();
    else if (const auto *F = dyn_cast<CXXFunctionalCastExpr>(E); F && F->getCastKind() != CK_ConstructorConversion)
      E = F->getSubExpr();
    else if (const auto *W = dyn_cast<FullExpr>(E))
      E = W->getSubExpr();
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      E = B->getSubExpr();
    else if (const auto *D = dyn_cast<CXXDefaultArgExpr>(E))
      E = D->getExpr();
    else if (const auto *Call = dyn_cast<CallExpr>(E);
             Call && (Call->getBuiltinCallee() == Builtin::BI__builtin_expect ||
                      Call->getBuiltinCallee() == Builtin::BI__builtin_expect_with_probability))
      E = Call->getArg(0);
    else if (Call && Call->getNumArgs() == 1 && (Call->isCallToStdMove() || checksTypeOnly(Call)))
      E = Call->getArg(0);
    else
      break;
  }
  return E;
}

std::optional<bool> boolLiteral(const Expr *E) {
  const auto *L = dyn_cast<CXXBoolLiteralExpr>(strip(E));
  return L ? std::optional<bool>(L->getValue()) : std::nullopt;
}

const ValueDecl *namedBy(const Expr *E) {
  E = strip(E);
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getMemberDecl();
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return Call->getDirectCallee();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? Ref->getDecl() : nullptr;
}

const VarDecl *variableNamedBy(const Expr *E) {
  const auto *Ref = E ? dyn_cast<DeclRefExpr>(strip(E)) : nullptr;
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

const FieldDecl *fieldNamedBy(const Expr *E) {
  const auto *M = E ? dyn_cast<MemberExpr>(strip(E)) : nullptr;
  return M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
}

const FieldDecl *ownFieldNamedBy(const Expr *E) {
  const FieldDecl *F = fieldNamedBy(E);
  return F && isa<CXXThisExpr>(strip(cast<MemberExpr>(strip(E))->getBase())) ? F : nullptr;
}

const Expr *withoutAddressOf(const Expr *E) {
  const auto *U = E ? dyn_cast<UnaryOperator>(strip(E)) : nullptr;
  return U && U->getOpcode() == UO_AddrOf ? strip(U->getSubExpr()) : E;
}

std::string Terms::nameOf(const ValueDecl *D) {
  D = cast<ValueDecl>(D->getCanonicalDecl());
  auto [It, New] = DeclNumbers.try_emplace(D, Decls.size());
  if (New)
    Decls.push_back(D);
  return std::to_string(It->second);
}

// The expression whose address a pointer variable holds for all its life, or null.
const Expr *Terms::onlyTarget(const VarDecl *Pointer) {
  auto [It, New] = Targets.try_emplace(Pointer, nullptr);
  if (!New)
    return It->second;
  if (!Pointer->isLocalVarDecl() || Pointer->isStaticLocal() || !Pointer->hasInit() ||
      !Pointer->getType()->isPointerType())
    return nullptr;
  const auto *Address = dyn_cast<UnaryOperator>(strip(Pointer->getInit()));
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return nullptr;
  const auto *Owner = dyn_cast<FunctionDecl>(Pointer->getDeclContext());
  const Stmt *Body = Owner ? flow::analysableBody(Owner) : nullptr;
  bool Changed = !Body;
  if (Body)
    flow::forEachEvaluated(Body, [&](const Stmt *S) {
      const Expr *Written = nullptr;
      if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
        Written = B->getLHS();
      else if (const auto *U = dyn_cast<UnaryOperator>(S);
               U && (U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf))
        Written = U->getSubExpr();
      if (Written)
        if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Written)); Ref && Ref->getDecl() == Pointer)
          Changed = true;
    });
  if (Changed)
    return nullptr;
  return Targets[Pointer] = Address->getSubExpr();
}

static bool isStandardArray(const Expr *Object) {
  const CXXRecordDecl *R = Object && !Object->getType().isNull() ? Object->getType()->getAsCXXRecordDecl() : nullptr;
  return R && R->isInStdNamespace() && R->getIdentifier() && R->getName() == "array";
}

bool Terms::write(const Expr *E, std::string &Out, unsigned Depth) {
  E = strip(E);
  // Initializer lists in the pattern of a template have no type.
  if (!E || E->getType().isNull() || Depth > 12)
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const ValueDecl *D = Ref->getDecl();
    if (const auto *V = dyn_cast<VarDecl>(D); V && V->getType()->isReferenceType() && V->hasInit() &&
                                              !isa<ParmVarDecl>(V) && V->isLocalVarDecl()) {
      std::string Bound;
      if (write(V->getInit(), Bound, Depth + 1)) {
        Out += Bound;
        return true;
      }
    }
    Out += isa<FunctionDecl>(D) ? "f" : "v";
    Out += nameOf(D);
    return true;
  }
  if (isa<CXXThisExpr>(E)) {
    Out += "this";
    return true;
  }
  if (const auto *M = dyn_cast<MemberExpr>(E)) {
    if (isa<VarDecl>(M->getMemberDecl())) {
      Out += "v" + nameOf(M->getMemberDecl());
      return true;
    }
    const auto *Field = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (!Field)
      return false;
    std::string Base;
    if (!write(M->getBase(), Base, Depth + 1))
      return false;
    if (M->isArrow()) {
      // (&x)->f is x.f
      if (!Base.empty() && Base[0] == '&')
        Base.erase(0, 1);
      else if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(M->getBase())))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          if (const Expr *Target = onlyTarget(V)) {
            Base.clear();
            if (!write(Target, Base, Depth + 1))
              return false;
            Out += Base + ".";
            Out += Field->getParent()->isUnion() ? "u" : "m" + nameOf(Field);
            return true;
          } else
            Base += "->";
        else
          Base += "->";
      else
        Base += "->";
    }
    Out += Base + ".";
    // The members of a union are one place.
    Out += Field->getParent()->isUnion() ? "u" : "m" + nameOf(Field);
    return true;
  }
  if (E->isTypeDependent() || E->isValueDependent())
    return false; // of a template's pattern only plain names and fields are understood
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    std::string Sub;
    if (U->isIncrementDecrementOp() || !write(U->getSubExpr(), Sub, Depth + 1))
      return false;
    switch (U->getOpcode()) {
    case UO_AddrOf:
      Out += "&" + Sub;
      return true;
    case UO_Deref:
      if (Sub[0] == '&') {
        Out += Sub.substr(1);
        return true;
      }
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(U->getSubExpr())))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          if (const Expr *Target = onlyTarget(V))
            return write(Target, Out, Depth + 1);
      Out += Sub + "->";
      return true;
    case UO_LNot:
    case UO_Minus:
    case UO_Not:
      Out += (U->getOpcode() == UO_LNot ? "!(" : U->getOpcode() == UO_Minus ? "-(" : "~(") + Sub + ")";
      return true;
    default:
      return false;
    }
  }
  // std::array: a.data() is a, a[0] and a.at(0) are elements.
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E); Op && Op->getOperator() == OO_Subscript && isStandardArray(Op->getArg(0))) {
    std::string Base, I;
    if (!write(Op->getArg(0), Base, Depth + 1) || !write(Op->getArg(1), I, Depth + 1))
      return false;
    Out += Base + "[" + I + "]";
    return true;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E); Member && Member->getMethodDecl() && isStandardArray(Member->getImplicitObjectArgument()) &&
                                                           Member->getMethodDecl()->getNameAsString() == "data")
    return write(Member->getImplicitObjectArgument(), Out, Depth + 1);
  if (const auto *A = dyn_cast<ArraySubscriptExpr>(E)) {
    std::string Base, I;
    if (!write(A->getBase(), Base, Depth + 1) || !write(A->getIdx(), I, Depth + 1))
      return false;
    Out += Base + "[" + I + "]";
    return true;
  }
  if (const auto *I = dyn_cast<IntegerLiteral>(E)) {
    Out += "#" + llvm::toString(I->getValue(), 10, true);
    return true;
  }
  if (isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E)) {
    Out += "#0";
    return true;
  }
  if (const auto *B = dyn_cast<CXXBoolLiteralExpr>(E)) {
    Out += B->getValue() ? "#1" : "#0";
    return true;
  }
  if (const auto *C = dyn_cast<CharacterLiteral>(E)) {
    Out += "#" + std::to_string(C->getValue());
    return true;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E)) {
    if (B->isAssignmentOp())
      return write(B->getLHS(), Out, Depth + 1);
    if (B->getOpcode() == BO_Comma)
      return write(B->getRHS(), Out, Depth + 1);
    std::string L, R;
    if (!write(B->getLHS(), L, Depth + 1) || !write(B->getRHS(), R, Depth + 1))
      return false;
    Out += "(" + L + B->getOpcodeStr().str() + R + ")";
    return true;
  }
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E)) {
    const OverloadedOperatorKind K = Op->getOperator();
    std::string A, B;
    if ((K == OO_Arrow || (K == OO_Star && Op->getNumArgs() == 1)) && write(Op->getArg(0), A, Depth + 1)) {
      Out += A + "~>";
      return true;
    }
    if (K == OO_Subscript && Op->getNumArgs() == 2 && write(Op->getArg(0), A, Depth + 1) &&
        write(Op->getArg(1), B, Depth + 1)) {
      Out += A + "[" + B + "]";
      return true;
    }
    return false;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // The same call without arguments counts as the same value (design: correlated, in favour of silence).
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F || F->getBuiltinID() || Call->getNumArgs() != 0)
      return false;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      std::string Base;
      if (!write(Member->getImplicitObjectArgument(), Base, Depth + 1))
        return false;
      Out += Base + ".";
    }
    Out += "f" + nameOf(F) + "()";
    return true;
  }
  Expr::EvalResult R;
  if (E->getType()->isIntegralOrEnumerationType() && E->EvaluateAsInt(R, Ctx)) {
    Out += "#" + llvm::toString(R.Val.getInt(), 10);
    return true;
  }
  return false;
}

Term Terms::ofText(const std::string &Canonical) {
  auto [It, New] = Index.try_emplace(Canonical, Names.size());
  if (New)
    Names.push_back(Canonical);
  return It->second;
}

std::optional<Term> Terms::of(const Expr *E) {
  const auto [It, New] = Written.try_emplace(E, std::nullopt);
  if (!New || !E)
    return It->second;
  std::string Text;
  if (!write(E, Text, 0))
    return std::nullopt;
  return Written[E] = ofText(Text);
}

Term Terms::ofVariable(const ValueDecl *D) { return ofText("v" + nameOf(D)); }

Term Terms::ofNode(const Stmt *S) {
  auto It = Nodes.find(S);
  if (It != Nodes.end())
    return It->second;
  const Term T = ofText("e" + std::to_string(Nodes.size()));
  return Nodes[S] = T;
}

Term Terms::element(Term Base, unsigned I) {
  return ofText(std::string(Names[Base]) + "[#" + std::to_string(I) + "]");
}

Term Terms::dereference(Term Base) {
  const std::string Name = Names[Base];
  return ofText(Name[0] == '&' ? Name.substr(1) : Name + "->");
}

bool Terms::mentions(Term Whole, Term Part) const {
  if (Whole == Part)
    return true;
  const llvm::StringRef W = Names[Whole], P = Names[Part];
  for (size_t At = W.find(P); At != llvm::StringRef::npos; At = W.find(P, At + 1)) {
    const size_t End = At + P.size();
    const bool StartsToken = At == 0 || !llvm::isAlnum(W[At - 1]);
    const bool EndsToken = End == W.size() || !llvm::isDigit(W[End]);
    if (StartsToken && EndsToken)
      return true;
  }
  return false;
}

llvm::ArrayRef<const ValueDecl *> Terms::declsIn(Term T) {
  if (DeclsIn.size() <= T)
    DeclsIn.resize(Names.size());
  auto &Found = DeclsIn[T];
  if (!Found) {
    Found.emplace();
    llvm::StringRef Rest = Names[T];
    for (char Before = 0; !Rest.empty();) {
      const char C = Rest.front();
      Rest = Rest.drop_front();
      unsigned Number;
      if ((C == 'v' || C == 'm' || C == 'f') && !llvm::isAlnum(Before) && !Rest.consumeInteger(10, Number)) {
        Found->push_back(Decls[Number]);
        Before = '0';
      } else
        Before = C;
    }
  }
  return *Found;
}

static std::optional<unsigned> leadingVariable(llvm::StringRef Name, llvm::StringRef &Rest) {
  unsigned Number;
  if (!Name.consume_front("v") || Name.consumeInteger(10, Number))
    return std::nullopt;
  Rest = Name;
  return Number;
}

const VarDecl *Terms::rootOf(Term T) const {
  llvm::StringRef Rest;
  const auto Number = leadingVariable(Names[T], Rest);
  return Number ? dyn_cast<VarDecl>(Decls[*Number]) : nullptr;
}

const VarDecl *Terms::variableOf(Term T) const {
  llvm::StringRef Rest;
  const auto Number = leadingVariable(Names[T], Rest);
  return Number && Rest.empty() ? dyn_cast<VarDecl>(Decls[*Number]) : nullptr;
}

Term Terms::memberOfThis(const FieldDecl *F) {
  return ofText("this->." + (F->getParent()->isUnion() ? std::string("u") : "m" + nameOf(F)));
}

bool Terms::isMemberOfThis(Term T) const {
  llvm::StringRef Name = Names[T];
  return Name.consume_front("this->.") && !Name.contains("->") && !Name.contains('[');
}

bool Terms::isLocalStorage(Term T) const {
  const VarDecl *Root = rootOf(T);
  if (!Root || !Root->hasLocalStorage() || Root->getType()->isReferenceType())
    return false;
  const llvm::StringRef Name = Names[T];
  return !Name.contains("->") && !Name.contains("~>") && !(Name.contains('[') && Root->getType()->isPointerType());
}

} // namespace raiitidy::lifetime
