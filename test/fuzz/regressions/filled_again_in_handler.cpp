static int filled_again_in_handler(int n) {
  Conn *conn = NULL;
  try {
    if (conn_open(1, &conn) != 0) {
      conn_close(conn);
      throw Error{2};
    }
    conn_close(conn);
    conn = NULL;
  } catch (...) {
    if (conn_open(3, &conn) != 0) {
    }
    conn_close(conn);
  }
  return value(4);
}
