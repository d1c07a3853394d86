// STD: 17 20
// ALSO: -fno-exceptions -fno-rtti
// Group 11, the shipped kinds: each owns, filters its failure values, keeps
// errno.
#include "check.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <raii/unique_resource.hpp>
#include <type_traits>
#include <utility>

static_assert(sizeof(raii::unique_fd) == sizeof(int));
static_assert(sizeof(raii::unique_file) == sizeof(void *));
static_assert(sizeof(raii::unique_pipe) == sizeof(void *));
static_assert(sizeof(raii::unique_dir) == sizeof(void *));
static_assert(sizeof(raii::unique_malloc<char>) == sizeof(void *));
static_assert(sizeof(raii::unique_mmap) == sizeof(void *) + sizeof(size_t));

namespace {
bool is_open(int fd) { return fcntl(fd, F_GETFD) != -1; }
} // namespace

TEST(fd) {
  int raw = open("/dev/null", O_RDONLY);
  CHECK(raw >= 0);
  {
    raii::unique_fd fd_guard(raw);
    CHECK(fd_guard && fd_guard.get() == raw && is_open(raw));
  }
  CHECK(!is_open(raw));
  {
    raii::unique_fd none(-1), negative(-22), empty;
    CHECK(!none && !negative && !empty && empty.get() == -1);
    errno = 0;
  }
  CHECK(errno == 0); // close was not called: it would say EBADF
  raw = dup(0);
  {
    raii::unique_fd fd(raw);
    CHECK(fd.release() == raw && !fd);
  }
  CHECK(is_open(raw));
  close(raw);
}

TEST(fd_zero_is_a_descriptor) {
  const int kept = dup(0);
  { raii::unique_fd zero(0); }
  CHECK(!is_open(0));
  CHECK(dup2(kept, 0) == 0);
  close(kept);
}

TEST(file) {
  FILE *f = tmpfile();
  const int fd = fileno(f);
  {
    raii::unique_file f_guard(f);
    CHECK(f_guard && is_open(fd));
    fputs("text", f_guard.get());
  }
  CHECK(!is_open(fd));
  raii::unique_file null(nullptr), zero(NULL), empty;
  CHECK(!null && !zero && !empty);
  null.reset(NULL);
  null.reset(nullptr);
}

TEST(file_handed_over) {
  raii::unique_fd fd(open("/dev/null", O_RDONLY));
  const int raw = fd.get();
  {
    raii::unique_file f(fdopen(fd.get(), "r"));
    if (f)
      fd.release();
    CHECK(f && !fd);
  }
  CHECK(!is_open(raw));
}

TEST(pipe) {
  raii::unique_pipe p(popen("echo hello", "r"));
  char line[16] = "";
  CHECK(p && fgets(line, sizeof line, p.get()) &&
        !std::strcmp(line, "hello\n"));
  p.reset();
  CHECK(!p);
}

TEST(directory) {
  raii::unique_dir d(opendir("/"));
  CHECK(d && readdir(d.get()));
  const int fd = dirfd(d.get());
  d.reset();
  CHECK(!is_open(fd));
  raii::unique_dir none(opendir("/does/not/exist"));
  CHECK(!none);
}

TEST(memory) {
  char *raw = strdup("abc");
  raii::unique_malloc g(raw);
  static_assert(std::is_same_v<decltype(g), raii::unique_malloc<char>>);
  CHECK(g && g[1] == 'b' && *g == 'a' && g.get() == raw);
  raii::unique_malloc moved(std::move(g));
  static_assert(std::is_same_v<decltype(moved), raii::unique_malloc<char>>);
  CHECK(!g && moved);

  const char *constant = strdup("c");
  raii::unique_malloc c(constant);
  static_assert(std::is_same_v<decltype(c), raii::unique_malloc<const char>>);
  raii::unique_malloc v(malloc(3));
  static_assert(std::is_same_v<decltype(v), raii::unique_malloc<void>>);
  struct pair {
    int a, b;
  };
  raii::unique_malloc s(static_cast<pair *>(calloc(2, sizeof(pair))));
  CHECK(s->a == 0 && s[1].b == 0);
  s.reset(static_cast<pair *>(realloc(s.release(), 10 * sizeof(pair))));
  CHECK(s);
}

TEST(out_parameters_of_c) {
  FILE *f = tmpfile();
  raii::unique_file f_guard(f);
  fputs("first\nsecond and longer\n", f);
  rewind(f);
  raii::unique_malloc<char> line;
  size_t size = 0;
  CHECK(getline(raii::inout(line), &size, f) == 6 &&
        !std::strcmp(line.get(), "first\n"));
  CHECK(getline(raii::inout(line), &size, f) == 18);
  raii::unique_malloc<void> aligned;
  CHECK(posix_memalign(raii::out(aligned), 64, 100) == 0 && aligned);
  CHECK(posix_memalign(raii::out(aligned), 64, 200) == 0 && aligned);
}

TEST(mapping) {
  const size_t length = 8192;
  raii::unique_mmap m(mmap(nullptr, length, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                      length);
  CHECK(m && m.size() == length);
  static_cast<char *>(m.data())[0] = 'x';
  unsigned char resident;
  void *address = m.data();
  CHECK(mincore(address, 1, &resident) == 0);
  raii::unique_mmap moved(std::move(m));
  CHECK(!m && moved);
  moved.reset();
  CHECK(mincore(address, 1, &resident) == -1 && errno == ENOMEM);
  raii::unique_mmap failed(MAP_FAILED, length), null(nullptr, 0), empty;
  CHECK(!failed && !null && !empty);
}

// Each deleter runs into an error of its own, and errno stays as it was.
TEST(errno_is_kept) {
  errno = 77;
  { raii::unique_fd bad(1000000); } // EBADF
  CHECK(errno == 77);
  {
    FILE *f = tmpfile();
    close(fileno(f)); // fclose will say EBADF
    errno = 77;
    raii::unique_file guard(f);
  }
  CHECK(errno == 77);
  {
    DIR *d = opendir("/");
    close(dirfd(d));
    errno = 77;
    raii::unique_dir guard(d);
  }
  CHECK(errno == 77);
  {
    raii::unique_mmap guard(reinterpret_cast<void *>(1), 1); // EINVAL
  }
  CHECK(errno == 77);
  {
    signal(SIGCHLD, SIG_IGN); // pclose will find no child: ECHILD
    FILE *p = popen("exit 0", "r");
    errno = 77;
    raii::unique_pipe guard(p);
  }
  CHECK(errno == 77);
  signal(SIGCHLD, SIG_DFL);
  errno = 77;
  { raii::unique_malloc guard(std::malloc(10)); }
  CHECK(errno == 77);
}
