static int kept_before_throw(int n) {
  Widget *w = NULL;
  w = widget_open(1);
  if (!w)
    goto out;
  widget_keep(w);
  work(5);
  w = widget_open(6);
out:
  if (w != NULL)
    widget_close(w);
  return n;
}
