#include "exchange/prometheus_import.hpp"

#include "base/printable.hpp"
#include "dsl/builtin.hpp"
#include "dsl/format.hpp"
#include "exchange/monitor_draft.hpp"
#include "exchange/texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace tocsin::exchange {
namespace {

constexpr auto kSeverities = std::to_array<std::string_view>({"info", "warn", "page"});
constexpr std::size_t kNear = 50;  // rungs of one ladder are looked for so far back in the group
constexpr std::string_view kStaysThere =
    "a recording rule stays with Prometheus; what it records can be asked by its name";

// vmalert evaluates other languages too.
bool is_promql(const PrometheusGroup& group) {
  return std::ranges::none_of(group.notes, [](const std::string& note) {
    return note.starts_with("`type: ") && !note.starts_with("`type: prometheus`");
  });
}

// The queries that `export` recorded, by the name under which its alerts ask for them.
std::map<std::string, std::string> recorded_by_us(const PrometheusGroup& group) {
  std::map<std::string, std::string> queries;
  for (const auto& rule : group.rules)
    if (rule.is_record && rule.name.starts_with(kRecordPrefix)) queries[rule.name] = rule.expr;
  return queries;
}

class Importing {
 public:
  Importing(const std::optional<std::string>& model, const dsl::Catalogue& catalogue)
      : model_(model), catalogue_(catalogue) {}

  Import import(std::span<const RuleFile> files) {
    for (const auto& file : files)
      for (const auto& group : file.rules.groups) add_group(file.name, group);
    made_.text = dsl::format("tocsin 1\n\n" + units() + body_ + delivery()).text;
    return std::move(made_);
  }

 private:
  struct Drafted {
    MonitorDraft draft;
    std::vector<std::size_t> rules;  // of made_.rules
  };

  void add_group(const std::string& file, const PrometheusGroup& group) {
    const auto recorded = recorded_by_us(group);
    std::vector<Drafted> drafted;
    for (const auto& rule : group.rules) {
      made_.rules.push_back({file, group.name, rule.name, rule.line, rule.is_record, "", {}});
      auto& outcome = made_.rules.back();
      if (rule.is_record) {
        if (!recorded.contains(rule.name)) outcome.losses.emplace_back(kStaysThere);
      } else if (!is_promql(group)) {
        outcome.losses.emplace_back("its group is not of PromQL");
      } else {
        place(draft_of(rule, group, recorded), drafted);
      }
    }
    if (!drafted.empty()) write(file, group, drafted);
  }

  // As a monitor of its own, as a rung or as `no data` of one that is there.
  void place(MonitorDraft draft, std::vector<Drafted>& drafted) {
    const auto index = made_.rules.size() - 1;
    const auto first = drafted.size() - std::min(drafted.size(), kNear);
    for (auto& each : std::span(drafted).subspan(first)) {
      if (!joined(each.draft, draft)) continue;
      each.rules.push_back(index);
      return;
    }
    if (draft.is_no_data) {
      made_.rules[index].losses.emplace_back("the monitor whose silence it tells is not here");
      return;
    }
    drafted.push_back({std::move(draft), {index}});
  }

  std::string free_name(const std::string& text) const {
    const auto name = snake_name(text);
    return dsl::is_builtin(catalogue_, name) ? name + "_rules" : name;
  }

  // What `export` made of one model goes back to it, also from several groups.
  std::string model_for(const PrometheusGroup& group, const std::vector<Drafted>& drafted) {
    if (model_) return *model_;
    const auto& first = drafted.front().draft.model;
    const bool is_ours = !first.empty() && std::ranges::all_of(drafted, [&](const Drafted& each) {
      return each.draft.model == first;
    });
    if (!is_ours) return models_(free_name(group.name));
    models_.take(first);
    return first;
  }

  void write(const std::string& file, const PrometheusGroup& group, std::vector<Drafted>& drafted) {
    const auto model = model_for(group, drafted);
    auto& names = names_[model];
    body_ += fmt::format("# Group {} of {}\n", printable(group.name), printable(file));
    if (!model_ && declared_.insert(model).second)
      body_ += fmt::format("model {} {} {{ time at }}\n\n", ticked(model), quoted(group.name));
    body_ += fmt::format("watch {} {{\n", ticked(model));
    if (group.interval) body_ += fmt::format("  every {}\n\n", format_duration(*group.interval));
    for (auto& [draft, rules] : drafted) {
      if (draft.name.empty() || !names.take(draft.name))
        draft.name = names(draft.name.empty() ? draft.rule : draft.name);
      for (const auto rule : rules) {
        made_.rules[rule].monitor = fmt::format("{}.{}", model, draft.name);
        made_.rules[rule].losses = draft.losses;
      }
      for (const auto& rung : draft.rungs) severities_.insert(rung.severity);
      if (draft.type.starts_with("number in ")) units_.emplace(unit_in(draft.type));
      body_ += monitor_text(draft);
    }
    body_ += "}\n\n";
  }

  // Of numbers; those of a model that is there are declared there.
  std::string units() const {
    return units_.empty() || model_ ? "" : fmt::format("unit {}\n\n", fmt::join(units_, ", "));
  }

  // Somebody must hear of it, or the text would be no sound project.
  std::string delivery() const {
    if (model_ || severities_.empty()) return "";
    std::string text =
        "# Who hears of it: put your own channel here.\nchannel imported: console {}\n\n";
    for (const auto severity : kSeverities)
      if (severities_.contains(std::string(severity)))
        text += fmt::format("route {} to imported{}\n", severity,
                            severity == "page" ? " repeat 1h" : "");
    return text;
  }

  const std::optional<std::string>& model_;
  const dsl::Catalogue& catalogue_;
  Import made_;
  std::string body_;
  FreshNames models_;
  std::map<std::string, FreshNames> names_;  // of monitors, by model
  std::set<std::string> declared_;           // models
  std::set<std::string> severities_, units_;
};

}  // namespace

Import import_prometheus(std::span<const RuleFile> files, const std::optional<std::string>& model,
                         const dsl::Catalogue& catalogue) {
  return Importing(model, catalogue).import(files);
}

}  // namespace tocsin::exchange
