// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: FIXES differ
int f_bad() { return 1; }
// CHECK-FIXES: return 3;
// FAKE: return 1; | warning | raii-leak | 'f' leaks | 1; => 2;
