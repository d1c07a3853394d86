// traits: 2
static int rethrown_past_its_type(int n) {
  char *buf = (char *)malloc(8);
  try {
    try {
      work(2);
    } catch (const Error &) {
    } catch (...) {
      throw;
    }
  } catch (const Error &) {
    buf = (char *)malloc(32);
  }
  work(14);
  free(buf);
  return 0;
}
