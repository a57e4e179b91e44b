#include "incidents/json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

namespace tocsin::incidents {
namespace {

using namespace store;
using Json = nlohmann::ordered_json;

Json time_json(const std::optional<Instant>& t) { return t ? Json(format_utc(*t)) : Json(); }
Json number_json(double v) { return std::isfinite(v) ? Json(v) : Json(); }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json deed_json(const std::optional<Deed>& deed) {
  return deed ? Json{{"by", deed->by}, {"at", format_utc(deed->at)}} : Json();
}

Json alert_json(const AlertId& alert) {
  return {{"package", alert.package},
          {"model", alert.model},
          {"monitor", alert.monitor},
          {"segment", alert.segment}};
}

Json head_json(const IncidentRecord& head) {
  Json json{{"id", head.id},
            {"engine_id", head.engine_id},
            {"run", head.run},
            {"replayed", head.kind == RunKind::replayed},
            {"package", head.package},
            {"model", head.model},
            {"title", head.title},
            {"severity", text_or_null(head.severity.name)},
            {"severity_rank", head.severity.rank},
            {"state", to_text(head.state)},
            {"opened", format_utc(head.opened)},
            {"ended", time_json(head.ended)},
            {"alert_count", head.alerts},
            {"episode_count", head.episodes},
            {"acknowledged", deed_json(head.acknowledged)},
            {"resolved", deed_json(head.resolved)},
            {"cause", Json()}};
  if (!head.cause.empty()) json["cause"] = {{"category", head.cause}, {"text", head.cause_text}};
  return json;
}

Json transition_json(const TransitionRecord& step) {
  return {{"at", format_utc(step.at)},
          {"change", step.change},
          {"from", text_or_null(step.from.name)},
          {"to", text_or_null(step.to.name)},
          {"reason", step.reason},
          {"value", number_json(step.value)},
          {"value_text", step.value_text},
          {"low", number_json(step.low)},
          {"high", number_json(step.high)},
          {"threshold", step.threshold},
          {"n", step.n},
          {"labels", step.labels ? Json(*step.labels) : Json()},
          {"judged_from", format_utc(step.judged_from)},
          {"judged_to", format_utc(step.judged_to)}};
}

Json peak_json(const EpisodeRecord& episode) {
  if (!episode.peak_at) return {};
  return {{"value", number_json(episode.peak)},
          {"value_text", episode.peak_text},
          {"at", format_utc(*episode.peak_at)},
          {"n", episode.peak_n}};
}

Json episode_json(const EpisodeRecord& episode) {
  Json json{{"alert", alert_json(episode.alert)},
            {"episode", episode.number},
            {"kind", episode.kind},
            {"title", episode.title},
            {"severity", text_or_null(episode.severity.name)},
            {"began", format_utc(episode.began)},
            {"reason", episode.reason},
            {"ended", time_json(episode.ended)},
            {"end_reason", text_or_null(episode.end_reason)},
            {"peak", peak_json(episode)},
            {"transitions", Json::array()}};
  for (const auto& step : episode.transitions) json["transitions"].push_back(transition_json(step));
  return json;
}

Json timeline_json(const TimelineRecord& line) {
  return {{"at", format_utc(line.at)},
          {"written_at", format_utc(line.written_at)},
          {"author", text_or_null(line.author)},
          {"kind", line.kind},
          {"severity", text_or_null(line.severity.name)},
          {"alert", line.alert ? alert_json(*line.alert) : Json()},
          {"episode", line.episode ? Json(*line.episode) : Json()},
          {"text", line.text}};
}

Json receipt_json(const Receipt& receipt) {
  return {{"attempt", receipt.attempt},
          {"at", format_utc(receipt.at)},
          {"result", to_text(receipt.result)},
          {"status", receipt.status == 0 ? Json() : Json(receipt.status)},
          {"detail", receipt.detail},
          {"receiver_id", text_or_null(receipt.receiver_id)}};
}

Json message_json(const MessageRecord& message) {
  Json json{{"key", message.key},
            {"channel", message.channel},
            {"kind", message.kind},
            {"at", format_utc(message.at)},
            {"severity", text_or_null(message.severity.name)},
            {"headline", message.headline},
            {"body", message.body},
            {"delivery", to_text(message.delivery)},
            {"receipts", Json::array()}};
  for (const auto& receipt : message.receipts) json["receipts"].push_back(receipt_json(receipt));
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string list_json(const std::vector<IncidentRecord>& incidents) {
  Json json = Json::array();
  for (const auto& one : incidents) json.push_back(head_json(one));
  return text_of(json);
}

std::string incident_json(const IncidentDetail& detail) {
  Json json = head_json(detail.head);
  for (const char* list : {"episodes", "timeline", "messages", "steps", "links"}) {
    json[list] = Json::array();
  }
  for (const auto& one : detail.episodes) json["episodes"].push_back(episode_json(one));
  for (const auto& one : detail.timeline) json["timeline"].push_back(timeline_json(one));
  for (const auto& one : detail.messages) json["messages"].push_back(message_json(one));
  for (const auto& one : detail.steps) {
    json["steps"].push_back(
        {{"text", one.text}, {"by", one.deed.by}, {"at", format_utc(one.deed.at)}});
  }
  for (const auto& one : detail.links) {
    json["links"].push_back({{"url", one.url},
                             {"title", one.title},
                             {"by", one.deed.by},
                             {"at", format_utc(one.deed.at)}});
  }
  return text_of(json);
}

}  // namespace tocsin::incidents
