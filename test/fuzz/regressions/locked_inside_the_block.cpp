static int locked_inside_the_block(int n) {
  int rc = 0;
  {
    work(1);
    pthread_mutex_lock(&pm0);
    goto out;
  }
out:
  pthread_mutex_unlock(&pm0);
  return rc;
}
