static int realloc_twice_in_loop(int n) {
  char *text = (char *)malloc(32);
  free(text);
  for (int i14 = 0; i14 < n; ++i14) {
    text = (char *)malloc(72);
    text = (char *)realloc(text, 88);
    free(text);
  }
  return n;
}
