// SARIF 2.1.0.
#include "checks/CheckInfo.h"
#include "tool/Commands.h"
#include "tool/Paths.h"
#include "tool/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"

namespace raiitidy::tool {

namespace json = llvm::json;
using llvm::StringRef;

namespace {

constexpr StringRef Root = "SRCROOT";

std::string clean(StringRef S) { return json::isUTF8(S) ? S.str() : json::fixUTF8(S); }

/// \p Path as the path of a URI. "//host/…" cannot come: paths are real ones.
std::string uriPath(StringRef Path) {
  std::string Uri;
  for (unsigned char C : Path) {
    if (llvm::isAlnum(C) || StringRef("-._~/!$&'()*+,=@").contains(C))
      Uri += C;
    else
      Uri += "%" + llvm::toHex(StringRef(reinterpret_cast<char *>(&C), 1));
  }
  return Uri;
}

/// Length of \p Text in the units that columns are counted in: UTF-16 code
/// units.
unsigned units(StringRef Text) {
  llvm::SmallVector<llvm::UTF16, 128> Wide;
  llvm::convertUTF8ToUTF16String(clean(Text), Wide);
  return Wide.size();
}

StringRef sarifLevel(Level L) { return L == Level::Error ? "error" : L == Level::Warning ? "warning" : "note"; }

/// Line and column, both from 1, of an offset.
struct Position {
  unsigned Line = 1, Column = 1;
  Position(StringRef Text, size_t Offset) {
    StringRef Before = Text.take_front(Offset);
    Line += Before.count('\n');
    Column += units(Before.substr(Before.rfind('\n') + 1));
  }
};

class Writer {
public:
  Writer(const Report &R, const Options &O, llvm::raw_ostream &OS) : R(R), O(O), J(OS, 2) {}
  void run();

private:
  void driver();
  void rule(const CheckInfo &C);
  void result(const ReportedFinding &F);
  void fix(const std::vector<Edit> &Edits, const std::string &Description);
  void artifact(StringRef File);
  void region(const Place &P);
  void location(const Place &P, StringRef Message = "", StringRef Function = "");
  void text(StringRef Key, StringRef Text) {
    J.attributeObject(Key, [&] { J.attribute("text", clean(Text)); });
  }

  const Report &R;
  const Options &O;
  json::OStream J;
};

void Writer::artifact(StringRef File) {
  J.attributeObject("artifactLocation", [&] {
    std::string Path = reportPath(R, File);
    J.attribute("uri", Path == File ? "file://" + uriPath(Path) : uriPath(Path));
    if (Path != File)
      J.attribute("uriBaseId", Root);
  });
}

void Writer::region(const Place &P) {
  J.attributeObject("region", [&] {
    StringRef Line = P.Text;
    J.attribute("startLine", P.Line);
    J.attribute("startColumn", units(Line.take_front(P.Column ? P.Column - 1 : 0)) + 1);
    unsigned End = 0;
    for (auto [From, To] : P.Marks)
      if (From + 1 <= P.Column && P.Column <= To)
        End = std::max(End, To);
    if (End)
      J.attribute("endColumn", units(Line.take_front(End)) + 1);
    if (!Line.empty())
      text("snippet", Line);
  });
}

void Writer::location(const Place &P, StringRef Message, StringRef Function) {
  J.object([&] {
    J.attributeObject("physicalLocation", [&] {
      artifact(P.File);
      region(P);
    });
    if (!Function.empty())
      J.attributeArray("logicalLocations", [&] {
        J.object([&] {
          J.attribute("fullyQualifiedName", clean(Function));
          J.attribute("kind", "function");
        });
      });
    if (!Message.empty())
      text("message", Message);
  });
}

void Writer::fix(const std::vector<Edit> &Edits, const std::string &Description) {
  // Without the text that was parsed the lines of an edit are not known.
  for (const Edit &E : Edits)
    if (!R.Texts.count(E.File))
      return;
  J.object([&] {
    text("description", Description);
    J.attributeArray("artifactChanges", [&] {
      for (size_t I = 0; I < Edits.size();) {
        const std::string &File = Edits[I].File;
        StringRef Text = R.Texts.at(File);
        J.object([&] {
          artifact(File);
          J.attributeArray("replacements", [&] {
            for (; I < Edits.size() && Edits[I].File == File; ++I)
              J.object([&] {
                const Edit &E = Edits[I];
                const Position From(Text, E.Offset), To(Text, E.Offset + E.Length);
                J.attributeObject("deletedRegion", [&] {
                  J.attribute("startLine", From.Line);
                  J.attribute("startColumn", From.Column);
                  J.attribute("endLine", To.Line);
                  J.attribute("endColumn", To.Column);
                });
                text("insertedContent", E.Text);
              });
          });
        });
      }
    });
  });
}

/// Notes that describe the way from the acquisition out of the function.
bool isOnPath(const Note &N) {
  StringRef M = N.Message;
  return !N.At.File.empty() && M != "released here on another path" && !M.starts_with("no fix: ") &&
         !M.starts_with("fix (unsafe): ") && !M.starts_with("an unsafe fix is available");
}

void Writer::result(const ReportedFinding &F) {
  const Finding &W = F.What;
  J.object([&] {
    J.attribute("ruleId", W.Check);
    if (const CheckInfo *C = findCheck(W.Check))
      J.attribute("ruleIndex", C - allChecks().begin());
    J.attribute("level", sarifLevel(W.How));
    text("message", W.Message);
    if (!W.At.File.empty())
      J.attributeArray("locations", [&] { location(W.At, "", W.Function); });
    std::vector<const Note *> Path, Other;
    for (const Note &N : W.Notes)
      (isOnPath(N) ? Path : Other).push_back(&N);
    llvm::erase_if(Other, [](const Note *N) { return N->At.File.empty() || !N->Edits.empty(); });
    if (!Other.empty())
      J.attributeArray("relatedLocations", [&] {
        for (const Note *N : Other)
          location(N->At, N->Message);
      });
    if (!Path.empty())
      J.attributeArray("codeFlows", [&] {
        J.object([&] {
          J.attributeArray("threadFlows", [&] {
            J.object([&] {
              J.attributeArray("locations", [&] {
                for (const Note *N : Path)
                  J.object([&] {
                    J.attributeBegin("location");
                    location(N->At, N->Message);
                    J.attributeEnd();
                  });
              });
            });
          });
        });
      });
    const bool Safe = F.Safe == FixState::Offered, Unsafe = F.Unsafe == FixState::Offered;
    if (Safe || Unsafe)
      J.attributeArray("fixes", [&] {
        if (Safe)
          fix(W.SafeFix, "Release through a scope guard (safe: raii-tidy --fix)");
        if (Unsafe)
          fix(W.unsafeFix()->Edits, W.unsafeFix()->Message + " (raii-tidy --fix=unsafe)");
      });
    J.attributeObject("partialFingerprints", [&] { J.attribute("raiiTidyContent/v1", F.Fingerprint); });
    if (std::string Why = whyNoFix(F); !Why.empty())
      J.attributeObject("properties", [&] { J.attribute("noFix", clean(Why)); });
  });
}

void Writer::rule(const CheckInfo &C) {
  const bool Bug = C.InGroup == Group::Bug;
  const std::string Page = checkPage(C.Name);
  J.object([&] {
    J.attribute("id", C.Name);
    J.attribute("name", C.Class);
    std::string Summary = C.Summary.str();
    Summary[0] = llvm::toUpper(Summary[0]);
    text("shortDescription", Summary + ".");
    text("fullDescription", pageSection(Page, "What it does", Summary + "."));
    J.attributeObject("help", [&] {
      J.attribute("text", clean(Page));
      J.attribute("markdown", clean(Page));
    });
    J.attributeObject("defaultConfiguration", [&] { J.attribute("level", Bug ? "warning" : "note"); });
    J.attributeObject("properties", [&] {
      J.attributeArray("tags", [&] {
        J.value(Bug ? "bug" : "modernize");
        J.value("resource-management");
      });
      J.attribute("problem.severity", Bug ? "warning" : "recommendation");
      J.attribute("precision", "high");
    });
  });
}

void Writer::driver() {
  J.attributeObject("tool", [&] {
    J.attributeObject("driver", [&] {
      J.attribute("name", "raii-tidy");
      J.attribute("version", RAII_VERSION);
      J.attribute("semanticVersion", RAII_VERSION);
      J.attributeArray("rules", [&] {
        for (const CheckInfo &C : allChecks())
          rule(C);
      });
    });
  });
}

void Writer::run() {
  J.object([&] {
    J.attribute("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"
                           "errata01/os/schemas/sarif-schema-2.1.0.json");
    J.attribute("version", "2.1.0");
    J.attributeArray("runs", [&] {
      J.object([&] {
        driver();
        J.attributeArray("invocations", [&] {
          J.object([&] {
            J.attribute("executionSuccessful", R.Failures.empty());
            J.attribute("exitCode", exitStatus(R, O));
            J.attributeArray("toolExecutionNotifications", [&] {
              for (const UnitFailure &F : R.Failures)
                J.object([&] {
                  J.attribute("level", "error");
                  text("message", (F.File.empty() ? "" : F.File + ": ") + F.Reason);
                });
              for (const std::string &M : R.Messages)
                J.object([&] {
                  J.attribute("level", "note");
                  text("message", M);
                });
            });
          });
        });
        J.attributeObject("originalUriBaseIds", [&] {
          J.attributeObject(Root, [&] {
            J.attribute("uri", "file://" + uriPath(R.Root) + (StringRef(R.Root).ends_with("/") ? "" : "/"));
            text("description", "The directory of the repository.");
          });
        });
        J.attribute("columnKind", "utf16CodeUnits");
        J.attributeArray("results", [&] {
          for (const ReportedFinding &F : R.Findings)
            result(F);
        });
      });
    });
  });
}

} // namespace

void printSarif(const Report &R, const Options &O, llvm::raw_ostream &OS) {
  Writer(R, O, OS).run();
  OS << '\n';
}

} // namespace raiitidy::tool
