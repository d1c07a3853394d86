// RUN: not %check_fake %s raii-leak %t 2>&1 | FileCheck %s
// CHECK: findings, but no CHECK-MESSAGES
int f_bad() { return 1; }
// FAKE: return 1; | warning | raii-leak | 'f' leaks
