// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: plugin and program differ
// CHECK: only the program
// CHECK-NEXT: 'f' leaks
int f_bad() { return 1; }
// FAKE-PROGRAM: return 1; | warning | raii-leak | 'f' leaks
