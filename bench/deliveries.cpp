// Ten thousand alerts of a thousand models from their transition to the receiver of webhooks.
//
// usage: bench_deliveries STORE PORT [SECONDS]
//
// STORE is a file that does not exist yet. The models turn bad at one time, or evenly over so many
// seconds. Ten features of each alert; two models share a team, and each team has a channel. Prints
// a line `mNNNNN NS` for each model with the monotonic clock's nanoseconds at which its alerts
// began, and a line `cpu S` with seconds of processor time from the first of them to the last
// receipt.
#include "dsl/checker.hpp"
#include "dsl/parser.hpp"
#include "engine/engine.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/work_off.hpp"
#include "store/recorder.hpp"

#include <fmt/format.h>

#include <ctime>
#include <stdexcept>
#include <thread>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr int kModels = 1000, kFeatures = 10, kModelsOfTeam = 2;
constexpr std::size_t kHands = 8;
constexpr Duration kWait = 1s;
constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

template <typename T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string model_text(int model) {
  return fmt::format(R"(
model m{0:05} "Model {0}" {{
  owner "team{1:03}"
  time at, lateness 0s
  field feature: category of ["f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"]
  field drift: number
}}
watch m{0:05} {{
  runbook "https://runbooks.example/drift"
  drift score "Drift of a feature" {{
    measure mean(drift) over 1m every 1s
    by feature
    needs 1 events
    page when > 0.25
  }}
}}
)",
                     model, model / kModelsOfTeam);
}

std::string rules_text(int port) {
  std::string text = "tocsin 1\n";
  for (int team = 0; team < kModels / kModelsOfTeam; ++team)
    text += fmt::format(
        "channel c{0:03}: webhook {{ url \"http://127.0.0.1:{1}/\"\nprivate true }}\n"
        "route page where owner = \"team{0:03}\" to c{0:03} group by model wait 1s repeat 4h\n",
        team, port);
  for (int model = 0; model < kModels; ++model) text += model_text(model);
  return text;
}

std::shared_ptr<const dsl::Plan> plan_of(const std::string& text) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"deliveries.tocsin", text});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  auto plan = dsl::check(
      files, sources,
      {.measures = evaluators::measures(), .channels = notifiers::catalogue(), .sources = {}}, {},
      diagnostics);
  if (plan != nullptr) return plan;
  std::string faults;
  for (const auto& fault : diagnostics.all())
    if (fault.level == dsl::Level::error) faults += dsl::render_brief(fault, sources) + "\n";
  throw std::runtime_error(faults);
}

// One event of each feature, far over the limit.
Batch drifted(const dsl::ModelPlan& model, Instant at) {
  Batch batch;
  batch.rows = kFeatures;
  batch.time.assign(kFeatures, at);
  batch.arrival = batch.time;
  batch.key.resize(kFeatures);
  for (const auto& field : model.schema.fields) {
    Column& column = batch.columns.emplace_back();
    column.valid = Bits(kFeatures, true);
    column.malformed = Bits(kFeatures);
    if (field.type == FieldType::number) column.numbers.assign(kFeatures, 0.31);
    if (field.type != FieldType::category) continue;
    column.dictionary = std::make_shared<Dictionary>();
    for (int i = 0; i < kFeatures; ++i)
      column.codes.push_back(column.dictionary->code(fmt::format("f{}", i)));
  }
  return batch;
}

store::RunSpec spec_of(const dsl::Plan& plan) {
  store::RunSpec spec{.kind = store::RunKind::live, .started = kStart, .ladder = plan.severities};
  for (const auto& monitor : plan.monitors) {
    auto& text = spec.monitors.emplace_back();
    text.model = plan.models[monitor.model].schema.model;
    text.monitor = monitor.name;
    text.kind = to_text(monitor.kind);
    text.title = monitor.title;
    text.thresholds.assign(plan.severities.names.size(), "> 0.25");
  }
  return spec;
}

notifiers::Channels channels_of(const dsl::Plan& plan) {
  notifiers::Channels channels;
  for (const auto& channel : plan.channels)
    channels[channel.name] =
        need(notifiers::make_notifier(channel, notifiers::process_environment()));
  return channels;
}

// The first second has no events, so that the monitors are known before their models turn bad.
class Run {
 public:
  Run(const std::string& file, int port, int seconds)
      : plan_(plan_of(rules_text(port))),
        store_(need(store::Store::open(file, store::IfMissing::create))),
        recorder_(need(store::Recorder::begin(store_, spec_of(*plan_)))),
        channels_(channels_of(*plan_)),
        outbox_(need(notifiers::Outbox::open(store_, notifiers::settings_for(channels_)))),
        engine_(plan_, {}, kStart),
        seconds_(seconds) {
    for (int model = 0; model < kModels; ++model)
      engine_.ingest(
          static_cast<std::size_t>(model),
          drifted(plan_->models[static_cast<std::size_t>(model)], kStart + second_of(model) - 1ms));
    need(recorder_.record(engine_.advance(kStart)));
  }

  void run() {
    const auto began = std::chrono::steady_clock::now();
    const auto cpu = std::clock();
    for (int second = 1; second <= seconds_ + 1; ++second) {
      const auto at = began + (second - 1) * kWait;
      std::this_thread::sleep_until(at);
      note_beginnings(second);
      need(recorder_.record(engine_.advance(kStart + second * kWait)));
      need(notifiers::work_off(outbox_, channels_, surroundings()));
    }
    fmt::print("cpu {}\n", static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
  }

 private:
  Duration second_of(int model) const { return (1 + model * seconds_ / kModels) * kWait; }

  void note_beginnings(int second) const {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    for (int model = 0; model < kModels; ++model)
      if (second_of(model) == second * kWait) fmt::print("m{:05} {}\n", model, now.count());
  }

  static notifiers::Surroundings surroundings() {
    return {.now = notifiers::process_environment().now,
            .sleep = [](Duration d) { std::this_thread::sleep_for(d); },
            .done =
                [](const notifiers::Job&, const notifiers::Receipt& receipt) {
                  if (receipt.delivery != notifiers::Delivery::delivered)
                    throw std::runtime_error(receipt.detail);
                },
            .hands = kHands};
  }

  std::shared_ptr<const dsl::Plan> plan_;
  store::Store store_;
  store::Recorder recorder_;
  notifiers::Channels channels_;
  notifiers::Outbox outbox_;
  engine::Engine engine_;
  int seconds_;
};

}  // namespace
}  // namespace tocsin

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: bench_deliveries STORE PORT [SECONDS]\n");
    return 2;
  }
  try {
    const int seconds = count > 3 ? std::stoi(arguments[3]) : 1;
    tocsin::Run(arguments[1], std::stoi(arguments[2]), seconds).run();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
