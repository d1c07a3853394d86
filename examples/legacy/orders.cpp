#include "legacy.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

char *fold_blanks(const char *line) {
  char *folded = static_cast<char *>(malloc(strlen(line) + 1));
  if (!folded)
    return nullptr;
  char *to = folded;
  for (const char *from = line; *from && *from != '\n'; ++from)
    if (*from != ' ' || (to != folded && to[-1] != ' '))
      *to++ = *from;
  *to = '\0';
  return folded;
}

static int parse_count(const char *text) { return std::stoi(text); }

int read_orders(const char *path, std::vector<Order> &orders) {
  FILE *file = fopen(path, "r");
  if (!file)
    return -1;

  char line[128];
  if (!fgets(line, sizeof line, file))
    return -1;
  if (strncmp(line, "orders", 6) != 0) {
    fclose(file);
    return -1;
  }

  int read = 0;
  while (fgets(line, sizeof line, file)) {
    char *folded = fold_blanks(line);
    if (!folded)
      break;
    char *blank = strchr(folded, ' ');
    if (!blank) {
      free(folded);
      continue;
    }
    const int count = parse_count(blank + 1);
    orders.push_back({std::string(folded, blank), count});
    free(folded);
    ++read;
  }
  fclose(file);
  return read;
}
