#include "checks/rewrite/Names.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace raiitidy::rewrite {

std::string Names::stem(StringRef Written) {
  size_t Cut = Written.find_last_of(".>]*&() ");
  while (Cut != StringRef::npos && Cut + 1 == Written.size()) {
    Written = Written.drop_back();
    if (const size_t Open = Written.find_last_of("[("); Open != StringRef::npos)
      Written = Written.substr(0, Open);
    Cut = Written.find_last_of(".>]*&() ");
  }
  if (Cut != StringRef::npos)
    Written = Written.substr(Cut + 1);
  if (const size_t Colon = Written.rfind(':'); Colon != StringRef::npos)
    Written = Written.substr(Colon + 1);
  if (Written.size() > 2 && (Written.starts_with("m_") || Written.starts_with("g_") || Written.starts_with("s_")))
    Written = Written.drop_front(2);
  Written = Written.trim('_');
  std::string Out;
  for (char C : Written)
    if (isAsciiIdentifierContinue(C))
      Out += C;
  if (Out.empty() || llvm::isDigit(Out[0]))
    return "resource";
  return Out;
}

static bool memberOfClassOrBase(const CXXRecordDecl *R, DeclarationName N, unsigned Depth = 0) {
  if (!R || !(R = R->getDefinition()) || Depth > 16)
    return false;
  if (!R->lookup(N).empty())
    return true;
  for (const CXXBaseSpecifier &B : R->bases())
    if (memberOfClassOrBase(B.getType()->getAsCXXRecordDecl(), N, Depth + 1))
      return true;
  return false;
}

bool Names::taken(const std::string &Name, const FunctionDecl *F, const FunctionView &View, const Stmt *Scope,
                  const Span &ScopeText) const {
  if (Unit.isMacro(Name))
    return true;
  for (const std::string &I : Text.identifiers(ScopeText))
    if (I == Name)
      return true;
  for (const VarDecl *V : View.locals())
    if (V->getName() == Name) {
      const Stmt *Where = View.scopeOf(V);
      if (!Where || View.isInside(Scope, Where))
        return true;
    }
  for (const ParmVarDecl *P : F->parameters())
    if (P->getName() == Name)
      return true;
  for (const Given &G : All)
    if (G.Name == Name && G.In.File == ScopeText.File && G.In.Begin < ScopeText.End && ScopeText.Begin < G.In.End)
      return true;
  ASTContext &Ctx = F->getASTContext();
  const auto It = Ctx.Idents.find(Name);
  if (It == Ctx.Idents.end())
    return false;
  const DeclarationName N(It->second);
  for (const DeclContext *D = F->getDeclContext(); D; D = D->getLookupParent()) {
    if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
      if (memberOfClassOrBase(R, N))
        return true;
    } else if (const auto *Outer = dyn_cast<FunctionDecl>(D)) {
      // A lambda or local class: the enclosing function's locals can be hidden.
      for (const Decl *Each : Outer->decls())
        if (const auto *ND = dyn_cast<NamedDecl>(Each); ND && ND->getDeclName() == N)
          return true;
    } else if (!D->lookup(N).empty()) {
      return true;
    }
  }
  return false;
}

/// The variable's own name speaks first, then the locals and parameters of the function.
NameStyle Names::styleFor(StringRef Stem, const FunctionDecl *F, const FunctionView &View) const {
  if (Style.K != NameStyle::Kind::Auto)
    return Style;
  if (const auto Own = styleOfName(Stem))
    return {*Own, ""};
  int Snake = 0, Back = 0, Case = 0;
  const auto Count = [&](StringRef Name) {
    if (const auto K = styleOfName(Name))
      ++(*K == NameStyle::Kind::SnakeCase ? Snake : *K == NameStyle::Kind::CamelBack ? Back : Case);
  };
  for (const VarDecl *V : View.locals())
    Count(V->getName());
  for (const ParmVarDecl *P : F->parameters())
    Count(P->getName());
  if (Back > Snake && Back >= Case)
    return {NameStyle::Kind::CamelBack, ""};
  if (Case > Snake && llvm::isUpper(Stem.front()))
    return {NameStyle::Kind::CamelCase, ""};
  return {NameStyle::Kind::Auto, ""};
}

std::string Names::unique(StringRef Stem, StringRef Kind, const FunctionDecl *F, const FunctionView &View,
                          const Stmt *Scope, SourceLocation Key) {
  const std::string Asked = (Stem + " " + Kind).str();
  for (const Given &G : All)
    if (G.Key == Key && G.Asked == Asked)
      return G.Name;
  const Span Where = Text.span(Scope).value_or(Span{});
  const std::string Base = nameFor(styleFor(Stem, F, View), Stem, Kind);
  std::string Name = Base;
  for (unsigned N = 2; taken(Name, F, View, Scope, Where) && N < 1000; ++N)
    Name = Base + std::to_string(N);
  All.push_back({Name, Where, Asked, Key});
  return Name;
}

} // namespace raiitidy::rewrite
