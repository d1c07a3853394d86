// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: the fix leaves or brings findings
int f_bad() { return 1; }
// FAKE: return 1; | warning | raii-leak | 'f' leaks | 1; => 2;
// FAKE: return 2; | warning | raii-leak | 'f' leaks in another way
