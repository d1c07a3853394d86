// RUN: not %check_fake %s raii-leak %t -no-names 2>&1 | FileCheck %s
// CHECK: MESSAGES differ
int f_bad() { return 1; }
// CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'f' leaks [raii-leak]
int g() { return 2; }
// FAKE: return 1; | warning | raii-leak | 'f' leaks
// FAKE: return 2; | remark | raii-leak | 'g' leaks
