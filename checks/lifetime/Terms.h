// Canonical names of what expressions denote, so that `p->m` here and `p->m` there are known to be the same.
#pragma once
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace raiitidy::lifetime {

/// Index of a canonical name. Numbers are given in the order of first encounter, so that nothing depends on addresses.
using Term = unsigned;

/// Names one unit's locations and repeated conditions. One object a unit, not shared between threads.
class Terms {
public:
  explicit Terms(const clang::ASTContext &Ctx) : Ctx(Ctx) {}

  /// The name of the value or location \p E denotes; empty if the expression has none (a call with arguments, …).
  /// References that are bound once are followed, as are `*&x` and pointers that only ever point to one variable.
  std::optional<Term> of(const clang::Expr *E);
  Term ofVariable(const clang::ValueDecl *D);
  /// A name for this very expression, for the values of calls and of conditional operators.
  Term ofNode(const clang::Stmt *S);
  Term memberOfThis(const clang::FieldDecl *F); ///< this->F
  /// A field of `this`, with no dereference below it.
  bool isMemberOfThis(Term T) const;
  Term element(Term Base, unsigned Index);  ///< Base[Index]
  Term dereference(Term Base);              ///< *Base
  Term ofText(const std::string &Canonical);

  /// Does \p Whole mention \p Part: is a fact about Whole void once Part has been written?
  bool mentions(Term Whole, Term Part) const;
  /// The variable at the root, if the name is a variable and fields below it; null for `this` and others.
  const clang::VarDecl *rootOf(Term T) const;
  /// A plain variable: no field, no dereference.
  const clang::VarDecl *variableOf(Term T) const;
  /// Lives in this function's frame: rooted at a local, non-static, non-reference variable, and no dereference.
  bool isLocalStorage(Term T) const;
  /// The variables, fields and functions that the name is made of.
  llvm::ArrayRef<const clang::ValueDecl *> declsIn(Term T);
  const std::string &text(Term T) const { return Names[T]; }

private:
  bool write(const clang::Expr *E, std::string &Out, unsigned Depth);
  std::string nameOf(const clang::ValueDecl *D);
  const clang::Expr *onlyTarget(const clang::VarDecl *Pointer);

  const clang::ASTContext &Ctx;
  std::vector<std::string> Names;
  llvm::StringMap<Term> Index;
  llvm::DenseMap<const clang::Decl *, unsigned> DeclNumbers;
  std::vector<const clang::ValueDecl *> Decls;
  std::deque<std::optional<llvm::SmallVector<const clang::ValueDecl *, 2>>> DeclsIn; ///< by term
  llvm::DenseMap<const clang::Stmt *, Term> Nodes;
  llvm::DenseMap<const clang::Expr *, std::optional<Term>> Written; ///< answers of of(), which is asked on each path
  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> Targets;
};

/// Strips parentheses, casts, temporaries and __builtin_expect.
const clang::Expr *strip(const clang::Expr *E);
/// Whether E has a pointer's type. Initializer lists in the pattern of a template have no type at all.
bool isPointer(const clang::Expr *E);
/// The value of `true` or `false`; nothing for what is no such literal.
std::optional<bool> boolLiteral(const clang::Expr *E);
/// The variable or member that \p E names at its end, or the function that it calls: x, a->b.x, s.f(1). Null for others.
const clang::ValueDecl *namedBy(const clang::Expr *E);
/// The variable that \p E names; null for others, and for null.
const clang::VarDecl *variableNamedBy(const clang::Expr *E);
/// The field that \p E names: x of a->b.x. Null for others, and for null.
const clang::FieldDecl *fieldNamedBy(const clang::Expr *E);
/// The same of `this` alone.
const clang::FieldDecl *ownFieldNamedBy(const clang::Expr *E);
/// x of &x; else \p E itself.
const clang::Expr *withoutAddressOf(const clang::Expr *E);

} // namespace raiitidy::lifetime
