// Resources that are acquired under conditions and released at several ways out, each under its flag, go into one
// raii::exit_stack, which runs their releases in reverse order.
//
//                                   raii::exit_stack cleanup_stack;
//   if (path) {                     if (path) {
//     f = fopen(path, "r");           f = fopen(path, "r");
//     if (!f)                         if (!f)
//       return false;                   return false;
//     have_f = true;                  cleanup_stack.callback([f] { fclose(f); });
//   }                               }
//   …                               …
//   if (have_m)                     return true;
//     m.unlock();
//   if (have_f)
//     fclose(f);
//   return true;
#include "checks/lifetime/CleanupStack.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Destruction.h"
#include "checks/rewrite/Lockable.h"
#include "checks/rewrite/StateGuard.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using lifetime::CleanupStack;
using lifetime::Lifetime;

namespace {

class StackPlanner {
public:
  StackPlanner(Context &C, const CleanupStack &Stack)
      : C(C), Stack(Stack), D(C.Text, C.Text.file(Stack.Function->getBody()->getBeginLoc())), View(Stack.Function->getBody()),
        Quiet(View, C.Text) {}
  Outcome run() {
    if (plan())
      return D.finish("release on every way out by one raii::exit_stack");
    return D.finish("");
  }

private:
  using Slot = CleanupStack::Slot;
  using Way = std::vector<CleanupStack::Release>;
  bool plan();
  bool checkSlots();
  bool checkWay(const Way &W);
  bool findScope();
  bool checkLocals();
  bool isReadElsewhere(const VarDecl *Flag) const;
  bool keepsHandle(const Slot &S);
  bool add(const Slot &S);
  bool end(const Way &W);
  bool dropFlags();
  unsigned heldSince(const Slot &S) const { return C.Text.offset(S.held()); }
  std::vector<const CleanupStack::Release *> releasesOf(const Slot &S) const;

  Context &C;
  const CleanupStack &Stack;
  Draft D;
  FunctionView View;
  Observable Quiet;
  const CompoundStmt *Scope = nullptr;
  const Stmt *Before = nullptr; ///< the child of Scope in front of which the stack stands
  std::string Name;
  std::vector<const Stmt *> Cleanup; ///< all releases
  std::vector<const VarDecl *> Dropped; ///< flags that nothing else reads
};

std::vector<const CleanupStack::Release *> StackPlanner::releasesOf(const Slot &S) const {
  std::vector<const CleanupStack::Release *> Found;
  for (const Way &W : Stack.Ways)
    for (const CleanupStack::Release &R : W)
      if (R.Of == S.Of)
        Found.push_back(&R);
  return Found;
}

bool StackPlanner::isReadElsewhere(const VarDecl *Flag) const {
  return llvm::any_of(View.references(), [&](const DeclRefExpr *Ref) {
    if (Ref->getDecl() != Flag)
      return false;
    for (const Slot &S : Stack.Slots)
      if (S.Flag == Flag && S.Set && View.isInside(Ref, S.Set))
        return false;
    for (const Way &W : Stack.Ways)
      for (const CleanupStack::Release &R : W)
        if (View.isInside(Ref, R.Test->getCond()) || (R.Cleared && View.isInside(Ref, R.Cleared)))
          return false;
    return true;
  });
}

/// The stack remembers the value of a handle, and the name of an object.
bool StackPlanner::keepsHandle(const Slot &S) {
  const Lifetime &L = *S.Of;
  if (!L.isHandle())
    return refuseCapability(D, L, L.Acquisition) &&
           keepsIdentity(D, View, L, L.Acquisition, [&](const Stmt *E) { return C.Text.offset(E) >= C.Text.offset(Before); });
  if (!L.Handle.isPlainLocal())
    return D.refuse(Reason::HandleNotLocal);
  const std::string Handle = "'" + L.Handle.Root->getNameAsString() + "'";
  if (L.Handle.Root->getType().isVolatileQualified())
    return D.refuse(Reason::VolatileOrAtomic, Handle);
  for (const Use &U : View.uses(L.Handle.Root)) // an object stays the same one
    if (L.Handle.Root->getType().getNonReferenceType()->isScalarType() && U.K != Use::Kind::Read && U.K != Use::Kind::Captured && C.Text.offset(U.Ref) > heldSince(S))
      return D.refuse(Reason::ReassignedWhileArmed, Handle);
  return true;
}

bool StackPlanner::checkSlots() {
  for (const Slot &S : Stack.Slots) {
    const Stmt *Asked = S.held();
    if (Source::touchesMacro(Asked) || Source::touchesMacro(S.Of->Acquisition))
      return D.refuse(Reason::InsideMacro);
    if (View.inLambda(Asked))
      return D.refuse(Reason::UnfamiliarShape, "inside a lambda");
    if (View.escapes(S.Flag))
      return D.refuse(Reason::ConditionalOwnership, "'" + S.Flag->getNameAsString() + "' may change elsewhere");
    if (S.Set && View.statementOf(S.Set) != S.Set)
      return D.refuse(Reason::UnfamiliarShape, "'" + S.Flag->getNameAsString() + "' is set inside an expression");
    if (S.Set && llvm::any_of(Stack.Slots, [&](const Slot &Other) { return &Other != &S && Other.Flag == S.Flag; }))
      return D.refuse(Reason::UnfamiliarShape, "'" + S.Flag->getNameAsString() + "' stands for several resources");
    std::string Words;
    for (const CleanupStack::Release *R : releasesOf(S)) {
      const auto At = C.Text.statement(R->Test), Call = C.Text.span(R->Call);
      if (Source::touchesMacro(R->Test) || Source::touchesMacro(R->Call) || !At || !Call)
        return D.refuse(Reason::InsideMacro);
      if (C.Text.hasComment(*At))
        return D.refuse(Reason::UnfamiliarShape, "a comment inside the release");
      if (const std::string Here = C.Text.normalised(*Call); Words.empty())
        Words = Here;
      else if (Here != Words)
        return D.refuse(Reason::ReleasesDiffer);
      if (R->Cleared && isReadElsewhere(S.Flag))
        return D.refuse(Reason::ConditionalOwnership, "'" + S.Flag->getNameAsString() + "' is read elsewhere, too");
      Cleanup.push_back(R->Call);
    }
  }
  return true;
}

/// The innermost block that holds them all, in no round of which anything is acquired twice.
bool StackPlanner::findScope() {
  std::vector<const Stmt *> All(Cleanup);
  for (const Slot &S : Stack.Slots) {
    All.push_back(S.Of->Acquisition);
    All.push_back(S.held());
  }
  for (const Stmt *Up = View.parent(All.front()); Up && !Scope; Up = View.parent(Up))
    if (const auto *Block = dyn_cast<CompoundStmt>(Up);
        Block && !isa_and_nonnull<SwitchStmt>(View.parent(Up)) &&
        llvm::all_of(All, [&](const Stmt *S) { return View.isInside(S, Block); }))
      Scope = Block;
  if (!Scope || Scope->getLBracLoc().isMacroID() || Scope->getRBracLoc().isMacroID())
    return D.refuse(Reason::InsideMacro);
  for (const Slot &S : Stack.Slots) {
    if (View.loopAround(S.held()) != View.loopAround(Scope) || View.loopAround(S.Of->Acquisition) != View.loopAround(Scope))
      return D.refuse(Reason::UnfamiliarShape, "acquired in a loop");
    if (const DeclStmt *Declared = S.Set ? View.declarationOf(S.Flag) : nullptr;
        S.Set && (!Declared || View.loopAround(Declared) != View.loopAround(Scope)))
      return D.refuse(Reason::UnfamiliarShape, "'" + S.Flag->getNameAsString() + "' keeps its value from round to round");
  }
  for (const Stmt *Child : Scope->body())
    if (!Before && llvm::any_of(Stack.Slots, [&](const Slot &S) { return View.isInside(S.Of->Acquisition, Child); }))
      Before = Child;
  if (!Before || Source::touchesMacro(Before) || !C.Text.statement(Before))
    return D.refuse(Reason::InsideMacro);
  if (isa<LabelStmt, SwitchCase>(Before))
    return D.refuse(Reason::UnfamiliarShape, "acquired right behind a label");
  return C.Safe.checkJumps(D, View, Scope, C.Text.offset(Before));
}

/// The stack outlives what is declared after it, which a release must not need.
bool StackPlanner::checkLocals() {
  const unsigned Since = C.Text.offset(Before);
  for (const VarDecl *V : View.locals()) {
    if (V->hasGlobalStorage() || C.Text.offset(V->getLocation()) < Since)
      continue;
    const auto Names = [&](const Stmt *S) {
      return llvm::any_of(View.uses(V), [&](const Use &U) { return View.isInside(U.Ref, S); });
    };
    const bool Dies = V->getType()->isArrayType() || V->getType().isDestructedType() != QualType::DK_none;
    for (const Slot &S : Stack.Slots) {
      if (Dies && S.Of->Handle.Root && S.Of->Handle.Root != V && llvm::any_of(View.calls(), [&](const Stmt *Call) {
            return C.Text.offset(Call) > C.Text.offset(S.Of->Acquisition) && Names(Call) &&
                   llvm::any_of(View.uses(S.Of->Handle.Root), [&](const Use &U) { return View.isInside(U.Ref, Call); });
          }))
        return D.refuse(Reason::OutlivesScope, "'" + V->getNameAsString() + "' would be destroyed before what may use it");
    }
  }
  return true;
}

/// All that may be held there ends there, the last one first.
bool StackPlanner::checkWay(const Way &W) {
  const unsigned Here = C.Text.offset(W.front().Test);
  std::vector<const Slot *> Ended;
  for (const CleanupStack::Release &R : W) {
    const auto S = llvm::find_if(Stack.Slots, [&](const Slot &Each) { return Each.Of == R.Of; });
    if (S == Stack.Slots.end())
      return D.refuse(Reason::UnfamiliarShape, "another release stands among them");
    if (llvm::is_contained(Ended, &*S))
      return D.refuse(Reason::UnfamiliarShape, "released twice in a row");
    Ended.push_back(&*S);
  }
  const Slot *Last = nullptr;
  for (const Slot *S : Ended)
    if (heldSince(*S) < Here) {
      if (Last && heldSince(*Last) < heldSince(*S))
        return D.refuse(Reason::ReleaseOrderDiffers);
      Last = S;
    }
  for (const Slot &S : Stack.Slots)
    if (heldSince(S) < Here && !llvm::is_contained(Ended, &S))
      return D.refuse(Reason::ConditionalOwnership, "some of them are released earlier than others");
  return true;
}

bool StackPlanner::add(const Slot &S) {
  const Lifetime &L = *S.Of;
  const bool Handle = L.isHandle();
  const CleanupStack::Release *Shown = releasesOf(S).front();
  const Stmt *Whole = Shown->Test->getThen();
  if (const auto *Block = dyn_cast<CompoundStmt>(Whole))
    Whole = Block->body_front();
  const auto A = Actions(C.Text, View).fromStatement(D, cast<Expr>(Whole), Handle ? L.Handle.Root : nullptr, heldSince(S));
  if (!A)
    return false;
  for (const VarDecl *V : View.locals()) // the stack was there before it, and is there after it
    if (C.Text.offset(V->getLocation()) >= C.Text.offset(Before) && llvm::is_contained(A->Captures, "&" + V->getNameAsString()))
      return D.refuse(Reason::OutlivesScope, "'" + V->getNameAsString() + "'");
  const bool Documented = llvm::any_of(L.Releases, [](const lifetime::ReleaseSite &R) { return R.Meaning.By->Throws != catalogue::MayThrow::Never; });
  if (A->MayThrow && (Handle || Documented))
    D.unsafe("'" + A->Callee + "' may throw, and the destructor of the stack would then terminate the program");
  doubtDeletes(D, C.Text, Whole);
  const std::string Code = Name + ".callback(" + A->lambda() + ");";
  if (S.Set) {
    const auto At = C.Text.statement(S.Set);
    if (!At)
      return D.refuse(Reason::InsideMacro);
    if (llvm::is_contained(Dropped, S.Flag))
      D.replace(*At, Code);
    else if (View.isUnbraced(S.Set))
      D.braceAndInsertAfter(*At, Code);
    else
      D.insertLineAfter(*At, Code);
    return true;
  }
  const bool MayFail = L.Meaning.By->HeldOnFailure || (Handle ? L.Meaning.By->Fails != catalogue::FailureValue::Never
                                                              : mustBeTested(L, L.Acquisition));
  if (View.isUnbraced(View.statementOf(L.Acquisition))) {
    const auto At = C.Text.statement(View.statementOf(L.Acquisition));
    if (!At)
      return D.refuse(Reason::InsideMacro);
    if (MayFail)
      return D.refuse(Reason::FailureUntested);
    D.braceAndInsertAfter(*At, Code);
    return true;
  }
  const Placement Places(C.Text, View, L);
  const auto P = Places.find(D, L.Acquisition);
  if (!P)
    return false;
  if (MayFail && (!P->FailureExcluded || L.Meaning.By->HeldOnFailure))
    return D.refuse(Reason::FailureUntested);
  Places.insert(D, *P, Code);
  return true;
}

bool StackPlanner::end(const Way &W) {
  const auto First = C.Text.statement(W.front().Test), Last = C.Text.statement(W.back().Test);
  if (!First || !Last)
    return D.refuse(Reason::InsideMacro);
  const Span At{D.file(), First->Begin, Last->End};
  if (C.Text.hasComment(At))
    return D.refuse(Reason::UnfamiliarShape, "a comment among the releases");
  if (!C.Text.hasCommentOfItsOwn(At) && Quiet.mayWait(W.back().Test, Scope, C.Text.offset(Before), Cleanup))
    D.remove(At);
  else
    D.replace(At, Name + ".close();");
  return true;
}

/// Flags that nothing reads any more.
bool StackPlanner::dropFlags() {
  std::vector<const DeclStmt *> Seen;
  for (const VarDecl *Flag : Dropped) {
    const DeclStmt *Declaration = View.declarationOf(Flag);
    if (llvm::is_contained(Seen, Declaration))
      continue;
    Seen.push_back(Declaration);
    const auto At = C.Text.statement(Declaration);
    if (!At || Source::touchesMacro(Declaration))
      return D.refuse(Reason::InsideMacro);
    std::string Rest;
    for (const Decl *Each : Declaration->decls()) {
      const auto *V = dyn_cast<VarDecl>(Each);
      if (llvm::is_contained(Dropped, V))
        continue;
      const auto Written = V && V->getType()->isBuiltinType() ? C.Text.span(SourceRange(V->getLocation(), V->getEndLoc())) : std::nullopt;
      if (!Written)
        return D.refuse(Reason::UnfamiliarShape, "'" + Flag->getNameAsString() + "' is declared with others");
      Rest += (Rest.empty() ? "" : ", ") + C.Text.text(*Written).str();
    }
    if (C.Text.hasCommentOfItsOwn(*At))
      return D.refuse(Reason::UnfamiliarShape, "a comment speaks of '" + Flag->getNameAsString() + "'");
    if (Rest.empty())
      D.remove(*At);
    else
      D.replace({D.file(), C.Text.offset(cast<VarDecl>(*Declaration->decl_begin())->getLocation()), At->End}, Rest + ";");
  }
  return true;
}

bool StackPlanner::plan() {
  if (!C.Safe.checkFunction(D, Stack.Function, View))
    return false;
  if (!checkSlots() || !findScope())
    return false;
  if (!llvm::all_of(Stack.Slots, [&](const Slot &S) { return keepsHandle(S); }) ||
      !llvm::all_of(Stack.Ways, [&](const Way &W) { return checkWay(W); }) || !checkLocals())
    return false;
  for (const Slot &S : Stack.Slots)
    if (S.Set && !isReadElsewhere(S.Flag))
      Dropped.push_back(S.Flag);
  Name = C.GuardNames.unique("cleanup", "stack", Stack.Function, View, Scope, Before->getBeginLoc());
  const auto Declaration = C.declareStack(D, Name, Stack.Function);
  if (!Declaration)
    return false;
  D.insertLineBefore(*C.Text.statement(Before), *Declaration);
  if (!llvm::all_of(Stack.Slots, [&](const Slot &S) { return add(S); }) ||
      !llvm::all_of(Stack.Ways, [&](const Way &W) { return end(W); }) || !dropFlags())
    return false;
  std::vector<std::string> Words;
  SourceLocation Begin = Before->getBeginLoc();
  for (const Slot &S : Stack.Slots) {
    Words.push_back(S.Flag->getNameAsString());
    if (const auto *Call = dyn_cast<CallExpr>(releasesOf(S).front()->Call); Call && Call->getDirectCallee())
      Words.push_back(Call->getDirectCallee()->getNameAsString());
    if (llvm::is_contained(Dropped, S.Flag) && C.Text.offset(S.Flag->getLocation()) < C.Text.offset(Begin))
      Begin = View.declarationOf(S.Flag)->getBeginLoc();
  }
  const auto Region = C.Text.span(SourceRange(Begin, Scope->getRBracLoc()));
  if (!Region)
    return D.refuse(Reason::InsideMacro);
  return C.Safe.checkConditionalText(D, *Region, Words);
}

} // namespace

Outcome guardStack(Context &C, const CleanupStack &Stack) { return StackPlanner(C, Stack).run(); }

} // namespace raiitidy::rewrite
