#include "checks/Pch.h"
#include "checks/lifetime/CalleeNames.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace raiitidy::lifetime {

using Words = llvm::SmallVector<std::string, 6>;

Words wordsOf(llvm::StringRef Name) {
  Words Split(1);
  for (size_t I = 0; I != Name.size(); ++I) {
    const bool Starts = Name[I] == '_' || (I && clang::isUppercase(Name[I]) && clang::isLowercase(Name[I - 1]));
    if (Starts && !Split.back().empty())
      Split.emplace_back();
    if (Name[I] != '_')
      Split.back() += clang::toLowercase(Name[I]);
  }
  return Split;
}

/// Of a function without an identifier: one empty word.
static Words wordsOf(const FunctionDecl *F) { return wordsOf(F->getDeclName().isIdentifier() ? F->getName() : llvm::StringRef()); }

llvm::StringRef calleeName(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  return F && F->getDeclName().isIdentifier() ? F->getName() : llvm::StringRef();
}

bool isNamedForCleanup(const FunctionDecl *F) {
  const Words Said = wordsOf(F);
  auto Ends = [](llvm::StringRef Word) {
    return llvm::StringSwitch<bool>(Word)
        .Cases("free", "destroy", "delete", "release", "close", "dispose", "unref", "cleanup", "deinit", true)
        .Default(false);
  };
  return Ends(Said.front()) || Ends(Said.back());
}

bool isNamedForRelease(const FunctionDecl *F) {
  const Words Said = wordsOf(F);
  return isNamedForCleanup(F) || (Said.size() > 1 && Said.back() == "put") || llvm::any_of(Said, [](llvm::StringRef Word) {
           return Word.ends_with("free") || Word == "unref" || Word == "release";
         });
}

bool isNamedForUndoing(const FunctionDecl *F) {
  return isNamedForRelease(F) || llvm::any_of(wordsOf(F), [](llvm::StringRef Word) {
           const bool Un = Word.starts_with("un") && Word.size() > 4 && !Word.starts_with("uni") && !Word.starts_with("until");
           return Un || llvm::StringSwitch<bool>(Word)
                            .Cases("undo", "stop", "remove", "delete", "rollback", "revert", "restore", "reset", "leave", "end", true)
                            .Cases("shutdown", "terminate", "term", "fini", "exit", "abort", "cancel", "clear", "drop", "pop", true)
                            .Cases("detach", "deregister", "deactivate", "disable", "disconnect", "erase", true)
                            .Default(false);
         });
}

bool isNamedForMaking(const FunctionDecl *F) {
  return llvm::any_of(wordsOf(F), [](llvm::StringRef Word) {
    return llvm::StringSwitch<bool>(Word)
        .Cases("open", "fopen", "create", "make", "new", "alloc", "malloc", "calloc", "dup", "duplicate", true)
        .Cases("copy", "clone", "parse", "load", "build", "read", "decode", "import", "instantiate", true)
        .Default(false);
  });
}

bool isNamedForKeeping(const FunctionDecl *F) {
  const Words Said = wordsOf(F);
  const llvm::StringRef First = Said.front();
  // setvbuf and putenv are one word.
  return First.starts_with("set") || First.starts_with("put") ||
         llvm::StringSwitch<bool>(First)
             .Cases("add", "register", "insert", "append", "push", "attach", "install", "enqueue", "store", true)
             .Default(false);
}

bool isNamedForInserting(const FunctionDecl *F) {
  const Words Said = wordsOf(F);
  return Said.size() > 1 && llvm::any_of(Said, [](llvm::StringRef Word) { return Word == "push" || Word == "append" || Word == "insert"; });
}

bool isNamedForLogging(const FunctionDecl *F) {
  auto Says = [](const Words &Said) {
    return llvm::any_of(Said, [](llvm::StringRef Word) {
      return llvm::StringSwitch<bool>(Word)
          .Cases("log", "logger", "debug", "trace", "warn", "warning", "dbg", "syslog", true)
          .Default(false);
    });
  };
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return (Method && Method->getParent()->getDeclName().isIdentifier() && Says(wordsOf(Method->getParent()->getName()))) || Says(wordsOf(F));
}

} // namespace raiitidy::lifetime
