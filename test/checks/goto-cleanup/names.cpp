// RUN: %check_raii %s raii-goto-cleanup %t
// A ladder whose calls the catalogue does not know: their names and the ladder say what undoes what.
extern "C" {
struct device;
int device_register(struct device *);
void device_unregister(struct device *);
int irq_request(struct device *);
void irq_free(struct device *);
int device_start(struct device *);
void device_report(struct device *, int);
}

int probe_bad(struct device *d) {
  int rc = device_register(d);
  if (rc)
    return rc;
  rc = irq_request(d);
  if (rc)
    goto err_unregister;
  rc = device_start(d);
  if (rc)
    goto err_irq;
  return 0;
err_irq:
  irq_free(d);
err_unregister:
  device_unregister(d);
  return rc;
}
// CHECK-MESSAGES: :[[@LINE-4]]:1: remark: cleanup at 'err_unregister' is reached by goto [raii-goto-cleanup]
// CHECK-FIXES: int probe_bad(struct device *d) {
// CHECK-FIXES-NEXT:   int rc = device_register(d);
// CHECK-FIXES-NEXT:   if (rc)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   rc = irq_request(d);
// CHECK-FIXES-NEXT:   raii::scope_exit d_guard([d] { device_unregister(d); });
// CHECK-FIXES-NEXT:   if (rc)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   rc = device_start(d);
// CHECK-FIXES-NEXT:   raii::scope_exit d_guard2([d] { irq_free(d); });
// CHECK-FIXES-NEXT:   if (rc)
// CHECK-FIXES-NEXT:     return rc;
// CHECK-FIXES-NEXT:   d_guard2.release();
// CHECK-FIXES-NEXT:   d_guard.release();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// Nothing is undone.
int told_ok(struct device *d) {
  int rc = device_register(d);
  if (rc)
    goto failed;
  return 0;
failed:
  device_report(d, rc);
  return rc;
}
