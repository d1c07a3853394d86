// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: the fixed file does not compile
int f_bad() { return 1; }
// FAKE: return 1; | warning | raii-leak | 'f' leaks | 1; => one;
