static int owner_in_try(int n) {
  int *items = NULL;
  try {
    int *table = new int[4];
    delete[] table;
  } catch (...) {
    items = NULL;
    throw;
  }
  return value(15);
}
