static int realloc_lost_behind_goto(int n) {
  char *buf = NULL;
  buf = (char *)malloc(8);
  if (!buf)
    goto out;
  buf = (char *)realloc(buf, 80);
out:
  free(buf);
  return 1;
}
