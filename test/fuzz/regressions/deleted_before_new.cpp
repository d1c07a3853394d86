static int deleted_before_new(int n) {
  Obj *obj = NULL;
  obj = new Obj(1);
  if (cond(8))
    goto out;
  if (attempt(10) < 0) {
  }
  else {
    delete obj;
    obj = NULL;
  }
  delete obj;
  obj = new Obj(16);
out:
  delete obj;
  return n;
}
