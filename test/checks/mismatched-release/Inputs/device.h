// Fields of classes that other units know, too.
#pragma once
#include <cstdio>

struct Device {
  FILE *output = nullptr; // other units open it as they like
};

class Printer {
public:
  void begin(const char *command) { output_ = popen(command, "w"); }
  void end_bad() { fclose(output_); }

private:
  FILE *output_ = nullptr;
};

class PartlySeen {
public:
  void begin(const char *command) { output_ = popen(command, "w"); }
  void begin_file(const char *path);
  void end_ok() { fclose(output_); }

private:
  FILE *output_ = nullptr;
};
