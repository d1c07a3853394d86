// RUN: %check_raii %s raii-unrestored-state %t
// States that the catalogue knows.
#include <csignal>
#include <cstdio>
#include <sys/mman.h>

extern "C" {
struct cairo_t;
void cairo_save(cairo_t *);
void cairo_restore(cairo_t *);
int cairo_status(cairo_t *);
void cairo_fill(cairo_t *);
void glPushMatrix(void);
void glPopMatrix(void);
}
class QObject {
public:
  bool blockSignals(bool);
};
class Slider : public QObject {
public:
  bool set(int) noexcept;
};

int draw_bad(cairo_t *c) {
  cairo_save(c);
  if (cairo_status(c) != 0)
    return -1;
  cairo_fill(c);
  cairo_restore(c);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'cairo_restore' is skipped on a path out of the function [raii-unrestored-state]
// CHECK-FIXES: int draw_bad(cairo_t *c) {
// CHECK-FIXES-NEXT:   cairo_save(c);
// CHECK-FIXES-NEXT:   raii::scope_exit c_guard([c] { cairo_restore(c); });
// CHECK-FIXES-NEXT:   if (cairo_status(c) != 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   cairo_fill(c);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int draw_ok(cairo_t *c) {
  cairo_save(c);
  if (cairo_status(c) != 0) {
    cairo_restore(c);
    return -1;
  }
  cairo_fill(c);
  cairo_restore(c);
  return 0;
}

bool matrix_bad(int n) {
  glPushMatrix();
  if (n < 0)
    return false;
  puts("draw");
  glPopMatrix();
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'glPopMatrix' is skipped on a path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool matrix_bad(int n) {
// CHECK-FIXES-NEXT:   glPushMatrix();
// CHECK-FIXES-NEXT:   raii::scope_exit glPushMatrixGuard([] { glPopMatrix(); });
// CHECK-FIXES-NEXT:   if (n < 0)
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   puts("draw");
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool signals_bad(Slider &s, int n) {
  s.blockSignals(true);
  if (!s.set(n))
    return false;
  s.blockSignals(false);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'blockSignals' is skipped on a path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-7]]:3: note: fix (unsafe): guard 's' with raii::scope_exit; 'blockSignals' may throw, and a guard's destructor would then terminate the program

void signals_ok(Slider &s, int n) {
  s.blockSignals(true);
  s.set(n);
  s.blockSignals(false);
}

int mask_bad(const sigset_t *set) {
  if (sigprocmask(SIG_BLOCK, set, nullptr) == -1)
    return -1;
  if (puts("critical") < 0)
    return -1;
  return sigprocmask(SIG_UNBLOCK, set, nullptr);
}
// CHECK-MESSAGES: :[[@LINE-6]]:7: warning: 'sigprocmask' is skipped on a path out of the function [raii-unrestored-state]
// CHECK-FIXES: int mask_bad(const sigset_t *set) {
// CHECK-FIXES-NEXT:   if (sigprocmask(SIG_BLOCK, set, nullptr) == -1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit sigprocmask_guard([set] { sigprocmask(SIG_UNBLOCK, set, nullptr); });
// CHECK-FIXES-NEXT:   if (puts("critical") < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   sigprocmask_guard.release();
// CHECK-FIXES-NEXT:   return sigprocmask(SIG_UNBLOCK, set, nullptr);

int pages_bad(const void *p, size_t n) {
  if (mlock(p, n) == -1)
    return -1;
  if (puts("secret") < 0)
    return -1;
  munlock(p, n);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-7]]:7: warning: 'munlock' is skipped on a path out of the function [raii-unrestored-state]
// CHECK-FIXES: int pages_bad(const void *p, size_t n) {
// CHECK-FIXES-NEXT:   if (mlock(p, n) == -1)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raii::scope_exit p_guard([p, n] { munlock(p, n); });
// CHECK-FIXES-NEXT:   if (puts("secret") < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// A wrapper: another function ends it.
void begin_ok(cairo_t *c) { cairo_save(c); }
void end_ok(cairo_t *c) { cairo_restore(c); }

void balanced_ok(int n) {
  for (int i = 0; i < n; ++i) {
    glPushMatrix();
    puts("draw");
    glPopMatrix();
  }
}
