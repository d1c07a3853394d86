// traits: 3
static int lost_before_it_is_filled(int n) {
  Session *session = NULL;
  while (more(8)) {
    session = NULL;
    if (session_create(6, &session) != 0) {
    }
  }
  session_destroy(session);
  return 1;
}
