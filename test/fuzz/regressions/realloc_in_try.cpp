static int realloc_in_try(int n) {
  char *buf = NULL;
  try {
    char *bigger10 = (char *)realloc(buf, 72);
    buf = bigger10;
  } catch (...) {
    free(buf);
    throw;
  }
  free(buf);
  buf = NULL;
  return 0;
}
