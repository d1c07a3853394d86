static int errno_of_held_on_failure(int n) {
  int rc = 0;
  Conn *conn3 = NULL;
  rc = conn_open(20, &conn3);
  return rc;
}
