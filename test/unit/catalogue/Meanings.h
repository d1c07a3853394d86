// Writes down what the calls of a snippet mean, for the tests to compare.
#pragma once
#include "checks/catalogue/Matcher.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"
#include <string>

namespace raiitidy::catalogue {

inline const char *roleName(Role R) {
  switch (R) {
  case Role::Acquire:
    return "acquire";
  case Role::Release:
    return "release";
  case Role::Commit:
    return "commit";
  case Role::Rollback:
    return "rollback";
  case Role::HandOver:
    return "hand-over";
  }
  return "?";
}

/// Matches every expression of the main file's functions that are called f.
class Meanings : public clang::RecursiveASTVisitor<Meanings> {
public:
  Meanings(const Matcher &M, clang::ASTContext &Ctx) : M(M), Ctx(Ctx) {}
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool TraverseDecl(clang::Decl *D) {
    const auto *F = llvm::dyn_cast_or_null<clang::FunctionDecl>(D);
    bool Outer = Inside;
    Inside |= F && F->getDeclName().isIdentifier() && F->getName() == "f";
    clang::RecursiveASTVisitor<Meanings>::TraverseDecl(D);
    Inside = Outer;
    return true;
  }
  bool VisitExpr(clang::Expr *E) {
    if (!Inside)
      return true;
    for (const Match &Meaning : M.match(E, Ctx)) {
      std::string Line = std::string(roleName(Meaning.As)) + " " + Meaning.Of->Name;
      const clang::Expr *C = Matcher::carrier(Meaning, E);
      Out += (Out.empty() ? "" : "; ") + Line;
      Carriers += (Carriers.empty() ? "" : "; ");
      Carriers += !C        ? std::string("nothing")
                  : C == E ? std::string("call")
                           : clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(C->getSourceRange()),
                                                  Ctx.getSourceManager(), Ctx.getLangOpts())
                                 .str();
    }
    return true;
  }
  std::string Out, Carriers;

private:
  const Matcher &M;
  clang::ASTContext &Ctx;
  bool Inside = false;
};

} // namespace raiitidy::catalogue
