#include "tool/Paths.h"
#include "tool/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

namespace raiitidy::tool {

namespace json = llvm::json;

namespace {

// Source text may hold any bytes; JSON must not.
std::string clean(llvm::StringRef S) { return json::isUTF8(S) ? S.str() : json::fixUTF8(S); }

void place(json::OStream &J, const Place &P) {
  if (P.File.empty())
    return;
  J.attribute("file", clean(displayPath(P.File)));
  J.attribute("line", P.Line);
  J.attribute("column", P.Column);
  J.attribute("offset", P.Offset);
}

void fix(json::OStream &J, llvm::StringRef Applicability, const std::vector<Edit> &Edits, bool Proven) {
  J.object([&] {
    J.attribute("applicability", Applicability);
    J.attribute("proven", Proven);
    J.attributeArray("edits", [&] {
      for (const Edit &E : Edits)
        J.object([&] {
          J.attribute("file", clean(displayPath(E.File)));
          J.attribute("offset", E.Offset);
          J.attribute("length", E.Length);
          J.attribute("text", clean(E.Text));
        });
    });
  });
}

} // namespace

void printJson(const Report &R, const Options &O, llvm::raw_ostream &OS) {
  json::OStream J(OS, 2);
  J.object([&] {
    J.attribute("tool", "raii-tidy");
    J.attribute("version", RAII_VERSION);
    J.attribute("units", R.Units);
    J.attributeArray("findings", [&] {
      for (const ReportedFinding &F : R.Findings)
        J.object([&] {
          const Finding &W = F.What;
          J.attribute("check", W.Check);
          J.attribute("group", isBug(W) ? "bug" : "modernize");
          J.attribute("level", W.How == Level::Error ? "error" : W.How == Level::Warning ? "warning" : "remark");
          J.attribute("message", clean(W.Message));
          place(J, W.At);
          J.attribute("function", clean(W.Function));
          J.attribute("fingerprint", F.Fingerprint);
          J.attributeArray("notes", [&] {
            for (const Note &N : W.Notes)
              if (N.Edits.empty() || F.Unsafe == FixState::Offered)
                J.object([&] {
                  J.attribute("message", clean(N.Message));
                  place(J, N.At);
                });
          });
          J.attributeArray("fixes", [&] {
            if (F.Safe == FixState::Offered)
              fix(J, "safe", W.SafeFix, O.Verify);
            if (F.Unsafe == FixState::Offered)
              fix(J, "unsafe", W.unsafeFix()->Edits, O.Verify);
          });
          if (F.Safe == FixState::Failed || F.Unsafe == FixState::Failed)
            J.attribute("noFix", clean("proof failed: " + F.ProofDetail));
        });
    });
    J.attributeArray("failures", [&] {
      for (const UnitFailure &F : R.Failures)
        J.object([&] {
          J.attribute("unit", clean(F.File));
          J.attribute("reason", clean(F.Reason));
        });
    });
    J.attribute("proofsFailed", R.ProofsFailed);
  });
  OS << '\n';
}

} // namespace raiitidy::tool
