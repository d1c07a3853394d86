// RUN: not %check_fake %s raii-leak %t -by-name 2>&1 | FileCheck %s
// CHECK: line 6: missed_bad has no finding
// CHECK: line 7: false_ok has a finding
// CHECK: line 9: FN_found_bad has a finding
// CHECK-NOT: line
int missed_bad() { return 0; }
int false_ok() { return 1; }
int FN_missed_bad() { return 0; }
int FN_found_bad() { return 2; }
// FAKE: return 1; | warning | raii-leak | one
// FAKE: return 2; | warning | raii-leak | two
