static int batch_before_label(int n) {
  int rc = 0;
  {
    canvas0.beginBatch();
  }
  work(2);
  goto out;
out:
  canvas0.endBatch();
  return rc;
}
