// Each shape of the catalogue in each place of a program: a fix, or a refusal by name.
#include "Harness.h"
#include <gtest/gtest.h>
#include <map>

using namespace rewritetest;

namespace {

/// $BODY acquires, may leave, releases; $LEAVE is how the place leaves.
struct Spot {
  const char *Name, *Text, *Leave;
};
const Spot Spots[] = {
    {"function", "int in_function(int x) {\n  $BODY\n  return x;\n}\n", "return 1;"},
    {"method", "struct WithMethod {\n  int method(int x) {\n    $BODY\n    return x;\n  }\n};\n", "return 1;"},
    {"constructor", "struct Constructed {\n  Constructed(int x) {\n    $BODY\n    work(x);\n  }\n};\n", "return;"},
    {"lambda", "auto lambda = [](int x) {\n  $BODY\n  return x;\n};\n", "return 1;"},
    {"switch", "int in_switch(int x) {\n  switch (x) {\n  case 1: {\n    $BODY\n    break;\n  }\n  }\n  return x;\n}\n",
     "return 1;"},
    {"last case", "int last_case(int x) {\n  switch (x) {\n  default:\n    break;\n  case 1:\n    $BODY\n    break;\n  }\n"
                  "  return x;\n}\n",
     "return 1;"},
    {"loop", "int in_loop(int x) {\n  for (int i = 0; i < x; ++i) {\n    $BODY\n  }\n  return x;\n}\n", "continue;"},
    {"nested", "int nested(int x) {\n  if (x) {\n    {\n      $BODY\n    }\n  }\n  return x;\n}\n", "return 1;"},
    {"try", "int in_try(int x) {\n  try {\n    $BODY\n  } catch (int) {\n    return 2;\n  }\n  return x;\n}\n",
     "return 1;"},
    {"template", "template <class T> int in_template(T x) {\n  $BODY\n  return x;\n}\ntemplate int in_template<int>(int);\n",
     "return 1;"},
    {"coroutine", "Task coroutine(int x) {\n  $BODY\n  co_return;\n  (void)x;\n}\n", "co_return;"},
};

struct Shape {
  const char *Name, *Body, *Guard; ///< Guard: what the fixed text contains
  std::map<std::string, std::string> Refused; ///< place: why, where it is not fixed
};

const Shape Shapes[] = {
    {"handle", "FILE *f = fopen(\"x\", \"r\"); if (!f) $LEAVE if (check(1)) $LEAVE use(f); fclose(f);", "raii::unique_file", {}},
    {"out-parameter",
     "addrinfo *list; if (getaddrinfo(\"h\", nullptr, nullptr, &list) != 0) $LEAVE if (check(1)) $LEAVE freeaddrinfo(list);",
     "raii::scope_exit", {}},
    {"held on failure",
     "sqlite3 *c = nullptr; if (sqlite3_open(\"x\", &c) != 0) { sqlite3_close(c); $LEAVE } if (check(1)) $LEAVE sqlite3_close(c);",
     "raii::scope_exit", {{"last case", "jump-over-guard"}}},
    {"receiver", "standard.lock(); if (check(1)) $LEAVE work(); standard.unlock();", "standard_lock(standard", {}},
    {"argument", "pthread_mutex_lock(&posix); if (check(1)) $LEAVE work(); pthread_mutex_unlock(&posix);", "raii::scope_exit", {}},
    {"selected by value", "flock(descriptor, LOCK_EX); if (check(1)) $LEAVE work(); flock(descriptor, LOCK_UN);",
     "raii::scope_exit", {}},
    {"counted", "Py_INCREF(object); if (check(1)) $LEAVE work(); Py_DECREF(object);", "raii::scope_exit", {}},
    {"transfer",
     "int d = open(\"x\", 0); if (d < 0) $LEAVE if (check(2)) $LEAVE FILE *t = fdopen(d, \"r\"); if (!t) { close(d); $LEAVE }"
     " if (check(1)) $LEAVE fclose(t);",
     "raii::unique_fd", {}},
    {"object", "int *p = new int(1); if (check(1)) $LEAVE use(p); delete p;", "unique", {}},
    {"global state", "if (curl_global_init(3) != 0) $LEAVE if (check(1)) $LEAVE work(); curl_global_cleanup();",
     "raii::scope_exit", {{"loop", "acquired-in-inner-scope"}}},
    {"triple", "db.begin(); if (check(1)) $LEAVE if (check(2)) { db.rollback(); $LEAVE } work(); db.commit();",
     "raii::scope_exit", {}},
};

const char *const Prelude = R"(#include <coroutine>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>
)";
const char *const Own = R"(
extern "C" {
struct _object;
void Py_INCREF(_object *);
void Py_DECREF(_object *);
int curl_global_init(long);
void curl_global_cleanup(void);
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
}
struct Database {
  void begin() noexcept;
  void commit() noexcept;
  void rollback() noexcept;
};
struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_never final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
};
static std::mutex standard;
static pthread_mutex_t posix = PTHREAD_MUTEX_INITIALIZER;
extern int descriptor;
extern _object *object;
extern Database db;
//---
)";

std::string filled(std::string Text, const std::string &What, const std::string &With) {
  for (size_t At = 0; (At = Text.find(What, At)) != std::string::npos; At += With.size())
    Text.replace(At, What.size(), With);
  return Text;
}

/// One statement a line, so that a fix has lines to stand on.
std::string lines(const Shape &S, const Spot &P) {
  const size_t Begin = std::string(P.Text).find("$BODY");
  const size_t Line = std::string(P.Text).rfind('\n', Begin) + 1;
  const std::string Indent(Begin - Line, ' ');
  std::string Body = filled(S.Body, "$LEAVE", P.Leave);
  std::string Out;
  int Braces = 0;
  for (size_t I = 0; I < Body.size(); ++I) {
    Braces += (Body[I] == '{') - (Body[I] == '}');
    Out += Body[I];
    if (Braces == 0 && (Body[I] == ';' || Body[I] == '}') && I + 1 < Body.size()) {
      Out += '\n' + Indent;
      while (I + 1 < Body.size() && Body[I + 1] == ' ')
        ++I;
    }
  }
  return filled(P.Text, "$BODY", Out);
}

/// All places of one shape are one snippet: parsing the headers takes longer than everything else.
TEST(Shapes, EachInEachPlace) {
  for (const Shape &S : Shapes) {
    std::string Snippet;
    std::vector<std::string> Expected;
    for (const Spot &P : Spots) {
      Snippet += "// in " + std::string(P.Name) + "\n" + lines(S, P);
      if (const auto Own = S.Refused.find(P.Name); Own != S.Refused.end())
        Expected.push_back(Own->second);
    }
    Settings Where;
    Where.Standard = "c++20";
    Where.Prelude = std::string(Prelude) + Declarations + Own;
    const Result R = rewrite(Snippet, Where);
    EXPECT_EQ(R.InputErrors, "") << S.Name;
    EXPECT_EQ(R.CompileErrors, "") << S.Name << "\n" << R.Code;
    EXPECT_TRUE(R.Unsafe.empty()) << S.Name << ": " << R.Unsafe.front();
    std::vector<std::string> Said; // several acquisitions of one place say the same
    for (const std::string &Each : R.Refusals)
      if (const std::string Name = Each.substr(0, Each.find(':')); Said.empty() || Said.back() != Name)
        Said.push_back(Name);
    EXPECT_EQ(Said, Expected) << S.Name << "\n" << R.Code;
    for (const Spot &P : Spots) {
      const size_t Begin = R.Code.find("// in " + std::string(P.Name) + "\n");
      const size_t End = R.Code.find("// in ", Begin + 1);
      const bool Fixed = R.Code.substr(Begin, End - Begin).find(S.Guard) != std::string::npos;
      EXPECT_EQ(Fixed, !S.Refused.count(P.Name)) << S.Name << " in " << P.Name << "\n" << R.Code;
    }
  }
}

} // namespace
