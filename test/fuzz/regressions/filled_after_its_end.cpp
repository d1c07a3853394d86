static int filled_after_its_end(int n) {
  Conn *conn = nullptr;
  if (conn_open(1, &conn) != 0) {
    conn_close(conn);
    return -1;
  }
  conn_close(conn);
  try {
    work(2);
  } catch (...) {
    if (conn_open(3, &conn) != 0)
      return 1;
  }
  return n;
}
