// RUN: %check_raii %s raii-cleanup-loop %t
// Several resources that are acquired under conditions, and released at several ways out, each under its flag.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

bool step(int) noexcept;
int count() noexcept;

int flags_bad(const char *path, const char *text, std::mutex &m, bool shared) {
  bool have_f = false, have_copy = false, locked = false;
  FILE *f = nullptr;
  char *copy = nullptr;
  if (path) {
    f = fopen(path, "r");
    if (!f)
      return -1;
    have_f = true;
  }
  if (text) {
    copy = strdup(text);
    if (!copy) {
      if (have_f)
        fclose(f);
      return -2;
    }
    have_copy = true;
  }
  if (shared) {
    m.lock();
    locked = true;
  }
  if (!step(1)) {
    if (locked)
      m.unlock();
    if (have_copy)
      free(copy);
    if (have_f)
      fclose(f);
    return -3;
  }
  step(2);
  if (locked)
    m.unlock();
  if (have_copy)
    free(copy);
  if (have_f)
    fclose(f);
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-36]]:9: remark: 'f', 'copy' and 'm' are acquired under conditions and released by hand on 3 ways out [raii-cleanup-loop]
// CHECK-FIXES: int flags_bad(const char *path, const char *text, std::mutex &m, bool shared) {
// CHECK-FIXES-NEXT:   FILE *f = nullptr;
// CHECK-FIXES-NEXT:   char *copy = nullptr;
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (path) {
// CHECK-FIXES-NEXT:     f = fopen(path, "r");
// CHECK-FIXES-NEXT:     if (!f)
// CHECK-FIXES-NEXT:       return -1;
// CHECK-FIXES-NEXT:     cleanup_stack.callback([f] { fclose(f); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (text) {
// CHECK-FIXES-NEXT:     copy = strdup(text);
// CHECK-FIXES-NEXT:     if (!copy) {
// CHECK-FIXES-NEXT:       return -2;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     cleanup_stack.callback([copy] { free(copy); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (shared) {
// CHECK-FIXES-NEXT:     m.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&m] { m.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     return -3;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   step(2);
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

int conditions_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second) {
    b.lock();
    step(0);
  }
  if (!step(1)) {
    if (second)
      b.unlock();
    if (first)
      a.unlock();
    return 1;
  }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-18]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-FIXES: int conditions_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (first) {
// CHECK-FIXES-NEXT:     a.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&a] { a.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (second) {
// CHECK-FIXES-NEXT:     b.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&b] { b.unlock(); });
// CHECK-FIXES-NEXT:     step(0);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// Something is done behind the releases: they stay where they are.
int observed_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  bool has_a = false;
  int has_b = 0;
  if (first) {
    a.lock();
    has_a = true;
  }
  if (second) {
    b.lock();
    has_b = 1;
  }
  if (!step(1)) {
    if (has_b) {
      b.unlock();
      has_b = 0;
    }
    if (has_a) {
      a.unlock();
      has_a = false;
    }
    return count();
  }
  // Now the others may go on.
  if (has_b)
    b.unlock();
  if (has_a)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-25]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-FIXES: int observed_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (first) {
// CHECK-FIXES-NEXT:     a.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&a] { a.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (second) {
// CHECK-FIXES-NEXT:     b.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&b] { b.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     cleanup_stack.close();
// CHECK-FIXES-NEXT:     return count();
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   // Now the others may go on.
// CHECK-FIXES-NEXT:   cleanup_stack.close();
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// A flag that something else reads stays, and one that is declared beside others goes alone.
int read_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  bool has_a = false, has_b = false;
  int steps = 0, done = 0;
  if (first) {
    a.lock();
    has_a = true;
  }
  if (second) {
    b.lock();
    has_b = true;
  }
  if (has_a)
    steps = 2;
  while (done < steps)
    if (!step(done++)) {
      if (has_b)
        b.unlock();
      if (has_a)
        a.unlock();
      return 1;
    }
  if (has_b)
    b.unlock();
  if (has_a)
    a.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-23]]:5: remark: 'a' and 'b' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-FIXES: int read_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
// CHECK-FIXES-NEXT:   bool has_a = false;
// CHECK-FIXES-NEXT:   int steps = 0, done = 0;
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (first) {
// CHECK-FIXES-NEXT:     a.lock();
// CHECK-FIXES-NEXT:     has_a = true;
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&a] { a.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (second) {
// CHECK-FIXES-NEXT:     b.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([&b] { b.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (has_a)
// CHECK-FIXES-NEXT:     steps = 2;
// CHECK-FIXES-NEXT:   while (done < steps)
// CHECK-FIXES-NEXT:     if (!step(done++)) {
// CHECK-FIXES-NEXT:       return 1;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// A round of a loop has a stack of its own.
void rounds_bad(const std::vector<std::string> &paths, std::mutex &m, bool shared) {
  for (const std::string &path : paths) {
    bool opened = false;
    FILE *f = nullptr;
    if (!path.empty()) {
      f = fopen(path.c_str(), "r");
      if (!f)
        continue;
      opened = true;
    }
    if (shared)
      m.lock();
    if (!step(1)) {
      if (shared)
        m.unlock();
      if (opened)
        fclose(f);
      continue;
    }
    step(2);
    if (shared)
      m.unlock();
    if (opened)
      fclose(f);
  }
}
// CHECK-MESSAGES: :[[@LINE-21]]:11: remark: 'f' and 'm' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-FIXES: void rounds_bad(const std::vector<std::string> &paths, std::mutex &m, bool shared) {
// CHECK-FIXES-NEXT:   for (const std::string &path : paths) {
// CHECK-FIXES-NEXT:     FILE *f = nullptr;
// CHECK-FIXES-NEXT:     raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:     if (!path.empty()) {
// CHECK-FIXES-NEXT:       f = fopen(path.c_str(), "r");
// CHECK-FIXES-NEXT:       if (!f)
// CHECK-FIXES-NEXT:         continue;
// CHECK-FIXES-NEXT:       cleanup_stack.callback([f] { fclose(f); });
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     if (shared) {
// CHECK-FIXES-NEXT:       m.lock();
// CHECK-FIXES-NEXT:       cleanup_stack.callback([&m] { m.unlock(); });
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     if (!step(1)) {
// CHECK-FIXES-NEXT:       continue;
// CHECK-FIXES-NEXT:     }
// CHECK-FIXES-NEXT:     step(2);
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT: }

struct Table {
  std::mutex rows, columns;
  int fill_bad(bool all, bool wide);
};

int Table::fill_bad(bool all, bool wide) {
  if (all)
    rows.lock();
  if (wide)
    columns.lock();
  if (!step(1)) {
    if (wide)
      columns.unlock();
    if (all)
      rows.unlock();
    return 1;
  }
  if (wide)
    columns.unlock();
  if (all)
    rows.unlock();
  return 0;
}
// CHECK-MESSAGES: :[[@LINE-16]]:5: remark: 'rows' and 'columns' are acquired under conditions and released by hand on 2 ways out [raii-cleanup-loop]
// CHECK-FIXES: int Table::fill_bad(bool all, bool wide) {
// CHECK-FIXES-NEXT:   raii::exit_stack cleanup_stack;
// CHECK-FIXES-NEXT:   if (all) {
// CHECK-FIXES-NEXT:     rows.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([this] { rows.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (wide) {
// CHECK-FIXES-NEXT:     columns.lock();
// CHECK-FIXES-NEXT:     cleanup_stack.callback([this] { columns.unlock(); });
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   if (!step(1)) {
// CHECK-FIXES-NEXT:     return 1;
// CHECK-FIXES-NEXT:   }
// CHECK-FIXES-NEXT:   return 0;
// CHECK-FIXES-NEXT: }

// Nothing of the kind.

int one_ok(std::mutex &m, bool shared) {
  if (shared)
    m.lock();
  if (!step(1)) {
    if (shared)
      m.unlock();
    return 1;
  }
  if (shared)
    m.unlock();
  return 0;
}

int one_way_ok(std::mutex &a, std::mutex &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second)
    b.lock();
  step(1);
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}

int unconditional_ok(std::mutex &a, std::mutex &b) {
  a.lock();
  b.lock();
  if (!step(1)) {
    b.unlock();
    a.unlock();
    return 1;
  }
  b.unlock();
  a.unlock();
  return 0;
}

// One is lost on a way out: raii-leak speaks.
int lost_ok(std::mutex &a, std::mutex &b, bool first, bool second) {
  bool has_a = false, has_b = false;
  if (first) {
    a.lock();
    has_a = true;
  }
  if (second) {
    b.lock();
    has_b = true;
  }
  if (!step(1))
    return 2;
  if (!step(2)) {
    if (has_b)
      b.unlock();
    if (has_a)
      a.unlock();
    return 1;
  }
  if (has_b)
    b.unlock();
  if (has_a)
    a.unlock();
  return 0;
}

// A flag that changes means something else.
int changed_ok(std::mutex &a, std::mutex &b, bool first, bool second) {
  bool has_a = false, has_b = false;
  if (first) {
    a.lock();
    has_a = true;
  }
  if (second) {
    b.lock();
    has_b = true;
  }
  has_a = has_a && step(0);
  if (!step(1)) {
    if (has_b)
      b.unlock();
    if (has_a)
      a.unlock();
    return 1;
  }
  if (has_b)
    b.unlock();
  if (has_a)
    a.unlock();
  return 0;
}

// Limits.

struct Owner {
  std::mutex a, b;
  bool has_a = false, has_b = false;
  int FN_field_flag_bad(bool first, bool second) {
    if (first) {
      a.lock();
      has_a = true;
    }
    if (second) {
      b.lock();
      has_b = true;
    }
    if (!step(1)) {
      if (has_b)
        b.unlock();
      if (has_a)
        a.unlock();
      return 1;
    }
    if (has_b)
      b.unlock();
    if (has_a)
      a.unlock();
    return 0;
  }
};

int FN_try_bad(std::mutex &a, std::mutex &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second)
    b.lock();
  try {
    step(1);
  } catch (...) {
    if (second)
      b.unlock();
    if (first)
      a.unlock();
    throw;
  }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}
