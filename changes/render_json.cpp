#include "changes/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace tocsin::changes {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(std::string(text));
}

Json place(const Change& change, Sides sides) {
  if (!change.where) return nullptr;
  const auto& sources = change.where->in_old ? sides.old : sides.now;
  const auto span = change.where->span;
  return {{"rules", change.where->in_old ? "old" : "new"},
          {"path", sources.file(span.file).path},
          {"line", sources.place(span.file, span.begin).line}};
}

Json change_json(const Change& change, Sides sides) {
  return {{"what", to_text(change.what)},
          {"class", to_text(change.aspect)},
          {"subject", change.subject},
          {"monitors", change.monitors},
          {"part", text_or_null(change.part)},
          {"before", text_or_null(change.before)},
          {"after", text_or_null(change.after)},
          {"direction", text_or_null(to_text(change.direction))},
          {"by", text_or_null(change.by)},
          {"note", text_or_null(change.note)},
          {"text", line(change)},
          {"place", place(change, sides)}};
}

}  // namespace

std::string render_json(const Changes& changes, Sides sides) {
  Json result{{"meaning_changed", std::ranges::any_of(changes.all, changes_meaning)},
              {"summary", summary(changes)},
              {"changes", Json::array()},
              {"timers", Json::array()}};
  for (const auto& change : changes.all) result["changes"].push_back(change_json(change, sides));
  for (const auto& fate : changes.timers)
    result["timers"].push_back(
        {{"monitor", fate.monitor}, {"state", to_text(fate.kind)}, {"text", fate.text}});
  return result.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::changes
