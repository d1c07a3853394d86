// Names of guards.
#include "HandleSnippets.h"
#include "checks/rewrite/NameStyle.h"
#include <gtest/gtest.h>

using namespace rewritetest;
using raiitidy::rewrite::nameFor;
using raiitidy::rewrite::NameStyle;
using raiitidy::rewrite::styleOfName;

namespace {

std::string named(const char *Style, const char *Stem, const char *Kind = "guard") {
  const auto S = NameStyle::parse(Style);
  return S ? nameFor(*S, Stem, Kind) : "not a style";
}

TEST(Names, EachStyle) {
  EXPECT_EQ(named("snake_case", "inFile"), "in_file_guard");
  EXPECT_EQ(named("snake_case", "FD"), "fd_guard");
  EXPECT_EQ(named("camelBack", "in_file"), "inFileGuard");
  EXPECT_EQ(named("camelBack", "FILEName", "lock"), "fileNameLock");
  EXPECT_EQ(named("camelBack", "fd"), "fdGuard");
  EXPECT_EQ(named("CamelCase", "in_file", "rollback"), "InFileRollback");
  EXPECT_EQ(named("{}_closer", "f"), "f_closer");
  EXPECT_EQ(named("{kind}For{}", "f", "lock"), "lockForf");
}

TEST(Names, WhatIsNoStyle) {
  for (const char *Wrong : {"", "{}", "closer", "{} closer", "{}-closer", "_{}", "{}__guard", "1{}", "Auto"})
    EXPECT_FALSE(NameStyle::parse(Wrong)) << Wrong;
}

TEST(Names, HowANameSpeaks) {
  EXPECT_EQ(styleOfName("in_file"), NameStyle::Kind::SnakeCase);
  EXPECT_EQ(styleOfName("inFile"), NameStyle::Kind::CamelBack);
  EXPECT_EQ(styleOfName("InFile"), NameStyle::Kind::CamelCase);
  for (const char *Silent : {"f", "fd", "F", "FD", "MAX_SIZE", "file_"})
    EXPECT_FALSE(styleOfName(Silent)) << Silent;
}

std::string guardIn(const std::string &Parameter, const std::string &Handle, const std::string &Style = "auto") {
  Settings S = c();
  S.GuardNames = Style;
  const Result R = rewrite("int f(const char *" + Parameter + ") {\n  char *" + Handle + " = (char *)malloc(sizeof *" + Parameter +
                               ");\n  if (!" + Handle + ")\n    return -1;\n  auto look = [" + Handle + "] { return " + Handle +
                               "[0]; };\n  work(look());\n  free(" + Handle +
                               ");\n  return work();\n}\n",
                           S);
  EXPECT_EQ(R.CompileErrors, "");
  const size_t At = R.Code.find("raii::unique_malloc ");
  if (At == std::string::npos)
    return "no guard in\n" + R.Code;
  const size_t Begin = At + sizeof("raii::unique_malloc ") - 1;
  return R.Code.substr(Begin, R.Code.find('(', Begin) - Begin);
}

TEST(Names, AsTheNamesAround) {
  EXPECT_EQ(guardIn("path", "f"), "f_guard");
  EXPECT_EQ(guardIn("file_path", "f"), "f_guard");
  EXPECT_EQ(guardIn("filePath", "f"), "fGuard");
  EXPECT_EQ(guardIn("file_path", "inFile"), "inFileGuard");
  EXPECT_EQ(guardIn("FilePath", "F"), "FGuard");
  EXPECT_EQ(guardIn("FilePath", "f"), "f_guard");
}

TEST(Names, AsWanted) {
  EXPECT_EQ(guardIn("filePath", "f", "snake_case"), "f_guard");
  EXPECT_EQ(guardIn("path", "in", "camelBack"), "inGuard");
  EXPECT_EQ(guardIn("path", "in", "close_{}"), "close_in");
  EXPECT_EQ(guardIn("close_in", "in", "close_{}"), "close_in2"); // unique all the same
}

} // namespace
