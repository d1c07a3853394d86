// What calls mean: each snippet's calls are matched in source order and written as "role pair".
#include "Meanings.h"
#include "checks/catalogue/Reader.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

namespace raiitidy::catalogue {
namespace {

using namespace clang;

const char *const Prelude = R"(
typedef unsigned long size_t;
extern "C" {
typedef struct FILE FILE;
extern FILE *stdout;
#define stdout stdout
FILE *fopen(const char *, const char *);
FILE *fdopen(int, const char *);
FILE *freopen(const char *, const char *, FILE *);
int fclose(FILE *);
void *malloc(size_t);
void *realloc(void *, size_t);
void free(void *);
int open(const char *, int, ...);
int close(int);
int pipe(int *);
int fcntl(int, int, ...);
int flock(int, int);
int sigprocmask(int, const int *, int *);
char *realpath(const char *, char *);
void *mmap(void *, size_t, int, int, int, long);
int pthread_mutex_lock(int *);
int pthread_mutex_trylock(int *);
int pthread_mutex_unlock(int *);
long getline(char **, size_t *, FILE *);
}
namespace std {
using ::malloc;
using ::free;
struct nothrow_t {};
extern const nothrow_t nothrow;
struct string { string(const char *); ~string(); };
}
void *operator new(size_t, const std::nothrow_t &) noexcept;
void *operator new(size_t, void *) noexcept;
void *operator new[](size_t, void *) noexcept;
#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8
#define F_DUPFD 0
#define F_GETFD 1
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
#define MAP_SHARED 1
#define MAP_FIXED 16
)";

struct Result {
  std::string Meanings, Carriers;
};

Result run(const std::string &Code, llvm::StringRef Pairs = "", std::vector<std::string> Args = {"-std=c++17"}) {
  auto C = std::make_shared<Catalogue>(builtInCatalogue());
  if (!Pairs.empty())
    EXPECT_EQ(llvm::toString(readPairs(Pairs, "user.yaml", *C)), "");
  Matcher M(C);
  bool IsC = Args[0] == "-xc";
  auto AST = tooling::buildASTFromCodeWithArgs(IsC ? Code : Prelude + Code, Args, IsC ? "input.c" : "input.cc");
  EXPECT_TRUE(AST);
  EXPECT_FALSE(AST->getDiagnostics().hasErrorOccurred()) << Code;
  Meanings V(M, AST->getASTContext());
  V.TraverseDecl(AST->getASTContext().getTranslationUnitDecl());
  return {V.Out, V.Carriers};
}

std::string meanings(const std::string &Code, llvm::StringRef Pairs = "") { return run(Code, Pairs).Meanings; }
std::string body(const std::string &Statements, llvm::StringRef Pairs = "") {
  return meanings("void f(int fd, int *p, FILE *g, char *s) { " + Statements + " }", Pairs);
}

// Functions of C.

TEST(Functions, c_stdio_ok) {
  Result R = run("void f() { FILE *a = fopen(\"x\", \"r\"); if (a) fclose(a); }");
  EXPECT_EQ(R.Meanings, "acquire stdio-file; release stdio-file");
  EXPECT_EQ(R.Carriers, "call; a");
}

TEST(Functions, in_c_itself_ok) {
  Result R = run("struct F; struct F *fopen(const char *, const char *); int fclose(struct F *);\n"
                 "void f(void) { struct F *a = fopen(\"x\", \"r\"); fclose(a); }",
                 "", {"-xc"});
  EXPECT_EQ(R.Meanings, "acquire stdio-file; release stdio-file");
}

TEST(Functions, std_and_builtin_names_ok) {
  EXPECT_EQ(body("void *a = std::malloc(1); std::free(a); a = ::malloc(1); __builtin_free(a);"),
            "acquire malloc; release malloc; acquire malloc; release malloc");
}

TEST(Functions, a_release_belongs_to_several_pairs_ok) {
  EXPECT_EQ(body("close(fd);"), "release file-descriptor; release descriptor-pair");
}

TEST(Functions, out_argument_ok) {
  Result R = run("void f() { int p[2]; pipe(p); }");
  EXPECT_EQ(R.Meanings, "acquire descriptor-pair");
  EXPECT_EQ(R.Carriers, "p");
}

TEST(Functions, transfers_ok) {
  EXPECT_EQ(body("fdopen(fd, \"r\"); p = (int *)realloc(p, 2);"), "acquire stdio-file; acquire malloc");
}

TEST(Functions, a_member_of_the_same_name_ok) {
  EXPECT_EQ(meanings("struct File { int open(const char *, int); void close(int); static int socket(int, int, int); };\n"
                     "void f(File &x) { x.open(\"a\", 1); x.close(1); File::socket(1, 2, 3); }"),
            "");
}

TEST(Functions, an_overload_of_the_project_ok) {
  EXPECT_EQ(meanings("struct Widget {}; void close(Widget &); void free(Widget); Widget fopen(const char *, char);\n"
                     "void f(Widget &w) { close(w); free(w); fopen(\"a\", 'b'); }"),
            "");
  EXPECT_EQ(meanings("namespace my { int open(const char *, int); void close(int); }\n"
                     "void f() { my::close(my::open(\"a\", 1)); }"),
            "");
  EXPECT_EQ(meanings("namespace { void free(long) {} }\nvoid f() { free(1L); }"), "");
}

TEST(Functions, a_template_of_std_ok) {
  EXPECT_EQ(meanings("namespace std { template <class A, class B> A &getline(A &, B &, char); }\n"
                     "void f(int a, int b) { std::getline(a, b, 'x'); }"),
            "");
}

TEST(Functions, wrong_number_of_arguments_ok) {
  EXPECT_EQ(meanings("void fclose(FILE *, int);\nvoid f(FILE *x) { fclose(x, 1); }"), "");
}

TEST(Functions, a_block_scope_declaration_ok) {
  EXPECT_EQ(meanings("extern \"C\" { inline void f(char **o) { int shm_open(const char *, int, unsigned); "
                     "shm_open(\"a\", 1, 2); } }"),
            "acquire file-descriptor");
}

TEST(Functions, through_a_pointer_ok) {
  EXPECT_EQ(body("void (*release)(void *) = free; release(p);"), "");
}

TEST(Functions, dependent_calls_ok) {
  EXPECT_EQ(meanings("template <class T> void f(T x) { x.lock(); x.unlock(); free(x); }"), "");
}

// The project's own pairs.

const char *const Widget = "pairs:\n- { name: widget, acquire: widget_open, release: widget_close }\n";

TEST(UserPairs, function_ok) {
  EXPECT_EQ(meanings("struct W; W *widget_open(); void widget_close(W &);\n"
                     "void f() { W *w = widget_open(); widget_close(*w); }",
                     Widget),
            "acquire widget; release widget");
}

TEST(UserPairs, the_global_scope_is_meant_ok) {
  EXPECT_EQ(meanings("struct W; namespace n { W *widget_open(); }\nvoid f() { n::widget_open(); }", Widget), "");
}

TEST(UserPairs, namespace_and_inline_namespace_ok) {
  const char *const Pairs = "pairs:\n- { name: w, acquire: \"n::make\", release: \"n::drop\" }\n";
  EXPECT_EQ(meanings("struct W; namespace n { inline namespace v1 { W *make(); } void drop(W *); }\n"
                     "void f() { n::drop(n::make()); }",
                     Pairs),
            "release w; acquire w");
  EXPECT_EQ(meanings("struct W; namespace m { namespace n { W *make(); } }\nvoid f() { m::n::make(); }", Pairs), "");
}

TEST(UserPairs, static_functions_and_methods_of_a_class_ok) {
  const char *const Pairs = "pairs:\n- { name: w, acquire: \"n::Pool::make\", release: \"n::Pool::drop\" }\n"
                            "- { name: u, acquire: \"Ui::begin\", release: \"Ui::end\", class: state }\n";
  Result R = run("struct W; namespace n { struct Pool { static W *make(); static void drop(W *); }; }\n"
                 "struct Ui { void begin(); void end(); }; struct Derived : Ui { void end(); };\n"
                 "void f(Derived &d, Derived *q) { W *w = n::Pool::make(); n::Pool::drop(w); d.begin(); q->end(); }",
                 Pairs);
  EXPECT_EQ(R.Meanings, "acquire w; release w; acquire u; release u");
  EXPECT_EQ(R.Carriers, "call; w; d; q");
}

TEST(UserPairs, inherited_method_named_by_the_derived_class_ok) {
  const char *const Pairs = "pairs:\n- { name: u, acquire: \"D::begin\", release: \"D::end\", class: state }\n";
  EXPECT_EQ(meanings("struct B { void begin(); void end(); }; struct D : B {};\n"
                     "void f(D &d, B &b) { d.begin(); d.end(); b.begin(); }",
                     Pairs),
            "acquire u; release u");
}

TEST(UserPairs, a_handle_of_a_method_given_back_to_its_pool_ok) {
  const char *const Pairs = "pairs:\n- { name: u, acquire: \"Pool::get\", "
                            "release: { call: \"Pool::put\", where: argument 0 } }\n";
  Result R = run("struct Pool { int *get(); void put(int *); };\nvoid f(Pool &p) { int *x = p.get(); p.put(x); }", Pairs);
  EXPECT_EQ(R.Meanings, "acquire u; release u");
  EXPECT_EQ(R.Carriers, "call; x");
}

TEST(UserPairs, value_selected_ok) {
  const char *const Pairs = "pairs:\n- name: signals\n  class: state\n"
                            "  acquire: { call: \"*::block\", when: { argument: 0, is: true } }\n"
                            "  release: { call: \"*::block\", when: { argument: 0, is: false } }\n"
                            "- name: mode\n  class: state\n"
                            "  acquire: { call: set, when: { argument: 1, is: Writing } }\n"
                            "  release: { call: set, when: { argument: 1, is: [\"Mode::Idle\"] } }\n";
  EXPECT_EQ(meanings("struct S { bool block(bool on = false); }; enum Mode { Idle, Writing }; void set(int, Mode);\n"
                     "void f(S &s, bool b) { s.block(true); s.block(false); s.block(b); s.block(); s.block(!0);\n"
                     "  set(1, Writing); set(1, Mode::Idle); const Mode m = Writing; set(1, m); set(1, Mode(7));\n"
                     "  set(1, b ? Writing : Idle); }",
                     Pairs),
            "acquire signals; release signals; release signals; acquire signals; "
            "acquire mode; release mode; acquire mode");
}

TEST(UserPairs, hand_over_ok) {
  EXPECT_EQ(meanings("struct W; W *widget_open(); void widget_close(W *); void give(int, W *);\n"
                     "void f() { W *w = widget_open(); give(1, w); }",
                     "pairs:\n- { name: widget, acquire: widget_open, release: widget_close, "
                     "hand-over: { call: give, where: argument 1 } }\n"),
            "acquire widget; hand-over widget");
}

TEST(UserPairs, global_state_ok) {
  Result R = run("int init(int); void fini();\nvoid f() { if (init(1)) return; fini(); }",
                 "pairs:\n- { name: lib, class: state, acquire: { call: init, where: nothing, fails: nonzero }, "
                 "release: fini }\n");
  EXPECT_EQ(R.Meanings, "acquire lib; release lib");
  EXPECT_EQ(R.Carriers, "nothing; nothing");
}

TEST(UserPairs, calls_through_a_pointer_of_the_library_ok) {
  EXPECT_EQ(meanings("typedef void (*F)(void *); extern \"C\" { extern F lib_free; char *lib_dup(); } namespace n { F lib_free; }\n"
                     "void f() { char *p = lib_dup(); lib_free(p); n::lib_free(p); }",
                     "pairs:\n- { name: lib, acquire: lib_dup, release: lib_free }\n"),
            "acquire lib; release lib");
}

// Values.

TEST(Values, bits_by_macro_name_ok) {
  EXPECT_EQ(body("flock(fd, LOCK_EX); flock(fd, LOCK_EX | LOCK_NB); flock(fd, (LOCK_NB | LOCK_SH)); flock(fd, LOCK_UN);"
                 "flock(fd, *p); flock(fd, LOCK_NB);"),
            "acquire file-lock; acquire file-lock; acquire file-lock; release file-lock");
}

TEST(Values, macro_of_a_macro_and_constants_ok) {
  EXPECT_EQ(body("\n#define MY LOCK_EX | LOCK_NB\n#define DO(x) x\n#define UN() flock(fd, LOCK_UN)\n"
                 "flock(fd, MY); DO(flock(fd, LOCK_UN)); DO(flock(fd, DO(LOCK_EX))); UN(); const int how = LOCK_EX; "
                 "flock(fd, how);"),
            "acquire file-lock; release file-lock; acquire file-lock; release file-lock; acquire file-lock");
}

TEST(Values, both_branches_of_a_choice_ok) {
  EXPECT_EQ(body("flock(fd, p ? LOCK_EX : LOCK_SH); flock(fd, p ? LOCK_EX : LOCK_UN);"), "acquire file-lock");
}

TEST(Values, equal_to_a_macro_ok) {
  EXPECT_EQ(body("fcntl(fd, F_DUPFD, 3); fcntl(fd, F_GETFD, 3);"), "acquire file-descriptor");
}

TEST(Values, null_ok) {
  EXPECT_EQ(body("realpath(s, nullptr); realpath(s, 0); realpath(s, s);"), "acquire malloc; acquire malloc");
  EXPECT_EQ(body("sigprocmask(SIG_BLOCK, p, p); sigprocmask(SIG_SETMASK, p, nullptr); sigprocmask(SIG_SETMASK, p, p);"
                 "sigprocmask(SIG_UNBLOCK, p, 0);"),
            "acquire signal-mask; release signal-mask; acquire signal-mask; release signal-mask");
}

TEST(Values, not_bits_ok) {
  EXPECT_EQ(body("mmap(p, 1, 0, MAP_SHARED, fd, 0); mmap(p, 1, 0, MAP_SHARED | MAP_FIXED, fd, 0);"),
            "acquire memory-map");
}

TEST(Values, standard_streams_are_not_reopened_ok) {
  EXPECT_EQ(body("freopen(s, s, stdout); freopen(s, s, g);"), "acquire stdio-file");
}

// new and delete.

TEST(Operators, scalar_and_array_ok) {
  Result R = run("void f(int *p) { delete p; delete[] p; p = new int; p = new int[3]; }");
  EXPECT_EQ(R.Meanings, "release new; release new-array; acquire new; acquire new-array");
  EXPECT_EQ(R.Carriers, "p; p; call; call");
}

TEST(Operators, nothrow_has_its_own_pattern_ok) {
  auto C = std::make_shared<Catalogue>(builtInCatalogue());
  Matcher M(C);
  auto AST = tooling::buildASTFromCodeWithArgs(std::string(Prelude) + "int *a = new (std::nothrow) int;",
                                               {"-std=c++17"}, "input.cc");
  struct Finder : RecursiveASTVisitor<Finder> {
    const CXXNewExpr *New = nullptr;
    bool VisitCXXNewExpr(CXXNewExpr *E) { return New = E, true; }
  } F;
  F.TraverseDecl(AST->getASTContext().getTranslationUnitDecl());
  auto Matches = M.match(F.New, AST->getASTContext());
  ASSERT_EQ(Matches.size(), 1u);
  EXPECT_EQ(Matches[0].By->Fails, FailureValue::Null);
}

TEST(Operators, placement_acquires_nothing_ok) { EXPECT_EQ(body("new (p) int; new (p) int[2];"), ""); }

// Lockables.

const char *const Mutexes = R"(
struct Mutex { void lock(); void unlock(); bool try_lock(); void lock_shared(); void unlock_shared(); };
struct Derived : private Mutex { using Mutex::lock; using Mutex::unlock; };
struct OwnerLock { explicit OwnerLock(Mutex &); void lock(); void unlock(); bool owns_lock() const; };
struct Locker { explicit Locker(Mutex *); void unlock(); void lock(); };
struct QMutex; struct QMutexLocker { explicit QMutexLocker(QMutex *); ~QMutexLocker(); void unlock(); void lock(); };
template <class T> struct Generic { explicit Generic(T &); void lock(); void unlock(); T *release(); };
struct Weak { int *lock(); void unlock(); };
struct Door { void lock(int key); void unlock(int key); };
struct HalfLock { void lock(); };
struct Spin { int lock(); int unlock(); };
struct Ending { void lock(); void unlock(); ~Ending() { unlock(); } };
)";

std::string locks(const std::string &Code) { return meanings(Mutexes + Code); }

TEST(Lockables, by_members_ok) {
  EXPECT_EQ(locks("void f(Mutex &m, Mutex *q) { m.lock(); m.unlock(); if (q->try_lock()) q->unlock(); }"),
            "acquire lockable; release lockable; acquire lockable; release lockable");
  EXPECT_EQ(locks("void f(Mutex &m) { m.lock_shared(); m.unlock_shared(); }"),
            "acquire shared-lockable; release shared-lockable");
  EXPECT_EQ(locks("void f(Derived &m, Spin &s) { m.lock(); m.unlock(); s.lock(); s.unlock(); }"),
            "acquire lockable; release lockable; acquire lockable; release lockable");
}

TEST(Lockables, the_receiver_carries_it_ok) {
  EXPECT_EQ(run(std::string(Mutexes) + "struct S { Mutex m; void f() { m.lock(); this->m.unlock(); } };").Carriers,
            "m; this->m");
}

TEST(Lockables, guards_are_not_lockables_ok) {
  EXPECT_EQ(locks("void f(OwnerLock &a, Locker &b, QMutexLocker &c, Generic<Mutex> &d, Ending &e) {"
                  " a.lock(); a.unlock(); b.lock(); b.unlock(); c.lock(); c.unlock(); d.lock(); d.unlock();"
                  " e.lock(); e.unlock(); }"),
            "");
}

TEST(Lockables, other_methods_called_lock_ok) {
  EXPECT_EQ(locks("void f(Weak &w, Door &d, HalfLock &h) { w.lock(); d.lock(1); d.unlock(1); h.lock(); }"), "");
}

// Transactions.

TEST(Transactions, by_members_ok) {
  const char *const Classes = "struct Db { bool begin(); bool commit(); void rollback(); };\n"
                              "struct Other { void beginTransaction(int mode = 0); void commit(); void rollBack(); };\n"
                              "struct List { int *begin(); int *end(); };\n"
                              "struct Maker { Db begin(); void commit(); void rollback(); };\n"
                              "struct Undone { void begin(); void commit(); void rollback(); ~Undone() { rollback(); } };\n"
                              "struct Progress { void begin(); void commit(); };\n";
  EXPECT_EQ(meanings(std::string(Classes) + "void f(Db &d, Other &o) { d.begin(); d.commit(); d.rollback(); "
                                            "o.beginTransaction(); o.commit(); o.rollBack(); }"),
            "acquire transaction; commit transaction; rollback transaction; "
            "acquire transaction; commit transaction; rollback transaction");
  EXPECT_EQ(meanings(std::string(Classes) + "void f(List &l, Maker &m, Undone &u, Progress &p) { l.begin(); m.begin(); "
                                            "u.begin(); u.commit(); p.begin(); p.commit(); }"),
            "");
}

TEST(Transactions, text_of_a_method_ok) {
  EXPECT_EQ(meanings("struct Db { bool exec(const std::string &); bool execute(const char *); };\n"
                     "void f(Db &d) { d.exec(\"  begin immediate;\"); d.exec(\"COMMIT\"); d.exec(\"rollback to a\");\n"
                     "  d.execute(\"START  TRANSACTION\"); d.execute(\"ROLLBACK;\"); d.exec(\"BEGINNING\"); }"),
            "acquire sql-text-transaction; commit sql-text-transaction; rollback sql-text-savepoint; acquire sql-text-transaction; "
            "rollback sql-text-transaction");
}

TEST(Transactions, the_first_argument_carries_it_ok) {
  EXPECT_EQ(run("struct Db { int exec(const char *); };\nvoid f(Db *d) { d->exec(\"BEGIN\"); }").Carriers, "d");
}

// SQL text. X(p, text) is sqlite3_exec on the connection p.

std::string sql(const std::string &Statements) {
  return meanings("extern \"C\" int sqlite3_exec(void *, const char *, int (*)(void *), void *, char **);\n"
                  "extern \"C\" struct R *PQexec(void *, const char *);\n"
                  "#define X(p, text) sqlite3_exec(p, text, nullptr, nullptr, nullptr)\n"
                  "constexpr char Begin[] = \"BEGIN\"; const char *const Commit = \"COMMIT\";\n"
                  "void f(void *p, const char *s) { " + Statements + " }");
}

TEST(Sql, whole_words_in_any_case_ok) {
  EXPECT_EQ(sql("X(p, \"begin immediate;\"); X(p, \"BEGINNING\"); X(p, \" \\n  Begin\"); X(p, \"COMMITS\"); X(p, s);"),
            "acquire sqlite3-transaction; acquire sqlite3-transaction");
  EXPECT_EQ(sql("X(p, \"-- start\\nBEGIN\"); X(p, \"/* end */ END TRANSACTION\"); X(p, \"\");"),
            "acquire sqlite3-transaction; commit sqlite3-transaction");
}

TEST(Sql, constants_with_a_name_ok) {
  EXPECT_EQ(sql("X(p, Begin); X(p, Commit);"), "acquire sqlite3-transaction; commit sqlite3-transaction");
}

TEST(Sql, savepoints_are_another_pair_ok) {
  EXPECT_EQ(sql("X(p, \"SAVEPOINT a\"); X(p, \"ROLLBACK TO a\"); X(p, \"RELEASE a\"); X(p, \"ROLLBACK\");"
                "X(p, \"rollback  transaction to savepoint a\");"),
            "acquire sqlite3-savepoint; rollback sqlite3-savepoint; commit sqlite3-savepoint; "
            "rollback sqlite3-transaction; rollback sqlite3-savepoint");
}

TEST(Sql, what_the_statements_do_together_ok) {
  EXPECT_EQ(sql("X(p, \"BEGIN; DELETE FROM t; COMMIT\");"), "");
  EXPECT_EQ(sql("X(p, \"PRAGMA x; BEGIN; DELETE FROM t WHERE n = ';';\");"), "acquire sqlite3-transaction");
  EXPECT_EQ(sql("X(p, \"INSERT INTO t VALUES ('COMMIT; x'); END;\");"), "commit sqlite3-transaction");
  EXPECT_EQ(sql("X(p, \"CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET n = 1; END;\");"), "");
  EXPECT_EQ(sql("X(p, \"ROLLBACK TO a; RELEASE a\");"), "rollback sqlite3-savepoint");
}

TEST(Sql, a_call_may_mean_two_things_ok) {
  EXPECT_EQ(sql("PQexec(p, \"BEGIN\"); PQexec(p, s);"),
            "acquire postgres-result; acquire postgres-transaction; acquire postgres-result");
}

// Details.

TEST(Functions, a_static_helper_of_the_same_name_ok) {
  EXPECT_EQ(meanings("static int socket(int, int, int) { return 1; }\nvoid f() { socket(1, 2, 3); }"), "");
  EXPECT_EQ(meanings("static inline void Py_INCREF(int *) {}\nvoid f(int *p) { Py_INCREF(p); }"),
            "acquire python-reference");
}

TEST(Values, a_parameter_is_not_its_default_ok) {
  EXPECT_EQ(meanings("void f(int fd, const int how = LOCK_EX) { flock(fd, how); }"), "");
}

TEST(Lockables, in_templates_ok) {
  EXPECT_EQ(locks("template <class T> void f(T &m) { m.lock(); m.unlock(); }\nvoid g(Mutex &m) { f(m); }"),
            "acquire lockable; release lockable");
  EXPECT_EQ(locks("template <class T> struct S { Mutex m; void f() { m.lock(); m.unlock(); } };"),
            "acquire lockable; release lockable");
}

TEST(Lockables, template_class_named_in_the_entry_ok) {
  EXPECT_EQ(meanings("namespace std { inline namespace v { template <int N> struct counting_semaphore "
                     "{ void acquire(); void release(int n = 1); }; } }\n"
                     "void f(std::counting_semaphore<3> &s) { s.acquire(); s.release(); }"),
            "acquire counting-semaphore; release counting-semaphore");
}

TEST(Intake, mentions_ok) {
  Matcher M(std::make_shared<Catalogue>(builtInCatalogue()));
  EXPECT_TRUE(M.mentions("fopen"));
  EXPECT_TRUE(M.mentions("__builtin_malloc"));
  EXPECT_TRUE(M.mentions("lock"));
  EXPECT_TRUE(M.mentions("PushLocalFrame"));
  EXPECT_FALSE(M.mentions("printf"));
}

} // namespace
} // namespace raiitidy::catalogue
