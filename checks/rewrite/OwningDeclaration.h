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
#include "checks/rewrite/OwnerType.h"
#include "checks/rewrite/Releases.h"
#include "checks/rewrite/Source.h"
#include "checks/rewrite/TakenDeclaration.h"
#include <optional>
#include <string>
#include <vector>

namespace raiitidy::rewrite {

/// What a function becomes when one of its handles owns what it names.
struct OwningDeclaration {
  std::string Code;                  ///< declares and acquires, in front of \ref Before
  std::optional<Span> Before;        ///< the test in whose condition the handle was acquired, or what declared others, too
  std::optional<TakenDeclaration> DeclaredApart; ///< a declaration, or a part of one, that is not needed any more
  std::vector<std::pair<Span, std::string>> Uses; ///< texts that become others: `p` `p.get()`, `f == NULL` `!f`
  std::vector<Span> Emptied; ///< statements that say what the guard does by itself: `p = nullptr;` behind `delete p;`

  void write(Draft &D) const;
};

/// How the code speaks to an owner in the place of \p V.
Spoken speakOwner(const clang::VarDecl *V);

class Ownership {
public:
  /// \param Of the acquisitions into one handle, in source order
  /// \param All their releases, as statements
  Ownership(const Source &Text, const FunctionView &View, llvm::ArrayRef<const lifetime::Lifetime *> Of, const Placement &Places,
            const Releases &Sites, const Place &P, llvm::ArrayRef<ReleaseStatement> All)
      : Text(Text), View(View), Of(Of.vec()), L(*Of.front()), V(L.Handle.Root), Places(Places), Sites(Sites), P(P), All(All) {}

  /// For a handle that is acquired once: in its declaration, which may be the condition of a test, by a statement, or in the
  /// condition of a test of its success or its failure.
  /// \returns nothing where more than what the acquisition reaches names it, where it is written again, or used in a way that
  ///   the owner does not have; std::make_unique only where it initialises exactly as a new-expression does.
  std::optional<OwningDeclaration> declared(const OwnerType &Type) const;

  /// For a handle that is declared empty and filled by statements of their own, under conditions or several times:
  /// `std::unique_ptr<T> p;` … `p = std::make_unique<T>();`.
  std::optional<OwningDeclaration> ofFilled(const OwnerType &Type) const;

private:
  /// Where the handle is declared, and where it gets its value.
  struct Origin {
    const clang::DeclStmt *Declaration = nullptr;
    const clang::Stmt *Statement = nullptr; ///< the declaration, `p = value;`, or \ref Test
    const clang::IfStmt *Test = nullptr;    ///< its condition acquires
    const clang::Expr *Value = nullptr;
    bool Apart = false;     ///< it is declared in another place
    bool Beside = false;    ///< it is declared and acquired with others: `char *p = make(), c;`
    bool ForBranch = false; ///< it is held in the branch of \ref Test, and nothing else has it
  };
  std::optional<Origin> origin() const;
  bool isOnlyNamedFrom(const Origin &From) const;
  const clang::DeclStmt *plainDeclaration() const;
  /// \param IsAcquisition which uses become part of the acquisition's new text
  bool adapt(OwningDeclaration &Made, const OwnerType &Type, llvm::function_ref<bool(const Use &)> IsAcquisition) const;
  bool adaptUse(OwningDeclaration &Made, const Use &U, const OwnerType &Type, unsigned &Gets) const;
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
