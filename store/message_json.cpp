#include "store/message_json.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace tocsin::store {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kChanges{Change::fired,    Change::escalated, Change::eased,
                              Change::resolved, Change::gap,       Change::gap_over};
constexpr std::array kKinds{
    Message::Kind::beginning,    Message::Kind::update, Message::Kind::repeat, Message::Kind::end,
    Message::Kind::acknowledged, Message::Kind::notice, Message::Kind::digest};

template <typename Enum, std::size_t size>
Enum parse(const std::array<Enum, size>& all, const std::string& text) {
  for (const Enum one : all) {
    if (to_text(one) == text) return one;
  }
  throw std::invalid_argument("`" + text + "` is no word of a message");
}

std::int64_t nanos(Instant t) { return t.time_since_epoch().count(); }
Instant instant(const Json& json) { return Instant{Duration(json.get<std::int64_t>())}; }

Json alert_json(const AlertId& alert) {
  return {{"package", alert.package},
          {"model", alert.model},
          {"monitor", alert.monitor},
          {"segment", alert.segment}};
}

AlertId alert_of(const Json& json) {
  return {json.at("package"), json.at("model"), json.at("monitor"), json.at("segment")};
}

// Every plain text of a line under its name, for both directions.
constexpr std::pair<const char*, std::string AlertLine::*> kTexts[]{
    {"kind", &AlertLine::kind},
    {"title", &AlertLine::title},
    {"severity_name", &AlertLine::severity_name},
    {"reason", &AlertLine::reason},
    {"value", &AlertLine::value},
    {"threshold", &AlertLine::threshold},
    {"measure", &AlertLine::measure},
    {"judged", &AlertLine::judged},
    {"owner", &AlertLine::owner},
    {"runbook", &AlertLine::runbook},
    {"dashboard", &AlertLine::dashboard},
    {"advice", &AlertLine::advice},
    {"text", &AlertLine::text},
    {"incident", &AlertLine::incident}};

Json line_json(const AlertLine& line) {
  Json json{{"alert", alert_json(line.alert)},
            {"episode", line.episode},
            {"change", to_text(line.change)},
            {"severity", line.severity},
            {"n", line.n},
            {"labels_known", line.labels_known},
            {"label_measure", line.label_measure},
            {"since", nanos(line.since)},
            {"interval", line.interval},
            {"flapping", line.flapping},
            {"began", line.began},
            {"rose", line.rose},
            {"ended", line.ended},
            {"labels", Json::array()}};
  for (const auto& [name, member] : kTexts) json[name] = line.*member;
  for (const auto& [name, value] : line.labels)
    json["labels"].push_back(Json::array({name, value}));
  return json;
}

AlertLine line_of(const Json& json) {
  AlertLine line;
  line.alert = alert_of(json.at("alert"));
  line.episode = json.at("episode");
  line.change = parse(kChanges, json.at("change"));
  line.severity = json.at("severity");
  line.n = json.at("n");
  line.labels_known = json.at("labels_known");
  line.label_measure = json.at("label_measure");
  line.since = instant(json.at("since"));
  line.interval = json.value("interval", "");
  line.flapping = json.value("flapping", "");
  line.began = json.value("began", line.began);
  line.rose = json.value("rose", line.rose);
  line.ended = json.value("ended", line.ended);
  for (const auto& [name, member] : kTexts) line.*member = json.at(name).get<std::string>();
  for (const Json& pair : json.at("labels")) line.labels.emplace_back(pair.at(0), pair.at(1));
  return line;
}

// JSON has no word for what is not known.
double number(const Json& json) { return json.is_null() ? kUnknown : json.get<double>(); }

Json course_json(const Course& course) {
  Json json{{"lowest", course.lowest},
            {"highest", course.highest},
            {"points", Json::array()},
            {"levels", Json::array()}};
  for (const auto& point : course.points)
    json["points"].push_back(Json::array({nanos(point.at), point.value, point.low, point.high}));
  for (const auto& level : course.levels)
    json["levels"].push_back(Json::array({level.value, level.text, level.severity}));
  return json;
}

Course course_of(const Json& json) {
  Course course{.lowest = json.at("lowest"), .highest = json.at("highest")};
  for (const Json& point : json.at("points"))
    course.points.push_back(
        {instant(point.at(0)), number(point.at(1)), number(point.at(2)), number(point.at(3))});
  for (const Json& level : json.at("levels"))
    course.levels.push_back({level.at(0), level.at(1), level.at(2)});
  return course;
}

Message message_of(const Json& json) {
  Message message;
  message.key = json.at("key");
  message.channel = json.at("channel");
  message.group = json.at("group");
  message.thread = json.at("thread");
  message.step = json.at("step");
  message.at = instant(json.at("at"));
  message.kind = parse(kKinds, json.at("kind"));
  message.severity = json.at("severity");
  message.severity_name = json.at("severity_name");
  message.severity_count = json.at("severity_count");
  message.default_severity = json.value("default_severity", message.default_severity);
  message.model = json.at("model");
  message.incident = json.at("incident");
  message.ladder = json.value("ladder", std::vector<std::string>());
  message.note = json.value("note", "");
  message.earlier = json.value("earlier", "");
  if (json.contains("course")) message.course = course_of(json.at("course"));
  message.closes = json.value("closes", message.closes);
  for (const Json& line : json.at("alerts")) message.alerts.push_back(line_of(line));
  return message;
}

}  // namespace

std::string to_json(const Message& message) {
  Json json{{"key", message.key},
            {"channel", message.channel},
            {"group", message.group},
            {"thread", message.thread},
            {"step", message.step},
            {"at", nanos(message.at)},
            {"kind", to_text(message.kind)},
            {"severity", message.severity},
            {"severity_name", message.severity_name},
            {"severity_count", message.severity_count},
            {"default_severity", message.default_severity},
            {"model", message.model},
            {"incident", message.incident},
            {"ladder", message.ladder},
            {"note", message.note},
            {"earlier", message.earlier},
            {"closes", message.closes},
            {"alerts", Json::array()}};
  if (!message.course.points.empty()) json["course"] = course_json(message.course);
  for (const AlertLine& line : message.alerts) json["alerts"].push_back(line_json(line));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Message> message_from_json(std::string_view text) {
  try {
    return message_of(Json::parse(text));
  } catch (const std::exception& problem) {  // the library's way to say it, ended on the spot
    return fail("a stored message cannot be read: {}", problem.what());
  }
}

}  // namespace tocsin::store
