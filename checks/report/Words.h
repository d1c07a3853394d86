// The sentences that several checks share: names of things, and notes along a witness.
#pragma once
#include "checks/lifetime/Lifetime.h"
#include "checks/report/RaiiCheck.h"

namespace raiitidy::report {

/// "'f'", "'ctx.file'", or "the file" when it has no name.
std::string nameOf(const lifetime::Lifetime &L, const clang::ASTContext &Ctx);
/// "'fopen'", "'new'", "'std::mutex::lock'" as written in the call.
std::string callName(const clang::Expr *Call);
/// The name of the release that is missing: of a call in this function, else of the catalogue.
std::string releaseName(const lifetime::Lifetime &L);
/// The first release of the catalogue's entry.
std::string releaseName(const catalogue::Pair &P);
/// Who throws: "'parse'", "the constructor of 'Widget'", "a call through a pointer".
std::string calleeOf(const lifetime::Exit &E);
/// "'depth_'", or "the state" where the expression is long.
std::string written(const clang::Expr *E, const clang::ASTContext &Ctx);
/// The branches of a witness alone.
void appendBranches(std::vector<Note> &Notes, const lifetime::Exit &E);
Note acquisitionNote(const lifetime::Lifetime &L);
/// The branches of a witness and the way out, in the order of execution.
void appendWitness(std::vector<Note> &Notes, const lifetime::Exit &E, const lifetime::Lifetime &L);
/// Where it is released on other paths; nothing if nowhere.
void appendRelease(std::vector<Note> &Notes, const lifetime::Lifetime &L);
clang::SourceLocation fileLocation(const clang::ASTContext &Ctx, clang::SourceLocation L);

} // namespace raiitidy::report
