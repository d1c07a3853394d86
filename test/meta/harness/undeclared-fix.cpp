// RUN: not %check_fake %s raii-double-release %t -by-name 2>&1 | FileCheck %s
// CHECK: raii-double-release is declared to have no fix, but has one
int f_bad() { return 1; }
// FAKE: return 1; | warning | raii-double-release | 'f' is released twice | 1; => 2;
