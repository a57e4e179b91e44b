#include "server/command.hpp"

#include <nlohmann/json.hpp>

namespace tocsin::server {
namespace {

using nlohmann::json;

std::int64_t count_of(Instant at) { return at.time_since_epoch().count(); }
Instant instant_of(const json& count) { return Instant{Duration(count.get<std::int64_t>())}; }

json json_of(const Silence& silence) {
  json where = json::array();
  for (const auto& [name, value] : silence.where) where.push_back({name, value});
  return {{"silence", silence.id},
          {"selector", silence.selector},
          {"where", where},
          {"from", count_of(silence.from)},
          {"to", count_of(silence.to)},
          {"because", silence.because},
          {"by", silence.by}};
}

json json_of(const store::AnswerRecord& answer) {
  return {{"answer", answer.number},
          {"incident", answer.incident},
          {"by", answer.deed.by},
          {"at", count_of(answer.deed.at)},
          {"lasts", answer.lasts.count()}};
}

Silence silence_of(const json& body) {
  Silence silence{.id = body.at("silence"),
                  .selector = body.at("selector"),
                  .where = {},
                  .from = instant_of(body.at("from")),
                  .to = instant_of(body.at("to")),
                  .because = body.at("because"),
                  .by = body.at("by")};
  for (const auto& label : body.at("where")) silence.where.emplace_back(label.at(0), label.at(1));
  return silence;
}

store::AnswerRecord answer_of(const json& body) {
  return {.number = body.at("answer"),
          .incident = body.at("incident"),
          .deed = {.by = body.at("by"), .at = instant_of(body.at("at"))},
          .lasts = Duration(body.at("lasts").get<std::int64_t>())};
}

}  // namespace

std::string encode(const Command& command) {
  return std::visit([](const auto& one) { return json_of(one); }, command).dump();
}

Result<Command> decode_command(std::string_view bytes) {
  try {
    const auto body = json::parse(bytes);
    if (body.contains("silence")) return silence_of(body);
    return answer_of(body);
  } catch (const json::exception& error) {
    return fail("the journal holds a command that cannot be read: {}", error.what());
  }
}

}  // namespace tocsin::server
