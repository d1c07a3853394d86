// A handle that itself becomes the guard, where its uses allow it:
//
//   T *p = new T(x);             auto p = std::make_unique<T>(x);
//   list.add(p);                 list.add(p.release());
//
//   FILE *f;
//   f = fopen(path, "r");        raii::unique_file f(fopen(path, "r"));
//   if (f == NULL)               if (!f)
//     return;                      return;
//   fread(b, 1, n, f);           fread(b, 1, n, f.get());
//
//   if ((f = fopen(path, "r")))  if (raii::unique_file f{fopen(path, "r")})
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/rewrite/FunctionView.h"
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/Source.h"
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace raiitidy::rewrite {

/// What a function becomes when one of its handles owns what it names.
struct OwningDeclaration {
  std::string Code;                  ///< declares and acquires, in front of \ref Before
  std::optional<Span> Before;        ///< the test in whose condition the handle was acquired, or what declared others, too
  std::optional<Span> DeclaredApart; ///< a declaration, or a part of one, that is not needed any more
  std::vector<std::pair<Span, std::string>> Uses; ///< texts that become others: `p` `p.get()`, `f == NULL` `!f`
  std::vector<Span> Emptied; ///< statements that say what the guard does by itself: `p = nullptr;` behind `delete p;`

  void write(Draft &D) const;
};

/// How the code speaks to an owner in the place of \p V.
Spoken speakOwner(const clang::VarDecl *V);

/// What an owning class has of a pointer's syntax.
struct OwnerSyntax {
  bool Arrow = false, Index = false; ///< `p->x` and `*p`; `p[i]`
  bool Null = false;                 ///< `p == nullptr`
};

class Ownership {
public:
  /// \param Of the acquisitions into one handle, in source order
  /// \param All their releases, as statements
  Ownership(const Source &Text, const FunctionView &View, llvm::ArrayRef<const lifetime::Lifetime *> Of, const Placement &Places,
            const Releases &Sites, const Place &P, llvm::ArrayRef<ReleaseStatement> All)
      : Text(Text), View(View), Of(Of.vec()), L(*Of.front()), V(L.Handle.Root), Places(Places), Sites(Sites), P(P), All(All) {}

  /// For a handle that is acquired once, in its declaration or by a statement in the same block.
  /// \param Type the owner's, which has get(), release() and reset()
  /// \returns nothing where it is declared elsewhere, written again, or used in a way that the owner does not have;
  ///   std::make_unique only where it initialises exactly as a new-expression does.
  std::optional<OwningDeclaration> declared(llvm::StringRef Type, OwnerSyntax Syntax) const;

  /// For a handle that is declared empty and filled by statements of their own, under conditions or several times:
  /// `std::unique_ptr<T> p;` … `p = std::make_unique<T>();`.
  /// \param Type the owner's
  std::optional<OwningDeclaration> ofFilled(llvm::StringRef Type, OwnerSyntax Syntax) const;

private:
  /// Where the handle is declared, and where it gets its value.
  struct Origin {
    const clang::DeclStmt *Declaration;
    const clang::Stmt *Statement; ///< the declaration, `p = value;`, or the `if` whose condition acquires
    const clang::Expr *Value;
  };
  std::optional<Origin> origin() const;
  bool acquiresForBranch(const clang::IfStmt *Test, const clang::Expr *Value) const;
  bool mayBecomeOwner(const clang::VarDecl *Other) const;
  /// The statement that declares the handle, or its part of one that declares several.
  std::optional<Span> declaringText(const clang::DeclStmt *Declaration) const;
  std::function<bool(const Use &)> acquires(const Origin &From) const;
  /// \param IsAcquisition which uses become part of the acquisition's new text
  bool adapt(OwningDeclaration &Made, OwnerSyntax Syntax, llvm::function_ref<bool(const Use &)> IsAcquisition) const;
  bool adaptUse(OwningDeclaration &Made, const Use &U, OwnerSyntax Syntax, unsigned &Gets) const;
  bool removeDeclaration(OwningDeclaration &Made, const clang::DeclStmt *Declaration, std::string &Comment) const;
  /// Declares the owner where the handle gets its value: \p Head, the text of \p Kept as it stands there, \p Tail.
  bool place(OwningDeclaration &Made, const Origin &From, const std::string &Head, const Span &Kept, const std::string &Tail) const;
  bool isEmptied(const Use &U) const;

  const Source &Text;
  const FunctionView &View;
  std::vector<const lifetime::Lifetime *> Of;
  const lifetime::Lifetime &L; ///< the first of them
  const clang::VarDecl *V;
  const Placement &Places;
  const Releases &Sites;
  const Place &P;
  llvm::ArrayRef<ReleaseStatement> All;
};

} // namespace raiitidy::rewrite
