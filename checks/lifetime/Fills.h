// What a method leaves in the fields of its own object: `open()` and `init()` beside a constructor or a destructor.
#pragma once
#include "checks/lifetime/Tracks.h"

namespace raiitidy::lifetime {

/// A field that holds what a method has acquired when the method returns.
struct Fill {
  const clang::FieldDecl *Field;
  Gift Given;
  const clang::Expr *Call; ///< where it is acquired, in the method or in one that it calls
  bool MayThrow = false;   ///< some exception leaves the method when the field holds it already
  /// The field has been assigned wherever the method returns, if only the failure value.
  bool AlwaysSet = false;
};

/// The resources that calls of own methods acquire (`open();`), for a function of the same object.
std::vector<Track> findFilledByCalls(Analysis &A, const flow::FunctionFlow &Flow);
/// `if (!open()) throw …;` around the call of \p T: the failure test, if it leaves whenever the field was not filled.
const clang::IfStmt *findSureFailureTest(Analysis &A, const flow::FunctionFlow &Flow, const Track &T);
/// Is there such a call in a function with this body?
bool callsFillingMethod(Analysis &A, const clang::Stmt *Body);

/// file_ = f;  Adds to Facts.Stored what \p T acquires and holds first elsewhere, if a field holds it in the end and nobody else
/// was given it.
void findStoredLater(Analysis &A, const flow::FunctionFlow &Flow, Track T, const Prehistory *Before, FunctionFacts &Facts);

} // namespace raiitidy::lifetime
