#include "cli/invented_messages.hpp"

#include "base/hash.hpp"
#include "engine/router.hpp"
#include "engine/wording.hpp"

#include <fmt/format.h>

#include <map>

namespace tocsin::cli {
namespace {

constexpr const char* kIncident = "000000000000";
constexpr std::uint64_t kEvents = 1'000;

// Of each field the first member that the rules name, else its name in brackets.
Labels labels_of(const dsl::MonitorPlan& monitor) {
  Labels labels;
  for (const auto& field : monitor.by.fields)
    labels.emplace_back(field.name,
                        field.members.empty() ? "<" + field.name + ">" : field.members.front());
  return labels;
}

// One alert of one severity, with what is said of it.
class Invented {
 public:
  Invented(const dsl::Plan& plan, std::size_t monitor, Instant now)
      : plan_(plan),
        monitor_(plan.monitors[monitor]),
        now_(now),
        labels_(labels_of(monitor_)),
        id_{monitor_.package, plan.models[monitor_.model].schema.model, monitor_.name,
            to_text(labels_)} {}

  engine::ChannelDeliveries route(std::size_t rung) const { return engine::route(facts(rung)); }
  Message message(std::size_t rung, std::size_t channel, const engine::Delivery& delivery,
                  Message::Kind kind) const;

 private:
  int severity(std::size_t rung) const { return monitor_.rungs[rung].severity; }
  engine::AlertFacts facts(std::size_t rung) const {
    return {plan_, monitor_, labels_, severity(rung), engine::kBreach};
  }
  AlertLine line(std::size_t rung, Message::Kind kind) const;

  const dsl::Plan& plan_;
  const dsl::MonitorPlan& monitor_;
  Instant now_;
  Labels labels_;
  AlertId id_;
};

AlertLine Invented::line(std::size_t rung, Message::Kind kind) const {
  engine::AlertState state;
  state.rungs.resize(monitor_.rungs.size());
  state.rungs[rung].phase = engine::RungPhase::firing;
  state.severity = severity(rung);
  state.reason = engine::kBreach;
  state.episode = 1;
  state.episode_since = now_;
  Sample sample{.kind = SampleKind::value,
                .value = monitor_.rungs[rung].trigger.low,
                .n = kEvents,
                .labels = kEvents,
                .label_measure = monitor_.label_measure,
                .from = now_ - std::chrono::hours(1),
                .to = now_};
  auto line = engine::line_of({plan_, monitor_, state, sample, labels_, id_});
  if (kind == Message::Kind::end) {
    line.change = Change::resolved;
    line.reason = engine::kRecovered;
  }
  return line;
}

Message Invented::message(std::size_t rung, std::size_t channel, const engine::Delivery& delivery,
                          Message::Kind kind) const {
  Message message;
  message.channel = plan_.channels[channel].name;
  message.group = engine::group_key(facts(rung), delivery.group_by);
  message.thread = to_hex(hash128("preview\n" + message.channel + "\n" + message.group));
  message.key = to_hex(hash128(fmt::format("{}\n{}\n{}", message.thread, rung, to_text(kind))));
  message.step = kind == Message::Kind::beginning ? 0 : 1;
  message.at = now_;
  message.kind = kind;
  message.severity = severity(rung);
  message.severity_name = plan_.severities.names[static_cast<std::size_t>(message.severity)];
  message.severity_count = static_cast<int>(plan_.severities.names.size());
  message.default_severity = plan_.severities.default_rank;
  message.ladder = plan_.severities.names;
  message.model = id_.model;
  message.alerts = {line(rung, kind)};
  if (message.severity >= plan_.incident.from) {
    message.incident = kIncident;
    message.alerts.front().incident = kIncident;
  }
  return message;
}

}  // namespace

std::vector<Message> invented_messages(const dsl::Plan& plan, std::size_t monitor, Instant now) {
  using Kind = Message::Kind;
  const Invented invented(plan, monitor, now);
  std::map<std::size_t, std::vector<Message>> by_channel;
  std::map<std::size_t, std::pair<std::size_t, engine::Delivery>> highest;
  for (std::size_t rung = 0; rung < plan.monitors[monitor].rungs.size(); ++rung) {
    for (const auto& [channel, delivery] : invented.route(rung)) {
      by_channel[channel].push_back(invented.message(rung, channel, delivery, Kind::beginning));
      highest[channel] = {rung, delivery};
    }
  }
  std::vector<Message> all;
  for (auto& [channel, messages] : by_channel) {
    const auto& [rung, delivery] = highest[channel];
    if (delivery.repeat)
      messages.push_back(invented.message(rung, channel, delivery, Kind::repeat));
    if (!delivery.quietly) messages.push_back(invented.message(rung, channel, delivery, Kind::end));
    all.insert(all.end(), messages.begin(), messages.end());
  }
  return all;
}

std::vector<Message> test_messages(const dsl::Plan& plan, const std::string& channel, Instant now) {
  Message begins;
  begins.channel = channel;
  begins.group = "tocsin.test";
  begins.thread = to_hex(hash128(fmt::format("test\n{}\n{}", channel, format_utc(now))));
  begins.key = to_hex(hash128(begins.thread + "\n0"));
  begins.at = now;
  begins.severity = 0;
  begins.severity_name = "test";
  begins.severity_count = static_cast<int>(plan.severities.names.size());
  begins.default_severity = plan.severities.default_rank;
  AlertLine line;
  line.alert = {.package = {}, .model = "tocsin", .monitor = "test", .segment = {}};
  line.episode = 1;
  line.kind = "service";
  line.title = fmt::format("This is a test of channel {}; nothing is wrong", channel);
  line.severity = 0;
  line.severity_name = "test";
  line.reason = "somebody has run `tocsin notify test`";
  line.since = now;
  begins.alerts = {line};
  Message ends = begins;
  ends.key = to_hex(hash128(begins.thread + "\n1"));
  ends.step = 1;
  ends.kind = Message::Kind::end;
  ends.alerts.front().change = Change::resolved;
  ends.alerts.front().reason = "the test is over";
  return {std::move(begins), std::move(ends)};
}

}  // namespace tocsin::cli
