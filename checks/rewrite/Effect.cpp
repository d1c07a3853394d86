#include "checks/rewrite/Effect.h"
#include "checks/lifetime/CalleeNames.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace raiitidy::rewrite {

static bool diesQuietly(QualType T, unsigned Depth);

/// The class, or a base, has an operator delete of its own: it may count.
static bool countsItsMemory(const CXXRecordDecl *R) {
  const DeclarationName Delete = R->getASTContext().DeclarationNames.getCXXOperatorName(OO_Delete);
  const auto HasNone = [&](const CXXRecordDecl *Class) { return Class->lookup(Delete).empty(); };
  return !HasNone(R) || !R->forallBases(HasNone);
}

/// An element, a deleter, an allocator, a comparison: those of the project may do anything, and a base may be anything.
static bool ownsQuietly(const TemplateArgument &A, unsigned Depth) {
  if (A.getKind() == TemplateArgument::Type) {
    const QualType T = A.getAsType().getCanonicalType();
    if (T->isFunctionPointerType() || T->isFunctionReferenceType() || T->isFunctionType())
      return false;
    if (const CXXRecordDecl *R = T->getAsCXXRecordDecl(); R && R->hasDefinition() && !R->isInStdNamespace() &&
                                                           (R->isEmpty() || countsItsMemory(R) || (R->isPolymorphic() && !R->isEffectivelyFinal())))
      return false;
    return diesQuietly(T, Depth);
  }
  return A.getKind() != TemplateArgument::Pack ||
         llvm::all_of(A.pack_elements(), [&](const TemplateArgument &Each) { return ownsQuietly(Each, Depth); });
}

/// \p Depth: a list's node holds nodes; what is not known after some levels is not quiet.
static bool diesQuietly(QualType T, unsigned Depth) {
  T = T.getCanonicalType();
  if (T->isReferenceType())
    return true;
  T = T->getBaseElementTypeUnsafe()->getCanonicalTypeInternal();
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R)
    return !T->isDependentType();
  R = R->getDefinition();
  if (!R || Depth == 0)
    return false;
  if (R->hasTrivialDestructor())
    return true;
  if (R->isInStdNamespace()) {
    static const llvm::StringSet<> Quiet = {
        "basic_string", "vector", "array",         "deque",         "list",     "forward_list", "map", "multimap",
        "set",          "multiset", "unordered_map", "unordered_set", "pair",   "tuple",        "optional",
        "unique_ptr",   "initializer_list", "bitset", "less", "hash", "equal_to", "allocator", "default_delete",
        "char_traits"};
    const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(R);
    return Spec && Quiet.contains(R->getName()) && llvm::all_of(Spec->getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
             return ownsQuietly(A, Depth - 1);
           });
  }
  const CXXDestructorDecl *Destructor = R->getDestructor();
  if (Destructor && Destructor->isUserProvided()) {
    const auto *Body = dyn_cast_or_null<CompoundStmt>(Destructor->getBody());
    if (!Body || !Body->body_empty())
      return false;
  }
  return llvm::all_of(R->bases(), [&](const CXXBaseSpecifier &B) { return diesQuietly(B.getType(), Depth - 1); }) &&
         llvm::all_of(R->fields(), [&](const FieldDecl *F) { return diesQuietly(F->getType(), Depth - 1); });
}

bool diesQuietly(QualType T) {
  constexpr unsigned Levels = 6;
  return diesQuietly(T, Levels);
}

bool givesMemoryBack(const Expr *Release, const Expr *Acquisition, const ASTContext &Ctx) {
  if (const auto *Call = dyn_cast<CallExpr>(Release))
    return Call->getBuiltinCallee() == Builtin::BIfree;
  const auto *Delete = dyn_cast<CXXDeleteExpr>(Release);
  const QualType T = Delete ? Delete->getDestroyedType() : QualType();
  const FunctionDecl *Op = Delete ? Delete->getOperatorDelete() : nullptr;
  if (T.isNull() || !Op || isa<CXXMethodDecl>(Op) || T->isIncompleteType() || !diesQuietly(T))
    return false; // the class may count its memory itself
  // Is it what was made, or has its class no other form?
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  const auto *New = dyn_cast_or_null<CXXNewExpr>(Acquisition);
  return !R || !R->isPolymorphic() || R->isEffectivelyFinal() || (New && Ctx.hasSameUnqualifiedType(New->getAllocatedType(), T));
}

Effect effectOf(const lifetime::Lifetime &L, const Expr *Release, bool OnlyOne, const ASTContext &Ctx) {
  if (givesMemoryBack(Release, OnlyOne ? L.Acquisition : nullptr, Ctx))
    return Effect::Memory;
  const auto *Call = dyn_cast<CallExpr>(Release);
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  const auto *Opened = dyn_cast<CallExpr>(L.Acquisition);
  const FunctionDecl *Opener = Opened ? Opened->getDirectCallee() : nullptr;
  // fmemopen, open_memstream: who opens it with memory that may change writes into that.
  const bool InMemory = Opener && llvm::any_of(Opener->parameters(), [](const ParmVarDecl *P) {
    return P->getType()->isPointerType() && !P->getType()->getPointeeType().isConstQualified();
  });
  const StringRef Guard = L.Resource->Guard;
  return F && F->isExternC() && !InMemory && (Guard == "raii::unique_file" || Guard == "raii::unique_fd" || Guard == "raii::unique_dir")
             ? Effect::System
             : Effect::Any;
}

static bool isBriefCall(const CallExpr *Call) {
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call))
    return Operator->getOperator() != OO_Call;
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F || F->isNoReturn()) // exit(): no guard would run
    return false;
  if (F->getBuiltinID() || F->isInStdNamespace() || isa<CXXConversionDecl, CXXDestructorDecl>(F))
    return true;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F); Method && Method->isConst())
    return true;
  return lifetime::isNamedForRelease(F) || lifetime::isNamedForLogging(F) || lifetime::isNamedForKeeping(F);
}

bool isBrief(const Stmt *S) {
  if (!S)
    return true;
  if (isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, SwitchStmt, GotoStmt, IndirectGotoStmt, LabelStmt, BreakStmt, ContinueStmt,
          CXXTryStmt, AsmStmt, DeclStmt, LambdaExpr, StmtExpr, CoroutineSuspendExpr, CoreturnStmt, BlockExpr>(S))
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && !isBriefCall(Call))
    return false;
  for (const Stmt *Child : S->children())
    if (!isBrief(Child))
      return false;
  return true;
}

} // namespace raiitidy::rewrite
