#include "tool/Cache.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "tool/Commands.h"
#include "tool/Paths.h"
#include "tool/Wire.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/xxhash.h"
#include <chrono>
#include <unistd.h>

namespace raiitidy::tool {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using llvm::StringRef;

namespace {

/// Of the content of a file; of one that cannot be read, empty.
std::string hashOf(const std::string &File) {
  llvm::Expected<std::string> Text = readFile(File);
  if (!Text) {
    llvm::consumeError(Text.takeError());
    return {};
  }
  const llvm::XXH128_hash_t H = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(*Text));
  return llvm::utohexstr(H.high64) + "." + llvm::utohexstr(H.low64);
}

struct Entry {
  std::vector<std::pair<std::string, std::string>> Files; ///< path and hash
  std::vector<std::string> Missing;
  UnitResult Result;

  bool stillHolds() const {
    for (const std::string &M : Missing)
      if (fs::exists(M))
        return false;
    for (const auto &[File, Hash] : Files)
      if (hashOf(File) != Hash)
        return false;
    return true;
  }
};

template <typename A> void describe(A &Ar, Entry &V) { Ar & V.Files & V.Missing & V.Result; }

class Key {
public:
  Key &add(StringRef Part) {
    Content += std::to_string(Part.size()) + ":";
    Content += Part;
    return *this;
  }
  Key &add(bool Part) { return add(StringRef(Part ? "1" : "0")); }
  std::string hash() const {
    const auto H = llvm::SHA256::hash(llvm::arrayRefFromStringRef(Content));
    return llvm::toHex(llvm::ArrayRef<uint8_t>(H).take_front(20), /*LowerCase=*/true);
  }

private:
  std::string Content;
};

/// The files that the checks read by themselves, behind the compiler's back.
void addCatalogue(Key &K, const Unit &U) {
  for (std::string Dir = path::parent_path(U.How.File).str(); !Dir.empty();) {
    Dir = searchUpward(Dir, ".raii-tidy.yaml");
    if (Dir.empty())
      break;
    K.add(Dir).add(hashOf(Dir + "/.raii-tidy.yaml"));
    const StringRef Up = path::parent_path(Dir);
    Dir = Up == Dir ? std::string() : Up.str();
  }
  const auto &Options = U.Configuration->CheckOptions;
  std::vector<std::string> Files;
  for (const auto &O : Options)
    if (O.getKey().ends_with("RaiiPairs"))
      for (StringRef F : llvm::split(O.getValue().Value, ';'))
        Files.push_back(F.trim().str());
  llvm::sort(Files);
  for (const std::string &F : Files)
    K.add(F).add(hashOf(F));
}

} // namespace

llvm::Expected<Cache> Cache::open(StringRef Directory) {
  const std::string Absolute = absolutePath(Directory);
  if (std::error_code EC = fs::create_directories(Absolute))
    return sentence("--cache-dir: cannot create '" + Directory + "': " + EC.message());
  if (access(Absolute.c_str(), W_OK | X_OK) != 0)
    return sentence("--cache-dir: cannot write in '" + Directory + "'");
  static int Anchor;
  return Cache(Absolute, hashOf(fs::getMainExecutable("raii-tidy", &Anchor)));
}

std::string Cache::entryOf(const AnalyseJob &Job) const {
  const Unit &U = *Job.What;
  Key K;
  K.add(Program).add(LLVM_VERSION_STRING).add(Job.ProjectRoot).add(Job.ResourceDir);
  K.add(Job.WantWarnings).add(Job.WantFiles).add(Job.WholeHeaders);
  K.add(U.How.File).add(U.How.Directory);
  for (const std::string &A : U.How.Args)
    K.add(A);
  K.add(clang::tidy::configurationAsText(*U.Configuration)).add(U.HeaderFilter.has_value());
  K.add(U.HeaderFilter.value_or(""));
  for (const std::string &H : U.OnlyHeaders)
    K.add(H);
  for (const auto &[File, Text] : Job.Overlay)
    K.add(File).add(Text);
  for (const char *Variable : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "COMPILER_PATH"})
    if (const char *Value = std::getenv(Variable))
      K.add(Variable).add(StringRef(Value));
  addCatalogue(K, U);
  return Directory + "/" + K.hash() + ".result";
}

UnitResult Cache::analyse(const AnalyseJob &Job) const {
  const std::string Path = entryOf(Job);
  if (fs::exists(Path)) {
    llvm::Expected<std::string> Bytes = readFile(Path);
    Entry Known;
    if (!Bytes)
      llvm::consumeError(Bytes.takeError());
    else if (fromBytes(*Bytes, Known) && Known.stillHolds()) {
      int FD;
      if (!fs::openFileForWrite(Path, FD, fs::CD_OpenExisting, fs::OF_Append)) {
        fs::setLastAccessAndModificationTime(FD, std::chrono::system_clock::now());
        ::close(FD);
      }
      return std::move(Known.Result);
    }
  }
  Reads Seen;
  AnalyseJob Tracked = Job;
  Tracked.Track = &Seen;
  Entry New;
  New.Result = tool::analyse(Tracked);
  if (!New.Result.Failure.empty())
    return std::move(New.Result);
  for (const std::string &F : Seen.Files)
    if (!Job.Overlay.count(realPath(F)))
      New.Files.push_back({F, hashOf(F)});
  New.Missing.assign(Seen.Missing.begin(), Seen.Missing.end());
  // Under a name of its own first: nobody reads half an entry.
  const std::string Bytes = toBytes(New), Draft = Path + "." + std::to_string(getpid());
  std::error_code EC;
  {
    llvm::raw_fd_ostream OS(Draft, EC, fs::OF_None);
    if (!EC) {
      OS << Bytes;
      OS.close();
      EC = OS.error();
      OS.clear_error();
    }
  }
  if (EC || fs::rename(Draft, Path))
    fs::remove(Draft); // a result that cannot be kept is computed again next time
  return std::move(New.Result);
}

void Cache::tidyUp() const {
  const auto Oldest = std::chrono::system_clock::now() - std::chrono::hours(24 * 30);
  std::error_code EC;
  for (fs::directory_iterator I(Directory, EC), End; I != End && !EC; I.increment(EC)) {
    fs::file_status Status;
    if (StringRef(I->path()).contains(".result") && !fs::status(I->path(), Status) &&
        Status.getLastModificationTime() < Oldest)
      fs::remove(I->path());
  }
}

} // namespace raiitidy::tool
