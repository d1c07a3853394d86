// What the guards of the chosen style need in a file.
#include "checks/rewrite/Context.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

static bool speaks(const LangOptions &LO, unsigned Standard) {
  switch (Standard) {
  case 11:
    return LO.CPlusPlus11;
  case 14:
    return LO.CPlusPlus14;
  default:
    return LO.CPlusPlus17;
  }
}

bool Context::useHeader(Draft &D, StringRef Header, unsigned Standard, unsigned Before) const {
  if (!speaks(Text.Ctx.getLangOpts(), Standard))
    return D.refuse(Reason::StandardTooOld, "C++" + std::to_string(Standard));
  if (!Options.AssumeHeaders && !Unit.canFind(Header))
    return Options.Style == GuardStyle::Raii ? D.refuse(Reason::HeaderNotFound)
                                             : D.refuse(Reason::GuardHeaderNotFound, "<" + Header.str() + ">");
  Inclusions.add(D, Header, Before);
  return true;
}

bool Context::useGeneral(Draft &D, unsigned Before) const {
  const StyleInfo &S = style();
  if (S.Guard.empty())
    return D.refuse(Reason::StyleCannotSay);
  if (!useHeader(D, S.Header, S.Standard, Before))
    return false;
  if (llvm::any_of(D.edits(), [](const Draft::Edit &E) { return StringRef(E.Text).contains("std::move("); }))
    Inclusions.add(D, "utility", Before);
  return true;
}

std::string Context::declare(StringRef Name, StringRef Lambda, const FunctionDecl *F) const {
  return declareGuard(style(), Name, Lambda, needsGlobal(style().Guard, F));
}

std::optional<std::string> Context::declareStack(Draft &D, StringRef Name, const FunctionDecl *F) const {
  if (Options.Style != GuardStyle::Raii)
    return D.refuse(Reason::StyleCannotSay), std::nullopt;
  if (!useHeader(D, "raii/exit_stack.hpp", 17, Text.offset(F->getBeginLoc())))
    return std::nullopt;
  const auto *Type = F->getType()->getAs<FunctionProtoType>();
  if ((Type && Type->isNothrow()) || !Text.Ctx.getLangOpts().CXXExceptions)
    D.unsafe("registering a release allocates, and the program would end where there is no memory");
  return ((needsGlobal("raii::exit_stack", F) ? "::raii::exit_stack " : "raii::exit_stack ") + Name + ";").str();
}

bool Context::needsGlobal(StringRef Qualified, const FunctionDecl *F) const {
  const auto It = Text.Ctx.Idents.find(Qualified.split("::").first);
  if (It == Text.Ctx.Idents.end())
    return false;
  for (const DeclContext *D = F->getDeclContext(); D && !D->isTranslationUnit(); D = D->getLookupParent())
    if ((isa<NamespaceDecl>(D) || isa<CXXRecordDecl>(D)) && !D->lookup(DeclarationName(It->second)).empty())
      return true;
  return false;
}

} // namespace raiitidy::rewrite
