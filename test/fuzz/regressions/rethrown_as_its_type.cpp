// traits: 2
static int rethrown_as_its_type(int n) {
  FILE *in = fopen("1", "r");
  if (!in)
    return 1;
  try {
    try {
      work(2);
    } catch (const std::bad_alloc &) {
      throw;
    } catch (const Error &) {
      fputs("x", in);
    }
  } catch (const std::bad_alloc &) {
    fclose(in);
    throw;
  } catch (const Error &) {
    FILE *f = fopen("3", "r");
    if (!f)
      return 1;
    return 2;
  }
  fclose(in);
  return n;
}
