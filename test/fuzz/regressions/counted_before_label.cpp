static int counted_before_label(int n) {
  int rc = 0;
  {
    shared_ref(&shared0);
  }
  work(6);
  goto out;
out:
  shared_unref(&shared0);
  return rc;
}
