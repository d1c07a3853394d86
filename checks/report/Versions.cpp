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

/// The body of a function that is in no other function of the main file.
struct Body {
  unsigned From, Begin, End; ///< From: of the whole definition
  const FunctionDecl *Of;
  uint64_t Text = 0;
  bool ReadByAll = false;     ///< called by no name, or with directives inside
  bool CalledBack = false;    ///< from the body of a function of the preamble
  llvm::StringSet<> Names{};
  llvm::SetVector<unsigned> Reads{}; ///< indices of bodies
};

/// Functions of headers whose bodies the preamble holds: constexpr ones in clangd's, in others all.
class PreambleBodies {
public:
  explicit PreambleBodies(const SourceManager &SM) : SM(SM) {}
  /// Does the body of \p F there, or one that it calls, call what the main file defines?
  bool callsBack(const FunctionDecl *F) {
    const FunctionDecl *Definition = nullptr;
    if (!F || !F->isFromASTFile() || !F->isDefined(Definition) || !Definition->isFromASTFile() ||
        SM.isInSystemHeader(Definition->getLocation()) || !Definition->getBody())
      return false;
    const auto [It, New] = Known.try_emplace(Definition, true); // recursion: who knows
    if (!New)
      return It->second;
    Mentions Inside;
    flow::forEachEvaluated(Definition->getBody(), [&](const Stmt *S) { Inside.saw(S); });
    const bool Calls = llvm::any_of(Inside.All, [&](const Mentions::One &Each) {
      const FunctionDecl *Callee = nullptr;
      return !Each.IsVariable &&
             (!Each.Function || (Each.Function->isDefined(Callee) && !Callee->isFromASTFile()) || callsBack(Each.Function));
    });
    return Known[Definition] = Calls;
  }

private:
  const SourceManager &SM;
  llvm::DenseMap<const FunctionDecl *, bool> Known; ///< looked up only
};

/// Has the main file included something behind its preamble?
bool includesMore(const SourceManager &SM) {
  for (unsigned I = 1; I != SM.local_sloc_entry_size(); ++I)
    if (const auto &Entry = SM.getLocalSLocEntry(I);
        Entry.isFile() && Entry.getFile().getIncludeLoc().isValid() && Entry.getFile().getContentCache().OrigEntry)
      return true;
  return false;
}

bool hasDirective(llvm::StringRef Text) {
  for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1))
    if (Text.take_front(At).rtrim(" \t").ends_with("\n"))
      return true;
  return false;
}

/// The tokens of the main file outside of \p Bodies, without comments.
uint64_t tokensBetween(llvm::ArrayRef<Body> Bodies, llvm::StringRef Text, const ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  const SourceLocation Start = SM.getLocForStartOfFile(SM.getMainFileID());
  std::string Rest;
  unsigned From = 0;
  const auto Lex = [&](unsigned To) {
    Lexer Raw(Start, Ctx.getLangOpts(), Text.begin(), Text.begin() + From, Text.end());
    for (Token T;;) {
      Raw.LexFromRawLexer(T);
      const unsigned At = SM.getFileOffset(T.getLocation());
      if (T.is(tok::eof) || At >= To)
        break;
      (Rest += Text.substr(At, T.getLength())) += T.isAtStartOfLine() ? '\n' : ' ';
    }
  };
  for (const Body &B : Bodies) {
    Lex(B.Begin);
    From = B.End;
  }
  Lex(Text.size());
  return hashed(Rest);
}

} // namespace

FunctionKeys::FunctionKeys(ASTContext &Ctx, Preprocessor &PP, llvm::ArrayRef<const FunctionDecl *> Functions, const Mentions &Seen,
                           llvm::StringRef Salt) {
  const SourceManager &SM = Ctx.getSourceManager();
  const FileID Main = SM.getMainFileID();
  if (includesMore(SM))
    return;
  const llvm::StringRef Text = SM.getBufferData(Main);

  // The bodies, from the outermost in: those inside of others count with them.
  struct Place {
    unsigned Begin, End;
    const FunctionDecl *Of;
  };
  std::vector<Place> Places;
  for (const FunctionDecl *F : Functions) {
    const SourceRange Range = F->getBody()->getSourceRange();
    if (Range.isInvalid() || Range.getBegin().isMacroID() || Range.getEnd().isMacroID() || SM.getFileID(Range.getBegin()) != Main ||
        SM.getFileID(Range.getEnd()) != Main)
      continue;
    Places.push_back({SM.getFileOffset(Range.getBegin()), SM.getFileOffset(Range.getEnd()) + 1, F});
  }
  llvm::stable_sort(Places, [](const Place &A, const Place &B) { return std::pair(A.Begin, B.End) < std::pair(B.Begin, A.End); });
  std::vector<Body> Bodies;
  std::vector<unsigned> In; // by place
  for (const Place &P : Places) {
    if (Bodies.empty() || P.Begin >= Bodies.back().End)
      Bodies.push_back({std::min(P.Begin, SM.getFileOffset(SM.getFileLoc(P.Of->getBeginLoc()))), P.Begin, P.End, P.Of});
    In.push_back(Bodies.size() - 1);
  }
  for (Body &B : Bodies) {
    const llvm::StringRef Inside = Text.slice(B.Begin, B.End);
    B.Text = hashed(Inside);
    B.ReadByAll = nameOf(B.Of).empty() || hasDirective(Inside);
  }

  // Who names whom.
  llvm::StringMap<llvm::SetVector<unsigned>> Named; // a function by its name, a variable of the unit by who uses it
  for (unsigned I = 0; I != Bodies.size(); ++I)
    if (const llvm::StringRef Name = nameOf(Bodies[I].Of); !Name.empty())
      Named[Name].insert(I);
  llvm::StringSet<> NamedOutside;
  PreambleBodies Headers(SM);
  for (const Mentions::One &Each : Seen.All) {
    const SourceLocation At = SM.getFileLoc(Each.At);
    if (SM.getFileID(At) != Main)
      continue;
    const unsigned Offset = SM.getFileOffset(At);
    auto It = llvm::upper_bound(Bodies, Offset, [](unsigned O, const Body &B) { return O < B.From; });
    if (It == Bodies.begin() || Offset >= std::prev(It)->End) {
      NamedOutside.insert(Each.Name); // an initializer of a variable
      continue;
    }
    Body &B = *std::prev(It);
    if (B.Names.insert(Each.Name).second)
      B.CalledBack |= Headers.callsBack(Each.Function);
    if (Each.IsVariable)
      Named[Each.Name].insert(std::prev(It) - Bodies.begin());
  }
  for (const auto &Name : NamedOutside)
    for (unsigned I : Named.lookup(Name.getKey()))
      Bodies[I].ReadByAll = true;
  for (Body &B : Bodies)
    for (const auto &Name : B.Names)
      if (const auto It = Named.find(Name.getKey()); It != Named.end())
        B.Reads.insert(It->second.begin(), It->second.end());

  // What is reached from some of the bodies, and whether a header calls back from there.
  const auto Follow = [&](llvm::SmallVector<unsigned, 16> Work, std::vector<uint64_t> &Texts) {
    llvm::BitVector Reached(Bodies.size());
    for (unsigned B : Work)
      Reached.set(B);
    while (!Work.empty())
      for (unsigned To : Bodies[Work.pop_back_val()].Reads)
        if (!Reached.test(To)) {
          Reached.set(To);
          Work.push_back(To);
        }
    bool CalledBack = false;
    for (unsigned B : Reached.set_bits()) {
      Texts.push_back(Bodies[B].Text);
      CalledBack |= Bodies[B].CalledBack;
    }
    return CalledBack;
  };
  llvm::SmallVector<unsigned, 16> ReadByAll;
  for (unsigned I = 0; I != Bodies.size(); ++I)
    if (Bodies[I].ReadByAll)
      ReadByAll.push_back(I);
  std::vector<uint64_t> ForAll{preambleOf(PP), hashed(Salt), tokensBetween(Bodies, Text, Ctx)};
  if (Follow(ReadByAll, ForAll))
    return;
  const uint64_t Common = hashed(ForAll);
  for (unsigned I = 0; I != Places.size(); ++I) {
    const FunctionDecl *F = Places[I].Of;
    if (F->getTemplateInstantiationPattern() || F->isDependentContext())
      continue; // what it is instantiated with, others say
    // With the same text around them the bodies come in the same order: their numbers tell two of one text apart.
    std::vector<uint64_t> Parts{Common, In[I], Places[I].Begin - Bodies[In[I]].Begin};
    if (!Follow({In[I]}, Parts))
      Keys[F] = hashed(Parts);
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

} // namespace raiitidy::report
