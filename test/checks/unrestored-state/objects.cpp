// RUN: %check_raii %s raii-unrestored-state %t
// States that are objects, and the ways to save and put back that objects have.
#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

bool parse(const std::string &) noexcept;
void load(const char *) noexcept;
extern std::string prefix;
extern std::vector<int> stack;

struct Origin {
  int x = 0, y = 0;
};

// Copying it may fail, and so may moving it.
struct Heavy {
  Heavy() = default;
  Heavy(const Heavy &);
  Heavy &operator=(const Heavy &);
  int n = 0;
};

class Reader {
public:
  bool name_bad(const char *text);
  bool appended_bad(const char *text);
  bool moved_bad(const char *text);
  bool moved_back_bad(const char *text);
  bool swapped_bad(const char *text);
  bool swapped_by_method_bad(const char *text);
  bool struct_bad(const char *text);
  bool heavy_bad(const char *text);
  bool twice_bad(const char *text);
  bool read_later_bad(const char *text);
  bool callback_bad(const char *text);
  bool right_ok(const char *text);
  bool filled_ok(const char *text);
  bool consumed_ok(const char *text);
  bool backtrack_ok(const char *text);
  bool other_ok(const char *text);
  void throwing_bad(const char *text);

private:
  std::string name_, other_;
  std::vector<std::string> list_;
  Origin origin_;
  Heavy heavy_;
  std::function<void()> callback_;
};

bool Reader::name_bad(const char *text) {
  const std::string old = name_;
  name_ = text;
  if (!parse(name_))
    return false;
  load(text);
  name_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'name_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::name_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore name_guard(name_);
// CHECK-FIXES-NEXT:   name_ = text;
// CHECK-FIXES-NEXT:   if (!parse(name_))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::appended_bad(const char *text) {
  std::string old = name_;
  name_ += text;
  if (!parse(name_))
    return false;
  load(text);
  name_ = std::move(old);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'name_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::appended_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore name_guard(name_);
// CHECK-FIXES-NEXT:   name_ += text;
// CHECK-FIXES-NEXT:   if (!parse(name_))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::moved_bad(const char *text) {
  std::vector<std::string> outer = std::move(list_);
  list_.clear();
  if (!parse(text))
    return false;
  load(text);
  list_ = std::move(outer);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-8]]:36: warning: 'list_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::moved_bad(const char *text) {
// CHECK-FIXES-NEXT:   std::vector<std::string> outer = std::move(list_);
// CHECK-FIXES-NEXT:   raii::scope_exit list_guard([this, &outer] { list_ = std::move(outer); });
// CHECK-FIXES-NEXT:   list_.clear();
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::moved_back_bad(const char *text) {
  auto old = std::exchange(name_, text);
  if (!parse(text))
    return false;
  load(text);
  name_ = std::move(old);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:14: warning: 'name_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::moved_back_bad(const char *text) {
// CHECK-FIXES-NEXT:   auto old = std::exchange(name_, text);
// CHECK-FIXES-NEXT:   raii::scope_exit name_guard([this, &old] { name_ = std::move(old); });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::swapped_bad(const char *text) {
  std::string now = text;
  std::swap(name_, now);
  if (!parse(text))
    return false;
  load(text);
  std::swap(name_, now);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'name_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::swapped_bad(const char *text) {
// CHECK-FIXES-NEXT:   std::string now = text;
// CHECK-FIXES-NEXT:   std::swap(name_, now);
// CHECK-FIXES-NEXT:   raii::scope_exit name_guard([this, &now] { std::swap(name_, now); });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::swapped_by_method_bad(const char *text) {
  std::vector<std::string> outer;
  outer.swap(list_);
  if (!parse(text))
    return false;
  load(text);
  outer.swap(list_);
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'list_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::swapped_by_method_bad(const char *text) {
// CHECK-FIXES-NEXT:   std::vector<std::string> outer;
// CHECK-FIXES-NEXT:   outer.swap(list_);
// CHECK-FIXES-NEXT:   raii::scope_exit list_guard([this, &outer] { outer.swap(list_); });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::struct_bad(const char *text) {
  Origin old = origin_;
  origin_ = Origin();
  if (!parse(text))
    return false;
  load(text);
  origin_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'origin_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::struct_bad(const char *text) {
// CHECK-FIXES-NEXT:   Origin old = origin_;
// CHECK-FIXES-NEXT:   origin_ = Origin();
// CHECK-FIXES-NEXT:   raii::scope_exit origin_guard([this, &old] { origin_ = old; });
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

bool Reader::heavy_bad(const char *text) {
  Heavy old = heavy_;
  heavy_ = Heavy();
  if (!parse(text))
    return false;
  load(text);
  heavy_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'heavy_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: no fix: the cleanup may throw

bool Reader::twice_bad(const char *text) {
  std::string old = name_;
  name_ = text;
  if (!parse(name_)) {
    name_ = old;
    return false;
  }
  if (!parse(text))
    return false;
  load(text);
  name_ = old;
  load(name_.c_str());
  return true;
}
// CHECK-MESSAGES: :[[@LINE-12]]:3: warning: 'name_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::twice_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore name_guard(name_);
// CHECK-FIXES-NEXT:   name_ = text;
// CHECK-FIXES-NEXT:   if (!parse(name_)) {
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   name_guard.reset();
// CHECK-FIXES-NEXT:   load(name_.c_str());
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

// What was saved is read besides: the copy back may run out of memory, which a destructor must not.
bool Reader::read_later_bad(const char *text) {
  const std::string old = name_;
  name_ = text;
  if (!parse(old))
    return false;
  load(text);
  name_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'name_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-MESSAGES: :[[@LINE-8]]:3: note: no fix: the cleanup may throw

bool Reader::callback_bad(const char *text) {
  auto old = callback_;
  callback_ = nullptr;
  if (!parse(text))
    return false;
  load(text);
  callback_ = old;
  return true;
}
// CHECK-MESSAGES: :[[@LINE-7]]:3: warning: 'callback_' is changed and not put back on every path out of the function [raii-unrestored-state]
// CHECK-FIXES: bool Reader::callback_bad(const char *text) {
// CHECK-FIXES-NEXT:   raii::restore callback_guard(callback_);
// CHECK-FIXES-NEXT:   callback_ = nullptr;
// CHECK-FIXES-NEXT:   if (!parse(text))
// CHECK-FIXES-NEXT:     return false;
// CHECK-FIXES-NEXT:   load(text);
// CHECK-FIXES-NEXT:   callback_guard.reset();
// CHECK-FIXES-NEXT:   return true;
// CHECK-FIXES-NEXT: }

void work(int n) {
  if (n < 0)
    throw n;
}

int nested_bad(int n) {
  std::string outer = prefix;
  prefix += "  ";
  work(n);
  prefix = outer;
  return n;
}
// CHECK-MESSAGES: :[[@LINE-5]]:3: warning: 'prefix' is changed and not put back when 'work' throws [raii-unrestored-state]
// CHECK-FIXES: int nested_bad(int n) {
// CHECK-FIXES-NEXT:   raii::restore prefix_guard(prefix);
// CHECK-FIXES-NEXT:   prefix += "  ";
// CHECK-FIXES-NEXT:   work(n);
// CHECK-FIXES-NEXT:   return n;
// CHECK-FIXES-NEXT: }

void Reader::throwing_bad(const char *text) {
  std::string outer = std::move(name_);
  name_ = text;
  work(static_cast<int>(name_.size()) - 3);
  name_ = std::move(outer);
}
// CHECK-MESSAGES: :[[@LINE-5]]:23: warning: 'name_' is changed and not put back when 'work' throws [raii-unrestored-state]
// CHECK-FIXES: void Reader::throwing_bad(const char *text) {
// CHECK-FIXES-NEXT:   std::string outer = std::move(name_);
// CHECK-FIXES-NEXT:   raii::scope_exit name_guard([this, &outer] { name_ = std::move(outer); });
// CHECK-FIXES-NEXT:   name_ = text;
// CHECK-FIXES-NEXT:   work(static_cast<int>(name_.size()) - 3);
// CHECK-FIXES-NEXT: }

bool Reader::right_ok(const char *text) {
  const std::string old = name_;
  name_ = text;
  const bool done = parse(name_);
  name_ = old;
  return done;
}

bool fill(std::string &) noexcept;

// What is given back is not what was saved.
bool Reader::filled_ok(const char *text) {
  std::string next = name_;
  name_ = text;
  if (!fill(next))
    return false;
  name_ = next;
  return true;
}

void keep(std::vector<std::string>) noexcept;

bool Reader::consumed_ok(const char *text) {
  auto taken = std::move(list_);
  if (!parse(text)) {
    keep(std::move(taken));
    return false;
  }
  list_ = std::move(taken);
  return true;
}

// Put back on failure only.
bool Reader::backtrack_ok(const char *text) {
  const std::string old = name_;
  name_ = text;
  if (!parse(name_)) {
    name_ = old;
    return false;
  }
  return true;
}

bool Reader::other_ok(const char *text) {
  const std::string old = name_;
  other_ = text;
  if (!parse(text))
    return false;
  other_ = old;
  return true;
}

// An object of this function dies with it.
bool local_ok(const char *text) {
  std::string name = text;
  const std::string old = name;
  name += '/';
  if (!parse(name))
    return false;
  name = old;
  return parse(name);
}

extern std::atomic<int> level;

bool atomic_ok(const char *text) {
  const int old = level;
  level = 3;
  if (!parse(text))
    return false;
  level = old;
  return true;
}

struct Checked {
  int &operator*() const {
    if (!p)
      throw 1;
    return *p;
  }
  int *p;
};

// It would throw where it is null, which nobody hands in.
int pointer_ok(const Checked &p) {
  std::string outer = prefix;
  prefix += "  ";
  const int n = *p;
  prefix = outer;
  return n;
}
