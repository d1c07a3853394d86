#include "legacy.h"
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <unistd.h>

static std::string write_sample() {
  char path[] = "/tmp/legacy-orders-XXXXXX";
  int fd = mkstemp(path);
  if (fd < 0)
    return "";
  FILE *file = fdopen(fd, "w");
  if (!file) {
    close(fd);
    return "";
  }
  fputs("orders\napples   3\npears 2\n\nplums 4\n", file);
  fclose(file);
  return path;
}

int main() {
  const std::string path = write_sample();
  if (path.empty())
    return 1;

  Stock stock;
  stock.add("apples", 5);
  stock.add("pears", 2);
  stock.add("plums", 9);

  std::vector<Order> orders;
  printf("%d orders read\n", read_orders(path.c_str(), orders));

  Journal *journal = journal_open();
  try {
    printf("%d booked\n", book_all(journal, stock, orders));
    printf("%d in the journal\n", journal_entries(journal));
  } catch (const std::exception &e) {
    printf("booking failed: %s\n", e.what());
  }
  journal_close(journal);

  const std::string report = path + ".report";
  if (!export_report(report.c_str(), stock, orders))
    printf("no report\n");
  if (FILE *file = fopen(report.c_str(), "r")) {
    char line[128];
    while (fgets(line, sizeof line, file))
      fputs(line, stdout);
    fclose(file);
  }
  remove(report.c_str());
  remove(path.c_str());
  return 0;
}
