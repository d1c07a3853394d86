// What one unit's analysis yields: plain values, no clang objects, so that they can cross a process boundary.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace raiitidy::tool {

/// A place in a file, with the text of its line for printing.
struct Place {
  std::string File; ///< real path; empty: no place
  unsigned Offset = 0, Line = 0, Column = 0;
  std::string Text;                                 ///< the line, without its end
  std::vector<std::pair<unsigned, unsigned>> Marks; ///< [begin, end) in Text, to be underlined
};

/// Replace Length bytes at Offset by Text.
struct Edit {
  std::string File; ///< real path
  unsigned Offset = 0, Length = 0;
  std::string Text;
  bool operator==(const Edit &O) const {
    return File == O.File && Offset == O.Offset && Length == O.Length && Text == O.Text;
  }
};

struct Note {
  Place At;
  std::string Message;
  std::vector<Edit> Edits; ///< of a note "fix (unsafe): …"
};

enum class Level { Remark, Warning, Error };

struct Finding {
  std::string Check;
  Level How = Level::Warning;
  std::string Message;
  Place At;
  std::string Function; ///< that encloses it, qualified; empty: none
  std::vector<Note> Notes;
  std::vector<Edit> SafeFix; ///< all edits of the safe fix, or empty
  bool BrokenFix = false;    ///< a fix whose edits could not be expressed in files: a defect of the planner
  /// The unsafe fix: the edits of the first note that has some.
  const Note *unsafeFix() const {
    for (const Note &N : Notes)
      if (!N.Edits.empty())
        return &N;
    return nullptr;
  }
};

/// What the compiler said of the unit itself.
struct CompilerMessage {
  Place At;
  std::string Message;
  std::string Flag; ///< of a warning, "-Wshadow"; empty for an error
};

/// Everything known of a unit after one run.
struct UnitResult {
  std::vector<Finding> Findings;
  std::vector<CompilerMessage> Errors;
  std::vector<CompilerMessage> Warnings;      ///< only if they were asked for
  std::vector<std::string> DroppedFlags;      ///< flags that clang does not know
  std::map<std::string, std::string> Sources; ///< text, as parsed, of each file that a fix touches
  std::vector<std::string> Files;             ///< read and not system's, real paths; only if asked for
  bool ReadRequested = true;                  ///< the header asked for was read by this unit
  std::string Failure;                        ///< why there is no result at all: crash, time out, bad flags
};

} // namespace raiitidy::tool
