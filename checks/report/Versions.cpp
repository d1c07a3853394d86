#include "checks/Pch.h"
#include "checks/report/Versions.h"
#include "clang/Serialization/ASTReader.h"

using namespace clang;
using raiitidy::flow::BodyRead;

namespace raiitidy::report {

/// What the precompiled preamble was made of: the names, sizes and times of its files stand at its beginning.
static uint64_t preambleOf(const Preprocessor &PP) {
  std::vector<uint64_t> Parts{hashed(PP.getPredefines())};
  // Nothing but a reader of precompiled files is ever set there.
  if (const auto *Reader = static_cast<const ASTReader *>(PP.getExternalSource()))
    for (const serialization::ModuleFile &M : Reader->getModuleManager())
      if (M.Buffer)
        Parts.insert(Parts.end(), {hashed(M.Buffer->getBuffer().take_front(1 << 20)), M.Buffer->getBufferSize()});
  return hashed(Parts);
}

/// Has the main file included something behind its preamble?
static bool includesMore(const SourceManager &SM) {
  for (unsigned I = 1; I != SM.local_sloc_entry_size(); ++I)
    if (const auto &Entry = SM.getLocalSLocEntry(I);
        Entry.isFile() && Entry.getFile().getIncludeLoc().isValid() && Entry.getFile().getContentCache().OrigEntry)
      return true;
  return false;
}

FunctionKeys::FunctionKeys(ASTContext &Ctx, Preprocessor &PP, llvm::ArrayRef<const FunctionDecl *> Functions, const Mentions &Seen,
                           llvm::StringRef Salt, const TokenHashes &Before)
    : Preamble(preambleOf(PP)), Read(Ctx.getSourceManager(), Ctx.getLangOpts(), Functions, Before) {
  if (includesMore(Ctx.getSourceManager()))
    return;
  Read.link(Seen);
  const std::optional<uint64_t> ReadByAll = Read.reachedFrom(Read.readByAll());
  if (!ReadByAll)
    return;
  std::vector<uint64_t> ForAll{Preamble, hashed(Salt), Read.textBetween(), *ReadByAll};
  Read.addDefining(ForAll);
  const uint64_t Common = hashed(ForAll);
  for (const Bodies::Place &P : Read.Places) {
    if (P.Body == Outermost.size())
      Outermost.push_back(P.Of), Places[P.Of] = P.Body;
    if (P.Of->getTemplateInstantiationPattern() || P.Of->isDependentContext())
      continue; // what it is instantiated with, others say
    // Two of one text have different numbers.
    std::vector<uint64_t> Parts{Common, P.Body, P.Offset, Read.text(P.Body)};
    Read.addSeen(P.Body, Parts);
    if (!Read.reachedFrom(P.Body))
      continue;
    Keys[P.Of] = hashed(Parts);
    BodyNumbers[P.Of] = P.Body;
  }
  for (const Mentions::One &Each : Seen.All)
    if (Each.Variable) {
      const VarDecl *V = Each.Variable->getCanonicalDecl();
      if (const auto [It, New] = Places.try_emplace(V); New)
        Variables[It->second = hashed(V->getQualifiedNameAsString())] = V;
    }
}

std::optional<uint64_t> FunctionKeys::of(const FunctionDecl *F, BodyRead::Kind Asked, unsigned Parameter) const {
  const auto It = Keys.find(F);
  return It == Keys.end() ? std::nullopt : std::optional(hashed({It->second, uint64_t(Asked), Parameter}));
}

std::optional<uint64_t> FunctionKeys::placeOf(const NamedDecl *D) const {
  const auto It = Places.find(D);
  return It == Places.end() ? std::nullopt : std::optional(It->second);
}

const NamedDecl *FunctionKeys::at(uint64_t Place, BodyRead::Kind Asked) const {
  if (Asked != BodyRead::Kind::Value)
    return Place < Outermost.size() ? Outermost[Place] : nullptr;
  const auto It = Variables.find(Place);
  return It == Variables.end() ? nullptr : It->second;
}

uint64_t FunctionKeys::text(uint64_t Place, BodyRead::Kind Asked) const {
  if (Asked != BodyRead::Kind::Value)
    return Place < Outermost.size() ? Read.reachedFrom(Place).value_or(0) : 0;
  const auto It = Variables.find(Place);
  return It == Variables.end() ? 0 : Read.usersOf(It->second->getName());
}

VersionMemory Memory::take(const std::string &File) {
  const std::lock_guard<std::mutex> Guard(Lock);
  const auto It = Files.find(File);
  return It == Files.end() ? VersionMemory() : std::move(It->second);
}

void Memory::put(const std::string &File, VersionMemory What) {
  const std::lock_guard<std::mutex> Guard(Lock);
  Files[File] = std::move(What);
}

void Version::begin(Preprocessor &PP, llvm::ArrayRef<const FunctionDecl *> Functions, llvm::StringRef Salt, lifetime::Analysis &Given) {
  Solver = &Given;
  SM = &Solver->Ctx.getSourceManager();
  const auto Main = SM->getFileEntryRefForID(SM->getMainFileID());
  if (!Main)
    return;
  MainFile = Main->getName();
  Last = All->take(MainFile);
  Given.Reads.begin();
  Keys = std::make_unique<FunctionKeys>(Given.Ctx, PP, Functions, Named, Salt, Last.Hashes);
  if (Last.Headers && Last.Preamble == Keys->preamble())
    Given.Headers = Last.Headers;
}

void Version::keep(const FunctionDecl *F, uint64_t Key, bool WithFields) {
  Quiet.push_back({F, Key, WithFields, SM->getFileOffset(SM->getFileLoc(F->getBeginLoc())), SM->getFileOffset(SM->getFileLoc(F->getEndLoc()))});
}

bool Version::isStillSo(Remembered::Read &Read, uint64_t For, Asking Ask) {
  const uint64_t Now = Keys->text(Read.Of, Read.Asked);
  if (Now == Read.Text)
    return true;
  const NamedDecl *Of = Keys->at(Read.Of, Read.Asked);
  if (Read.Asked == BodyRead::Kind::Text || !Of)
    return false;
  const auto *F = dyn_cast<FunctionDecl>(Of);
  const auto Key = F ? Keys->of(F, Read.Asked, Read.Parameter) : std::nullopt;
  if (Key == For)
    return true; // what a recursive call is taken for depends on nothing
  const auto It = Key ? Last.Answers.find(*Key) : Last.Answers.end();
  const bool Same = It != Last.Answers.end() && It->second.Answer == Read.Answer && isStillSo(*Key, Ask);
  if (!Same && Ask({Of, Read.Asked, Read.Parameter, 0}) != Read.Answer)
    return false;
  Read.Text = Now;
  return true;
}

bool Version::isStillSo(uint64_t Key, Asking Ask) {
  const auto It = Last.Answers.find(Key);
  if (It == Last.Answers.end())
    return false;
  const auto [Known, New] = StillSo.try_emplace(Key, false); // where they rest on each other, they are asked
  if (!New)
    return Known->second;
  const bool Still = llvm::all_of(It->second.Reads, [&](Remembered::Read &R) { return isStillSo(R, Key, Ask); });
  return StillSo[Key] = Still;
}

Version::LastTime Version::lastTime(const FunctionDecl *F, Asking Ask) {
  const auto Key = Keys ? Keys->of(F, BodyRead::Kind::Findings) : std::nullopt;
  if (!Key || !isStillSo(*Key, Ask))
    return LastTime::Unknown;
  const uint64_t Weights = Last.Answers[*Key].Answer;
  keep(F, *Key, Weights & OfFields);
  Known.insert(F);
  if (!(Weights & AddsToOthers))
    Idle.insert(F);
  return Weights & OfFields ? LastTime::QuietOfFields : LastTime::Quiet;
}

void Version::analysed(const FunctionDecl *F, bool WithFields) {
  if (const auto Key = Keys ? Keys->of(F, BodyRead::Kind::Findings) : std::nullopt)
    keep(F, *Key, WithFields);
}

void Version::spokenOf(SourceLocation Place) {
  if (!Keys)
    return;
  const SourceLocation At = SM->getFileLoc(Place);
  if (SM->getFileID(At) == SM->getMainFileID())
    Spoken.push_back(SM->getFileOffset(At));
}

Remembered Version::remembered(const flow::BodyReads::Basis &B, uint64_t Answer, bool ByTexts) const {
  Remembered Found{B.Asked, B.Parameter, Keys->bodyOf(B.Of), Answer, {}};
  for (const BodyRead &R : B.Reads) {
    const auto Place = Keys->placeOf(R.Of);
    ByTexts |= !Place; // a lambda inside, an instantiation
    if (ByTexts)
      break;
    Found.Reads.push_back({R.Asked, R.Parameter, *Place, R.Answer, Keys->text(*Place, R.Asked)});
  }
  if (ByTexts)
    Found.Reads = {{BodyRead::Kind::Text, 0, Found.Of, 0, Keys->text(Found.Of, BodyRead::Kind::Text)}};
  return Found;
}

Version::~Version() {
  if (!Keys)
    return;
  VersionMemory Next;
  Next.Hashes = Keys->hashes();
  Next.Preamble = Keys->preamble();
  Next.Headers = Solver->Headers;
  // What other functions were asked: in this version, or before and their text is the same.
  for (const auto &B : Solver->Reads.all())
    if (const auto Key = B->Answer ? Keys->of(B->Of, B->Asked, B->Parameter) : std::nullopt)
      Next.Answers[*Key] = remembered(*B, *B->Answer, false);
  const auto isOutdated = [&](uint64_t Key) {
    const auto It = StillSo.find(Key);
    return It != StillSo.end() && !It->second;
  };
  for (auto &[Key, What] : Last.Answers) {
    const auto *Of = dyn_cast_or_null<FunctionDecl>(Keys->at(What.Of, What.Asked));
    if (What.Asked != BodyRead::Kind::Findings && Of && Keys->of(Of, What.Asked, What.Parameter) == Key && !isOutdated(Key))
      Next.Answers.try_emplace(Key, What);
  }
  for (const Kept &K : Quiet) {
    if (Weighed.contains(K.Of) || llvm::any_of(Spoken, [&](unsigned At) { return K.Begin <= At && At <= K.End; }))
      continue;
    const uint64_t Weights = (K.WithFields ? OfFields : 0) | (Adding.contains(K.Of) ? AddsToOthers : 0);
    if (Known.contains(K.Of))
      Next.Answers[K.Key] = std::move(Last.Answers[K.Key]);
    else if (const flow::BodyReads::Basis *B = Solver->Reads.of(K.Of, BodyRead::Kind::Findings))
      Next.Answers[K.Key] = remembered(*B, Weights, OfTexts.contains(K.Of));
    else
      Next.Answers[K.Key] = remembered({K.Of, BodyRead::Kind::Findings, 0, std::nullopt}, Weights, true);
  }
  All->put(MainFile, std::move(Next));
}

} // namespace raiitidy::report
