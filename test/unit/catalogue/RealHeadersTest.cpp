// The shipped entries against calls written as people write them, macros included, with the real headers.
#include "Meanings.h"
#include "checks/catalogue/Reader.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/SmallVector.h"
#include "gtest/gtest.h"

namespace raiitidy::catalogue {
namespace {

/// nullopt: a header is absent.
std::optional<std::string> meaningsWith(std::initializer_list<const char *> Headers, const std::string &Statements,
                                        const std::string &Parameters = "") {
  std::vector<std::string> Args = {"-std=c++20", "-w", "-resource-dir", RAII_RESOURCE_DIR};
  llvm::SmallVector<llvm::StringRef> Folders;
  llvm::StringRef(RAII_INCLUDE_DIRS).split(Folders, ':', -1, false);
  for (llvm::StringRef F : Folders)
    Args.insert(Args.end(), {"-isystem", F.str()});
  std::string Code;
  for (const char *H : Headers)
    Code += std::string("#if __has_include(<") + H + ">)\n#include <" + H + ">\n#else\n#define ABSENT\n#endif\n";
  Code += "#ifdef ABSENT\nint absent;\n#else\nvoid f(" + Parameters + ") {\n" + Statements + "\n}\n#endif\n";
  auto AST = clang::tooling::buildASTFromCodeWithArgs(Code, Args, "input.cc");
  EXPECT_FALSE(AST->getDiagnostics().hasErrorOccurred()) << Code;
  clang::ASTContext &Ctx = AST->getASTContext();
  if (Ctx.Idents.find("ABSENT") != Ctx.Idents.end() && Ctx.Idents.get("ABSENT").hasMacroDefinition())
    return std::nullopt;
  Matcher M(std::make_shared<Catalogue>(builtInCatalogue()));
  Meanings V(M, Ctx);
  V.TraverseDecl(Ctx.getTranslationUnitDecl());
  return V.Out;
}

#define EXPECT_MEANINGS(EXPECTED, ...)                                                                                 \
  do {                                                                                                                 \
    auto Actual = meaningsWith(__VA_ARGS__);                                                                           \
    if (!Actual)                                                                                                       \
      GTEST_SKIP() << "a header is absent";                                                                            \
    EXPECT_EQ(*Actual, EXPECTED);                                                                                      \
  } while (false)

TEST(RealHeaders, c_ok) {
  EXPECT_MEANINGS("acquire stdio-file; release stdio-file; acquire malloc; release malloc; acquire malloc; "
                  "acquire malloc; acquire stdio-file",
                  {"cstdio", "cstdlib", "cstring"},
                  "auto *a = std::fopen(\"x\", \"r\"); std::fclose(a); void *p = std::malloc(1); std::free(p);\n"
                  "char *s = strdup(\"x\"); getline(&s, &n, a); freopen(s, s, stdout); freopen(s, s, a);",
                  "std::size_t n");
}

TEST(RealHeaders, posix_ok) {
  EXPECT_MEANINGS("acquire file-descriptor; acquire file-lock; release file-lock; acquire file-descriptor; "
                  "release file-descriptor; release descriptor-pair; acquire memory-map; acquire signal-mask; "
                  "release signal-mask; acquire file-descriptor",
                  {"fcntl.h", "unistd.h", "sys/file.h", "sys/mman.h", "signal.h", "sys/socket.h"},
                  "int d = open(\"x\", O_RDONLY); flock(d, LOCK_EX | LOCK_NB); flock(d, LOCK_UN);\n"
                  "fcntl(d, F_DUPFD, 3); close(d); mmap(0, 1, PROT_READ, MAP_SHARED, d, 0);\n"
                  "mmap(0, 1, PROT_READ, MAP_SHARED | MAP_FIXED, d, 0);\n"
                  "sigprocmask(SIG_SETMASK, &s, &o); sigprocmask(SIG_SETMASK, &o, NULL); accept(d, nullptr, nullptr);",
                  "sigset_t s, sigset_t o");
}

TEST(RealHeaders, locks_of_the_standard_library_ok) {
  EXPECT_MEANINGS("acquire lockable; release lockable; acquire shared-lockable; release shared-lockable; "
                  "acquire lockable; acquire counting-semaphore; release counting-semaphore",
                  {"mutex", "shared_mutex", "memory", "vector", "semaphore"},
                  "m.lock(); m.unlock(); s.lock_shared(); s.unlock_shared(); s.try_lock();\n"
                  "std::unique_lock<std::mutex> l(m); l.lock(); l.unlock(); std::shared_lock<std::shared_mutex> q(s);\n"
                  "q.lock(); q.unlock(); std::weak_ptr<int> w; w.lock(); std::vector<int> v; v.begin(); v.end();\n"
                  "std::scoped_lock g(m); b.acquire(); b.release();",
                  "std::mutex &m, std::shared_mutex &s, std::binary_semaphore &b");
}

TEST(RealHeaders, zlib_macros_ok) {
  EXPECT_MEANINGS("acquire deflate-stream; release deflate-stream; acquire deflate-stream; acquire inflate-stream; "
                  "acquire inflate-stream; release inflate-stream; acquire gzip-reader; release gzip-file; "
                  "release gzip-reader; acquire gzip-file; acquire gzip-file",
                  {"zlib.h"},
                  "deflateInit(&z, 1); deflateEnd(&z); deflateInit2(&z, 1, 8, 15, 8, 0); inflateInit(&z);\n"
                  "inflateInit2(&z, 15); inflateEnd(&z); gzFile g = gzopen(\"x\", \"rb\"); gzclose(g);\n"
                  "gzopen(\"x\", \"wb9\"); gzopen(\"x\", m);",
                  "z_stream z, const char *m");
}

TEST(RealHeaders, sqlite_ok) {
  EXPECT_MEANINGS("acquire sqlite3; acquire sqlite3-statement; release sqlite3-statement; acquire sqlite3-transaction; "
                  "commit sqlite3-transaction; rollback sqlite3-transaction; release sqlite3",
                  {"sqlite3.h"},
                  "sqlite3 *d; sqlite3_open(\":memory:\", &d); sqlite3_stmt *s;\n"
                  "sqlite3_prepare_v2(d, \"SELECT 1\", -1, &s, 0); sqlite3_finalize(s);\n"
                  "sqlite3_exec(d, \"BEGIN TRANSACTION\", 0, 0, 0); sqlite3_exec(d, \"COMMIT\", 0, 0, 0);\n"
                  "sqlite3_exec(d, \"ROLLBACK\", 0, 0, 0); sqlite3_close(d);");
}

TEST(RealHeaders, curl_ok) {
  EXPECT_MEANINGS("acquire curl-easy; acquire curl-list; acquire curl-list; release curl-list; release curl-easy",
                  {"curl/curl.h"},
                  "CURL *c = curl_easy_init(); curl_slist *l = curl_slist_append(nullptr, \"a\");\n"
                  "l = curl_slist_append(l, \"b\"); curl_easy_setopt(c, CURLOPT_URL, \"x\"); curl_slist_free_all(l);\n"
                  "curl_easy_cleanup(c);");
}

TEST(RealHeaders, openssl_macros_ok) {
  EXPECT_MEANINGS("acquire openssl-bio; acquire openssl-ssl; hand-over openssl-bio; hand-over openssl-bio; "
                  "acquire openssl-certificate; acquire openssl-memory; release openssl-memory; release openssl-ssl; "
                  "acquire openssl-rsa; hand-over openssl-rsa; hand-over openssl-dsa; hand-over openssl-dh; "
                  "hand-over openssl-ec-key",
                  {"openssl/ssl.h", "openssl/bio.h", "openssl/rsa.h"},
                  "BIO *b = BIO_new(BIO_s_mem()); SSL *s = SSL_new(c); SSL_set_bio(s, b, b);\n"
                  "X509 *x = SSL_get_peer_certificate(s); void *p = OPENSSL_malloc(3); OPENSSL_free(p); SSL_free(s);\n"
                  "RSA *r = RSA_new(); EVP_PKEY_assign_RSA(k, r);",
                  "SSL_CTX *c, EVP_PKEY *k");
}

TEST(RealHeaders, libxml2_ok) {
  EXPECT_MEANINGS("acquire libxml2-document; acquire libxml2-string; release libxml2-string; release libxml2-document",
                  {"libxml/parser.h", "libxml/tree.h"},
                  "xmlDocPtr d = xmlReadFile(\"x\", nullptr, 0);\n"
                  "xmlChar *c = xmlNodeGetContent(xmlDocGetRootElement(d)); xmlFree(c); xmlFreeDoc(d);");
}

TEST(RealHeaders, python_macros_ok) {
  EXPECT_MEANINGS("acquire python-gil; acquire python-reference; release python-reference; acquire python-reference; "
                  "release python-reference; acquire python-thread-state; release python-thread-state; "
                  "release python-gil",
                  {"Python.h"},
                  "PyGILState_STATE g = PyGILState_Ensure(); Py_INCREF(o); Py_DECREF(o); Py_XINCREF(o); Py_XDECREF(o);\n"
                  "Py_BEGIN_ALLOW_THREADS\n;\nPy_END_ALLOW_THREADS\nPyGILState_Release(g);",
                  "PyObject *o");
}

TEST(RealHeaders, jni_ok) {
  EXPECT_MEANINGS("acquire jni-local-frame; acquire jni-string; release jni-string; release jni-local-frame",
                  {"jni.h"},
                  "if (e->PushLocalFrame(4) < 0) return; const char *c = e->GetStringUTFChars(s, nullptr);\n"
                  "e->ReleaseStringUTFChars(s, c); e->PopLocalFrame(nullptr);",
                  "JNIEnv *e, jstring s");
}

TEST(RealHeaders, postgres_ok) {
  EXPECT_MEANINGS("acquire postgres-connection; acquire postgres-result; acquire postgres-transaction; "
                  "release postgres-result; release postgres-connection",
                  {"libpq-fe.h"},
                  "PGconn *c = PQconnectdb(\"\"); PGresult *r = PQexec(c, \"BEGIN\"); PQclear(r); PQfinish(c);");
}

} // namespace
} // namespace raiitidy::catalogue
