#include "notifiers/alert_json.hpp"

#include "base/printable.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

Json labels_json(const Labels& labels, std::size_t longest_text) {
  Json out = Json::object();
  for (const auto& [name, value] : labels) out[printable(name)] = short_line(value, longest_text);
  return out;
}

}  // namespace

Json alert_json(const AlertLine& alert, std::size_t longest_text) {
  const auto text = [&](std::string_view value) { return short_lines(value, longest_text); };
  Json out;
  out["package"] = text(alert.alert.package);
  out["model"] = text(alert.alert.model);
  out["monitor"] = text(alert.alert.monitor);
  out["segment"] = text(alert.alert.segment);
  out["labels"] = labels_json(alert.labels, longest_text);
  out["episode"] = alert.episode;
  out["change"] = tocsin::to_text(alert.change);
  out["kind"] = text(alert.kind);
  out["title"] = text(alert.title);
  out["severity"] = text(alert.severity_name);
  out["severity_rank"] = alert.severity;
  out["reason"] = text(alert.reason);
  out["value"] = text(alert.value);
  out["threshold"] = text(alert.threshold);
  out["interval"] = text(alert.interval);
  out["measure"] = text(alert.measure);
  out["judged"] = text(alert.judged);
  out["n"] = alert.n;
  out["labels_known"] = alert.label_measure ? Json(alert.labels_known) : Json(nullptr);
  out["since"] = format_utc(alert.since);
  out["flapping"] = text(alert.flapping);
  out["happened"] = text(happened(alert));
  out["owner"] = text(alert.owner);
  out["runbook"] = text(alert.runbook);
  out["dashboard"] = text(alert.dashboard);
  out["advice"] = text(alert.advice);
  out["text"] = text(alert.text);
  out["incident"] = text(alert.incident);
  return out;
}

std::string segment_of(const AlertLine& alert) {
  return alert.labels.empty() ? alert.alert.segment : tocsin::to_text(alert.labels);
}

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tocsin::notifiers
