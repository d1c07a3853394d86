// RUN: %check_raii %s raii-unrestored-state %t
// States behind functions: getters and setters, what a struct holds, manipulators, switches.
#include <cfenv>
#include <clocale>
#include <csignal>
#include <ios>
#include <iomanip>
#include <locale>
#include <ostream>
#include <string>
#include <termios.h>
#include <unistd.h>

bool work(int) noexcept;

double rounding_bad(double a) {
  const int before = fegetround();
  fesetround(FE_UPWARD);
  if (!work(1))
    return -1;
  const double result = a / 3;
  fesetround(before);
  return result;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: what 'fesetround' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: double rounding_bad(double a) {
// CHECK-FIXES-NEXT:   const int before = fegetround();
// CHECK-FIXES-NEXT:   fesetround(FE_UPWARD);
// CHECK-FIXES-NEXT:   raii::scope_exit before_guard([before] { fesetround(before); });
// CHECK-FIXES-NEXT:   if (!work(1))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   const double result = a / 3;
// CHECK-FIXES-NEXT:   return result;
// CHECK-FIXES-NEXT: }

int terminal_bad(int n) {
  struct termios before, raw;
  if (tcgetattr(0, &before) < 0)
    return -1;
  raw = before;
  raw.c_lflag &= ~ECHO;
  tcsetattr(0, TCSAFLUSH, &raw);
  if (!work(n))
    return -1;
  tcsetattr(0, TCSAFLUSH, &before);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: what 'tcsetattr' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: int terminal_bad(int n) {
// CHECK-FIXES-NEXT:   struct termios before, raw;
// CHECK-FIXES-NEXT:   if (tcgetattr(0, &before) < 0)
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   raw = before;
// CHECK-FIXES-NEXT:   raw.c_lflag &= ~ECHO;
// CHECK-FIXES-NEXT:   tcsetattr(0, TCSAFLUSH, &raw);
// CHECK-FIXES-NEXT:   raii::scope_exit before_guard([&before] { tcsetattr(0, TCSAFLUSH, &before); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

double locale_bad(int n) {
  const std::string before = setlocale(LC_NUMERIC, nullptr);
  setlocale(LC_NUMERIC, "C");
  if (!work(n))
    return -1;
  setlocale(LC_NUMERIC, before.c_str());
  return n;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: what 'setlocale' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: double locale_bad(int n) {
// CHECK-FIXES-NEXT:   const std::string before = setlocale(LC_NUMERIC, nullptr);
// CHECK-FIXES-NEXT:   setlocale(LC_NUMERIC, "C");
// CHECK-FIXES-NEXT:   raii::scope_exit before_guard([&before] { setlocale(LC_NUMERIC, before.c_str()); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return -1;
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

// Another category.
double other_locale_ok(int n) {
  const std::string before = setlocale(LC_NUMERIC, nullptr);
  setlocale(LC_ALL, "C");
  if (!work(n))
    return -1;
  setlocale(LC_NUMERIC, before.c_str());
  return n;
}

void stream_locale_bad(std::ostream &out, int n) {
  const std::locale before = out.imbue(std::locale::classic());
  if (!work(n))
    return;
  out << n;
  out.imbue(before);
}
// CHECK-MESSAGES: :[[@LINE-6]]:30: warning: what 'imbue' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-7]]:30: note: no fix: the cleanup may throw

void manipulators_bad(std::ostream &out, int n) {
  const std::ios_base::fmtflags before = out.flags();
  out << std::hex << std::setw(4);
  if (!work(n))
    return;
  out << n;
  out.flags(before);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'flags' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: void manipulators_bad(std::ostream &out, int n) {
// CHECK-FIXES-NEXT:   const std::ios_base::fmtflags before = out.flags();
// CHECK-FIXES-NEXT:   out << std::hex << std::setw(4);
// CHECK-FIXES-NEXT:   raii::scope_exit out_guard([&out, before] { out.flags(before); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   out << n;
// CHECK-FIXES-NEXT: }

void set_bits_bad(std::ostream &out, int n) {
  const auto before = out.flags();
  out.setf(std::ios::hex, std::ios::basefield);
  if (!work(n))
    return;
  out << n;
  out.flags(before);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: what 'setf' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: void set_bits_bad(std::ostream &out, int n) {
// CHECK-FIXES-NEXT:   const auto before = out.flags();
// CHECK-FIXES-NEXT:   out.setf(std::ios::hex, std::ios::basefield);
// CHECK-FIXES-NEXT:   raii::scope_exit out_guard([&out, before] { out.flags(before); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   out << n;
// CHECK-FIXES-NEXT: }

void precision_bad(std::ostream &out, double d) {
  const int before = static_cast<int>(out.precision());
  out << std::setprecision(17);
  if (!work(1))
    return;
  out << d;
  out.precision(before);
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: 'precision' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: void precision_bad(std::ostream &out, double d) {
// CHECK-FIXES-NEXT:   const int before = static_cast<int>(out.precision());
// CHECK-FIXES-NEXT:   out << std::setprecision(17);
// CHECK-FIXES-NEXT:   raii::scope_exit out_guard([&out, before] { out.precision(before); });
// CHECK-FIXES-NEXT:   if (!work(1))
// CHECK-FIXES-NEXT:     return;
// CHECK-FIXES-NEXT:   out << d;
// CHECK-FIXES-NEXT: }

// The width is over with the next output, and text changes nothing.
void width_ok(std::ostream &out, int n) {
  const auto before = out.flags();
  out << std::setw(4) << "text";
  if (!work(n))
    return;
  out.flags(before);
}

class View {
public:
  void setBusy(bool) noexcept;
  void setDirty(bool) noexcept;
  void setEnabled(bool) noexcept;
  void setModal(bool) noexcept;
  bool busy_bad(int n);
  bool dirty_ok(int n);
  bool enabled_bad(int n);
  bool twice_bad(int n);
};

bool View::busy_bad(int n) {
  setBusy(true);
  if (!work(n))
    return false;
  setBusy(false);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: what 'setBusy' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool View::busy_bad(int n) {
// CHECK-FIXES-NEXT:   setBusy(true);
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([this] { setBusy(false); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool View::dirty_ok(int n) {
  setDirty(true);
  if (!work(n))
    return false;
  setDirty(false);
  return true;
}

bool View::enabled_bad(int n) {
  setEnabled(false);
  if (!work(n))
    return false;
  setEnabled(true);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-6]]:3: warning: what 'setEnabled' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool View::enabled_bad(int n) {
// CHECK-FIXES-NEXT:   setEnabled(false);
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([this] { setEnabled(true); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool View::twice_bad(int n) {
  setModal(true);
  if (!work(n))
    return false;
  if (!work(n + 1)) {
    setModal(false);
    return false;
  }
  setModal(false);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-10]]:3: warning: what 'setModal' changes is not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool View::twice_bad(int n) {
// CHECK-FIXES-NEXT:   setModal(true);
// CHECK-FIXES-NEXT:   raii::scope_exit cleanup_guard([this] { setModal(false); });
// CHECK-FIXES-NEXT:   if (!work(n))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   if (!work(n + 1)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool other_object_ok(View &a, View &b, int n) {
  a.setBusy(true);
  if (!work(n))
    return false;
  b.setBusy(false);
  return true;
}

// The change stands in a condition, whose failure would have to be told apart.
int FN_signal_bad() {
  struct sigaction ignore = {}, before;
  ignore.sa_handler = SIG_IGN;
  if (sigaction(SIGPIPE, &ignore, &before) < 0)
    return -1;
  if (!work(2))
    return -1;
  sigaction(SIGPIPE, &before, nullptr);
  return 0;
}
