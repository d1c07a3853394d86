static int session_again_in_loop(int n) {
  int rc = 0;
  Session *session = NULL;
  while (more(9)) {
    if (session_create(4, &session) != 0) {
    }
    FILE *in = fopen("6", "r");
    if (in == NULL)
      goto out;
  }
out:
  session_destroy(session);
  return rc;
}
