// traits: 2
static int new_array_caught(int n) {
  int *items = new int[7];
  try {
    int *table = new int[8];
  } catch (const std::bad_alloc &) {
    delete[] items;
    return 0;
  }
  delete[] items;
  return -1;
}
