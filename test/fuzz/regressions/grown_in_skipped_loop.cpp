static int grown_in_skipped_loop(int n) {
  char *buf = (char *)malloc(40);
  if (!buf)
    return 1;
  while (more(1)) {
    char *bigger = (char *)realloc(buf, 72);
    if (!bigger)
      continue;
    buf = bigger;
  }
  return n;
}
