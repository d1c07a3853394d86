#include "checks/rewrite/ActionText.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace raiitidy::rewrite {

std::string Action::lambda(StringRef Test, StringRef Kept) const {
  std::string Out = "[" + llvm::join(Captures, ", ") + "] { ";
  if (!Kept.empty())
    Out += ("const int " + Kept + " = errno; ").str();
  if (!Test.empty())
    Out += ("if (" + Test + ") ").str();
  Out += Body + ";";
  if (!Kept.empty())
    Out += (" errno = " + Kept + ";").str();
  return Out + " }";
}

bool mayThrowWithin(const Stmt *S, const ASTContext &Ctx, unsigned Depth) {
  if (!S)
    return false;
  if (isa<CXXThrowExpr>(S))
    return true;
  if (isa<LambdaExpr>(S))
    return false; // made, not called
  if (const auto *C = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *F = C->getDirectCallee();
    if (!F) {
      const QualType T = C->getCallee()->getType();
      const auto *P = T->isFunctionPointerType() ? T->getPointeeType()->getAs<FunctionProtoType>() : nullptr;
      if (!P || !P->isNothrow())
        return true;
    } else if (mayThrow(F, Ctx, Depth)) {
      return true;
    }
  } else if (const auto *C = dyn_cast<CXXConstructExpr>(S)) {
    if (mayThrow(C->getConstructor(), Ctx, Depth))
      return true;
  } else if (isa<CXXNewExpr>(S)) {
    return true;
  } else if (const auto *D = dyn_cast<CXXDeleteExpr>(S)) {
    const CXXRecordDecl *R = D->getDestroyedType()->getAsCXXRecordDecl();
    if (R && R->hasDefinition() && R->getDestructor() && mayThrow(R->getDestructor(), Ctx, Depth))
      return true;
  }
  for (const Stmt *Child : S->children())
    if (mayThrowWithin(Child, Ctx, Depth))
      return true;
  return false;
}

bool mayThrow(const FunctionDecl *F, const ASTContext &Ctx, unsigned Depth) {
  if (!Ctx.getLangOpts().CXXExceptions || F->hasAttr<NoThrowAttr>() || F->getBuiltinID())
    return false;
  if (const auto *P = F->getType()->getAs<FunctionProtoType>()) {
    if (isa<CXXDestructorDecl>(F) && !P->hasExceptionSpec())
      return false;
    if (!isUnresolvedExceptionSpec(P->getExceptionSpecType()) && P->isNothrow())
      return false;
    // An implicit destructor or a defaulted member: its specification is evaluated when needed, noexcept as a rule.
    if (isUnresolvedExceptionSpec(P->getExceptionSpecType()) && isa<CXXDestructorDecl>(F))
      return false;
  }
  if (F->isTrivial())
    return false;
  // C functions do not throw, wherever their body is; no more do the standard locks when they are given back.
  if (F->isExternC())
    return false;
  if (F->isInStdNamespace() && F->getIdentifier() && F->getName().starts_with("unlock"))
    return false;
  // flags(), precision(), width(), setf(): assignments to a member.
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->getParent()->isInStdNamespace() && M->getIdentifier() && M->getName() != "imbue" &&
                                                  M->getParent()->getIdentifier() && M->getParent()->getName() == "ios_base")
    return false;
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition) || !Definition->getBody() || Depth > 4 ||
      Ctx.getSourceManager().isInSystemHeader(Definition->getLocation()))
    return true;
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isVirtual() && !M->hasAttr<FinalAttr>())
    return true; // an overrider may
  if (const auto *C = dyn_cast<CXXConstructorDecl>(Definition))
    for (const CXXCtorInitializer *I : C->inits())
      if (mayThrowWithin(I->getInit(), Ctx, Depth + 1))
        return true;
  return mayThrowWithin(Definition->getBody(), Ctx, Depth + 1);
}

/// Standard containers with the standard's allocator, and what holds values: theirs is noexcept if the parts' is, though the
/// specification may not have been worked out in this unit.
static std::optional<bool> movesAsStandard(const CXXRecordDecl *R, const ASTContext &Ctx, unsigned Depth) {
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(R);
  if (!Spec || !R->isInStdNamespace() || !R->getIdentifier())
    return std::nullopt;
  const auto Arguments = Spec->getTemplateArgs().asArray();
  if (llvm::StringSwitch<bool>(R->getName()).Cases("shared_ptr", "weak_ptr", true).Default(false))
    return true;
  if (llvm::StringSwitch<bool>(R->getName()).Cases("pair", "optional", true).Default(false))
    return llvm::all_of(Arguments, [&](const TemplateArgument &A) {
      return A.getKind() == TemplateArgument::Type && movesWithoutThrowing(A.getAsType(), Ctx, Depth + 1);
    });
  const bool Container = llvm::StringSwitch<bool>(R->getName())
                             .Cases("basic_string", "vector", "deque", "list", "forward_list", "map", "set", "multimap", "multiset", true)
                             .Cases("unordered_map", "unordered_set", "unordered_multimap", "unordered_multiset", "unique_ptr", true)
                             .Default(false);
  if (!Container)
    return std::nullopt;
  // Allocators, comparators, hashes and deleters of one's own may be anything; elements are not touched.
  const unsigned Elements = R->getName().contains("map") ? 2 : 1;
  return llvm::all_of(Arguments.drop_front(std::min<size_t>(Elements, Arguments.size())), [](const TemplateArgument &A) {
    const CXXRecordDecl *Part = A.getKind() == TemplateArgument::Type ? A.getAsType()->getAsCXXRecordDecl() : nullptr;
    return Part && Part->isInStdNamespace() && Part->getIdentifier() && Part->getName() != "function";
  });
}

bool movesWithoutThrowing(QualType T, const ASTContext &Ctx, unsigned Depth) {
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R)
    return T->isScalarType() || (T->isConstantArrayType() && movesWithoutThrowing(QualType(T->getBaseElementTypeUnsafe(), 0), Ctx, Depth));
  R = R->getDefinition();
  if (!R || Depth > 6)
    return false;
  if (const auto Known = movesAsStandard(R, Ctx, Depth))
    return *Known;
  const CXXMethodDecl *Move = nullptr, *Copy = nullptr;
  for (const CXXMethodDecl *M : R->methods()) {
    Move = M->isMoveAssignmentOperator() ? M : Move;
    Copy = M->isCopyAssignmentOperator() ? M : Copy;
  }
  const CXXMethodDecl *Used = Move || R->needsImplicitMoveAssignment() ? Move : Copy;
  if (Used && !Used->isDefaulted())
    return !Used->isDeleted() && !mayThrow(Used, Ctx);
  // Of those that the compiler writes: as its parts do.
  return !(Used && Used->isDeleted()) &&
         llvm::all_of(R->bases(), [&](const CXXBaseSpecifier &B) { return movesWithoutThrowing(B.getType(), Ctx, Depth + 1); }) &&
         llvm::all_of(R->fields(), [&](const FieldDecl *F) { return movesWithoutThrowing(F->getType(), Ctx, Depth + 1); });
}

bool Actions::capture(Draft &D, const Stmt *S, const VarDecl *Handle, unsigned Since, Action &A,
                      bool AlwaysByReference) const {
  if (!S)
    return true;
  auto Add = [&](std::string C, bool First = false) {
    if (llvm::is_contained(A.Captures, C))
      return;
    if (First)
      A.Captures.insert(A.Captures.begin(), std::move(C));
    else
      A.Captures.push_back(std::move(C));
  };
  if (isa<CXXThisExpr>(S)) {
    Add("this", true);
    return true;
  }
  if (isa<LambdaExpr>(S))
    return D.refuse(Reason::UnfamiliarShape, "a lambda in the release");
  if (const auto *R = dyn_cast<DeclRefExpr>(S)) {
    if (isa<BindingDecl>(R->getDecl())) {
      if (!Text.Ctx.getLangOpts().CPlusPlus20)
        return D.refuse(Reason::CapturedStructuredBinding, "'" + R->getDecl()->getNameAsString() + "'");
      Add(R->getDecl()->getNameAsString());
      return true;
    }
    const auto *V = dyn_cast<VarDecl>(R->getDecl());
    if (!V || !V->hasLocalStorage())
      return true;
    const std::string Name = V->getNameAsString();
    if (V->getType()->isScalarType() && V->isUsableInConstantExpressions(Text.Ctx))
      return true; // no capture needed; naming it would warn
    bool ByReference = AlwaysByReference || V->getType()->isReferenceType() || !V->getType()->isScalarType();
    const Stmt *P = View.parent(R);
    while (isa_and_nonnull<ParenExpr>(P))
      P = View.parent(P);
    if (const auto *U = dyn_cast_or_null<UnaryOperator>(P); U && U->getOpcode() == UO_AddrOf)
      ByReference = true;
    if (V->getType().isVolatileQualified())
      return D.refuse(Reason::VolatileOrAtomic, "'" + Name + "'");
    if (ByReference && V == Handle && V->getType()->isScalarType() && !AlwaysByReference) {
      // The release takes the handle's address.
    } else if (!ByReference && V != Handle) {
      for (const Use &U : View.uses(V))
        if (U.K != Use::Kind::Read && U.K != Use::Kind::Captured && Text.offset(U.Ref) >= Since)
          return D.refuse(Reason::ChangedBeforeRelease, "'" + Name + "'");
      if (const Stmt *Loop = View.loopAround(S); Loop && Text.offset(V->getLocation()) < Text.offset(Loop))
        for (const Use &U : View.uses(V))
          if (U.K != Use::Kind::Read && View.isInside(U.Ref, Loop) && Text.offset(U.Ref) >= Since)
            return D.refuse(Reason::ChangedBeforeRelease, "'" + Name + "'");
    }
    // It must exist where the guard is made.
    if (!isa<ParmVarDecl>(V) && Text.offset(V->getLocation()) >= Since)
      return D.refuse(Reason::ChangedBeforeRelease, "'" + Name + "' is declared after the acquisition");
    Add((ByReference ? "&" : "") + Name);
    return true;
  }
  for (const Stmt *Child : S->children())
    if (!capture(D, Child, Handle, Since, A, AlwaysByReference))
      return false;
  return true;
}

/// Arguments that may be evaluated at another time and place: names, members, literals, no calls.
static bool isPlain(const Stmt *S) {
  if (!S)
    return true;
  if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr, LambdaExpr, StmtExpr, CXXBindTemporaryExpr,
          CompoundLiteralExpr>(S))
    return false;
  if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
    return false;
  if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->isIncrementDecrementOp())
    return false;
  for (const Stmt *Child : S->children())
    if (!isPlain(Child))
      return false;
  return true;
}

std::optional<Action> Actions::fromStatement(Draft &D, const Expr *Statement, const VarDecl *Handle,
                                             unsigned Since) const {
  if (Source::touchesMacro(Statement)) {
    D.refuse(Reason::InsideMacro);
    return std::nullopt;
  }
  const auto S = Text.span(Statement);
  if (!S) {
    D.refuse(Reason::InsideMacro);
    return std::nullopt;
  }
  if (Text.hasComment(*S)) {
    D.refuse(Reason::UnfamiliarShape, "a comment inside the release");
    return std::nullopt;
  }
  Action A;
  const Expr *Call = Statement->IgnoreParenCasts()->IgnoreImplicit();
  if (const auto *F = dyn_cast<FullExpr>(Call))
    Call = F->getSubExpr()->IgnoreParenCasts();
  if (const auto *C = dyn_cast<CallExpr>(Call)) {
    bool Plain = isPlain(C->getCallee());
    for (const Expr *Arg : C->arguments())
      Plain &= isPlain(Arg);
    if (!Plain) {
      D.refuse(Reason::UnfamiliarShape, "the release evaluates more than names");
      return std::nullopt;
    }
    if (const FunctionDecl *F = C->getDirectCallee())
      A.Callee = F->getNameAsString();
  } else if (const auto *Del = dyn_cast<CXXDeleteExpr>(Call)) {
    if (!isPlain(Del->getArgument())) {
      D.refuse(Reason::UnfamiliarShape, "the release evaluates more than names");
      return std::nullopt;
    }
    A.Callee = "delete";
  } else {
    D.refuse(Reason::UnfamiliarShape, "the release is no call");
    return std::nullopt;
  }
  A.Body = Text.oneLine(*S);
  A.MayThrow = mayThrowWithin(Call, Text.Ctx);
  if (!capture(D, Call, Handle, Since, A))
    return std::nullopt;
  return A;
}

std::optional<Action> Actions::fromPattern(Draft &D, const catalogue::CallPattern &P, const VarDecl *Handle,
                                           bool AddressOf) const {
  if (P.Syntax != catalogue::CallPattern::Kind::Function || P.Where != catalogue::Carrier::Argument || P.Index != 0 ||
      !P.When.empty() || StringRef(P.Name).contains(':')) {
    D.refuse(Reason::NoReleaseToCopy);
    return std::nullopt;
  }
  const auto It = Text.Ctx.Idents.find(P.Name);
  if (It != Text.Ctx.Idents.end())
    for (const NamedDecl *N : Text.Ctx.getTranslationUnitDecl()->lookup(DeclarationName(It->second)))
      if (const auto *F = dyn_cast<FunctionDecl>(N->getUnderlyingDecl()); F && F->getNumParams() == 1 && !F->isVariadic()) {
        const QualType To = F->getParamDecl(0)->getType();
        const QualType From = AddressOf ? Text.Ctx.getPointerType(Handle->getType()) : Handle->getType();
        if (!Text.Ctx.hasSameUnqualifiedType(To, From) &&
            !(To->isVoidPointerType() && From->isPointerType() && !From->getPointeeType().isConstQualified()))
          continue;
        Action A;
        A.Body = P.Name + "(" + (AddressOf ? "&" : "") + Handle->getNameAsString() + ")";
        A.Captures.push_back((AddressOf ? "&" : "") + Handle->getNameAsString());
        A.MayThrow = mayThrow(F, Text.Ctx);
        A.Callee = P.Name;
        return A;
      }
  D.refuse(Reason::NoReleaseToCopy);
  return std::nullopt;
}

} // namespace raiitidy::rewrite
