// traits: 2
static int filled_behind_its_guard(int n) {
  Conn *conn = nullptr;
  try {
    work(1);
  } catch (...) {
    conn_close(conn);
    throw;
  }
  conn_close(conn);
  conn = nullptr;
  if (cond(14)) {
    if (conn_open(15, &conn) != 0) {
    }
  }
  return n;
}
