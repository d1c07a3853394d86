static int filled_on_both_sides(int n) {
  char *line = NULL;
  size_t line_size = 0;
  if (attempt(8) < 0) {
    if (getline(&line, &line_size, stdin) == -1) {
      free(line);
      return n;
    }
  } else {
    if (getline(&line, &line_size, stdin) < 0) {
      free(line);
      throw Error{15};
    }
    try {
      work(16);
    } catch (const Error &) {
      throw;
    }
  }
  return 1;
}
