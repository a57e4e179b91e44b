#include "notifiers/closing.hpp"
#include "notifiers/notifier.hpp"
#include "notifiers/notifier_def.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>

namespace tocsin::notifiers {
namespace {

const std::vector<const NotifierDef*>& definitions() {
  static const std::vector<const NotifierDef*> all{
#define TOCSIN_NOTIFIER(name) &name(),
#include "notifiers/notifiers.def"
#undef TOCSIN_NOTIFIER
  };
  return all;
}

// Receivers that keep one alert for each thread.
constexpr auto kKnowThreads = std::to_array<std::string_view>({"opsgenie", "pagerduty"});

Result<const NotifierDef*> find(const ChannelConfig& config) {
  std::string known;
  for (const auto* def : definitions()) {
    if (def->channel.name == config.kind) return def;
    known += (known.empty() ? "" : ", ") + std::string(def->channel.name);
  }
  return fail("channel {}: there is no kind of channel `{}`; known: {}", config.name, config.kind,
              known);
}

// Shows what would be sent and sends nothing: it was made without the secrets.
class Previewer : public Notifier {
 public:
  Previewer(std::string channel, std::unique_ptr<Notifier> notifier)
      : channel_(std::move(channel)), notifier_(std::move(notifier)) {}

  Result<Receipt> send_to(const Message&, const std::vector<std::string>&) const override {
    return fail("channel {}: made for showing messages, so nothing can be sent", channel_);
  }
  std::string preview(const Message& message) const override { return notifier_->preview(message); }
  Duration spacing() const override { return notifier_->spacing(); }
  bool keeps_alerts() const override { return notifier_->keeps_alerts(); }

 private:
  std::string channel_;
  std::unique_ptr<Notifier> notifier_;
};

Result<std::unique_ptr<Notifier>> make(const ChannelConfig& config, const Environment& environment,
                                       const Environment* variables) {
  const auto def = find(config);
  if (!def) return tl::unexpected(def.error());
  const auto settings = Settings::read(config, (*def)->channel, variables);
  if (!settings) return tl::unexpected(settings.error());
  auto notifier = (*def)->make(*settings, environment);
  if (notifier && std::ranges::find(kKnowThreads, config.kind) != kKnowThreads.end())
    return closing_threads(std::move(*notifier));
  return notifier;
}

}  // namespace

std::string_view to_text(Delivery delivery) {
  switch (delivery) {
    case Delivery::delivered: return "delivered";
    case Delivery::retry: return "retry";
    case Delivery::rejected: return "rejected";
  }
  return "unknown";
}

Environment process_environment() {
  return {
      .variable = [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        if (value == nullptr) return std::nullopt;
        return value;
      },
      .now =
          [] { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); },
      .console = &std::cout};
}

std::vector<ChannelDef> catalogue() {
  std::vector<ChannelDef> out;
  for (const auto* def : definitions()) out.push_back(def->channel);
  return out;
}

std::string setting_fault(std::string_view kind, const Setting& setting) {
  for (const auto* def : definitions())
    for (const auto& [name, fault] : def->faults)
      if (def->channel.name == kind && name == setting.name) return fault(setting);
  return "";
}

Result<std::unique_ptr<Notifier>> make_notifier(const ChannelConfig& config,
                                                const Environment& environment) {
  return make(config, environment, &environment);
}

Result<std::unique_ptr<Notifier>> make_previewer(const ChannelConfig& config) {
  auto notifier = make(config, Environment{}, nullptr);
  if (!notifier) return notifier;
  return std::make_unique<Previewer>(config.name, std::move(*notifier));
}

}  // namespace tocsin::notifiers
