#include "server/api.hpp"

#include "base/hash.hpp"
#include "base/printable.hpp"
#include "dsl/bindings.hpp"
#include "store/batch_codec.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tocsin::server {
namespace {

constexpr std::string_view kModels = "/v1/models/";
constexpr std::size_t kMostWaiting = 64;  // uploads that one thread has yet to read
constexpr std::size_t kLongestKey = 200;

constexpr auto kPaths =
    "there is POST /v1/models/MODEL/events, POST /v1/models/MODEL/labels, GET /v1/clock, GET "
    "/-/healthy and GET /-/ready";

HttpResponse come_again() {
  auto response = refusal(429, "more comes in than is taken; try again in a second");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

HttpResponse wrong_time() {
  return refusal(400,
                 "Tocsin-Sent-Up-To: expected a time such as 2026-03-02T09:00Z, of a service that "
                 "runs with --speed");
}

HttpResponse wrong_method(const char* allowed) {
  auto response = refusal(405, fmt::format("this takes {}", allowed));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

// 415 and 413 are what clients' libraries know to do something about.
HttpResponse refusal_of(const HttpRequest& request, const Error& error) {
  if (!is_known_type(request.header("content-type"))) return refusal(415, error.message);
  const bool is_large = error.message.find(" is over ") != std::string::npos ||
                        error.message.find(" has over ") != std::string::npos;
  return refusal(is_large ? 413 : 400, error.message);
}

// Why rows of this kind cannot be pushed to the model; empty: they can.
std::string refused_because(const dsl::ModelPlan& model, bool is_labels) {
  const auto& source = is_labels ? model.labels : model.source;
  if (!source.path.empty())
    return fmt::format("model `{}` has its {} from {}; `{} http` would take them here",
                       model.schema.model, is_labels ? "labels" : "rows", source.path,
                       is_labels ? "labels" : "source");
  if (is_labels && !model.schema.labels_apart)
    return fmt::format(
        "model `{}` has its labels in its rows; with `labels http` they can come on their own",
        model.schema.model);
  return "";
}

struct Target {
  std::string model;
  bool is_labels = false;
};

std::optional<Target> target_of(std::string_view path) {
  if (!path.starts_with(kModels)) return std::nullopt;
  path.remove_prefix(kModels.size());
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto what = path.substr(slash + 1);
  if (what != "events" && what != "labels") return std::nullopt;
  return Target{std::string(path.substr(0, slash)), what == "labels"};
}

}  // namespace

Api::Api(std::shared_ptr<const dsl::Plan> plan, Writer& writer, Clock& clock, DrillClock* drill,
         std::size_t threads)
    : plan_(std::move(plan)), writer_(writer), clock_(clock), drill_(drill) {
  for (std::size_t i = 0; i < threads; ++i) readers_.push_back(std::make_unique<Strand>());
}

void Api::handle(HttpRequest request, Respond respond) {
  if (request.path.starts_with(kModels)) return upload(std::move(request), std::move(respond));
  const bool is_known =
      request.path == "/-/healthy" || request.path == "/-/ready" || request.path == "/v1/clock";
  if (!is_known)
    return respond(
        refusal(404, fmt::format("{} is nothing here: {}", printable(request.path), kPaths)));
  if (request.method != "GET") return respond(wrong_method("GET"));
  if (!follow(request)) return respond(wrong_time());
  if (request.path == "/v1/clock") return respond(clock_answer());
  respond({.status = 200, .content_type = "text/plain", .body = "ok\n"});
}

HttpResponse Api::clock_answer() const {
  const nlohmann::json body{{"now", format_utc(clock_.now())}, {"drill", drill_ != nullptr}};
  return {.status = 200, .body = body.dump() + '\n'};
}

void Api::upload(HttpRequest request, Respond respond) {
  const auto target = target_of(request.path);
  if (!target)
    return respond(
        refusal(404, fmt::format("{} is nothing here: {}", printable(request.path), kPaths)));
  if (request.method != "POST") return respond(wrong_method("POST"));
  const auto model = dsl::named_model(*plan_, target->model);
  if (!model) return respond(refusal(404, model.error().message));
  if (const auto why = refused_because(plan_->models[*model], target->is_labels); !why.empty())
    return respond(refusal(409, why));
  if (request.header("idempotency-key").size() > kLongestKey)
    return respond(refusal(400, fmt::format("the Idempotency-Key is over {} bytes", kLongestKey)));
  if (!follow(request)) return respond(wrong_time());
  if (is_over_) return respond(refusal(503, "the service is about to end"));
  next_ = (next_ + 1) % readers_.size();
  auto& reader = *readers_[next_];
  if (writer_.is_full() || reader.size() > kMostWaiting) return respond(come_again());
  auto shared = std::make_shared<HttpRequest>(std::move(request));
  reader.post([this, model = *model, is_labels = target->is_labels, shared, respond] {
    read(model, is_labels, std::move(*shared), respond);
  });
}

void Api::read(std::size_t model, bool is_labels, HttpRequest request, const Respond& respond) {
  const auto& plan = plan_->models[model];
  const auto kind = is_labels ? store::EntryKind::labels : store::EntryKind::events;
  Accepted accepted{.entry = {.kind = kind, .model = dsl::full_name(plan)},
                    .taken = {.model = model},
                    .key = std::string(request.header("idempotency-key")),
                    .request = {},
                    .answer = {},
                    .respond = respond};
  if (!accepted.key.empty()) accepted.request = to_hex(hash128(request.path + '\n' + request.body));
  Upload upload{std::string(request.header("content-type")),
                std::string(request.header("content-encoding")), std::move(request.body)};
  const auto fill = [&](auto read, auto rows) {
    if (!read) return respond(refusal_of(request, read.error()));
    auto& batch = (*read).*rows;
    accepted.entry.rows = batch.rows;
    accepted.entry.body = store::encode(plan.schema, batch);
    accepted.answer = answer_of(read->intake);
    accepted.taken.what = std::move(batch);
    const bool is_led = !request.header("tocsin-sent-up-to").empty();
    if (drill_ != nullptr && !is_led) drill_->run_freely();
    writer_.take(std::move(accepted));
  };
  is_labels ? fill(read_labels(plan.schema, std::move(upload)), &LabelUpload::labels)
            : fill(read_events(plan.schema, std::move(upload)), &EventUpload::rows);
}

// Says whether the header can be read.
bool Api::follow(const HttpRequest& request) {
  const auto sent = request.header("tocsin-sent-up-to");
  if (sent.empty()) return true;
  const auto at = drill_ == nullptr ? std::nullopt : parse_time(sent);
  if (at) drill_->follow(*at);
  return at.has_value();
}

void Api::finish() {
  is_over_ = true;
  for (auto& reader : readers_) reader->finish();
}

}  // namespace tocsin::server
