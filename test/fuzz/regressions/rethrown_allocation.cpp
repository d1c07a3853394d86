// traits: 2
static int rethrown_allocation(int n) {
  int rc = 0;
  char *line = NULL;
  size_t line_size = 0;
  int *items = NULL;
  while (getline(&line, &line_size, stdin) != -1) {
  }
  try {
    try {
      items = new int[8];
    } catch (...) {
      throw;
    }
  } catch (const std::exception &) {
    free(line);
    return rc;
  } catch (...) {
    throw;
  }
  free(line);
  delete[] items;
  return 10;
}
