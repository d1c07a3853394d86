// What forges and build servers show beside the code: annotations of GitHub,
// GitLab's code quality, JUnit's XML.
#include "checks/CheckInfo.h"
#include "tool/Paths.h"
#include "tool/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

namespace raiitidy::tool {

namespace json = llvm::json;
using llvm::raw_ostream;
using llvm::StringRef;

namespace {

std::string clean(StringRef S) { return json::isUTF8(S) ? S.str() : json::fixUTF8(S); }

/// The way out, one note a line.
std::string notes(const Report &R, const ReportedFinding &F) {
  std::string Text;
  for (const Note &N : F.What.Notes)
    if (N.Edits.empty() || F.Unsafe == FixState::Offered)
      Text += "\n" + (N.At.File.empty() ? "" : reportPath(R, N.At.File) + ":" + std::to_string(N.At.Line) + ": ") +
              N.Message;
  if (std::string Why = whyNoFix(F); !Why.empty())
    Text += "\n" + Why;
  return Text;
}

/// Data of a workflow command; in a property two characters more mean
/// something.
std::string escaped(StringRef Text, bool Property) {
  std::string Out;
  for (char C : Text)
    if (C == '%')
      Out += "%25";
    else if (C == '\r')
      Out += "%0D";
    else if (C == '\n')
      Out += "%0A";
    else if (Property && C == ':')
      Out += "%3A";
    else if (Property && C == ',')
      Out += "%2C";
    else
      Out += C;
  return Out;
}

StringRef githubLevel(Level L) { return L == Level::Error ? "error" : L == Level::Warning ? "warning" : "notice"; }

std::string xml(StringRef Text) {
  std::string Out;
  for (char C : clean(Text))
    if (C == '&')
      Out += "&amp;";
    else if (C == '<')
      Out += "&lt;";
    else if (C == '>')
      Out += "&gt;";
    else if (C == '"')
      Out += "&quot;";
    else if (static_cast<unsigned char>(C) < 0x20 && C != '\n' && C != '\t')
      Out += '?'; // XML has no way to write it
    else
      Out += C;
  return Out;
}

} // namespace

void printGithub(const Report &R, raw_ostream &OS) {
  for (const ReportedFinding &F : R.Findings) {
    const Finding &W = F.What;
    OS << "::" << githubLevel(W.How) << ' ';
    if (!W.At.File.empty())
      OS << "file=" << escaped(reportPath(R, W.At.File), true) << ",line=" << W.At.Line << ",col=" << W.At.Column
         << ',';
    OS << "title=" << escaped(W.Check, true) << "::" << escaped(clean(W.Message + notes(R, F)), false) << '\n';
  }
  for (const UnitFailure &F : R.Failures)
    OS << "::error title=raii-tidy::" << escaped(clean((F.File.empty() ? "" : F.File + ": ") + F.Reason), false)
       << '\n';
}

void printGitlab(const Report &R, raw_ostream &OS) {
  json::OStream J(OS, 2);
  J.array([&] {
    for (const ReportedFinding &F : R.Findings) {
      const Finding &W = F.What;
      if (W.At.File.empty())
        continue; // a report of places has none for it
      J.object([&] {
        J.attribute("description", clean(W.Message + notes(R, F)));
        J.attribute("check_name", W.Check);
        J.attribute("fingerprint", F.Fingerprint);
        J.attribute("severity", W.How == Level::Error ? "critical" : W.How == Level::Warning ? "major" : "info");
        J.attributeObject("location", [&] {
          J.attribute("path", clean(reportPath(R, W.At.File)));
          J.attributeObject("lines", [&] { J.attribute("begin", W.At.Line); });
        });
      });
    }
  });
  OS << '\n';
}

/// One suite a file, one case a finding; a unit without findings is a case that
/// passes, one that could not be analysed an error. Findings below --fail-on
/// are skipped cases.
void printJunit(const Report &R, const Options &O, raw_ostream &OS) {
  std::map<std::string, std::vector<const ReportedFinding *>> ByFile;
  for (const std::string &U : R.UnitFiles)
    ByFile[reportPath(R, U)];
  for (const ReportedFinding &F : R.Findings)
    ByFile[F.What.At.File.empty() ? "raii-tidy" : reportPath(R, F.What.At.File)].push_back(&F);
  OS << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
        "name=\"raii-tidy\">\n";
  for (const auto &[File, Findings] : ByFile) {
    size_t Failures = llvm::count_if(Findings, [&](const ReportedFinding *F) { return counts(F->What, O); });
    OS << "  <testsuite name=\"" << xml(File) << "\" tests=\"" << std::max<size_t>(1, Findings.size())
       << "\" failures=\"" << Failures << "\" errors=\"0\" skipped=\"" << Findings.size() - Failures << "\">\n";
    if (Findings.empty())
      OS << "    <testcase classname=\"" << xml(File) << "\" name=\"no findings\"/>\n";
    for (const ReportedFinding *F : Findings) {
      const Finding &W = F->What;
      OS << "    <testcase classname=\"" << xml(File) << "\" name=\"" << xml(W.Check) << ':' << W.At.Line << ':'
         << W.At.Column << "\" file=\"" << xml(File) << "\" line=\"" << W.At.Line << "\">\n";
      if (counts(W, O))
        OS << "      <failure type=\"" << xml(W.Check) << "\" message=\"" << xml(W.Message) << "\">" << xml(File) << ':'
           << W.At.Line << ':' << W.At.Column << ": " << xml(W.Message + notes(R, *F)) << "</failure>\n";
      else
        OS << "      <skipped message=\"" << xml(W.Message) << "\"/>\n";
      OS << "    </testcase>\n";
    }
    OS << "  </testsuite>\n";
  }
  if (!R.Failures.empty()) {
    OS << "  <testsuite name=\"analysis\" tests=\"" << R.Failures.size() << "\" failures=\"0\" errors=\""
       << R.Failures.size() << "\" skipped=\"0\">\n";
    for (const UnitFailure &F : R.Failures)
      OS << "    <testcase classname=\"analysis\" name=\"" << xml(F.File.empty() ? "raii-tidy" : F.File)
         << "\">\n      <error message=\"" << xml(F.Reason) << "\"/>\n    </testcase>\n";
    OS << "  </testsuite>\n";
  }
  OS << "</testsuites>\n";
}

} // namespace raiitidy::tool
