// Parses a snippet and reads the comments of its lines.
#pragma once
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace raiitidy::flow {

/// Line to what is written, or found, there.
using Marks = std::map<unsigned, std::string>;

inline std::string describe(const Marks &M) {
  std::string Text;
  for (const auto &[Line, Word] : M)
    Text += "  " + std::to_string(Line) + ": " + Word + "\n";
  return Text.empty() ? "  nothing\n" : Text;
}

/// The comments of \p Code that begin with \p Sign, without it.
inline Marks written(llvm::StringRef Code, llvm::StringRef Sign) {
  Marks M;
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  Code.split(Lines, '\n');
  for (unsigned I = 0; I != Lines.size(); ++I)
    if (auto [Before, Comment] = Lines[I].split("// "); Comment.consume_front(Sign))
      M[I + 1] = Comment.trim().str();
  return M;
}

inline std::unique_ptr<clang::ASTUnit> parse(const std::string &Code, std::vector<std::string> Flags) {
  // A system header, so that the standard library is known to be no code of the project.
  static const char *const Library = R"(#pragma GCC system_header
typedef unsigned long size_t;
namespace std {
class exception { public: virtual ~exception(); };
class runtime_error : public exception { public: runtime_error(const char *); };
class string { public: string(const char *); ~string(); char &at(size_t); size_t size() const noexcept; string substr(size_t at = 0, size_t n = -1) const; };
int stoi(const string &);
template <typename T> class vector { public: vector(); ~vector(); void push_back(const T &); T &at(size_t); T &operator[](size_t); size_t size() const noexcept; };
template <typename T> class optional { public: T &value(); };
class mutex { public: void lock(); void unlock(); };
class ostream { public: ostream &operator<<(int); ostream &flush(); };
class thread { public: thread(); template <typename F> explicit thread(F); void join(); };
template <typename I, typename F> void for_each(I, I, F) {}
}
void library_function();
int strange() noexcept(false);
)";
  std::vector<std::string> Args{"-std=c++17", "-isystem", "/mock", "-include", "library.h", "-Wno-everything"};
  Args.insert(Args.end(), Flags.begin(), Flags.end());
  auto AST = clang::tooling::buildASTFromCodeWithArgs(
      Code, Args, "input.cpp", "flow-tests", std::make_shared<clang::PCHContainerOperations>(),
      clang::tooling::getClangStripDependencyFileAdjuster(), {{"/mock/library.h", Library}});
  EXPECT_TRUE(AST);
  EXPECT_FALSE(AST->getDiagnostics().hasErrorOccurred()) << Code;
  return AST;
}

/// The function definitions of the snippet whose name begins with "test".
inline std::vector<const clang::FunctionDecl *> tests(clang::ASTUnit &AST) {
  struct Finder : clang::RecursiveASTVisitor<Finder> {
    std::vector<const clang::FunctionDecl *> Found;
    bool VisitFunctionDecl(clang::FunctionDecl *F) {
      const bool Special = llvm::isa<clang::CXXDestructorDecl>(F) || F->isMain();
      if (F->doesThisDeclarationHaveABody() && !F->isImplicit() &&
          (Special || (F->getDeclName().isIdentifier() && F->getName().starts_with("test"))))
        Found.push_back(F);
      return true;
    }
  } V;
  for (clang::Decl *D : AST.getASTContext().getTranslationUnitDecl()->decls())
    if (!AST.getSourceManager().isInSystemHeader(D->getLocation()))
      V.TraverseDecl(D);
  return V.Found;
}

} // namespace raiitidy::flow
