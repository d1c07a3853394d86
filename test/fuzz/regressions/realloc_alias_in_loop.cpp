static int realloc_alias_in_loop(int n) {
  char *buf = (char *)malloc(80);
  for (int i20 = 0; i20 < n; ++i20) {
    char *bigger19 = (char *)realloc(buf, 144);
    buf = bigger19;
  }
  return 0;
}
