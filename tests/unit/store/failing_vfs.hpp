// A disk that refuses: SQLite's own file layer, whose n-th write fails. A sync succeeds without
// waiting for the disk: nobody pulls the plug of a test.
#pragma once

#include <sqlite3.h>

namespace tocsin::test {

enum class After { once, for_good };  // whether the disk works again after the failure

// While it lives, every SQLite file of this process goes through it. Only one at a time.
class FailingDisk {
 public:
  FailingDisk();
  ~FailingDisk();
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  // The n-th write, truncation or sync from now on, counted from 1, fails with SQLite's `code`.
  void fail_at(int n, int code, After after);
  void heal();
  bool has_failed() const;
};

}  // namespace tocsin::test
