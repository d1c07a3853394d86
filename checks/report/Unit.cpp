#include "checks/Pch.h"
#include "checks/report/Unit.h"
#include "checks/catalogue/Reader.h"
#include "checks/rewrite/Templates.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace raiitidy::report {

namespace {

// The user's functions in source order: bodies outside of system headers; of a template the first instantiation, else
// the pattern; lambdas as functions of their own. Also sees whether the project's own code throws or catches.
class Collector : public RecursiveASTVisitor<Collector> {
public:
  Collector(const SourceManager &SM, Mentions *Named) : SM(SM), Named(Named) {}
  std::vector<const FunctionDecl *> Functions;
  InstantiationMap Instantiations;
  lifetime::ExceptionUse Used;

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldWalkTypesOfTypeLocs() const { return false; }
  bool TraverseTypeLoc(TypeLoc) { return true; }
  bool TraverseNestedNameSpecifierLoc(NestedNameSpecifierLoc) { return true; }
  bool TraverseAttr(Attr *) { return true; }

  bool VisitFunctionDecl(FunctionDecl *F) {
    if (!F->doesThisDeclarationHaveABody() || !F->getBody() || F->isImplicit() || F->isDefaulted())
      return true;
    if (!speaks(F))
      return true;
    if (F->isDependentContext()) {
      Patterns.push_back(F);
      return true;
    }
    Functions.push_back(F);
    return true;
  }
  bool TraverseLambdaExpr(LambdaExpr *L) {
    if (CXXMethodDecl *Call = L->getCallOperator(); Call && Call->getBody() && !Call->isDependentContext() && speaks(Call))
      Functions.push_back(Call);
    return RecursiveASTVisitor::TraverseLambdaExpr(L);
  }
  bool VisitStmt(Stmt *S) {
    Used.saw(S);
    if (Named)
      Named->saw(S);
    return true;
  }

  /// One instantiation of a template speaks for all; fixes ask the others, too.
  bool speaks(const FunctionDecl *F) {
    const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
    if (!Pattern)
      return true;
    std::vector<const FunctionDecl *> &All = Instantiations[Pattern->getCanonicalDecl()];
    if (!llvm::is_contained(All, F))
      All.push_back(F);
    return All.front() == F;
  }

  void finish() {
    for (const FunctionDecl *P : Patterns)
      if (!Instantiations.count(P->getCanonicalDecl()))
        Functions.push_back(P);
    llvm::stable_sort(Functions, [&](const FunctionDecl *A, const FunctionDecl *B) {
      return SM.isBeforeInTranslationUnit(A->getLocation(), B->getLocation());
    });
    Functions.erase(std::unique(Functions.begin(), Functions.end()), Functions.end());
  }

private:
  const SourceManager &SM;
  Mentions *Named; ///< null: nobody wants to know
  std::vector<const FunctionDecl *> Patterns;
};

} // namespace

std::shared_ptr<const catalogue::Matcher> Vocabularies::of(std::shared_ptr<const catalogue::Catalogue> C) {
  const std::lock_guard<std::mutex> Guard(Lock);
  if (!Last || &Last->catalogue() != C.get())
    Last = std::make_shared<const catalogue::Matcher>(std::move(C));
  return Last;
}

void Unit::attach(Preprocessor &Given) {
  PP = &Given;
  if (!Text)
    Text = rewrite::UnitText::attach(Given);
}

void Unit::load(ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  llvm::SmallString<256> Directory;
  if (const auto Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    Directory = llvm::sys::path::parent_path(Main->getName());
  SM.getFileManager().makeAbsolutePath(Directory);
  auto Catalogue = catalogue::loadCatalogue(Directory, Options.PairFiles);
  if (!Catalogue) {
    ConfigurationError = llvm::toString(Catalogue.takeError());
    return;
  }
  UsersPairs = (*Catalogue)->Written;
  Vocabulary = Matchers->of(*Catalogue);
}

const std::vector<const FunctionDecl *> &Unit::functions(ASTContext &Ctx) {
  if (Collected)
    return Functions;
  Collected = true;
  const SourceManager &SM = Ctx.getSourceManager();
  Collector C(SM, Edited ? &Edited->Named : nullptr);
  std::vector<Decl *> Scope = Ctx.getTraversalScope();
  if (Scope.size() == 1 && isa<TranslationUnitDecl>(Scope.front())) {
    auto *TU = cast<TranslationUnitDecl>(Scope.front());
    Scope.assign(TU->decls_begin(), TU->decls_end());
  }
  for (Decl *D : Scope)
    if (D->getLocation().isValid() && !SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
      C.TraverseDecl(D);
  C.finish();
  Functions = std::move(C.Functions);
  Instantiations = std::move(C.Instantiations);
  Used = std::move(C.Used);
  return Functions;
}

const FunctionDecl *Unit::functionAround(SourceLocation Place) const {
  for (const FunctionDecl *F : Functions) {
    const SourceManager &SM = F->getASTContext().getSourceManager();
    const auto [File, At] = SM.getDecomposedLoc(SM.getFileLoc(Place));
    const auto [Begun, Begin] = SM.getDecomposedLoc(SM.getFileLoc(F->getBeginLoc()));
    const auto [Ended, End] = SM.getDecomposedLoc(SM.getFileLoc(F->getEndLoc()));
    if (File == Begun && File == Ended && Begin <= At && At <= End)
      return F;
  }
  return nullptr;
}

const std::vector<lifetime::FunctionFacts> &Unit::facts(ASTContext &Ctx) {
  if (Analysed)
    return Facts;
  Analysed = true;
  if (!Vocabulary && ConfigurationError.empty())
    load(Ctx);
  if (!Vocabulary)
    return Facts;
  functions(Ctx);
  Solver = std::make_unique<lifetime::Analysis>(Ctx, *Vocabulary, Options.MayThrow, Used, Options.NeverThrow);
  if (Edited && PP)
    Edited->begin(*PP, Functions, salt(), *Solver);
  analyse();
  return Facts;
}

std::string Unit::salt() const {
  return Configured + UsersPairs + (Used.Any ? "\nthrows\n" : "\n") + Used.Written;
}

void Unit::analyse() {
  std::vector<std::optional<lifetime::FunctionFacts>> All(Functions.size());
  std::vector<size_t> Waiting; // quiet last time, but for what they do with fields
  bool Fields = false;
  const auto Ask = [this](const flow::BodyRead &Read) { return Solver->answerTo(Read); };
  for (size_t I = 0; I != Functions.size(); ++I) {
    const auto Last = Edited ? Edited->lastTime(Functions[I], Ask) : Version::LastTime::Unknown;
    if (Last == Version::LastTime::QuietOfFields)
      Waiting.push_back(I);
    if (Last != Version::LastTime::Unknown)
      continue;
    All[I] = Solver->analyse(Functions[I]);
    Fields |= All[I]->concernFields();
    if (Edited)
      Edited->analysed(Functions[I], All[I]->concernFields());
  }
  if (Fields)
    for (size_t I : Waiting)
      All[I] = Solver->analyse(Functions[I]);
  for (std::optional<lifetime::FunctionFacts> &One : All)
    if (One && !One->empty())
      Facts.push_back(std::move(*One));
}

const std::vector<lifetime::FunctionSites> &Unit::sites(ASTContext &Ctx) {
  if (Walked)
    return Sites;
  Walked = true;
  for (const FunctionDecl *F : functions(Ctx)) {
    if (isKnownQuiet(F))
      continue;
    lifetime::FunctionSites One = lifetime::findSites(F, Guards);
    if (One.empty())
      continue;
    Sites.push_back(std::move(One));
    if (Edited)
      Edited->hangsOnTexts(F); // the checks of these ask for themselves
  }
  return Sites;
}

const flow::Inventory &Unit::inventory(const FunctionDecl *F) {
  std::unique_ptr<flow::Inventory> &Slot = Inventories[F];
  if (!Slot)
    Slot = std::make_unique<flow::Inventory>(flow::Inventory::of(F));
  return *Slot;
}

lifetime::Analysis *Unit::solver(ASTContext &Ctx) {
  facts(Ctx);
  return Solver.get();
}

rewrite::Rewriter &Unit::rewriter(ASTContext &Ctx) {
  if (!Writer)
    Writer = std::make_unique<rewrite::Rewriter>(Ctx, *Text, Options.Rewrite);
  return *Writer;
}

llvm::ArrayRef<const FunctionDecl *> Unit::instantiationsLike(const FunctionDecl *F) const {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  const auto It = Pattern ? Instantiations.find(Pattern->getCanonicalDecl()) : Instantiations.end();
  if (It == Instantiations.end())
    return {};
  return It->second;
}

rewrite::Outcome Unit::guard(ASTContext &Ctx, const lifetime::Lifetime &L) {
  const auto Make = [&](const lifetime::Lifetime &Each) {
    return Each.Resource->Class == catalogue::ResourceClass::Transaction ? rewriter(Ctx).guardTransaction(Each)
                                                                         : rewriter(Ctx).guardAcquisition(Each);
  };
  rewrite::Outcome First = Make(L);
  auto *P = std::get_if<rewrite::Plan>(&First);
  if (!P || P->OnlyFor != L.Function)
    return First;
  if (instantiationsLike(L.Function).empty())
    return rewrite::Refusal{rewrite::Reason::TemplateInstantiationsDiffer, ""};
  for (const FunctionDecl *F : instantiationsLike(L.Function)) {
    if (F == L.Function)
      continue;
    // The facts own the lifetimes; only the edits are compared.
    const lifetime::FunctionFacts Facts = solver(Ctx)->analyse(F);
    const auto Same = llvm::find_if(Facts.Lifetimes, [&](const auto &Each) {
      return Each->Acquisition->getBeginLoc() == L.Acquisition->getBeginLoc() && Each->Resource == L.Resource;
    });
    if (Same == Facts.Lifetimes.end())
      return rewrite::Refusal{rewrite::Reason::TemplateInstantiationsDiffer, ""};
    const rewrite::Outcome Other = Make(**Same);
    const auto *Q = std::get_if<rewrite::Plan>(&Other);
    if (!Q || !rewrite::samePlan(*P, *Q))
      return rewrite::Refusal{rewrite::Reason::TemplateInstantiationsDiffer, ""};
  }
  P->OnlyFor = nullptr;
  return First;
}

static std::string written(const tidy::ClangTidyOptions &Options) {
  std::vector<std::string> Lines;
  for (const auto &Option : Options.CheckOptions)
    Lines.push_back(Option.getKey().str() + "=" + Option.getValue().Value);
  llvm::sort(Lines);
  return Options.Checks.value_or("") + "\n" + llvm::join(Lines, "\n") + "\n";
}

std::shared_ptr<Unit> Units::of(tidy::ClangTidyContext *Context, const SharedOptions &Options) {
  const std::lock_guard<std::mutex> Guard(Lock);
  std::weak_ptr<Unit> &Slot = Known[Context];
  std::shared_ptr<Unit> U = Slot.lock();
  if (!U)
    Slot = U = std::make_shared<Unit>(Options, Versions, Matchers, Options.Editor ? written(Context->getOptions()) : "");
  return U;
}

} // namespace raiitidy::report
