static int rethrown_to_a_type(int n) {
  int *items = new int[6];
  try {
    try {
      work(16);
    } catch (...) {
      throw;
    }
  } catch (const Error &) {
  }
  delete[] items;
  return 1;
}
