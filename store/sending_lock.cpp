#include "store/sending_lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tocsin::store {

Result<SendingLock> SendingLock::take(const Store& store) {
  if (store.path() == ":memory:") return SendingLock(-1);
  const auto path = store.path() + "-sending";
  SendingLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock.file_ < 0) return fail("{}: {}", path, std::strerror(errno));
  if (flock(lock.file_, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK)
    return fail_for_now(
        "{}: another process is sending what waits there, and what is put in meanwhile too",
        store.path());
  return fail("{}: {}", path, std::strerror(errno));
}

SendingLock::~SendingLock() {
  if (file_ >= 0) close(file_);
}

}  // namespace tocsin::store
