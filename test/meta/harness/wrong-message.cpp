// RUN: not %check_fake %s raii-leak %t 2>&1 | FileCheck %s
// CHECK: MESSAGES differ
int f_bad() { return 1; }
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: another text [raii-leak]
// FAKE: return 1; | warning | raii-leak | 'f' leaks
