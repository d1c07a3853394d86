#include "checks/Pch.h"
#include "checks/report/Versions.h"
#include "checks/flow/FunctionFlow.h"
#include "clang/Serialization/ASTReader.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace raiitidy::report {

static uint64_t hashed(llvm::StringRef Text) { return llvm::xxh3_64bits(Text); }

static uint64_t hashed(llvm::ArrayRef<uint64_t> Parts) {
  return llvm::xxh3_64bits(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(Parts.data()), Parts.size() * sizeof(uint64_t)));
}

/// What code names \p F by: a constructor by its class. Empty for what may be called without being named: a destructor, an operator,
/// constructors that implicit ones call, begin() of a range-for, what co_await asks for.
static llvm::StringRef nameOf(const FunctionDecl *F) {
  if (const auto *C = dyn_cast<CXXConstructorDecl>(F))
    return C->isDefaultConstructor() || C->isCopyOrMoveConstructor() || !C->getParent()->getIdentifier() ? "" : C->getParent()->getName();
  if (!F->getDeclName().isIdentifier() || !F->getIdentifier())
    return "";
  static const llvm::StringSet<> Asked = {"begin", "end", "get", "await_ready", "await_suspend", "await_resume", "await_transform",
                                          "get_return_object", "get_return_object_on_allocation_failure", "initial_suspend",
                                          "final_suspend", "return_void", "return_value", "yield_value", "unhandled_exception"};
  return Asked.contains(F->getName()) ? "" : F->getName();
}

void Mentions::saw(const Stmt *S) {
  const auto Add = [&](DeclarationName Name, const FunctionDecl *F, bool IsVariable = false) {
    if (Name.isIdentifier() && Name.getAsIdentifierInfo())
      All.push_back({S->getBeginLoc(), Name.getAsIdentifierInfo()->getName(), F, IsVariable});
  };
  if (const auto *Made = dyn_cast<CXXConstructExpr>(S))
    if (const llvm::StringRef Class = nameOf(Made->getConstructor()); !Class.empty())
      All.push_back({S->getBeginLoc(), Class, Made->getConstructor(), false});
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Add(F->getDeclName(), F);
    else if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasGlobalStorage() && !V->isStaticLocal() && !V->isExternallyVisible())
      Add(V->getDeclName(), nullptr, true);
  } else if (const auto *M = dyn_cast<MemberExpr>(S)) {
    if (const auto *F = dyn_cast<FunctionDecl>(M->getMemberDecl()))
      Add(F->getDeclName(), F);
  } else if (const auto *Overload = dyn_cast<OverloadExpr>(S)) {
    Add(Overload->getName(), nullptr);
  } else if (const auto *Member = dyn_cast<CXXDependentScopeMemberExpr>(S)) {
    Add(Member->getMember(), nullptr);
  } else if (const auto *Scoped = dyn_cast<DependentScopeDeclRefExpr>(S)) {
    Add(Scoped->getDeclName(), nullptr);
  }
}

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

namespace {

/// Functions of headers whose bodies the preamble holds: constexpr ones in clangd's, in others all.
class PreambleBodies {
public:
  explicit PreambleBodies(const SourceManager &SM) : SM(SM) {}
  /// Does the body of \p F there, or one that it calls, call what the main file defines?
  bool callsBack(const FunctionDecl *F) {
    if (!F || !F->isFromASTFile())
      return false;
    const auto [It, New] = Known.try_emplace(F, true); // recursion: who knows
    if (!New)
      return It->second;
    const FunctionDecl *Definition = nullptr;
    const bool Read = F->isDefined(Definition) && Definition->isFromASTFile() && !SM.isInSystemHeader(Definition->getLocation()) &&
                      Definition->getBody();
    Mentions Inside;
    if (Read)
      flow::forEachEvaluated(Definition->getBody(), [&](const Stmt *S) { Inside.saw(S); });
    const bool Calls = llvm::any_of(Inside.All, [&](const Mentions::One &Each) {
      const FunctionDecl *Callee = nullptr;
      return !Each.IsVariable &&
             (!Each.Function || (Each.Function->isDefined(Callee) && !Callee->isFromASTFile()) || callsBack(Each.Function));
    });
    return Known[F] = Calls;
  }

private:
  const SourceManager &SM;
  llvm::DenseMap<const FunctionDecl *, bool> Known; ///< looked up only
};

/// The bodies of the main file's functions that are in no other, and which of them an analysis reads.
class Bodies {
public:
  Bodies(const SourceManager &SM, const LangOptions &Language, llvm::ArrayRef<const FunctionDecl *> Functions);
  /// Who names whom.
  void link(const Mentions &Seen);
  /// The hashes of all bodies that those numbered \p Work read, in the order of the text, added to \p Texts. \returns whether nothing
  /// else is read: false where a header calls back.
  bool follow(llvm::SmallVector<unsigned, 16> Work, std::vector<uint64_t> &Texts) const;
  /// Those that the analysis of any function may read.
  llvm::SmallVector<unsigned, 16> readByAll() const;
  /// The tokens of the main file outside of the bodies, without comments.
  uint64_t tokensBetween() const;

  /// A function with a body here, perhaps inside of another's.
  struct Place {
    const FunctionDecl *Of;
    unsigned Body;   ///< the number of the one that it is in
    unsigned Offset; ///< from the beginning of that
  };
  std::vector<Place> Places;

private:
  struct Body {
    unsigned From, Begin, End; ///< From: of the whole definition
    llvm::StringRef Name;      ///< as nameOf() says
    uint64_t Text;
    bool ReadByAll;            ///< called by no name, or with directives inside
    bool CalledBack = false;   ///< from the body of a function of the preamble
    llvm::StringSet<> Names{};
    llvm::SetVector<unsigned> Reads{};
  };
  /// The tokens from \p From to \p To, without comments. \p Lines: ends of lines tell, as they do where there are directives.
  void tokens(unsigned From, unsigned To, bool Lines, std::string &Into) const;

  const SourceManager &SM;
  const LangOptions &Language;
  const llvm::StringRef Text;
  std::vector<Body> All; ///< in the order of the text
};

bool hasDirective(llvm::StringRef Text) {
  for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1))
    if (Text.take_front(At).rtrim(" \t").ends_with("\n"))
      return true;
  return false;
}

Bodies::Bodies(const SourceManager &SM, const LangOptions &Language, llvm::ArrayRef<const FunctionDecl *> Functions)
    : SM(SM), Language(Language), Text(SM.getBufferData(SM.getMainFileID())) {
  struct Range {
    unsigned Begin, End;
    const FunctionDecl *Of;
  };
  std::vector<Range> Ranges; // from the outermost in
  for (const FunctionDecl *F : Functions) {
    const SourceLocation Begin = F->getBody()->getBeginLoc(), End = F->getBody()->getEndLoc();
    if (Begin.isFileID() && End.isFileID() && SM.getFileID(Begin) == SM.getMainFileID() && SM.getFileID(End) == SM.getMainFileID())
      // Of a body without its brace the end is that of the file.
      Ranges.push_back({SM.getFileOffset(Begin), std::min<unsigned>(SM.getFileOffset(End) + 1, Text.size()), F});
  }
  llvm::stable_sort(Ranges, [](const Range &A, const Range &B) { return std::pair(A.Begin, B.End) < std::pair(B.Begin, A.End); });
  for (const Range &R : Ranges) {
    if (All.empty() || R.Begin >= All.back().End) {
      const llvm::StringRef Name = nameOf(R.Of);
      std::string Inside;
      const bool Directive = hasDirective(Text.slice(R.Begin, R.End));
      tokens(R.Begin, R.End, Directive, Inside);
      All.push_back({std::min(R.Begin, SM.getFileOffset(SM.getFileLoc(R.Of->getBeginLoc()))), R.Begin, R.End, Name, hashed(Inside),
                     Name.empty() || Directive});
    }
    Places.push_back({R.Of, unsigned(All.size() - 1), R.Begin - All.back().Begin});
  }
}

void Bodies::link(const Mentions &Seen) {
  llvm::StringMap<llvm::SetVector<unsigned>> Named; // a function by its name, a variable of the unit by who uses it
  for (unsigned I = 0; I != All.size(); ++I)
    if (!All[I].Name.empty())
      Named[All[I].Name].insert(I);
  llvm::StringSet<> NamedOutside; // in the initializer of a variable
  PreambleBodies Headers(SM);
  for (const Mentions::One &Each : Seen.All) {
    const SourceLocation At = SM.getFileLoc(Each.At);
    if (SM.getFileID(At) != SM.getMainFileID())
      continue;
    const unsigned Offset = SM.getFileOffset(At);
    const auto Behind = llvm::upper_bound(All, Offset, [](unsigned O, const Body &B) { return O < B.From; });
    if (Behind == All.begin() || Offset >= std::prev(Behind)->End) {
      NamedOutside.insert(Each.Name);
      continue;
    }
    Body &B = *std::prev(Behind);
    B.Names.insert(Each.Name);
    B.CalledBack |= Headers.callsBack(Each.Function);
    if (Each.IsVariable)
      Named[Each.Name].insert(&B - All.data());
  }
  for (const auto &Name : NamedOutside)
    for (unsigned I : Named.lookup(Name.getKey()))
      All[I].ReadByAll = true;
  for (Body &B : All)
    for (const auto &Name : B.Names)
      if (const auto It = Named.find(Name.getKey()); It != Named.end())
        B.Reads.insert(It->second.begin(), It->second.end());
}

bool Bodies::follow(llvm::SmallVector<unsigned, 16> Work, std::vector<uint64_t> &Texts) const {
  llvm::BitVector Reached(All.size());
  for (unsigned I : Work)
    Reached.set(I);
  while (!Work.empty())
    for (unsigned To : All[Work.pop_back_val()].Reads)
      if (!Reached.test(To)) {
        Reached.set(To);
        Work.push_back(To);
      }
  bool CalledBack = false;
  for (unsigned I : Reached.set_bits()) {
    Texts.push_back(All[I].Text);
    CalledBack |= All[I].CalledBack;
  }
  return !CalledBack;
}

llvm::SmallVector<unsigned, 16> Bodies::readByAll() const {
  llvm::SmallVector<unsigned, 16> Numbers;
  for (unsigned I = 0; I != All.size(); ++I)
    if (All[I].ReadByAll)
      Numbers.push_back(I);
  return Numbers;
}

void Bodies::tokens(unsigned From, unsigned To, bool Lines, std::string &Into) const {
  Lexer Raw(SM.getLocForStartOfFile(SM.getMainFileID()), Language, Text.begin(), Text.begin() + From, Text.end());
  for (Token T;;) {
    Raw.LexFromRawLexer(T);
    const unsigned At = SM.getFileOffset(T.getLocation());
    if (T.is(tok::eof) || At >= To)
      break;
    (Into += Lines && T.isAtStartOfLine() ? '\n' : ' ') += Text.substr(At, T.getLength());
  }
}

uint64_t Bodies::tokensBetween() const {
  std::string Rest;
  unsigned From = 0;
  for (const Body &B : All) {
    tokens(From, B.Begin, true, Rest);
    From = B.End;
  }
  tokens(From, Text.size(), true, Rest);
  return hashed(Rest);
}

/// Has the main file included something behind its preamble?
bool includesMore(const SourceManager &SM) {
  for (unsigned I = 1; I != SM.local_sloc_entry_size(); ++I)
    if (const auto &Entry = SM.getLocalSLocEntry(I);
        Entry.isFile() && Entry.getFile().getIncludeLoc().isValid() && Entry.getFile().getContentCache().OrigEntry)
      return true;
  return false;
}

} // namespace

FunctionKeys::FunctionKeys(ASTContext &Ctx, Preprocessor &PP, llvm::ArrayRef<const FunctionDecl *> Functions, const Mentions &Seen,
                           llvm::StringRef Salt) {
  if (includesMore(Ctx.getSourceManager()))
    return;
  Bodies Read(Ctx.getSourceManager(), Ctx.getLangOpts(), Functions);
  Read.link(Seen);
  std::vector<uint64_t> ForAll{preambleOf(PP), hashed(Salt), Read.tokensBetween()};
  if (!Read.follow(Read.readByAll(), ForAll))
    return;
  const uint64_t Common = hashed(ForAll);
  for (const Bodies::Place &P : Read.Places) {
    if (P.Of->getTemplateInstantiationPattern() || P.Of->isDependentContext())
      continue; // what it is instantiated with, others say
    // With the same text around them the bodies come in the same order: their numbers tell two of one text apart.
    std::vector<uint64_t> Parts{Common, P.Body, P.Offset};
    if (Read.follow({P.Body}, Parts))
      Keys[P.Of] = hashed(Parts);
  }
}

std::optional<uint64_t> FunctionKeys::of(const FunctionDecl *F) const {
  const auto It = Keys.find(F);
  return It == Keys.end() ? std::nullopt : std::optional(It->second);
}

QuietKeys Memory::take(const std::string &File) {
  const std::lock_guard<std::mutex> Guard(Lock);
  const auto It = Files.find(File);
  return It == Files.end() ? QuietKeys() : std::move(It->second);
}

void Memory::put(const std::string &File, QuietKeys What) {
  const std::lock_guard<std::mutex> Guard(Lock);
  Files[File] = std::move(What);
}

void Version::begin(ASTContext &Ctx, Preprocessor &PP, llvm::ArrayRef<const FunctionDecl *> Functions, llvm::StringRef Salt) {
  SM = &Ctx.getSourceManager();
  const auto Main = SM->getFileEntryRefForID(SM->getMainFileID());
  if (!Main)
    return;
  MainFile = Main->getName();
  Last = All->take(MainFile);
  Keys = std::make_unique<FunctionKeys>(Ctx, PP, Functions, Named, Salt);
}

void Version::keep(const FunctionDecl *F, uint64_t Key, bool OfFields) {
  Quiet.push_back({F, Key, OfFields, SM->getFileOffset(SM->getFileLoc(F->getBeginLoc())), SM->getFileOffset(SM->getFileLoc(F->getEndLoc()))});
}

Version::LastTime Version::lastTime(const FunctionDecl *F) {
  const auto Key = Keys ? Keys->of(F) : std::nullopt;
  const auto It = Key ? Last.find(*Key) : Last.end();
  if (It == Last.end())
    return LastTime::Unknown;
  keep(F, *Key, It->second);
  Known.insert(F);
  return It->second ? LastTime::QuietOfFields : LastTime::Quiet;
}

void Version::analysed(const FunctionDecl *F, bool OfFields) {
  if (const auto Key = Keys ? Keys->of(F) : std::nullopt)
    keep(F, *Key, OfFields);
}

void Version::spokenOf(SourceLocation Place) {
  if (!Keys)
    return;
  const SourceLocation At = SM->getFileLoc(Place);
  if (SM->getFileID(At) == SM->getMainFileID())
    Spoken.push_back(SM->getFileOffset(At));
}

Version::~Version() {
  if (!Keys)
    return;
  Last.clear();
  for (const Kept &K : Quiet)
    if (!Weighed.contains(K.Of) && llvm::none_of(Spoken, [&](unsigned At) { return K.Begin <= At && At <= K.End; }))
      Last[K.Key] = K.OfFields;
  All->put(MainFile, std::move(Last));
}

} // namespace raiitidy::report
