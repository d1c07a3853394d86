#include "checks/Pch.h"
#include "checks/report/Bodies.h"
#include "checks/flow/BodyReads.h"
#include "checks/flow/FunctionFlow.h"
#include "checks/flow/Leaves.h"
#include "checks/flow/ThrowConditions.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace raiitidy::report {

uint64_t hashed(llvm::StringRef Text) { return llvm::xxh3_64bits(Text); }

uint64_t hashed(llvm::ArrayRef<uint64_t> Parts) {
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
  const auto Add = [&](DeclarationName Name, const FunctionDecl *F, const VarDecl *V = nullptr) {
    if (Name.isIdentifier() && Name.getAsIdentifierInfo())
      All.push_back({S->getBeginLoc(), Name.getAsIdentifierInfo()->getName(), F, V});
  };
  if (const auto *Made = dyn_cast<CXXConstructExpr>(S))
    if (const llvm::StringRef Class = nameOf(Made->getConstructor()); !Class.empty())
      All.push_back({S->getBeginLoc(), Class, Made->getConstructor(), nullptr});
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Add(F->getDeclName(), F);
    else if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->hasGlobalStorage() && !V->isStaticLocal() && !V->isExternallyVisible())
      Add(V->getDeclName(), nullptr, V);
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

namespace {

/// Functions of headers whose bodies the preamble holds: constexpr ones in clangd's, in others all. And what is instantiated of their templates.
class PreambleBodies {
public:
  explicit PreambleBodies(const SourceManager &SM) : SM(SM) {}
  /// Does the body of \p F there, or one that it calls, call what the main file defines?
  bool callsBack(const FunctionDecl *F) {
    if (!F || !flow::isOfPreamble(F))
      return false;
    const auto [It, New] = Known.try_emplace(F, true); // recursion: who knows
    if (!New)
      return It->second;
    const FunctionDecl *Definition = nullptr;
    const bool Read = F->isDefined(Definition) && flow::isOfPreamble(Definition) && !SM.isInSystemHeader(Definition->getLocation()) &&
                      Definition->getBody();
    Mentions Inside;
    if (Read)
      flow::forEachEvaluated(Definition->getBody(), [&](const Stmt *S) { Inside.saw(S); });
    const bool Calls = llvm::any_of(Inside.All, [&](const Mentions::One &Each) {
      const FunctionDecl *Callee = nullptr;
      return !Each.Variable &&
             (!Each.Function || (Each.Function->isDefined(Callee) && !flow::isOfPreamble(Callee) && !nameOf(Callee).empty()) ||
              callsBack(Each.Function));
    });
    return Known[F] = Calls;
  }

private:
  const SourceManager &SM;
  llvm::DenseMap<const FunctionDecl *, bool> Known; ///< looked up only
};

enum class Directives {
  None,
  Conditions, ///< each with its end
  Others      ///< that matter to what comes behind: #define, #pragma, the end of a condition alone
};

Directives directivesIn(llvm::StringRef Text) {
  Directives Found = Directives::None;
  int Open = 0;
  for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1)) {
    if (!Text.take_front(At).rtrim(" \t").ends_with("\n"))
      continue;
    const llvm::StringRef Word = Text.drop_front(At + 1).ltrim(" \t").take_while(llvm::isAlpha);
    Open += Word.starts_with("if") ? 1 : Word == "endif" ? -1 : 0;
    if (Open < 0 || !(Word.starts_with("if") || Word.starts_with("el") || Word == "endif"))
      return Directives::Others;
    Found = Directives::Conditions;
  }
  return Open ? Directives::Others : Found;
}

/// What is known of a call of \p F before anything of it is asked: a constant expression's value, the type of `auto`.
bool isReadByTheCompiler(const FunctionDecl *F) { return F->isConstexpr() || F->getDeclaredReturnType()->getContainedDeducedType(); }

/// What is read of the body of \p F where it is called, without flow::BodyReads being told.
uint64_t seenByCallers(const FunctionDecl *F) {
  const auto Number = [](std::optional<unsigned> Parameter) { return Parameter ? uint64_t(*Parameter) + 1 : 0; };
  return hashed({Number(flow::demandOf(F)), Number(flow::returnedBy(F)), uint64_t(flow::endsUnseen(F))});
}

/// See flow::settledByConstructors().
bool settlesConstMembers(const FunctionDecl *F) {
  const auto *C = dyn_cast<CXXConstructorDecl>(F);
  return C && llvm::any_of(C->getParent()->fields(), [](const FieldDecl *Field) { return Field->getType().isConstQualified(); });
}

} // namespace

Bodies::Bodies(const SourceManager &SM, const LangOptions &Language, llvm::ArrayRef<const FunctionDecl *> Functions,
               const TokenHashes &Before)
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
      const Directives Has = directivesIn(Text.slice(R.Begin, R.End));
      All.push_back({std::min(R.Begin, SM.getFileOffset(SM.getFileLoc(R.Of->getBeginLoc()))), R.Begin, R.End, Name,
                     tokens(R.Begin, R.End, Has != Directives::None, Before),
                     Name.empty() || isReadByTheCompiler(R.Of), Has == Directives::Others || settlesConstMembers(R.Of),
                     false, seenByCallers(R.Of)});
    }
    Places.push_back({R.Of, unsigned(All.size() - 1), R.Begin - All.back().Begin});
  }
  std::vector<uint64_t> Pieces;
  unsigned From = 0;
  for (const Body &B : All) {
    Pieces.push_back(tokens(From, B.Begin, true, Before));
    From = B.End;
  }
  Pieces.push_back(tokens(From, Text.size(), true, Before));
  Between = hashed(Pieces);
}

void Bodies::link(const Mentions &Seen) {
  llvm::StringMap<llvm::SetVector<unsigned>> Named; // functions
  for (unsigned I = 0; I != All.size(); ++I)
    if (!All[I].Name.empty())
      Named[All[I].Name].insert(I);
  llvm::StringSet<> NamedOutside; // functions in the initializer of a variable
  PreambleBodies Headers(SM);
  for (const Mentions::One &Each : Seen.All) {
    const SourceLocation At = SM.getFileLoc(Each.At);
    if (SM.getFileID(At) != SM.getMainFileID())
      continue;
    const unsigned Offset = SM.getFileOffset(At);
    const auto Behind = llvm::upper_bound(All, Offset, [](unsigned O, const Body &B) { return O < B.From; });
    if (Behind == All.begin() || Offset >= std::prev(Behind)->End) {
      // Whose variable it is, is told by who uses it; what it begins with stands there.
      if (!Each.Variable)
        NamedOutside.insert(Each.Name);
      continue;
    }
    Body &B = *std::prev(Behind);
    B.Names.insert(Each.Name);
    B.CalledBack |= Headers.callsBack(Each.Function);
    if (Each.Variable)
      Users[Each.Name].insert(&B - All.data());
  }
  for (const auto &Name : NamedOutside)
    for (unsigned I : Named.lookup(Name.getKey()))
      All[I].ReadByAll = true;
  for (Body &B : All)
    for (const auto &Name : B.Names)
      for (const auto *Of : {&Named, &Users})
        if (const auto It = Of->find(Name.getKey()); It != Of->end())
          B.Reads.insert(It->second.begin(), It->second.end());
}

std::optional<uint64_t> Bodies::reachedFrom(llvm::ArrayRef<unsigned> From) const {
  llvm::SmallVector<unsigned, 16> Work(From);
  llvm::BitVector Reached(All.size());
  for (unsigned I : Work)
    Reached.set(I);
  while (!Work.empty())
    for (unsigned To : All[Work.pop_back_val()].Reads)
      if (!Reached.test(To)) {
        Reached.set(To);
        Work.push_back(To);
      }
  std::vector<uint64_t> Texts;
  for (unsigned I : Reached.set_bits()) {
    if (All[I].CalledBack)
      return std::nullopt;
    Texts.push_back(All[I].Text);
  }
  return hashed(Texts);
}

uint64_t Bodies::usersOf(llvm::StringRef Name) const {
  std::vector<uint64_t> Texts;
  for (unsigned I : Users.lookup(Name))
    Texts.push_back(All[I].Text);
  return hashed(Texts);
}

void Bodies::addSeen(unsigned Number, std::vector<uint64_t> &Parts) const {
  std::vector<unsigned> Named = All[Number].Reads.getArrayRef();
  llvm::sort(Named);
  for (unsigned I : Named)
    Parts.push_back(All[I].Seen);
}

void Bodies::addDefining(std::vector<uint64_t> &Texts) const {
  for (const Body &B : All)
    if (B.Defines)
      Texts.push_back(B.Text);
}

llvm::SmallVector<unsigned, 16> Bodies::readByAll() const {
  llvm::SmallVector<unsigned, 16> Numbers;
  for (unsigned I = 0; I != All.size(); ++I)
    if (All[I].ReadByAll)
      Numbers.push_back(I);
  return Numbers;
}

uint64_t Bodies::tokens(unsigned From, unsigned To, bool Lines, const TokenHashes &Before) {
  const uint64_t Piece = hashed({hashed(Text.slice(From, To)), uint64_t(Lines)});
  if (const auto It = Before.find(Piece); It != Before.end())
    return Hashes[Piece] = It->second;
  std::string Tokens;
  Lexer Raw(SM.getLocForStartOfFile(SM.getMainFileID()), Language, Text.begin(), Text.begin() + From, Text.end());
  for (Token T;;) {
    Raw.LexFromRawLexer(T);
    const unsigned At = SM.getFileOffset(T.getLocation());
    if (T.is(tok::eof) || At >= To)
      break;
    (Tokens += Lines && T.isAtStartOfLine() ? '\n' : ' ') += Text.substr(At, T.getLength());
  }
  return Hashes[Piece] = hashed(Tokens);
}

} // namespace raiitidy::report
