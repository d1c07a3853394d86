#include "tool/Baseline.h"
#include "tool/Paths.h"
#include "tool/Write.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

namespace raiitidy::tool {

namespace json = llvm::json;
using llvm::StringRef;

static std::string clean(StringRef S) { return json::isUTF8(S) ? S.str() : json::fixUTF8(S); }

llvm::Expected<std::set<std::string>> readBaseline(StringRef Path) {
  auto Wrong = [Path](const llvm::Twine &Why) {
    return sentence("baseline '" + displayPath(absolutePath(Path)) + "': " + Why +
                    "; write it with --write-baseline=" + Path);
  };
  llvm::Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Wrong(llvm::toString(Text.takeError()));
  llvm::Expected<json::Value> Root = json::parse(*Text);
  if (!Root)
    return Wrong("not JSON: " + llvm::toString(Root.takeError()));
  const json::Object *Object = Root->getAsObject();
  const json::Array *Findings = Object ? Object->getArray("findings") : nullptr;
  if (!Findings)
    return Wrong("it has no list \"findings\"");
  if (Object->getInteger("version").value_or(0) != 1)
    return Wrong("its \"version\" is not 1");
  std::set<std::string> Known;
  for (const json::Value &V : *Findings) {
    const json::Object *F = V.getAsObject();
    std::optional<StringRef> Fingerprint = F ? F->getString("fingerprint") : std::nullopt;
    if (!Fingerprint)
      return Wrong("finding " + llvm::Twine(&V - Findings->data() + 1) + " has no \"fingerprint\"");
    Known.insert(Fingerprint->str());
  }
  return Known;
}

llvm::Error writeBaseline(StringRef Path, std::vector<KnownFinding> Findings) {
  llvm::sort(Findings);
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  json::OStream J(OS, 1);
  J.object([&] {
    J.attribute("tool", "raii-tidy");
    J.attribute("version", 1);
    J.attributeArray("findings", [&] {
      for (const KnownFinding &F : Findings)
        J.object([&] {
          J.attribute("file", clean(F.File));
          J.attribute("function", clean(F.Function));
          J.attribute("check", F.Check);
          J.attribute("message", clean(F.Message));
          J.attribute("fingerprint", F.Fingerprint);
        });
    });
  });
  OS << '\n';
  return writeFile(absolutePath(Path), OS.str());
}

} // namespace raiitidy::tool
