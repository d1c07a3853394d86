static int rethrown_without_its_base(int n) {
  int rc = 0;
  canvas0.beginBatch();
  do {
    try {
      try {
        work(12);
      } catch (const std::exception &) {
      } catch (...) {
        canvas0.endBatch();
        throw;
      }
    } catch (const std::bad_alloc &) {
    }
  } while (more(14));
  return rc;
}
