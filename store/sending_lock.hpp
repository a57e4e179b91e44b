// One process at a time sends what waits in a store: two would send the same message.
#pragma once

#include "base/result.hpp"
#include "store/store.hpp"

#include <utility>

namespace tocsin::store {

// A lock on a file of its own beside the store, FILE-sending; gone with the process that has it,
// however it ends. A store in memory is nobody else's and needs none.
class SendingLock {
 public:
  static Result<SendingLock> take(const Store& store);
  ~SendingLock();
  SendingLock(SendingLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  SendingLock& operator=(SendingLock&&) = delete;

 private:
  explicit SendingLock(int file) : file_(file) {}

  int file_;  // -1: none
};

}  // namespace tocsin::store
