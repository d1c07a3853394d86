// What is said of a lifetime when the solver is done with it, from the text around.
#pragma once
#include "checks/flow/FunctionFlow.h"
#include "checks/lifetime/Analysis.h"

namespace raiitidy::lifetime {

/// Lifetime::ReleasedAtOnce. FailureTest and Releases must be known.
bool isReleasedAtOnce(const flow::FunctionFlow &Flow, const Lifetime &L);

/// `r = PQexec(c, "BEGIN"); if (PQresultStatus(r) != PGRES_COMMAND_OK) return;`: on a way whose first test asks for the beginning's
/// own result it may have failed, in words that the catalogue does not know.
void dropWhereBeginningWasAsked(const flow::FunctionFlow &Flow, Lifetime &L);

/// `p = new char[n]; if (!p) { fclose(f); … }`: no path comes there, but whoever makes a guard of the other releases has to
/// know of this one.
void addUnreachedReleases(Analysis &A, const flow::FunctionFlow &Flow, FunctionFacts &Facts);

} // namespace raiitidy::lifetime
