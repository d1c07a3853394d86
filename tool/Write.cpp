#include "tool/Write.h"
#include "tool/Options.h"
#include "tool/Paths.h"
#include "llvm/Support/Path.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <raii/unique_resource.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace raiitidy::tool {

using llvm::StringRef;

bool writeAll(int FD, StringRef Bytes) {
  while (!Bytes.empty()) {
    ssize_t N = ::write(FD, Bytes.data(), Bytes.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      return false;
    Bytes = Bytes.drop_front(N);
  }
  return true;
}

namespace {

llvm::Error failed(StringRef What, StringRef File) {
  return sentence("cannot " + What + " '" + displayPath(File) + "': " + std::strerror(errno));
}

/// A new file beside the target. It has no name until it is complete, where the file system can do that; otherwise a
/// temporary name that goes away with this object.
class Draft {
public:
  Draft(const std::string &Target) : Target(Target), Directory(llvm::sys::path::parent_path(Target).str()) {}
  ~Draft() {
    if (!Name.empty())
      unlink(Name.c_str());
  }

  llvm::Error write(StringRef Text, mode_t Mode, const struct stat *Owner) {
    FD.reset(open(Directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!FD) {
      std::string Pattern = temporaryName();
      FD.reset(mkostemp(Pattern.data(), O_CLOEXEC));
      if (!FD)
        return failed("write in the directory of", Target);
      Name = Pattern;
    }
    if (!writeAll(FD.get(), Text))
      return failed("write", Target);
    // Another's file keeps its owner if we may give it away; its permissions in any case.
    if (Owner && (Owner->st_uid != geteuid() || Owner->st_gid != getegid()) &&
        fchown(FD.get(), Owner->st_uid, Owner->st_gid) != 0)
      errno = 0;
    if (fchmod(FD.get(), Mode & 07777) != 0 || fsync(FD.get()) != 0)
      return failed("write", Target);
    return llvm::Error::success();
  }

  llvm::Error publish() {
    if (Name.empty()) {
      std::string From = "/proc/self/fd/" + std::to_string(FD.get()), To = temporaryName();
      To.replace(To.size() - 6, 6, std::to_string(getpid()));
      unlink(To.c_str());
      if (linkat(AT_FDCWD, From.c_str(), AT_FDCWD, To.c_str(), AT_SYMLINK_FOLLOW) != 0)
        return failed("write", Target);
      Name = To;
    }
    if (rename(Name.c_str(), Target.c_str()) != 0)
      return failed("replace", Target);
    Name.clear();
    if (raii::unique_fd Dir{open(Directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)})
      fsync(Dir.get());
    return llvm::Error::success();
  }

private:
  std::string temporaryName() const {
    return Directory + "/." + llvm::sys::path::filename(Target).str() + ".raii-tidy.XXXXXX";
  }

  std::string Target, Directory, Name;
  raii::unique_fd FD;
};

} // namespace

std::string whyNotWritable(const std::string &File) {
  struct stat S;
  if (stat(File.c_str(), &S) != 0)
    return std::strerror(errno);
  if (!S_ISREG(S.st_mode))
    return "it is not a regular file";
  // root may write anything; a file that nobody may write is meant to stay as it is.
  if (!(S.st_mode & 0222) || access(File.c_str(), W_OK) != 0)
    return "it is read-only";
  std::string Directory = llvm::sys::path::parent_path(File).str();
  if (access(Directory.c_str(), W_OK | X_OK) != 0)
    return "its directory is read-only";
  return {};
}

llvm::Error replaceFile(const std::string &File, StringRef Expected, StringRef Text) {
  struct stat S;
  if (stat(File.c_str(), &S) != 0)
    return failed("write", File);
  Draft D(File);
  if (llvm::Error E = D.write(Text, S.st_mode, &S))
    return E;
  // As late as can be: an editor may have saved the file since it was parsed.
  llvm::Expected<std::string> Now = readFile(File);
  if (!Now)
    return Now.takeError();
  if (*Now != Expected)
    return sentence("'" + displayPath(File) + "' changed while it was analysed and was not touched; run again");
  return D.publish();
}

llvm::Error writeFile(const std::string &File, StringRef Text) {
  // A device, a pipe: to rename a file over /dev/null would take it away from everybody.
  if (struct stat S; stat(File.c_str(), &S) == 0 && !S_ISREG(S.st_mode)) {
    raii::unique_fd FD(open(File.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    return FD && writeAll(FD.get(), Text) ? llvm::Error::success() : failed("write", File);
  }
  Draft D(File);
  mode_t Mask = umask(0);
  umask(Mask);
  if (llvm::Error E = D.write(Text, 0666 & ~Mask, nullptr))
    return E;
  return D.publish();
}

} // namespace raiitidy::tool
