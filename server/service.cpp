#include "server/service.hpp"

#include "dryrun/replay.hpp"
#include "server/live_run.hpp"

#include <algorithm>
#include <thread>

namespace tocsin::server {
namespace {

constexpr std::chrono::seconds kPatience{10};  // with requests that came before the end

std::size_t reading_threads() { return std::max(2U, std::thread::hardware_concurrency() / 2); }

// What is documented and not there yet is refused by its name.
Result<void> check_sources(const dsl::Plan& plan) {
  for (const auto& model : plan.models)
    for (const auto& source : {model.source, model.labels})
      if (!source.path.empty())
        return fail(
            "model `{}`: `tocsin run` does not follow files yet, and its rows come from {}; with "
            "`source http` they can be sent to it",
            model.schema.model, source.path);
  return {};
}

Result<Instant> first_instant(const ServiceSettings& settings,
                              const std::optional<store::Progress>& reached) {
  if (settings.drill && !reached && !settings.drill->from)
    return fail("--speed: a new store needs --from, the time at which the drill begins");
  if (reached) return reached->at;
  if (settings.drill) return *settings.drill->from;
  return WallClock(kBeginning).now();
}

}  // namespace

Result<std::unique_ptr<Service>> Service::start(std::shared_ptr<const dsl::Plan> plan,
                                                ServiceSettings settings,
                                                notifiers::Channels channels,
                                                const notifiers::Fallback& fallback,
                                                const Log& log) {
  if (auto sound = check_sources(*plan); !sound) return tl::unexpected(std::move(sound.error()));
  auto opened = store::Store::open(settings.store, store::IfMissing::create);
  if (!opened) return tl::unexpected(std::move(opened.error()));
  auto store = std::make_unique<store::Store>(std::move(*opened));
  const auto before = reached(*store);
  if (!before) return tl::unexpected(before.error());
  const auto first = first_instant(settings, *before);
  if (!first) return tl::unexpected(first.error());
  auto references = dryrun::load_references(*plan, settings.references);
  if (!references) return tl::unexpected(std::move(references.error()));
  auto run =
      open_live_run(*store, plan, std::move(references->rows), settings.version, *first, log);
  if (!run) return tl::unexpected(std::move(run.error()));

  std::unique_ptr<Service> service(new Service());
  if (settings.drill) {
    auto drill = std::make_unique<DrillClock>(*first, settings.drill->speed, settings.drill->to);
    service->drill_ = drill.get();
    service->end_ = settings.drill->to;
    service->clock_ = std::move(drill);
  } else {
    service->clock_ = std::make_unique<WallClock>(*first);
  }
  service->writer_ =
      std::make_unique<Writer>(std::move(store), std::move(run->recorder), run->plan,
                               std::move(run->host), *service->clock_, log, settings.writer);
  if (!settings.drill) {
    auto sender = Sender::open(settings.store, std::move(channels), fallback, log);
    if (!sender) return tl::unexpected(std::move(sender.error()));
    service->sender_ = std::move(*sender);
  }
  service->api_ = std::make_unique<Api>(std::move(plan), *service->writer_, *service->clock_,
                                        service->drill_, reading_threads());
  auto listener = HttpListener::open(
      settings.listen,
      [api = service->api_.get()](HttpRequest request, Respond respond) {
        api->handle(std::move(request), std::move(respond));
      },
      settings.limits);
  if (!listener) return tl::unexpected(std::move(listener.error()));
  service->listener_ = std::move(*listener);
  return service;
}

bool Service::is_over() const { return drill_ != nullptr && writer_->told() >= end_; }

Result<void> Service::stop() {
  listener_->stop(kPatience);
  api_->finish();
  auto done = writer_->finish();
  sender_.reset();
  return done;
}

// Whoever is still to be answered holds on to the listener.
Service::~Service() {
  sender_.reset();
  if (api_) api_->finish();
  writer_.reset();
  api_.reset();
  listener_.reset();
}

}  // namespace tocsin::server
