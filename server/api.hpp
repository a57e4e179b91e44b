// What the service answers to requests: uploads of rows and labels, and how it is.
#pragma once

#include "base/strand.hpp"
#include "dsl/plan.hpp"
#include "server/clock.hpp"
#include "server/http_message.hpp"
#include "server/upload.hpp"
#include "server/writer.hpp"

#include <atomic>
#include <memory>
#include <vector>

namespace tocsin::server {

// Requests come on the thread of the sockets; uploads are read on threads of the API's own.
class Api {
 public:
  // All outlive the API. `drill`: null where the clock is that of the wall.
  Api(std::shared_ptr<const dsl::Plan> plan, Writer& writer, Clock& clock, DrillClock* drill,
      std::size_t threads);

  void handle(HttpRequest request, Respond respond);
  // Uploads that are being read reach the writer; what comes later is refused.
  void finish();

 private:
  void upload(HttpRequest request, Respond respond);
  void read(std::size_t model, bool is_labels, HttpRequest request, const Respond& respond);
  bool follow(const HttpRequest& request);
  HttpResponse clock_answer() const;

  const std::shared_ptr<const dsl::Plan> plan_;
  Writer& writer_;
  Clock& clock_;
  DrillClock* const drill_;
  std::atomic<bool> is_over_{false};
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Strand>> readers_;
};

}  // namespace tocsin::server
