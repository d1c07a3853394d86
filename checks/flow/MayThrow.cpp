#include "checks/flow/MayThrow.h"
#include "checks/flow/BodyReads.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/StandardThrows.h"
#include "checks/flow/ThrowConditions.h"
#include "checks/Pch.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace raiitidy::flow {

bool inStd(const Decl *D) {
  for (const DeclContext *C = D->getDeclContext(); C; C = C->getParent())
    if (C->isStdNamespace())
      return true;
  return false;
}

llvm::StringRef tierName(ThrowTier T) {
  switch (T) {
  case ThrowTier::Never:
    return "";
  case ThrowTier::Allocation:
    return "allocation";
  case ThrowTier::Unknown:
    return "unknown";
  case ThrowTier::Documented:
    return "documented";
  case ThrowTier::Visible:
    return "visible";
  }
  return "";
}

std::optional<ThrowPolicy> ThrowPolicy::parse(llvm::StringRef Text) {
  if (Text == "auto")
    return ThrowPolicy{};
  for (ThrowTier T : {ThrowTier::Allocation, ThrowTier::Unknown, ThrowTier::Documented, ThrowTier::Visible})
    if (Text == tierName(T))
      return ThrowPolicy{T};
  return std::nullopt;
}

ThrowOracle::ThrowOracle(ASTContext &Ctx, NameGlobs NeverThrow, BodyReads *Reads)
    : Ctx(Ctx), Exceptions(Ctx.getLangOpts().CXXExceptions), NeverThrow(std::move(NeverThrow)), Reads(Reads) {}

// Of the standard library: what its specification says throws something other than bad_alloc.
static ThrowTier tierOfStandard(const FunctionDecl *F) {
  if (!F->getDeclName().isIdentifier()) {
    // Stream insertion and extraction count as not throwing (design: streams' << ), operator() may be anything.
    const OverloadedOperatorKind Op = F->getOverloadedOperator();
    if (Op == OO_LessLess || Op == OO_GreaterGreater)
      return ThrowTier::Never;
    if (Op == OO_Call)
      return ThrowTier::Unknown;
    // Access through pointers and containers; a map's [] may insert.
    if (Op == OO_Star || Op == OO_Arrow)
      return ThrowTier::Never;
    if (const auto *Owner = dyn_cast<CXXMethodDecl>(F); Owner && Op == OO_Subscript)
      return Owner->getParent()->getName().ends_with("map") ? ThrowTier::Allocation : ThrowTier::Never;
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F)) {
      const llvm::StringRef Class = Ctor->getParent()->getName();
      // What calls lock(), which counts as not throwing.
      if (Class == "lock_guard" || Class == "unique_lock" || Class == "shared_lock" || Class == "scoped_lock")
        return ThrowTier::Never;
      if (Class == "thread" || Class == "jthread" || Class == "basic_regex" || Class == "locale" ||
          Class == "directory_iterator" || Class == "recursive_directory_iterator" || Class == "bitset")
        return Ctor->getNumParams() == 0 ? ThrowTier::Never : ThrowTier::Documented;
    }
    return ThrowTier::Allocation;
  }
  static const llvm::StringSet<> Documented = {
      "at", "stoi", "stol", "stoll", "stoul", "stoull", "stof", "stod", "stold", "substr", "any_cast", "get_future",
      "set_value", "rethrow_exception", "__throw_out_of_range", "join", "detach", "regex_match", "regex_search",
      "regex_replace", "__throw_bad_alloc", "throw_with_nested", "rethrow_if_nested"};
  static const llvm::StringSet<> Silent = {
      // mutexes and conditions: lock() counts as not throwing
      "lock", "unlock", "try_lock", "lock_shared", "unlock_shared", "try_lock_shared", "wait", "wait_for",
      "wait_until", "notify_one", "notify_all", "try_lock_for", "try_lock_until",
      // streams
      "flush", "write", "put", "read", "get", "peek", "getline", "ignore", "seekg", "seekp", "tellg", "tellp", "good",
      "eof", "fail", "bad", "clear", "close", "open", "is_open", "setf", "unsetf", "precision", "width", "fill", "flags", "endl",
      // plain reads and algorithms on values
      "size", "empty", "begin", "end", "c_str", "data", "front", "back", "length", "max", "min", "swap", "move",
      "forward", "get_id", "load", "store", "count", "find", "compare", "pop_back", "pop_front", "pop", "top",
      "rbegin", "rend", "capacity", "reset", "release", "abs", "distance", "advance", "next", "prev", "rfind"};
  const llvm::StringRef Name = F->getName();
  if (Name == "get" || Name == "value") {
    const auto *M = dyn_cast<CXXMethodDecl>(F);
    const llvm::StringRef Class = M ? M->getParent()->getName() : "";
    if (Class == "optional" || Class == "future" || Class == "shared_future")
      return ThrowTier::Documented;
    return ThrowTier::Never;
  }
  if (Documented.contains(Name))
    return ThrowTier::Documented;
  if (const auto *NS = dyn_cast<NamespaceDecl>(F->getDeclContext()->getEnclosingNamespaceContext()))
    if (NS->getName() == "filesystem") {
      for (const ParmVarDecl *P : F->parameters())
        if (P->getType().getNonReferenceType().getAsString().find("error_code") != std::string::npos)
          return ThrowTier::Allocation;
      return isa<CXXMethodDecl>(F) ? ThrowTier::Allocation : ThrowTier::Documented;
    }
  if (Silent.contains(Name))
    return ThrowTier::Never;
  return ThrowTier::Allocation;
}

static bool declaredNotToThrow(const FunctionDecl *F) {
  if (F->hasAttr<NoThrowAttr>() || F->hasAttr<ConstAttr>() || F->hasAttr<PureAttr>())
    return true;
  const auto *Proto = F->getType()->getAs<FunctionProtoType>();
  if (!Proto)
    return true; // no prototype: C
  switch (Proto->getExceptionSpecType()) {
  case EST_Unparsed:
  case EST_Unevaluated:   // implicit or defaulted, never asked for: its own parts decide; none is used here
  case EST_Uninstantiated:
    return true;
  default:
    return Proto->canThrow() == CT_Cannot;
  }
}

bool endsProcess(const FunctionDecl *F) {
  if (!F->getReturnType()->isVoidType() || !F->getDeclName().isIdentifier() || isa<CXXMethodDecl>(F))
    return false;
  const llvm::StringRef Name = F->getName();
  return llvm::is_contained({"self_destruct", "die", "fatal", "fatalf"}, Name) || Name.ends_with_insensitive("abort") ||
         Name.ends_with_insensitive("panic") || (Name.contains_insensitive("assert") && Name.contains_insensitive("fail"));
}

// [[noreturn]] void ReportAndThrow(…): there is but one way out of it, and its name says which.
static bool surelyThrows(const FunctionDecl *F) {
  return F->isNoReturn() && F->getDeclName().isIdentifier() && F->getName().contains_insensitive("throw");
}

/// guard.reset() and its like, of our own guards: they run the release that stood there by hand.
static bool endsGuard(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || !Method->getDeclName().isIdentifier() ||
      !llvm::is_contained({"reset", "release", "get", "arm"}, Method->getName()))
    return false;
  const DeclContext *Outer = Method->getParent()->getEnclosingNamespaceContext();
  while (Outer && Outer->getParent() && isa<NamespaceDecl>(Outer->getParent()))
    Outer = Outer->getParent();
  const auto *Space = dyn_cast_or_null<NamespaceDecl>(Outer);
  return Space && Space->getName() == "raii";
}

ThrowTier ThrowOracle::tierOfCallee(const FunctionDecl *F) {
  if (!Exceptions || !F)
    return Exceptions ? ThrowTier::Unknown : ThrowTier::Never;
  if (F->getBuiltinID() || F->isExternC() || declaredNotToThrow(F) || NeverThrow.matches(F))
    return ThrowTier::Never;
  if (isa<CXXDestructorDecl>(F))
    return ThrowTier::Documented; // its specification allows it
  const FunctionDecl *Definition = nullptr;
  const bool System = Ctx.getSourceManager().isInSystemHeader(F->getLocation());
  if (inStd(F) || (System && F->getNameAsString().substr(0, 2) == "__"))
    return tierOfStandard(F);
  if (System && endsGuard(F))
    return ThrowTier::Never;
  if (F->isTrivial() || F->isDefaulted())
    return ThrowTier::Allocation; // copies of members: at worst bad_alloc
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  const bool Virtual = Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
                       !Method->getParent()->isEffectivelyFinal();
  if (System || !F->hasBody(Definition) || !Definition->getBody()) {
    if (surelyThrows(F))
      return ThrowTier::Documented;
    return endsProcess(F) ? ThrowTier::Never : ThrowTier::Unknown;
  }
  // What a coroutine throws goes into its promise.
  if (isa<CoroutineBodyStmt>(Definition->getBody()))
    return ThrowTier::Allocation;
  const ThrowTier Body = tierOfDefinition(Definition), T = Virtual ? std::max(Body, ThrowTier::Unknown) : Body;
  if (Reads)
    Reads->answered(Definition, BodyRead::Kind::Throws, 0, uint64_t(T));
  return T;
}

ThrowTier ThrowOracle::tierOfDefinition(const FunctionDecl *Definition) {
  const auto [Known, New] = Memo.try_emplace(Definition, ThrowTier::Never); // a recursive call adds nothing of its own
  if (!New)
    return Known->second;
  std::optional<BodyReads::For> Reader;
  if (Reads)
    Reader.emplace(*Reads, Definition, BodyRead::Kind::Throws);
  const ThrowTier Body = Depth > 24 ? ThrowTier::Unknown : tierOfBody(Definition->getBody(), 0);
  return Memo[Definition] = Body;
}

ThrowTier ThrowOracle::tierOf(const Stmt *S, const FunctionDecl **Callee) {
  if (Callee)
    *Callee = nullptr;
  if (!Exceptions)
    return ThrowTier::Never;
  if (isa<CXXThrowExpr>(S))
    return ThrowTier::Visible;
  if (const auto *New = dyn_cast<CXXNewExpr>(S)) {
    const FunctionDecl *Op = New->getOperatorNew();
    if (!Op || declaredNotToThrow(Op) || New->getNumPlacementArgs() != 0)
      return ThrowTier::Never;
    if (Callee)
      *Callee = Op;
    return ThrowTier::Allocation;
  }
  if (const auto *Cast = dyn_cast<CXXDynamicCastExpr>(S))
    return Cast->getType()->isReferenceType() || Cast->isLValue() ? ThrowTier::Documented : ThrowTier::Never;
  if (const auto *Suspends = dyn_cast<CoroutineSuspendExpr>(S)) {
    // What it awaits is asked three times: await_ready, await_suspend, and await_resume, which throws what went wrong.
    ThrowTier T = ThrowTier::Never;
    for (const Stmt *Asked : {Suspends->getReadyExpr(), Suspends->getSuspendExpr(), Suspends->getResumeExpr()})
      forEachEvaluated(Asked, [&](const Stmt *Part) {
        const FunctionDecl *Of = nullptr;
        const ThrowTier Here = isa<OpaqueValueExpr, CoroutineSuspendExpr>(Part) ? ThrowTier::Never : tierOf(Part, &Of);
        if (Here > T && Callee)
          *Callee = Of;
        T = std::max(T, Here);
      });
    return T;
  }
  const FunctionDecl *F = nullptr;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
    F = Construct->getConstructor();
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    if (isa<CXXPseudoDestructorExpr>(Call->getCallee()->IgnoreParenImpCasts()))
      return ThrowTier::Never;
    F = Call->getDirectCallee();
    if (!F) {
      // Through a pointer: only a noexcept function type promises anything. Pointers from C headers are C code.
      QualType T = Call->getCallee()->getType();
      if (const auto *P = T->getAs<PointerType>())
        T = P->getPointeeType();
      if (const auto *Proto = T->getAs<FunctionProtoType>())
        if (Proto->getExceptionSpecType() != EST_None && !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) &&
            Proto->canThrow() == CT_Cannot)
          return ThrowTier::Never;
      return ThrowTier::Unknown;
    }
  } else {
    return ThrowTier::Never;
  }
  ThrowTier T = tierOfCallee(F);
  if (F && inStd(F) && F->getDeclName().isIdentifier()) {
    if (F->getName() == "substr" && isKnownPosition(cast<CallExpr>(S)))
      T = ThrowTier::Allocation;
    else if (F->getName() == "at" && (isTestedIndex(cast<CallExpr>(S)) || isOwnKey(cast<CallExpr>(S))))
      T = ThrowTier::Never;
    else if (F->getName() == "at" && isOwnIndex(cast<CallExpr>(S)))
      T = ThrowTier::Unknown;
  }
  // A standard algorithm throws what the callable it is given throws.
  if (inStd(F))
    if (const auto *Call = dyn_cast<CallExpr>(S))
      for (const Expr *Arg : Call->arguments())
        if (const CXXRecordDecl *R =
                Arg->getType().isNull() ? nullptr : Arg->getType().getNonReferenceType()->getAsCXXRecordDecl())
          if (R->isLambda() && R->getLambdaCallOperator())
            T = std::max(T, tierOfCallee(R->getLambdaCallOperator()));
  if (Callee)
    *Callee = F;
  return T;
}

static bool isRethrow(const Stmt *S) {
  if (const auto *T = dyn_cast_or_null<CXXThrowExpr>(S))
    return !T->getSubExpr();
  if (!S || isa<LambdaExpr>(S) || isa<CXXTryStmt>(S))
    return false;
  for (const Stmt *C : S->children())
    if (isRethrow(C))
      return true;
  return false;
}

ThrowTier ThrowOracle::tierOfBody(const Stmt *S, unsigned Nest) {
  if (!S || isa<LambdaExpr>(S) || Nest > 400)
    return ThrowTier::Never;
  ++Depth;
  ThrowTier T = ThrowTier::Never;
  if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    ThrowTier Inner = tierOfBody(Try->getTryBlock(), Nest + 1);
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
      const CXXCatchStmt *H = Try->getHandler(I);
      T = std::max(T, tierOfBody(H->getHandlerBlock(), Nest + 1));
      if (isRethrow(H->getHandlerBlock())) {
        T = std::max(T, Inner);
        continue;
      }
      if (!H->getExceptionDecl()) {
        Inner = ThrowTier::Never;
      } else if (const CXXRecordDecl *R = H->getCaughtType().getNonReferenceType()->getAsCXXRecordDecl()) {
        // What the standard library documents derives from std::exception; a visible throw may be anything.
        if (inStd(R) && R->getName() == "exception" && Inner != ThrowTier::Unknown)
          Inner = Inner == ThrowTier::Visible ? ThrowTier::Unknown : ThrowTier::Never;
      }
    }
    if (Inner == ThrowTier::Documented && catchesAllDocumented(Try, *this))
      Inner = ThrowTier::Allocation;
    --Depth;
    return std::max(T, Inner);
  }
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(S); Throw && !Throw->getSubExpr()) {
    --Depth;
    return ThrowTier::Never; // a rethrow: the enclosing try has counted it
  }
  T = tierOf(S);
  const auto *If = dyn_cast<IfStmt>(S);
  const Stmt *Settled = isa<IfStmt, WhileStmt>(S) ? settledByConstructors(S, Ctx) : nullptr;
  const Stmt *Asserted = isa<IfStmt, WhileStmt, ConditionalOperator>(S) ? thrownByAssertion(S, Ctx) : nullptr;
  // Whether a throw behind the state of another unit comes to pass is as unknown as the callee of another unit; so it is with
  // an assertion, which nobody expects to fail.
  bool OfOtherUnits = false;
  if (T != ThrowTier::Visible)
    for (const Stmt *C : S->children()) {
      if (!C || C == Settled || (If && isNeverTaken(If, C)))
        continue;
      const ThrowTier Part = tierOfBody(C, Nest + 1);
      T = std::max(T, OfOtherUnits || C == Asserted || (If && isDecidedElsewhere(If, C)) ? std::min(Part, ThrowTier::Unknown) : Part);
      OfOtherUnits |= isa<CompoundStmt>(S) && leavesByOtherUnits(C);
    }
  --Depth;
  return T;
}

} // namespace raiitidy::flow
