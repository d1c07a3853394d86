// Who takes a handle that is given away: arguments of calls, constructors, captures of lambdas.
#include "checks/Pch.h"
#include "checks/lifetime/CalleeNames.h"
#include "checks/lifetime/MayBeKept.h"
#include "checks/lifetime/Solver.h"
#include "llvm/ADT/StringSwitch.h"
#include <functional>

using namespace clang;
using namespace raiitidy::catalogue;

namespace raiitidy::lifetime {

// The classes of the standard library that copy what a pointer points to.
static bool copiesContent(const CXXRecordDecl *R) {
  return flow::inStd(R) && R->getDeclName().isIdentifier() && llvm::StringSwitch<bool>(R->getName())
                                      .Cases("basic_string", "basic_string_view", "vector", "basic_stringstream", true)
                                      .Cases("basic_istringstream", "basic_ostringstream", "basic_ifstream",
                                             "basic_ofstream", "basic_fstream", "path", "initializer_list", true)
                                      .Default(false);
}

static bool isPointerToConst(QualType Q) {
  return Q->isPointerType() && Q->getPointeeType().isConstQualified();
}

static bool onlyReads(const CXXMethodDecl *M) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(flow::analysableBody(M));
  if (!Body || Body->size() != 1 || !isa<ReturnStmt>(Body->body_front()) || M->isVirtual())
    return false;
  bool Changes = false;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    const auto *U = dyn_cast<UnaryOperator>(S);
    const auto *B = dyn_cast<BinaryOperator>(S);
    Changes |= isa<CallExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr, LambdaExpr>(S) || (U && U->isIncrementDecrementOp()) ||
               (B && B->isAssignmentOp());
  });
  return !Changes;
}

bool onlyReads(Analysis &A, const CXXMethodDecl *M) {
  const bool Only = onlyReads(M);
  A.Reads.answered(M, flow::BodyRead::Kind::OnlyReads, 0, Only);
  return Only;
}

// An object given as void *, and not to fill it: what a callback gets back.
bool Solver::isUserData(const FunctionDecl *F, QualType Parameter) const {
  // new, or a helper that gives what it has made by new
  const bool New = T.Acquisition && T.Meaning.By && (T.Meaning.By->Syntax == CallPattern::Kind::New ||
                                                          T.Meaning.By->Syntax == CallPattern::Kind::NewArray);
  const QualType Made = New ? T.Acquisition->getType()->getPointeeType() : QualType();
  return !Made.isNull() && Made->isRecordType() && !Parameter.isNull() && Parameter->isVoidPointerType() &&
         !llvm::StringSwitch<bool>(F->getName())
              .Cases("read", "recv", "recvfrom", "fread", "pread", "ioctl", "getsockopt", "memset_s", true)
              .Cases("write", "send", "sendto", "fwrite", "pwrite", "fcntl", "setsockopt", "bzero", true)
              .Default(false);
}

void Solver::giveArgument(const Expr *E, const FunctionDecl *F, unsigned Index, const Expr *Arg, State &St, int Node) {
  bool Value = T.K == Track::Kind::Identity ? names(Arg) : carries(St, Arg);
  // Owner handler(onHeap ? p : nullptr);
  if (const auto *Either = dyn_cast<ConditionalOperator>(strip(Arg)); Either && isa<CXXConstructExpr>(E) && T.K == Track::Kind::Handle)
    Value |= carries(St, Either->getTrueExpr()) || carries(St, Either->getFalseExpr());
  bool ByAddress = false;
  if (T.K != Track::Kind::Identity) {
    if (const auto *U = dyn_cast<UnaryOperator>(strip(Arg)); U && U->getOpcode() == UO_AddrOf)
      ByAddress = carries(St, U->getSubExpr(), true);
    if (!Value && !ByAddress && carries(St, Arg, true))
      ByAddress = !isPointer(strip(Arg)); // an object that holds the handle
  }
  if (!Value && !ByAddress)
    return lend(E, F, Index, Arg, St);
  const bool System = F && A.Ctx.getSourceManager().isInSystemHeader(F->getLocation());
  if (St.TS == Typestate::Released) {
    if (Value && System && F->isExternC() && !F->isVariadic())
      use(Arg, St, Node, E);
    // A callee without a body that is given a pointer will look at what it points to.
    else if (Value && F && !F->isDefined() && !System && isa<CallExpr>(E) && isPointer(strip(Arg)) &&
             !F->isVariadic())
      use(Arg, St, Node, E);
    // A visible callee that releases what has been released.
    else if (Value && F && !System && isa<CallExpr>(E) && F->isDefined() && Index < F->getNumParams() &&
             !(isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isVirtual()))
      if (const ParameterEffect Effect = A.effectOn(F, Index); Effect.Releases && T.Of)
        for (const Pair *P : Effect.As)
          if (P == T.Of) {
            const auto &Patterns = P->Release.empty() ? P->Rollback : P->Release;
            release(E, Match{P, Role::Release, &Patterns.front()}, F, St, Node);
            break;
          }
    return;
  }
  if (St.TS != Typestate::Held && T.K != Track::Kind::Identity)
    return;
  const QualType Parameter =
      F && Index < F->getNumParams() ? F->getParamDecl(Index)->getType() : QualType();
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    const CXXRecordDecl *R = Construct->getConstructor()->getParent();
    if (copiesContent(R))
      return;
    if (R->isLambda())
      return;
    if (T.K == Track::Kind::Identity) {
      if (St.TS == Typestate::Held)
        escape(St, EscapeSite::Kind::TakenByGuard, E); // adopt_lock, a guard of the project
      return;
    }
    const bool Visible = F->isDefined() && flow::analysableBody(F) && !A.Ctx.getSourceManager().isInSystemHeader(F->getLocation());
    if (flow::inStd(R) || !releaseAhead(E) || (Visible && A.effectOn(F, Index).Takes))
      escape(St, EscapeSite::Kind::TakenByGuard, E);
    return;
  }
  // A visible callee says itself what it does.
  if (F && !System && F->isDefined() && flow::analysableBody(F) &&
      !(isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isVirtual()) && Index < F->getNumParams()) {
    const ParameterEffect Effect = A.effectOn(F, Index, ByAddress);
    const auto EndsIt = llvm::find_if(
        Effect.As, [&](const Pair *P) { return P == T.Of || (T.K == Track::Kind::Handle && !P->isContent()); });
    const bool Known = EndsIt != Effect.As.end();
    if (Effect.Releases && (!T.Of || Known || (T.K == Track::Kind::Handle && Effect.As.empty()))) {
      if (Effect.Always && T.Of && Known) {
        const auto &Patterns = (*EndsIt)->Release.empty() ? (*EndsIt)->Rollback : (*EndsIt)->Release;
        release(E, Match{*EndsIt, Role::Release, &Patterns.front()}, F, St, Node);
        return;
      }
      Result.ReleaseReached |= St.TS == Typestate::Held;
      escape(St, EscapeSite::Kind::TakenByCallee, E);
      return;
    }
    if (Effect.Takes)
      escape(St, EscapeSite::Kind::TakenByCallee, E);
    return;
  }
  if (St.TS != Typestate::Held)
    return;
  if (T.K == Track::Kind::Identity) {
    Result.EvidenceUsed |= T.Evidence && !System;
    if (!T.Evidence && !System)
      escape(St, EscapeSite::Kind::TakenByCallee, E);
    return;
  }
  if (!Parameter.isNull() && Parameter->isBooleanType())
    return; // verify(p): whether there is one
  if (ByAddress) {
    if (releaseAhead(E))
      St.GivenTo = isa<CallExpr>(E) ? E : St.GivenTo; // run({worker, job}): it may have taken what lies inside
    else if (!(System && F->isExternC()))
      escape(St, EscapeSite::Kind::TakenByCallee, E);
    return;
  }
  if (F && F->getBuiltinID())
    return;
  // A C library borrows; what takes is in the catalogue. glibc declares memchr and its like as C++ overloads with the
  // C function's label.
  if (System && (F->isExternC() || F->hasAttr<AsmLabelAttr>())) {
    // OPENSSL_sk_push(stack, x), g_queue_push_tail(q, p)
    const bool Container = F->getNumParams() > 1 && Index != 0 && isNamedForInserting(F);
    const bool OwnType = isOfOwnType(Arg);
    // BIO_set_fp(b, f, close), a macro over BIO_ctrl(b, …, f): a type of its own that gives up its name.
    const bool Anything = OwnType && !Parameter.isNull() && Parameter->isVoidPointerType() &&
                          !strip(Arg)->getType()->isVoidPointerType();
    if (givesSymbolBack(F, E)) // the library must stay
      return escape(St, EscapeSite::Kind::TakenByCallee, E);
    if (!isUserData(F, Parameter) && !Container && !Anything) {
      if (OwnType && Index < F->getNumParams() && !isPointerToConst(Parameter) && !isOfOneHeader(F)) {
        if (!isFollowedByRelease(E))
          St.Lent = E; // BIO_new_fp(f, close) of OpenSSL
        else if (E->getType()->isPointerType())
          St.GivenTo = E; // made of it: if (!b) fclose(f);
      }
      return;
    }
    if (releaseAhead(E))
      St.GivenTo = E; // if (!SSL_set_ex_data(ssl, index, p)) delete p;
    else
      escape(St, EscapeSite::Kind::TakenByCallee, E);
    return;
  }
  if (F && flow::inStd(F)) {
    // By reference to the pointer: a container keeps it. By value: an algorithm or a string reads it.
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    const bool Reads = F->getDeclName().isIdentifier() &&
                       llvm::StringSwitch<bool>(F->getName())
                           .Cases("find", "count", "erase", "remove", "contains", "lower_bound", true)
                           .Cases("assign", "append", "write", "read", "getline", "min", "max", "copy", true)
                           .Default(false);
    const bool Takes = (!Parameter.isNull() && Parameter->isReferenceType()) || F->isTemplateInstantiation() ||
                       (Method && llvm::StringSwitch<bool>(F->getDeclName().isIdentifier() ? F->getName() : "")
                                      .Cases("reset", "push_back", "push", "insert", "emplace", true)
                                      .Default(false));
    // unique_ptr<const T>::reset(p) takes it as any other does.
    const bool Owner = Method && !copiesContent(Method->getParent()) && F->getDeclName().isIdentifier() && F->getName() == "reset";
    if (Takes && !Reads && F->getOverloadedOperator() != OO_LessLess &&
        (!Method || !copiesContent(Method->getParent()) || (!Parameter.isNull() && Parameter->isReferenceType())) &&
        (Owner || Parameter.isNull() || !isPointerToConst(Parameter)))
      escape(St, EscapeSite::Kind::TakenByCallee, E);
    return;
  }
  if (llvm::all_of(St.Holders, [&](Term H) { return A.Names.text(H)[0] == 'e'; })) {
    escape(St, EscapeSite::Kind::TakenByCallee, E); // a temporary: nobody else could end it
    return;
  }
  if (releaseAhead(E)) { // evidence beats escape
    if (isa<CallExpr>(E))
      St.GivenTo = E;
    return;
  }
  // xfree(const void *), item_put(const Item *): const only lets them take whatever there is.
  if (F && !F->isDefined() && isNamedForRelease(F))
    return escape(St, EscapeSite::Kind::TakenByCallee, E);
  const bool New = isa_and_nonnull<CXXNewExpr>(T.Acquisition);
  if ((!New || (F && !isa<CXXMethodDecl>(F))) && !Parameter.isNull() && isPointerToConst(Parameter))
    return;
  // A stream or a directory handed to a free function is borrowed; descriptors, memory and objects may be taken.
  if (!New && isOfOwnType(Arg) && F && !isa<CXXMethodDecl>(F)) {
    if (!isOfOneHeader(F)) // no release follows: that it only borrows is a guess
      St.Lent = E;
    return;
  }
  escape(St, EscapeSite::Kind::TakenByCallee, E);
}

bool Solver::isOfOwnType(const Expr *Arg) const {
  return T.Of && isPointer(Arg) &&
         (T.Of->Class == ResourceClass::Handle || (T.Acquisition && !isRaw(T.Of, T.Acquisition)));
}

bool Solver::isOfOneHeader(const FunctionDecl *F) const {
  const auto *Call = dyn_cast_or_null<CallExpr>(T.Acquisition);
  const FunctionDecl *Maker = Call ? Call->getDirectCallee() : nullptr;
  const SourceManager &SM = A.Ctx.getSourceManager();
  return Maker && SM.getFileID(SM.getExpansionLoc(Maker->getCanonicalDecl()->getLocation())) ==
                      SM.getFileID(SM.getExpansionLoc(F->getCanonicalDecl()->getLocation()));
}

bool Solver::givesSymbolBack(const FunctionDecl *F, const Expr *Call) const {
  if (!F->getDeclName().isIdentifier() || (F->getName() != "dlsym" && F->getName() != "dlvsym"))
    return false;
  const Stmt *Up = Flow.parent(Call);
  while (isa_and_nonnull<CastExpr, ParenExpr>(Up))
    Up = Flow.parent(Up);
  return isa_and_nonnull<ReturnStmt>(Up);
}

// The function that \p Arg names, as `close` in `defer(fd, close)`.
static const FunctionDecl *namedFunction(const Expr *Arg) {
  const Expr *Bare = strip(Arg);
  if (const auto *Address = dyn_cast<UnaryOperator>(Bare); Address && Address->getOpcode() == UO_AddrOf)
    Bare = strip(Address->getSubExpr());
  const auto *Ref = dyn_cast<DeclRefExpr>(Bare);
  return Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
}

static bool releases(const Pair &P, const FunctionDecl *F) {
  return F && F->getDeclName().isIdentifier() &&
         llvm::any_of(P.Release, [&](const CallPattern &By) {
           return By.Syntax == CallPattern::Kind::Function && By.Name == F->getQualifiedNameAsString();
         });
}

/// free, or [](void *p) { delete[] static_cast<char *>(p); }
static const FunctionDecl *givenFunction(const Expr *Arg) {
  if (const FunctionDecl *F = namedFunction(Arg))
    return F;
  const Expr *Bare = strip(Arg);
  if (const auto *Conversion = dyn_cast<CXXMemberCallExpr>(Bare); Conversion && isa_and_nonnull<CXXConversionDecl>(Conversion->getMethodDecl()))
    Bare = strip(Conversion->getImplicitObjectArgument());
  const auto *L = dyn_cast<LambdaExpr>(Bare);
  return L && L->capture_begin() == L->capture_end() ? L->getCallOperator() : nullptr;
}

// void destroy(void *): what a C library calls when it is done with the user's data.
static bool isDestroyNotification(const FunctionDecl *F) {
  return F && F->getReturnType()->isVoidType() && F->getNumParams() == 1 &&
         F->getParamDecl(0)->getType()->isVoidPointerType();
}

bool Solver::givenAsUserData(const State &St, const FunctionDecl *F, llvm::ArrayRef<const Expr *> Arguments) {
  for (unsigned I = 0; F && I != std::min<size_t>(Arguments.size(), F->getNumParams()); ++I)
    if (F->getParamDecl(I)->getType()->isVoidPointerType() && carries(St, Arguments[I]))
      return true;
  return false;
}

bool Solver::isWithinReach(const Expr *Call, llvm::ArrayRef<const Expr *> Arguments, const State &St) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Object = Member ? Member->getImplicitObjectArgument() : nullptr;
  const bool Changes = Object && !(Member->getMethodDecl() && Member->getMethodDecl()->isConst());
  const auto Receiver = Changes ? A.Names.of(Object) : std::nullopt;
  const auto Reached = [&](Term Place) {
    const VarDecl *Root = A.Names.rootOf(Place);
    return (Root && Root->hasGlobalStorage()) || (Changes && isa<CXXThisExpr>(strip(Object)) && A.Names.isMemberOfThis(Place)) ||
           (Receiver && A.Names.mentions(Place, *Receiver));
  };
  if (T.K == Track::Kind::Identity)
    return Reached(*T.Place) || llvm::any_of(Arguments, [&](const Expr *Arg) { return names(Arg); });
  if (Changes && carries(St, Object, true))
    return true;
  return llvm::any_of(St.Holders, Reached) || llvm::any_of(Arguments, [&](const Expr *Arg) {
           const auto *Address = dyn_cast<UnaryOperator>(strip(Arg));
           return carries(St, Address && Address->getOpcode() == UO_AddrOf ? Address->getSubExpr() : Arg, true);
         });
}

void Solver::giveArguments(const Expr *E, State &St, int Index) {
  const FunctionDecl *F = nullptr;
  llvm::SmallVector<const Expr *, 8> Arguments;
  if (const auto *C = dyn_cast<CXXConstructExpr>(E)) {
    F = C->getConstructor();
    Arguments.append(C->arg_begin(), C->arg_end());
  } else if (const auto *C = dyn_cast<CallExpr>(E)) {
    F = C->getDirectCallee();
    Arguments.append(C->arg_begin(), C->arg_end());
    // An overloaded operator that is a method: its first argument is the object.
    if (isa<CXXOperatorCallExpr>(C) && isa_and_nonnull<CXXMethodDecl>(F) && !Arguments.empty())
      Arguments.erase(Arguments.begin());
  } else if (const auto *New = dyn_cast<CXXNewExpr>(E)) {
    // A constructor is an element of its own; new (place) Pointer(p) stores p.
    const Expr *Init = New->getInitializer();
    if (Init && T.K != Track::Kind::Identity && !isa<CXXConstructExpr>(strip(Init)) && carries(St, Init, true))
      escape(St, EscapeSite::Kind::Stored, E);
    return;
  }
  // *list = entry; with the handle in a field of entry
  const auto *Copy = dyn_cast<CXXOperatorCallExpr>(E);
  const bool Structure = T.Of && !T.InCode && (T.Of->Class == ResourceClass::Memory || T.Of->Class == ResourceClass::Handle);
  if (Copy && Copy->getOperator() == OO_Equal && F && F->isDefaulted() && Arguments.size() == 1 &&
      (T.K == Track::Kind::Identity ? Structure && names(Arguments[0]) : carries(St, Arguments[0], true))) {
    const auto To = A.Names.of(Copy->getArg(0));
    if (!(To && A.Names.isLocalStorage(*To) && releaseAhead(E)))
      escape(St, EscapeSite::Kind::Stored, E);
    return;
  }
  if (F && flow::hasSkippedBody(F) && !A.Ctx.getSourceManager().isInSystemHeader(F->getLocation()) && isWithinReach(E, Arguments, St))
    escape(St, EscapeSite::Kind::TakenByCallee, E);
  // start_write(buffer, done): called back with it
  const bool CallsBack = llvm::any_of(Arguments, namedFunction);
  // defer(fd, close): whoever gets the handle and its release answers for it; set_user_data(p, destroy) likewise.
  if (T.Of && St.TS == Typestate::Held && T.K == Track::Kind::Handle &&
      llvm::any_of(Arguments, [&](const Expr *Arg) {
        const FunctionDecl *Named = givenFunction(Arg);
        // sqlite3_result_text(c, text, -1, [](void *p) { delete[] … }): the text with what ends it
        const bool Deleter = isDestroyNotification(Named) && !isa<CXXConstructExpr>(E) &&
                             (isa<CXXMethodDecl>(Named) || givenAsUserData(St, F, Arguments));
        return releases(*T.Of, Named) || Deleter;
      }) &&
      llvm::any_of(Arguments, [&](const Expr *Arg) { return carries(St, Arg); })) {
    escape(St, EscapeSite::Kind::TakenByGuard, E);
  }
  if (CallsBack && F && T.K == Track::Kind::Handle && !A.Ctx.getSourceManager().isInSystemHeader(F->getLocation()) &&
      givenAsUserData(St, F, Arguments))
    escape(St, EscapeSite::Kind::TakenByCallee, E);
  for (unsigned I = 0; I != Arguments.size(); ++I)
    giveArgument(E, F, I, Arguments[I], St, Index);

  // state->start(); which registers itself.
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
      Member && F && T.K == Track::Kind::Handle && St.TS == Typestate::Held && isPointer(Member->getImplicitObjectArgument()) &&
      carries(St, Member->getImplicitObjectArgument()) && !cast<CXXMethodDecl>(F)->isVirtual() && !releaseAhead(E) &&
      !A.Ctx.getSourceManager().isInSystemHeader(F->getLocation()) && handsOutThis(A, F))
    escape(St, EscapeSite::Kind::TakenByCallee, E);

  // const auto release = [&object] { free(object.p); }; … release();
  if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
      Method && Method->getParent()->isLambda() && St.TS == Typestate::Held && releasesIn(Method->getBody(), St)) {
    Result.ReleaseReached = true;
    escape(St, EscapeSite::Kind::TakenByCallee, E);
  }

  // this->unlockAll(), releaseGlobal(): a visible callee that touches the same place.
  if (T.K == Track::Kind::Identity && F && (St.TS == Typestate::Held || St.TS == Typestate::Released) &&
      A.touches(F, *T.Place))
    escape(St, EscapeSite::Kind::TakenByCallee, E), St.TS = Typestate::Escaped;

  // Of the object that this constructor makes: cleanup() releases it, or may, in a handler.
  if (T.OwnObject && St.TS == Typestate::Held)
    if (const auto *Own = dyn_cast<CXXMemberCallExpr>(E); Own && F && isa<CXXThisExpr>(strip(Own->getImplicitObjectArgument()))) {
      A.Reads.text(F);
      bool InHandler = false;
      for (const Stmt *P = Flow.parent(E); P; P = Flow.parent(P))
        InHandler |= isa<CXXCatchStmt>(P);
      bool Releases = llvm::any_of(St.Holders, [&](Term H) { return A.touches(F, H) || A.touches(F, A.Names.dereference(H)); });
      Releases |= releasesIn(flow::analysableBody(F), St);
      flow::forEachEvaluated(flow::analysableBody(F), [&](const Stmt *S) {
        // take(): file_ = nullptr;
        if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
          if (const auto Place = A.Names.of(B->getLHS()))
            Releases |= holds(St, *Place);
        // A method that calls others: one of them may.
        if (const auto *Inner = dyn_cast<CXXMemberCallExpr>(S))
          Releases |= InHandler && isa<CXXThisExpr>(strip(Inner->getImplicitObjectArgument()));
      });
      if ((InHandler && !flow::isSeen(F)) || Releases)
        escape(St, EscapeSite::Kind::TakenByCallee, E);
    }

  // What the call may have written.
  if (F && !F->getBuiltinID() && !flow::inStd(F))
    for (const VarDecl *V : Flow.shared())
      if (const Term Place = A.Names.ofVariable(V); !(T.Place && *T.Place == Place) && !holds(St, Place))
        St.F.forget(Place, A.Names);
  for (unsigned I = 0; I != Arguments.size(); ++I) {
    const Expr *Arg = strip(Arguments[I]);
    if (const auto *U = dyn_cast<UnaryOperator>(Arg); U && U->getOpcode() == UO_AddrOf) {
      if (const auto Place = A.Names.of(U->getSubExpr()))
        St.F.forget(*Place, A.Names);
    } else if (F && !F->getBuiltinID() && I < F->getNumParams()) { // std::move and its like write nothing
      const QualType P = F->getParamDecl(I)->getType();
      if (P->isLValueReferenceType() && !P->getPointeeType().isConstQualified())
        if (const auto Place = A.Names.of(Arg))
          St.F.forget(*Place, A.Names);
    }
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    // p->work(); p is not null where this returns.
    if (const Expr *Object = Member->getImplicitObjectArgument(); Object && Object->getType()->isPointerType())
      if (Facts Narrowed = St.F; narrowExpr(Narrowed, Object, Values::not_(0)))
        St.F = std::move(Narrowed);
    if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(F); M && !M->isConst())
      if (const Expr *Object = Member->getImplicitObjectArgument())
        if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Object)); Ref && !Object->getType()->isPointerType())
          if (const auto Place = A.Names.of(Ref); Place && !(T.Place && *Place == *T.Place) && !onlyReads(A, M))
            St.F.forget(*Place, A.Names);
  }
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E); Op && Op->isAssignmentOp())
    if (const auto Place = A.Names.of(Op->getArg(0)))
      St.F.forget(*Place, A.Names);
}

bool Solver::releasesIn(const Stmt *Body, const State &St) {
  bool Found = false;
  flow::forEachEvaluated(Body, [&](const Stmt *S) {
    if (isa<CallExpr, CXXDeleteExpr>(S))
      Found |= releaseMeaning(cast<Expr>(S), St) != nullptr;
  });
  return Found;
}

// const auto close = [&] { fclose(f); };  with nothing but calls of it: what each of them does is known where it stands.
bool Solver::isOnlyCalled(const LambdaExpr *L, const State &St) const {
  if (llvm::any_of(L->captures(), [&](const LambdaCapture &C) {
        return C.capturesVariable() && C.getCaptureKind() != LCK_ByRef && isa<VarDecl>(C.getCapturedVar()) &&
               holds(St, A.Names.ofVariable(cast<VarDecl>(C.getCapturedVar())));
      }))
    return false; // a copy of the handle lives on in it
  const Stmt *Up = Flow.parent(L);
  while (isa_and_nonnull<Expr>(Up) && !isa<CallExpr>(Up))
    Up = Flow.parent(Up);
  const auto *D = dyn_cast_or_null<DeclStmt>(Up);
  const auto *V = D && D->isSingleDecl() ? dyn_cast<VarDecl>(D->getSingleDecl()) : nullptr;
  const CXXRecordDecl *Class = V ? V->getType()->getAsCXXRecordDecl() : nullptr;
  if (!Class || Class != L->getLambdaClass())
    return false;
  bool Called = true;
  flow::forEachEvaluated(Flow.body(), [&](const Stmt *S) {
    const auto *Ref = dyn_cast<DeclRefExpr>(S);
    if (!Ref || Ref->getDecl() != V)
      return;
    const Stmt *By = Flow.parent(Ref);
    while (isa_and_nonnull<CastExpr, ParenExpr>(By))
      By = Flow.parent(By);
    const auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(By);
    Called &= Call && Call->getOperator() == OO_Call && strip(Call->getArg(0)) == Ref;
  });
  return Called;
}

void Solver::captured(const LambdaExpr *L, State &St) {
  if (St.TS != Typestate::Held)
    return;
  const Stmt *Body = L->getCallOperator() ? L->getCallOperator()->getBody() : nullptr;
  const bool Releases = releasesIn(Body, St);
  bool Mentions = false;
  if (Body)
    flow::forEachEvaluated(Body, [&](const Stmt *S) {
      const auto *E = dyn_cast<Expr>(S);
      if (!E)
        return;
      if (T.K == Track::Kind::Identity) {
        Mentions |= isa<DeclRefExpr, MemberExpr>(E) && names(E);
      } else if (isa<DeclRefExpr, MemberExpr>(E)) {
        Mentions |= carries(St, E);
      }
    });
  if (Releases && isOnlyCalled(L, St))
    return;
  Result.EvidenceUsed |= Mentions && T.Evidence;
  // if (!queue.enqueue([fd] { serve(fd); })) close(fd);
  if (Mentions && T.K == Track::Kind::Handle)
    for (const Stmt *Up = Flow.parent(L); isa_and_nonnull<Expr>(Up); Up = Flow.parent(Up))
      if (isa<CallExpr>(Up) && !isa<CXXOperatorCallExpr>(Up))
        St.GivenTo = cast<Expr>(Up);
  if (Releases || (Mentions && !T.Evidence && T.K == Track::Kind::Handle))
    escape(St, Releases ? EscapeSite::Kind::TakenByGuard : EscapeSite::Kind::Captured, L);
}

bool Solver::awaited(const Expr *Acquisition) {
  return awaited(Acquisition, T.Place && A.Names.isLocalStorage(*T.Place) ? A.Names.rootOf(*T.Place) : nullptr);
}

bool Solver::awaited(const Stmt *At, const VarDecl *V) {
  const bool Identity = T.K == Track::Kind::Identity;
  if (!V && !Identity)
    return false;
  auto Releases = [&](const LambdaExpr *L) {
    if (!Identity && llvm::none_of(L->captures(), [&](const LambdaCapture &C) {
          return C.getCaptureKind() == LCK_ByRef && C.capturesVariable() && C.getCapturedVar() == V;
        }))
      return false;
    bool Found = false;
    flow::forEachEvaluated(L->getCallOperator()->getBody(), [&](const Stmt *S) {
      if (const auto *E = dyn_cast<Expr>(S); E && isa<CallExpr, CXXDeleteExpr>(E))
        for (const Match &M : A.meaningsOf(E))
          if (M.Of == T.Of && (M.As == Role::Release || M.As == Role::Rollback))
            if (const Expr *C = Matcher::carrier(M, E)) {
              const auto *Ref = dyn_cast<DeclRefExpr>(strip(C));
              Found |= Identity ? names(C) : Ref && Ref->getDecl() == V;
            }
    });
    return Found;
  };
  auto GuardIn = [&](const Stmt *S) -> const VarDecl * {
    const VarDecl *Guard = nullptr;
    if (const auto *D = dyn_cast<DeclStmt>(S))
      for (const Decl *Each : D->decls())
        if (const auto *G = dyn_cast<VarDecl>(Each); G && G->hasInit() && G->getType()->getAsCXXRecordDecl() &&
                                                     !G->getType()->getAsCXXRecordDecl()->isLambda())
          flow::forEachEvaluated(G->getInit(), [&](const Stmt *In) {
            if (const auto *L = dyn_cast<LambdaExpr>(In); L && Releases(L))
              Guard = G;
          });
    return Guard;
  };
  // g.reset(); or g.release(); on its way: what comes after it nobody awaits. One that is armed later (it is made of more
  // than the action) may come back (limit: docs/limits.md).
  auto Ends = [&](const Stmt *S, const VarDecl *G) {
    const auto *E = dyn_cast<Expr>(S);
    const auto *Call = E ? dyn_cast<CXXMemberCallExpr>(strip(E)) : nullptr;
    const auto *Receiver = Call ? dyn_cast<DeclRefExpr>(strip(Call->getImplicitObjectArgument())) : nullptr;
    const CXXMethodDecl *M = Receiver && Receiver->getDecl() == G && Call->getNumArgs() == 0 ? Call->getMethodDecl() : nullptr;
    if (!M || !M->getIdentifier() || (M->getName() != "reset" && M->getName() != "release"))
      return false;
    const auto *Made = dyn_cast<CXXConstructExpr>(strip(G->getInit()));
    return Made && Made->getNumArgs() == 1;
  };
  // The blocks around the acquisition, from the outside in; in each what stands before it.
  bool Guarded = false;
  std::function<bool(const Stmt *)> Walk = [&](const Stmt *S) {
    if (!S || S == At)
      return S != nullptr;
    llvm::SmallVector<const VarDecl *, 2> Before;
    for (const Stmt *Child : S->children()) {
      if (Walk(Child)) {
        Guarded |= !Before.empty();
        return true;
      }
      if (!isa<CompoundStmt>(S) || !Child)
        continue;
      llvm::erase_if(Before, [&](const VarDecl *G) { return Ends(Child, G); });
      if (const VarDecl *G = GuardIn(Child))
        Before.push_back(G);
    }
    return false;
  };
  Walk(Flow.body());
  return Guarded;
}

} // namespace raiitidy::lifetime
