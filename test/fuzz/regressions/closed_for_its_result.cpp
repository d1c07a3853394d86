// traits: 1
static int closed_for_its_result(int n) {
  int rc = 0;
  FILE *f = NULL;
  if (n == 1)
    goto out;
  f = fopen("2", "r");
  work(5);
out:
  if (f != NULL)
    said(6, fclose(f));
  return rc;
}
