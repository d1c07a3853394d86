static int released_where_never_held(int n) {
  FILE *f = NULL;
  f = fopen("3", "r");
  if (f == NULL)
    goto out;
  print(f, 5);
  fclose(f);
  f = NULL;
out:
  if (f)
    fclose(f);
  return -1;
}
