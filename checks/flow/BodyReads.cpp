#include "checks/flow/BodyReads.h"
#include "checks/Pch.h"

using namespace clang;

namespace raiitidy::flow {

bool isOfPreamble(const FunctionDecl *Definition) {
  const FunctionDecl *Pattern = Definition->getTemplateInstantiationPattern();
  return (Pattern ? Pattern : Definition)->isFromASTFile();
}

BodyReads::For::For(BodyReads &All, const FunctionDecl *F, BodyRead::Kind Asked, unsigned Parameter) : All(All), Outer(All.Current) {
  if (!All.Wanted)
    return;
  Basis *&Slot = All.Index[key(F, Asked, Parameter)];
  if (!Slot)
    Slot = All.Bases.emplace_back(new Basis{F, Asked, Parameter, std::nullopt}).get();
  All.Current = Slot;
}

void BodyReads::add(const BodyRead &Read) {
  if (Seen.insert({Current, Read.Of, key(Read.Of, Read.Asked, Read.Parameter).second}).second)
    Current->Reads.push_back(Read);
}

void BodyReads::answered(const FunctionDecl *F, BodyRead::Kind Asked, unsigned Parameter, std::optional<uint64_t> Answer) {
  const FunctionDecl *Definition = nullptr;
  if (!Wanted || !F || !F->isDefined(Definition) || isOfPreamble(Definition) || Definition->isDefaulted())
    return; // what a preamble holds stays as it is, and so does what nobody wrote
  if (Basis *Own = Index.lookup(key(Definition, Asked, Parameter)))
    Own->Answer = Answer;
  if (!Current)
    return;
  if (Answer)
    add({Definition, Asked, Parameter, *Answer});
  else
    add({Definition, BodyRead::Kind::Text, 0, 0});
}

void BodyReads::answered(const VarDecl *V, uint64_t Answer) {
  if (Current)
    add({V->getCanonicalDecl(), BodyRead::Kind::Value, 0, Answer});
}

} // namespace raiitidy::flow
