#include "checks/Pch.h"
#include "checks/guards/Guards.h"

using namespace clang;

namespace raiitidy::guards {

static llvm::StringRef lastWord(llvm::StringRef Qualified) {
  const size_t Colon = Qualified.rfind("::");
  return Colon == llvm::StringRef::npos ? Qualified : Qualified.substr(Colon + 2);
}

Table::Table(llvm::ArrayRef<std::string> Added) {
  auto Add = [&](GuardType G) {
    LastWords[lastWord(G.Name)] = true;
    Rows[G.Name] = std::move(G);
  };
#define RAII_GUARD(NAME, KIND, BOUND, RUNS) Add({NAME, Kind::KIND, Bound::BOUND, Runs::RUNS, {}});
#define RAII_GUARD_REGISTERS(NAME, METHOD) Rows[NAME].Registers.push_back(METHOD);
#include "checks/guards/GuardTypes.def"
#undef RAII_GUARD
  for (llvm::StringRef Name : Added)
    if (const bool Lock = Name.consume_back(":lock"); !Name.empty())
      Add({Name.str(), Lock ? Kind::Lock : Kind::Callback, Lock ? Bound::Thread : Bound::Free, Runs::Always, {}});
  ScopedLockable = {"scoped lock", Kind::Lock, Bound::Thread, Runs::Always, {}};
}

std::string qualifiedName(const CXXRecordDecl *R) {
  std::string Name = R->getDeclName().isIdentifier() ? R->getName().str() : std::string();
  for (const DeclContext *C = R->getDeclContext(); C; C = C->getParent()) {
    if (const auto *N = dyn_cast<NamespaceDecl>(C)) {
      if (!N->isInlineNamespace() && !N->isAnonymousNamespace())
        Name = N->getName().str() + "::" + Name;
    } else if (const auto *Outer = dyn_cast<CXXRecordDecl>(C)) {
      if (Outer->getDeclName().isIdentifier())
        Name = Outer->getName().str() + "::" + Name;
    }
  }
  return Name;
}

const GuardType *Table::find(const CXXRecordDecl *R) const {
  if (!R || !R->getDeclName().isIdentifier())
    return nullptr;
  if (R->hasAttr<ScopedLockableAttr>()) {
    const auto It = LastWords.count(R->getName()) ? Rows.find(qualifiedName(R)) : Rows.end();
    return It == Rows.end() ? &ScopedLockable : &It->second;
  }
  if (!LastWords.count(R->getName()))
    return nullptr;
  const auto [It, New] = Known.try_emplace(R->getCanonicalDecl(), nullptr);
  if (New)
    if (const auto Row = Rows.find(qualifiedName(R)); Row != Rows.end())
      It->second = &Row->second;
  return It->second;
}

const GuardType *Table::of(QualType T) const {
  if (T.isNull() || T->isReferenceType() || T->isPointerType())
    return nullptr;
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
    return find(R);
  // In the pattern of a template: std::lock_guard<Mutex>.
  if (const auto *S = T->getAs<TemplateSpecializationType>())
    if (const TemplateDecl *D = S->getTemplateName().getAsTemplateDecl())
      return find(dyn_cast_or_null<CXXRecordDecl>(D->getTemplatedDecl()));
  return nullptr;
}

} // namespace raiitidy::guards
