// The message that docs/messages.md shows in every receiver's form, and what notifiers need around
// it.
#pragma once

#include "base/alert.hpp"
#include "base/channel.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

// 2026-03-02T09:08:00Z
inline constexpr Instant kSampleTime{std::chrono::seconds(1'772'442'480)};

inline AlertLine sample_alert() {
  AlertLine alert;
  alert.alert = {"", "loan_rejection", "slow_applications", "platform=smava"};
  alert.episode = 1;
  alert.change = Change::fired;
  alert.kind = "fear";
  alert.title = "The check makes the application form slow";
  alert.severity = 2;
  alert.severity_name = "page";
  alert.reason = "breach";
  alert.labels = {{"platform", "smava"}};
  alert.value = "420ms";
  alert.threshold = "> 300ms";
  alert.interval = "396ms to 447ms (95%)";
  alert.measure = "p95(latency) over 10m";
  alert.judged = "events from 2026-03-02T08:58:00Z to 2026-03-02T09:08:00Z";
  alert.n = 600;
  alert.since = kSampleTime;
  alert.owner = "credit-ml";
  alert.runbook = "https://wiki.bank.example/loan-rejection";
  alert.advice = "Ask for the last good version.";
  alert.incident = "5b1f0c9a7e42";
  return alert;
}

inline Message sample_message() {
  Message message;
  message.key = "00112233445566778899aabbccddeeff";
  message.channel = "oncall";
  message.group = "loan_rejection.slow_applications";
  message.thread = "ffeeddccbbaa99887766554433221100";
  message.at = kSampleTime;
  message.severity = 2;
  message.severity_name = "page";
  message.model = "loan_rejection";
  message.incident = "5b1f0c9a7e42";
  message.earlier =
      "3f2a90c1d7e8 of 2026-02-11, model.version: Version 41 reads the address twice.";
  message.alerts = {sample_alert()};
  return message;
}

inline Message sample_end() {
  Message message = sample_message();
  message.key = "ffffffffffffffffffffffffffffffff";
  message.kind = Message::Kind::end;
  message.step = 1;
  message.alerts.front().change = Change::resolved;
  message.alerts.front().reason = "recovered";
  return message;
}

// As many alerts as asked for, each of its own segment and full of what receivers trip over.
inline Message hostile_message(std::size_t alerts, std::size_t size) {
  std::string nasty;
  while (nasty.size() < size)
    nasty += "<!channel> & `*_~|\\\" \xF0\x9F\x94\xA5 e\xCC\x81 \xFF\x80 \r\nBcc: x@y\x1b[31m\x07 ";
  Message message = sample_message();
  message.group += nasty;
  message.earlier += nasty;
  message.note = nasty;
  message.alerts.clear();
  for (std::size_t i = 0; i < alerts; ++i) {
    AlertLine alert = sample_alert();
    for (auto* text :
         {&alert.title, &alert.value, &alert.interval, &alert.measure, &alert.judged, &alert.owner,
          &alert.advice, &alert.text, &alert.reason, &alert.runbook, &alert.dashboard}) {
      *text += nasty;
    }
    alert.labels = {{"platform", nasty + std::to_string(i)}};
    message.alerts.push_back(std::move(alert));
  }
  return message;
}

inline Environment environment_of(std::map<std::string, std::string, std::less<>> variables) {
  return {.variable = [variables = std::move(variables)](
                          std::string_view name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            if (found == variables.end()) return std::nullopt;
            return found->second;
          },
          .now = [] { return kSampleTime + std::chrono::seconds(3); }};
}

inline Setting given(std::string name, std::string text) {
  return {.name = std::move(name), .texts = {std::move(text)}};
}

inline Setting from_variable(std::string name, std::string variable) {
  return {.name = std::move(name), .texts = {std::move(variable)}, .from_environment = true};
}

inline Setting number(std::string name, double value) {
  return {.name = std::move(name), .number = value};
}

inline ChannelConfig channel(std::string kind, std::vector<Setting> settings) {
  return {.name = "oncall", .kind = std::move(kind), .settings = std::move(settings)};
}

}  // namespace tocsin::notifiers
