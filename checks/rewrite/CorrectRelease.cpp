// The release of another family becomes the right one: free(p) → delete p, fclose(f) → pclose(f), delete a → delete[] a.
#include "checks/lifetime/Mismatch.h"
#include "checks/rewrite/Context.h"
#include "checks/rewrite/Releases.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

using catalogue::CallPattern;
using lifetime::Mismatch;

static bool declares(const Source &Text, const CallPattern &P, QualType From) {
  const auto It = Text.Ctx.Idents.find(P.Name);
  if (It == Text.Ctx.Idents.end())
    return false;
  for (const NamedDecl *N : Text.Ctx.getTranslationUnitDecl()->lookup(DeclarationName(It->second)))
    if (const auto *F = dyn_cast<FunctionDecl>(N->getUnderlyingDecl()); F && F->getNumParams() == 1 && !F->isVariadic()) {
      const QualType To = F->getParamDecl(0)->getType();
      if (Text.Ctx.hasSameUnqualifiedType(To, From) ||
          (To->isVoidPointerType() && From->isPointerType() && !From->getPointeeType().isConstQualified()))
        return true;
    }
  return false;
}

Outcome correctRelease(Context &C, const Mismatch &M) {
  Draft D(C.Text, C.Text.file(M.Function->getBody()->getBeginLoc()));
  auto Done = [&] { return D.finish(""); };
  const FunctionView View(M.Function->getBody());
  if (Source::touchesMacro(M.At))
    return D.refuse(Reason::InsideMacro), Done();
  if (!C.Safe.checkFunction(D, M.Function, View))
    return Done();
  if (M.K == Mismatch::Kind::Owner)
    return D.refuse(Reason::UnfamiliarShape, "'" + M.Name + "' names the release itself"), Done();
  if (M.Helper)
    return D.refuse(Reason::ReleasedByHelper, "'" + M.Helper->getNameAsString() + "'"), Done();
  if (M.Shared)
    return D.refuse(Reason::AcquisitionsDiffer), Done();
  if (M.Acquired->Release.empty())
    return D.refuse(Reason::NoReleaseToCopy), Done();
  const CallPattern &Right = M.Acquired->Release.front();
  const auto *Delete = dyn_cast<CXXDeleteExpr>(M.At);
  const auto *Call = dyn_cast<CallExpr>(M.At);
  const auto At = C.Text.span(M.At);
  const Expr *Argument = Delete ? Delete->getArgument() : Call && Call->getNumArgs() == 1 ? Call->getArg(0) : nullptr;
  if (!At || !Argument)
    return D.refuse(Reason::UnfamiliarShape), Done();
  if (Call && !asStatement(Call, View) && !Call->getType()->isVoidType())
    return D.refuse(Reason::ReleaseResultUsed), Done();
  // free(f) was right where f is null; fclose(f) would not be.
  const bool AcceptedNull = Delete || llvm::any_of(M.ReleasedAs->Release, [](const CallPattern &P) { return P.AcceptsFailureValue; });
  if (AcceptedNull && !Right.AcceptsFailureValue && Right.Syntax == CallPattern::Kind::Function)
    return D.refuse(Reason::ConditionalOwnership), Done();

  const Expr *Bare = bare(Argument);
  const auto Given = C.Text.span(Bare);
  if (!Given)
    return D.refuse(Reason::InsideMacro), Done();
  if (Right.Syntax == CallPattern::Kind::Function) {
    if (Delete) {
      // What delete did beside giving the memory back would be lost.
      const QualType Pointee = Bare->getType()->getPointeeType();
      if (Pointee.isNull() || Pointee->isVoidType() || Pointee->isIncompleteType() || Pointee.isDestructedType() ||
          !declares(C.Text, Right, Bare->getType()))
        return D.refuse(Reason::UnfamiliarShape, "'" + Right.Name + "' cannot be called with it"), Done();
      D.replace(*At, Right.Name + "(" + C.Text.text(*Given).str() + ")");
    } else {
      const auto Callee = C.Text.span(Call->getCallee());
      if (!Callee || !declares(C.Text, Right, Bare->getType()))
        return D.refuse(Reason::UnfamiliarShape, "'" + Right.Name + "' cannot be called with it"), Done();
      D.replace(*Callee, Right.Name);
    }
  } else {
    const bool Array = Right.Syntax == CallPattern::Kind::DeleteArray;
    const auto *New = dyn_cast<CXXNewExpr>(M.Acquisition);
    // Through a pointer to another type delete would run another destructor, or none.
    if (!New || !Bare->getType()->isPointerType() ||
        !C.Text.Ctx.hasSameUnqualifiedType(Bare->getType()->getPointeeType(), New->getAllocatedType()))
      return D.refuse(Reason::UnfamiliarShape, "it is released through a pointer to another type"), Done();
    if (Delete) {
      const unsigned Word = C.Text.offset(Delete->getBeginLoc()) + (Delete->isGlobalDelete() ? 2 : 0);
      const StringRef Between = C.Text.buffer(D.file()).slice(Word, At->End);
      if (!Between.starts_with("delete"))
        return D.refuse(Reason::UnfamiliarShape), Done();
      const unsigned After = Word + 6;
      if (Array) {
        D.insert(After, "[]");
      } else {
        const size_t Close = Between.find(']');
        if (Close == StringRef::npos || C.Text.hasComment({D.file(), After, Word + static_cast<unsigned>(Close) + 1}))
          return D.refuse(Reason::UnfamiliarShape), Done();
        const bool Tight = Between.size() > Close + 1 && (clang::isAsciiIdentifierContinue(Between[Close + 1]));
        D.replace({D.file(), After, Word + static_cast<unsigned>(Close) + 1}, Tight ? " " : "");
      }
    } else {
      const bool Simple = isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr>(Bare);
      const std::string Name = C.Text.text(*Given).str();
      D.replace(*At, std::string(Array ? "delete[] " : "delete ") + (Simple ? Name : "(" + Name + ")"));
    }
  }
  if (!C.Safe.checkConditionalText(D, *At, {}))
    return Done();
  return D.finish("release it in the way it was acquired");
}

} // namespace raiitidy::rewrite
