// What the annotated functions use of C, POSIX, SQLite and the standard library: declarations, no more.
#pragma GCC system_header

typedef unsigned long size_t;
typedef long ssize_t;
#define NULL 0
#define EOF (-1)

extern "C" {
typedef struct FILE FILE;
extern FILE *stdin, *stdout, *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr
FILE *fopen(const char *, const char *);
FILE *fdopen(int, const char *);
FILE *freopen(const char *, const char *, FILE *);
FILE *tmpfile(void);
FILE *popen(const char *, const char *);
int pclose(FILE *);
int fclose(FILE *);
int fgetc(FILE *);
char *fgets(char *, int, FILE *);
int fputs(const char *, FILE *);
int fprintf(FILE *, const char *, ...);
int printf(const char *, ...);
void perror(const char *);
ssize_t getline(char **, size_t *, FILE *);
typedef struct DIR DIR;
DIR *opendir(const char *);
int closedir(DIR *);
void *readdir(DIR *);
void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
char *strdup(const char *);
size_t mbstowcs(wchar_t *, const char *, size_t);
int asprintf(char **, const char *, ...);
int posix_memalign(void **, size_t, size_t);
void *memcpy(void *, const void *, size_t);
size_t strlen(const char *);
void abort(void) __attribute__((noreturn));
void exit(int) __attribute__((noreturn));
void _exit(int) __attribute__((noreturn));
int fork(void);
int execv(const char *, char *const *);
int open(const char *, int, ...);
int close(int);
int dup(int);
int pipe(int *);
int socket(int, int, int);
int connect(int, const void *, unsigned);
ssize_t read(int, void *, size_t);
ssize_t write(int, const void *, size_t);
void *mmap(void *, size_t, int, int, int, long);
int munmap(void *, size_t);
#define MAP_FAILED ((void *)-1)
#define MAP_SHARED 1
int flock(int, int);
#define LOCK_EX 2
#define LOCK_UN 8
struct addrinfo;
int getaddrinfo(const char *, const char *, const addrinfo *, addrinfo **);
void freeaddrinfo(addrinfo *);
struct regex_t { void *buffer; };
int regcomp(regex_t *, const char *, int);
int regexec(const regex_t *, const char *, size_t, void *, int);
void regfree(regex_t *);
struct glob_t { size_t gl_pathc; char **gl_pathv; };
int glob(const char *, int, int (*)(const char *, int), glob_t *);
void globfree(glob_t *);
struct pthread_mutex_t { int state; };
int pthread_mutex_lock(pthread_mutex_t *);
int pthread_mutex_trylock(pthread_mutex_t *);
int pthread_mutex_unlock(pthread_mutex_t *);
struct sigset_t { unsigned long bits; };
int sigprocmask(int, const sigset_t *, sigset_t *);
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
typedef int jmp_buf[8];
int setjmp(jmp_buf) __attribute__((returns_twice));
struct sqlite3;
struct sqlite3_stmt;
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
int sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
#define SQLITE_OK 0
#define SQLITE_ROW 100
struct pg_conn;
pg_conn *PQconnectdb(const char *);
int PQstatus(const pg_conn *);
void PQfinish(pg_conn *);
struct pg_result;
pg_result *PQexec(pg_conn *, const char *);
int PQresultStatus(const pg_result *);
void PQclear(pg_result *);
struct X509;
struct X509_stack;
X509 *d2i_X509(X509 **, const unsigned char **, long);
void X509_free(X509 *);
int OPENSSL_sk_push(X509_stack *, const void *);
int i2d_X509(const X509 *, unsigned char **);
static inline X509 *ossl_check_X509_type(X509 *x) { return x; }
struct SSL;
int SSL_set_ex_data(SSL *, int, void *);
}


namespace std {
using ::fclose;
using ::fopen;
using ::free;
using ::malloc;
using ::exit;
[[noreturn]] void terminate() noexcept;

struct nothrow_t {};
extern const nothrow_t nothrow;

class exception {
public:
  exception() noexcept;
  virtual ~exception();
  virtual const char *what() const noexcept;
};
class runtime_error : public exception {
public:
  runtime_error(const char *);
};
class invalid_argument : public exception {
public:
  invalid_argument(const char *);
};
class out_of_range : public exception {
public:
  out_of_range(const char *);
};
class bad_alloc : public exception {};

template <typename C> class basic_string {
public:
  basic_string();
  basic_string(const C *);
  basic_string(const C *, size_t);
  basic_string(const basic_string &);
  static constexpr size_t npos = -1;
  size_t rfind(C, size_t = npos) const noexcept;
  size_t find_last_of(const C *, size_t = npos) const noexcept;
  basic_string substr(size_t = 0, size_t = npos) const;
  ~basic_string();
  basic_string &operator=(const C *);
  basic_string &append(const C *);
  const C *c_str() const noexcept;
  size_t size() const noexcept;
  bool empty() const noexcept;
  C &at(size_t);
};
typedef basic_string<char> string;
int stoi(const string &);

template <typename T> struct remove_reference { typedef T type; };
template <typename T> struct remove_reference<T &> { typedef T type; };
template <typename T> typename remove_reference<T>::type &&move(T &&) noexcept;
template <typename T> T &&forward(typename remove_reference<T>::type &) noexcept;
template <typename T> void swap(T &, T &) noexcept;

template <typename T> class vector {
public:
  vector();
  explicit vector(size_t);
  vector(const T *, const T *);
  ~vector();
  void push_back(const T &);
  void push_back(T &&);
  template <typename... A> T &emplace_back(A &&...);
  T &at(size_t);
  T &operator[](size_t) noexcept;
  T *begin() noexcept;
  T *end() noexcept;
  size_t size() const noexcept;
  bool empty() const noexcept;
};
template <typename K, typename V> class map {
public:
  V &operator[](const K &);
};

template <typename T> struct default_delete {
  void operator()(T *) const;
};
template <typename T, typename D = default_delete<T>> class unique_ptr {
public:
  unique_ptr() noexcept;
  explicit unique_ptr(T *) noexcept;
  unique_ptr(T *, D) noexcept;
  unique_ptr(unique_ptr &&) noexcept;
  ~unique_ptr();
  T *get() const noexcept;
  T *release() noexcept;
  void reset(T * = nullptr) noexcept;
  T *operator->() const noexcept;
  T &operator*() const noexcept;
  explicit operator bool() const noexcept;
};
template <typename T> class shared_ptr {
public:
  shared_ptr() noexcept;
  template <typename Y> explicit shared_ptr(Y *);
  template <typename Y, typename D> shared_ptr(Y *, D);
  ~shared_ptr();
};

template <typename> class function;
template <typename R, typename... A> class function<R(A...)> {
public:
  template <typename F> function(F) {}
  ~function();
  R operator()(A...) const;
};

class mutex {
public:
  void lock();
  bool try_lock();
  void unlock();
};
class recursive_mutex {
public:
  void lock();
  bool try_lock();
  void unlock();
};
class shared_mutex {
public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();
};
struct adopt_lock_t {};
struct defer_lock_t {};
constexpr adopt_lock_t adopt_lock{};
constexpr defer_lock_t defer_lock{};
template <typename M> class lock_guard {
public:
  explicit lock_guard(M &);
  lock_guard(M &, adopt_lock_t);
  ~lock_guard();
};
template <typename M> class unique_lock {
public:
  explicit unique_lock(M &);
  unique_lock(M &, adopt_lock_t);
  unique_lock(M &, defer_lock_t) noexcept;
  ~unique_lock();
  void lock();
  void unlock();
  bool owns_lock() const noexcept;
  M *release() noexcept;
};
class condition_variable {
public:
  template <typename L> void wait(L &);
};
} // namespace std

void *operator new(size_t, void *) noexcept;
void *operator new(size_t, const std::nothrow_t &) noexcept;
