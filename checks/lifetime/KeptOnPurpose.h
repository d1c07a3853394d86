// Locks, states and transactions whose end is somebody else's, as the code shows it.
#pragma once
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

/// `lock(); if (!ready()) { unlock(); return false; } return true;`: taken back where it failed, kept for the caller on success. Of
/// locks and states; a transaction that only its failure ends is forgotten.
bool isKeptForCaller(Analysis &A, const flow::FunctionFlow &Flow, const Lifetime &L);

/// `struct Undo { Db &db; ~Undo() { if (armed) db.rollback(); } } undo{db};`: the destructor of a local object ends it, whatever the
/// object holds of it, and whatever it asks before.
bool endsInDestructor(Analysis &A, const flow::FunctionFlow &Flow, const catalogue::Pair &Of);

} // namespace raiitidy::lifetime
