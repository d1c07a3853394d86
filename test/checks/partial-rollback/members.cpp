// RUN: %check_raii %s raii-partial-rollback %t
// A loop that fills a member and fails midway, against the method that releases all of it.
extern "C" {
struct sqlite3;
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
}

class Manager {
public:
  bool enter_bad(const char *const *paths, int count) {
    for (int i = 0; i < count; ++i) {
      if (sqlite3_open(paths[i], &handles_[i]) != 0) {
        sqlite3_close(handles_[i]);
        return false; // those before stay open
      }
      ++open_;
    }
    return true;
  }
  bool enter_ok(const char *const *paths, int count) {
    for (int i = 0; i < count; ++i) {
      if (sqlite3_open(paths[i], &handles_[i]) != 0) {
        sqlite3_close(handles_[i]);
        leave();
        return false;
      }
      ++open_;
    }
    return true;
  }
  bool enter_by_hand_ok(const char *const *paths, int count) {
    for (int i = 0; i < count; ++i) {
      if (sqlite3_open(paths[i], &handles_[i]) != 0) {
        for (int k = 0; k <= i; ++k)
          sqlite3_close(handles_[k]);
        return false;
      }
    }
    return true;
  }
  void leave() {
    for (int i = 0; i < open_; ++i)
      sqlite3_close(handles_[i]);
    open_ = 0;
  }

private:
  sqlite3 *handles_[3] = {};
  int open_ = 0;
};
// CHECK-MESSAGES: :[[@LINE-39]]:11: warning: what earlier rounds stored in 'handles_' stays when 'sqlite3_open' fails [raii-partial-rollback]

class Owner {
public:
  ~Owner() { leave(); }
  bool enter_ok(const char *const *paths, int count) {
    for (int i = 0; i < count; ++i) {
      if (sqlite3_open(paths[i], &handles_[i]) != 0)
        return false; // the destructor closes them
      ++open_;
    }
    return true;
  }
  void leave() {
    for (int i = 0; i < open_; ++i)
      sqlite3_close(handles_[i]);
  }

private:
  sqlite3 *handles_[3] = {};
  int open_ = 0;
};
