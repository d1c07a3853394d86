// SQLite's calls for fault.h; linked only into tests that include sqlite3.h.
#include "fault.h"
#include <cstring>
#include <sqlite3.h>

using namespace fault;

static bool starts(const char *sql, const char *word) { return sqlite3_strnicmp(sql, word, strlen(word)) == 0; }

extern "C" {
int __real_sqlite3_open(const char *, sqlite3 **);
int __real_sqlite3_close(sqlite3 *);
int __real_sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
int __real_sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
int __real_sqlite3_step(sqlite3_stmt *);
int __real_sqlite3_finalize(sqlite3_stmt *);

int __wrap_sqlite3_open(const char *path, sqlite3 **db) {
  const int status = __real_sqlite3_open(path, db);
  if (*db)
    acquired("database", *db);
  return point("sqlite3_open") ? SQLITE_CANTOPEN : status; // the handle must be closed all the same
}
int __wrap_sqlite3_close(sqlite3 *db) {
  if (db)
    released("database", db);
  return __real_sqlite3_close(db);
}
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context,
                        char **message) {
  const bool ends = starts(sql, "COMMIT") || starts(sql, "ROLLBACK") || starts(sql, "END");
  if (!starts(sql, "ROLLBACK") && point("sqlite3_exec"))
    return SQLITE_ERROR;
  const int status = __real_sqlite3_exec(db, sql, row, context, message);
  if (status != SQLITE_OK)
    return status;
  if (starts(sql, "BEGIN"))
    acquired("transaction", db);
  else if (ends)
    released("transaction", db);
  if (!starts(sql, "ROLLBACK")) // a missing one may come
    note(sql);
  return status;
}
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int size, sqlite3_stmt **statement, const char **rest) {
  if (point("sqlite3_prepare_v2"))
    return *statement = nullptr, SQLITE_ERROR;
  const int status = __real_sqlite3_prepare_v2(db, sql, size, statement, rest);
  if (*statement)
    acquired("statement", *statement);
  return status;
}
int __wrap_sqlite3_step(sqlite3_stmt *statement) {
  used("statement", statement);
  return point("sqlite3_step") ? SQLITE_ERROR : __real_sqlite3_step(statement);
}
int __wrap_sqlite3_finalize(sqlite3_stmt *statement) {
  if (statement)
    released("statement", statement);
  return __real_sqlite3_finalize(statement);
}
}
