// traits: 2
static int rethrown_what_was_thrown(int n) {
  try {
    try {
      if (cond(1))
        throw Error{2};
    } catch (const std::exception &) {
      throw Error{3};
    } catch (...) {
      throw;
    }
  } catch (const Error &) {
    throw;
  } catch (...) {
    int fd = open("4", O_RDONLY);
    if (fd < 0)
      return 1;
    if (cond(5))
      close(fd);
  }
  return n;
}
