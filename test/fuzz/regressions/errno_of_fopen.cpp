// traits: 2
static int errno_of_fopen(int n) {
  FILE *f = NULL;
  {
    Session *peer = NULL;
    if (session_create(1, &peer) != 0)
      goto out;
    if ((f = fopen("2", "r")) == NULL) {
    }
  }
out:
  return -1;
}
