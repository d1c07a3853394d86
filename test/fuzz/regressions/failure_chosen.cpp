// traits: 3
static int failure_chosen(int n) {
  pthread_mutex_lock(&pm0);
  Conn *conn = nullptr;
  if (conn_open(1, &conn) != 0) {
  }
  return pthread_mutex_unlock(&pm0) == 0 ? 0 : -1;
}
