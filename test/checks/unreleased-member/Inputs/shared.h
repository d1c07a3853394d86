// What a header shows, other units may release.
#pragma once
#include <cstdio>

struct Public {
  FILE *file = nullptr;
  void open_ok(const char *path) { file = fopen(path, "r"); }
};

class Protected {
protected:
  FILE *file = nullptr;

public:
  void open_ok(const char *path) { file = fopen(path, "r"); }
};
