// Prints what happens, in order. What was written to a file is seen when it is closed.
#include <cstdio>
#include <cstdlib>
#include <vector>

static const char *const file_name = "stack-run.tmp";

static long written() {
  FILE *f = std::fopen(file_name, "r");
  if (!f)
    return -1;
  std::fseek(f, 0, SEEK_END);
  const long size = std::ftell(f);
  std::fclose(f);
  return size;
}

struct Gate {
  char name;
  void lock() { std::printf("lock %c\n", name); }
  void unlock() { std::printf("unlock %c, written %ld\n", name, written()); }
};

static unsigned choices;
static bool chosen(unsigned n) noexcept { return choices >> n & 1; }
static int last(const char *what) noexcept {
  std::printf("%s, written %ld\n", what, written());
  return 7;
}

static int flags(Gate &a, Gate &b, const char *path) {
  bool has_a = false, opened = false, has_b = false;
  FILE *f = nullptr;
  if (chosen(0)) {
    a.lock();
    has_a = true;
  }
  if (path) {
    f = std::fopen(path, "w");
    if (!f) {
      if (has_a)
        a.unlock();
      return 1;
    }
    opened = true;
  }
  if (chosen(1)) {
    b.lock();
    has_b = true;
  }
  if (f)
    std::fputs("text", f);
  if (chosen(2)) {
    if (has_b)
      b.unlock();
    if (opened)
      std::fclose(f);
    if (has_a)
      a.unlock();
    return last("early");
  }
  last("late");
  if (has_b)
    b.unlock();
  if (opened)
    std::fclose(f);
  if (has_a)
    a.unlock();
  return 0;
}

static int conditions(Gate &a, Gate &b, bool first, bool second) {
  if (first)
    a.lock();
  if (second)
    b.lock();
  for (unsigned n = 2; n < 4; ++n)
    if (chosen(n)) {
      if (second)
        b.unlock();
      if (first)
        a.unlock();
      return static_cast<int>(n);
    }
  if (second)
    b.unlock();
  if (first)
    a.unlock();
  return 0;
}

static int rounds(Gate &a, Gate &b) {
  int done = 0;
  for (unsigned n = 0; n < 4; ++n) {
    bool has_a = false, has_b = false;
    if (chosen(n)) {
      a.lock();
      has_a = true;
    }
    if (chosen(3 - n)) {
      b.lock();
      has_b = true;
    }
    if (chosen(n / 2)) {
      if (has_b)
        b.unlock();
      if (has_a)
        a.unlock();
      continue;
    }
    ++done;
    if (has_b)
      b.unlock();
    if (has_a)
      a.unlock();
  }
  return done;
}

static int backwards(std::vector<Gate> &all) {
  for (Gate &g : all)
    g.lock();
  if (chosen(0)) {
    for (auto i = all.size(); i-- > 0;)
      all[i].unlock();
    return last("early");
  }
  for (auto it = all.rbegin(); it != all.rend(); ++it)
    it->unlock();
  return 0;
}

static int forwards(std::vector<Gate> &all) {
  for (Gate &g : all)
    g.lock();
  if (chosen(0)) {
    for (Gate &g : all)
      g.unlock();
    return last("early");
  }
  for (Gate &g : all)
    g.unlock();
  return 0;
}

struct Loud {
  int n;
  ~Loud() { std::printf("delete %d\n", n); }
};

static int kept() {
  std::vector<Loud *> all;
  for (int n = 0; n < 4; ++n) {
    Loud *one = new Loud{n};
    all.push_back(one);
    if (chosen(n)) {
      for (auto i = all.size(); i-- > 0;)
        delete all[i];
      return n;
    }
  }
  last("all");
  for (auto i = all.size(); i-- > 0;)
    delete all[i];
  return last("deleted");
}

static int counted() {
  Loud *all[4];
  int n = 0;
  for (int i = 0; i < 4; ++i) {
    if (chosen(i)) {
      for (int j = 0; j < n; ++j)
        delete all[j];
      return last("counted");
    }
    all[n++] = new Loud{10 + i};
  }
  last("all");
  for (int j = 0; j < n; ++j)
    delete all[j];
  return last("deleted");
}

static int counted_down() {
  Loud *all[4];
  int n = 0;
  for (int i = 0; i < 4; ++i) {
    if (chosen(i))
      continue;
    all[n] = new Loud{20 + i};
    ++n;
  }
  last("all");
  while (n-- > 0)
    delete all[n];
  return last("deleted");
}

static int indexed(int many) {
  Loud *all[4];
  for (int i = 0; i < many; ++i) {
    if (chosen(i) && chosen(3 - i)) {
      for (int j = 0; j < i; ++j)
        delete all[j];
      return last("before");
    }
    all[i] = new Loud{30 + i};
    if (chosen(i)) {
      for (int j = 0; j <= i; ++j)
        delete all[j];
      return last("behind");
    }
  }
  last("all");
  for (int k = 0; k < many; ++k)
    delete all[k];
  return last("deleted");
}

static int indexed_backwards(int many) {
  Loud *all[4];
  int i;
  for (i = 0; i < many; ++i) {
    if (chosen(i)) {
      while (i-- > 0)
        delete all[i];
      return last("failed");
    }
    all[i] = new Loud{40 + i};
  }
  for (i = many - 1; i >= 0; --i)
    delete all[i];
  return 0;
}

static int opened(int many) {
  FILE *all[4];
  for (int i = 0; i < many; ++i) {
    all[i] = std::fopen(chosen(i) ? "no such folder/file" : file_name, "w");
    if (!all[i]) {
      for (int j = i; j-- > 0;)
        std::fclose(all[j]);
      return last("failed");
    }
    std::fputs("a", all[i]);
  }
  for (int j = many; j-- > 0;)
    std::fclose(all[j]);
  return last("closed");
}

static int told() {
  Loud *all[4] = {};
  for (int i = 0; i < 4; ++i) {
    if (chosen(i))
      break;
    all[i] = new Loud{50 + i};
  }
  if (chosen(0)) {
    for (int i = 0; i < 4; ++i)
      delete all[i];
    return last("early");
  }
  for (int i = 0; i < 4; ++i)
    delete all[i];
  return last("deleted");
}

static int side_by_side() {
  std::vector<Loud *> all;
  std::vector<FILE *> files;
  for (int n = 0; n < 4; ++n) {
    Loud *one = new Loud{60 + n};
    FILE *f = std::fopen(chosen(n) ? "no such folder/file" : file_name, "w");
    if (!f) {
      delete one;
      for (auto i = all.size(); i-- > 0;) {
        std::fclose(files[i]);
        delete all[i];
      }
      return last("failed");
    }
    std::fputs("a", f);
    all.push_back(one);
    files.push_back(f);
  }
  for (auto i = all.size(); i-- > 0;) {
    std::fclose(files[i]);
    delete all[i];
  }
  return last("done");
}

int main() {
  Gate a{'a'}, b{'b'};
  for (choices = 0; choices < 16; ++choices) {
    std::printf("choices %u\n", choices);
    for (const char *path : {static_cast<const char *>(nullptr), file_name, "no such folder/file"}) {
      std::remove(file_name);
      std::printf("%d\n", flags(a, b, path));
      last("left");
    }
    std::printf("%d\n", conditions(a, b, chosen(0), chosen(1)));
    std::printf("%d\n", rounds(a, b));
    std::vector<Gate> all{{'x'}, {'y'}, {'z'}};
    std::printf("%d\n", backwards(all));
    std::printf("%d\n", forwards(all));
    std::printf("%d\n", kept());
    std::printf("%d %d\n", counted(), counted_down());
    for (int many = 0; many < 5; ++many)
      std::printf("%d %d %d\n", indexed(many), indexed_backwards(many), opened(many));
    std::printf("%d %d\n", told(), side_by_side());
  }
  std::remove(file_name);
}
