// Sends what stands in the outbox of a store while the service runs, on a thread of its own.
#pragma once

#include "base/result.hpp"
#include "notifiers/outbox.hpp"
#include "server/log.hpp"
#include "store/store.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace tocsin::server {

class Sender {
 public:
  // `channels` of the rules. Fails when another process sends from this store.
  static Result<std::unique_ptr<Sender>> open(const std::string& store,
                                              notifiers::Channels channels,
                                              const notifiers::Fallback& fallback, const Log& log);
  ~Sender();  // attempts that have begun are waited for

 private:
  Sender(std::unique_ptr<store::Store> store, notifiers::Channels channels,
         notifiers::Outbox outbox, const Log& log);
  void work();

  std::unique_ptr<store::Store> store_;
  notifiers::Channels channels_;
  notifiers::Outbox outbox_;
  const Log& log_;
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

}  // namespace tocsin::server
