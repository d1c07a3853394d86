#include "legacy.h"
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

bool export_report(const char *path, Stock &stock, const std::vector<Order> &orders) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0)
    return false;
  const size_t room = 256;
  char *buffer = new char[room];
  for (const Order &order : orders) {
    const int length = snprintf(buffer, room, "%s: %d ordered, %d left\n", order.item.c_str(), order.count,
                                stock.count_of(order.item));
    if (length < 0 || length >= static_cast<int>(room)) {
      close(fd);
      return false;
    }
    if (write(fd, buffer, static_cast<size_t>(length)) != length) {
      delete[] buffer;
      close(fd);
      return false;
    }
  }
  delete[] buffer;
  close(fd);
  return true;
}
