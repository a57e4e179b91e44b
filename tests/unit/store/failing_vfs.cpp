#include "tests/unit/store/failing_vfs.hpp"

namespace tocsin::test {
namespace {

struct Plan {
  int left = 0;  // writes until the failure; 0: none is planned
  int code = SQLITE_OK;
  After after = After::once;
  bool failed = false;
};
Plan plan;
sqlite3_vfs* real_disk = nullptr;
sqlite3_vfs failing_disk;

int next_write() {
  if (plan.failed && plan.after == After::for_good) return plan.code;
  if (plan.left == 0 || --plan.left > 0) return SQLITE_OK;
  plan.failed = true;
  return plan.code;
}

// The real file lies right behind this head, in the room that SQLite reserves for us.
struct File {
  sqlite3_file head;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }
const sqlite3_io_methods* of(sqlite3_file* file) { return real(file)->pMethods; }

const sqlite3_io_methods kMethods{
    2,
    [](sqlite3_file* f) { return of(f)->xClose(real(f)); },
    [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return of(f)->xRead(real(f), to, n, at);
    },
    [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
      const int code = next_write();
      return code != SQLITE_OK ? code : of(f)->xWrite(real(f), from, n, at);
    },
    [](sqlite3_file* f, sqlite3_int64 size) {
      const int code = next_write();
      return code != SQLITE_OK ? code : of(f)->xTruncate(real(f), size);
    },
    [](sqlite3_file*, int) { return next_write(); },
    [](sqlite3_file* f, sqlite3_int64* size) { return of(f)->xFileSize(real(f), size); },
    [](sqlite3_file* f, int level) { return of(f)->xLock(real(f), level); },
    [](sqlite3_file* f, int level) { return of(f)->xUnlock(real(f), level); },
    [](sqlite3_file* f, int* out) { return of(f)->xCheckReservedLock(real(f), out); },
    [](sqlite3_file* f, int op, void* arg) { return of(f)->xFileControl(real(f), op, arg); },
    [](sqlite3_file* f) { return of(f)->xSectorSize(real(f)); },
    [](sqlite3_file* f) { return of(f)->xDeviceCharacteristics(real(f)); },
    [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
      return of(f)->xShmMap(real(f), page, size, extend, out);
    },
    [](sqlite3_file* f, int at, int n, int flags) {
      return of(f)->xShmLock(real(f), at, n, flags);
    },
    [](sqlite3_file* f) { of(f)->xShmBarrier(real(f)); },
    [](sqlite3_file* f, int remove) { return of(f)->xShmUnmap(real(f), remove); },
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  file->pMethods = nullptr;
  const int code = real_disk->xOpen(real_disk, name, real(file), flags, out);
  if (code == SQLITE_OK) file->pMethods = &kMethods;
  return code;
}

}  // namespace

FailingDisk::FailingDisk() {
  plan = {};
  real_disk = sqlite3_vfs_find(nullptr);
  failing_disk = *real_disk;
  failing_disk.zName = "failing";
  failing_disk.szOsFile += static_cast<int>(sizeof(File));
  failing_disk.xOpen = open;
  sqlite3_vfs_register(&failing_disk, 1);
}

FailingDisk::~FailingDisk() {
  sqlite3_vfs_unregister(&failing_disk);
  sqlite3_vfs_register(real_disk, 1);
}

void FailingDisk::fail_at(int n, int code, After after) {
  plan = {.left = n, .code = code, .after = after, .failed = false};
}

void FailingDisk::heal() { plan = {}; }

bool FailingDisk::has_failed() const { return plan.failed; }

}  // namespace tocsin::test
