// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: fixes are not quiet after 10 rounds
int f_bad() { return 1; }
// FAKE: return | warning | raii-leak | 'f' leaks | return => return 0 +
