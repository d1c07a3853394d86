// A library that reports by exceptions.
#pragma once
#include <stdexcept>

inline void check(int n) {
  if (n < 0)
    throw std::runtime_error("negative");
}
void load(int n);
void save(int n);
inline bool loads(int n) {
  try {
    load(n);
    return true;
  } catch (const std::runtime_error &) {
    return false;
  }
}
