// The service: rules, a store and a socket, from start to graceful end.
#pragma once

#include "base/result.hpp"
#include "dsl/plan.hpp"
#include "notifiers/outbox.hpp"
#include "server/api.hpp"
#include "server/http_listener.hpp"
#include "server/log.hpp"
#include "server/sender.hpp"
#include "server/writer.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocsin::server {

// A clock that runs quicker, for trying things out: nothing is sent to anybody.
struct Drill {
  double speed = 1;             // > 0
  std::optional<Instant> from;  // of a new store; needed there
  Instant to = kForever;        // the clock stops here
};

struct ServiceSettings {
  std::string store;
  ListenAddress listen;
  std::string version;                            // of tocsin
  std::map<std::string, std::string> references;  // "model.name" -> file
  std::optional<Drill> drill;
  HttpLimits limits;
  WriterSettings writer;
};

class Service {
 public:
  // Ready for requests when it returns. `log` outlives it. `channels`: of the rules, for what is to
  // be sent; in a drill none.
  static Result<std::unique_ptr<Service>> start(std::shared_ptr<const dsl::Plan> plan,
                                                ServiceSettings settings,
                                                notifiers::Channels channels,
                                                const notifiers::Fallback& fallback,
                                                const Log& log);
  ~Service();

  std::uint16_t port() const { return listener_->port(); }
  // In a drill: the clock has come to its end, and the engine with it.
  bool is_over() const;
  // Answers what came, judges up to now, writes the engine's state.
  Result<void> stop();

 private:
  Service() = default;

  std::unique_ptr<Clock> clock_;
  DrillClock* drill_ = nullptr;
  Instant end_ = kForever;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<HttpListener> listener_;
};

}  // namespace tocsin::server
