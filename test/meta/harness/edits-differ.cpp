// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: plugin and program differ
int f_bad() { return 1; }
// FAKE-PROGRAM: return 1; | warning | raii-leak | 'f' leaks | 1; => 2;
// FAKE-PLUGIN: return 1; | warning | raii-leak | 'f' leaks | 1; => 3;
