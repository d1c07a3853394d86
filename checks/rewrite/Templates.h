// Functions that are instantiations of a template: their text is that of all instantiations.
#pragma once
#include "checks/rewrite/Plan.h"
#include "checks/rewrite/Source.h"

namespace raiitidy::rewrite {

/// The instantiation that \p F is or lies in (a lambda, a method of a local class); null if there is none.
const clang::FunctionDecl *instantiationAround(const clang::FunctionDecl *F);

/// Whether the template's own text makes what is acquired by \p Acquisition (may be null), or what the edits of \p P
/// replace, depend on its parameters: then an edit that this instantiation asks for would name its types.
bool dependsOnParameters(const Source &Text, const clang::FunctionDecl *Instantiation, const clang::Expr *Acquisition,
                         const Plan &P);

/// The same edits, and neither less safe than the other.
bool samePlan(const Plan &A, const Plan &B);

} // namespace raiitidy::rewrite
