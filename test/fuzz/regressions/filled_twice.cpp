static int filled_twice(int n) {
  Conn *conn = nullptr;
  const int status = conn_open(1, &conn);
  if (status != 0) {
    conn_close(conn);
    throw Error{2};
  }
  if (conn != nullptr)
    conn_close(conn);
  if (conn_open(3, &conn) != 0) {
    conn_close(conn);
    throw Error{4};
  }
  work(5);
  conn_close(conn);
  return n;
}
