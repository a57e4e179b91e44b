#include "exchange/prometheus_rules.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"
#include "exchange/yaml.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace tocsin::exchange {
namespace {

using Kind = YamlNode::Kind;
using Words = std::span<const std::string_view>;

constexpr auto kGroupKeys = std::to_array<std::string_view>(
    {"name", "rules", "interval", "labels", "limit", "query_offset"});
// Of Thanos and vmalert, and two of Prometheus' own: how the rules are run, not what they say.
constexpr auto kNotedKeys = std::to_array<std::string_view>(
    {"concurrency", "debug", "eval_alignment", "eval_delay", "eval_offset", "headers", "limit",
     "notifier_headers", "params", "partial_response_strategy", "query_offset", "tenant", "type"});
constexpr auto kAlertKeys = std::to_array<std::string_view>(
    {"alert", "expr", "for", "keep_firing_for", "labels", "annotations"});
constexpr auto kRecordKeys = std::to_array<std::string_view>({"record", "expr", "labels"});
// vmalert knows these of a single rule.
constexpr auto kNotedRuleKeys = std::to_array<std::string_view>({"debug", "update_entries_limit"});

bool is_in(Words words, std::string_view word) { return std::ranges::count(words, word) > 0; }

class Reader {
 public:
  PrometheusRules read(const std::vector<Yaml>& documents) {
    for (const auto& document : documents) read_document(*document);
    if (made_.groups.empty() && made_.faults.empty())
      say(1, "no `groups` here; a rule file of Prometheus or a PrometheusRule has them");
    return std::move(made_);
  }

 private:
  void read_document(const YamlNode& document) {
    if (const auto* items = document.find("items"); items && items->is(Kind::list)) {
      for (const auto& item : items->items) read_manifest(*item);
    } else {
      read_manifest(document);
    }
  }

  // Other manifests may stand beside those of rules.
  void read_manifest(const YamlNode& document) {
    const auto* groups = document.find("groups");
    if (const auto* spec = document.find("spec"); !groups && spec) groups = spec->find("groups");
    if (!groups || groups->is(Kind::null)) return;
    if (!groups->is(Kind::list)) return say(groups->line, "`groups` is a list of groups");
    for (const auto& group : groups->items) read_group(*group);
  }

  void read_group(const YamlNode& node) {
    if (!node.is(Kind::map)) return say(node.line, "a group is a map with `name` and `rules`");
    PrometheusGroup group{.line = node.line};
    group.name = text_of(node, "name").value_or("");
    if (group.name.empty()) say(node.line, "a group without `name`");
    group.interval = duration_of(node, "interval");
    if (group.interval == Duration(0)) say(node.line, "`interval` is longer than 0");
    group.labels = pairs_of(node, "labels");
    for (const auto& [key, value] : node.entries) {
      if (is_in(kNotedKeys, key))
        group.notes.push_back(fmt::format("`{}: {}` of the group", key, printable(value->text)));
      else if (!is_in(kGroupKeys, key))
        unknown(key, *value, "a group", kGroupKeys);
    }
    const auto* rules = node.find("rules");
    if (rules && rules->is(Kind::list))
      for (const auto& rule : rules->items) read_rule(*rule, group);
    else if (rules && !rules->is(Kind::null))
      say(rules->line, "`rules` is a list of rules");
    made_.groups.push_back(std::move(group));
  }

  void read_rule(const YamlNode& node, PrometheusGroup& group) {
    if (!node.is(Kind::map)) return say(node.line, "a rule is a map with `alert` and `expr`");
    const auto alert = text_of(node, "alert"), record = text_of(node, "record");
    if (alert.has_value() == record.has_value())
      return say(node.line, "a rule has either `alert` or `record`");
    PrometheusRule rule{.line = node.line, .is_record = record.has_value()};
    rule.name = alert ? *alert : *record;
    if (rule.name.empty()) say(node.line, "a rule without a name");
    rule.expr = text_of(node, "expr").value_or("");
    if (rule.expr.empty()) say(node.line, "a rule without `expr`");
    rule.hold = duration_of(node, "for").value_or(Duration(0));
    rule.keep_firing = duration_of(node, "keep_firing_for").value_or(Duration(0));
    rule.labels = pairs_of(node, "labels");
    rule.annotations = pairs_of(node, "annotations");
    const Words known = rule.is_record ? Words(kRecordKeys) : Words(kAlertKeys);
    for (const auto& [key, value] : node.entries)
      if (!is_in(known, key) && !is_in(kNotedRuleKeys, key))
        unknown(key, *value, rule.is_record ? "a recording rule" : "an alert", known);
    group.rules.push_back(std::move(rule));
  }

  // Scalars of any kind are texts here: `severity: 1`.
  std::optional<std::string> text_of(const YamlNode& map, std::string_view key) {
    const auto* value = map.find(key);
    if (!value) return std::nullopt;
    if (value->is(Kind::scalar)) return value->text;
    say(value->line, fmt::format("`{}` is a text", key));
    return "";
  }

  std::optional<Duration> duration_of(const YamlNode& map, std::string_view key) {
    const auto text = text_of(map, key);
    if (!text || text->empty()) return std::nullopt;
    const auto duration = prometheus_duration(*text);
    if (!duration)
      say(map.find(key)->line,
          fmt::format("`{}: {}` is no duration such as 5m or 1h30m", key, printable(*text)));
    return duration;
  }

  TextPairs pairs_of(const YamlNode& map, std::string_view key) {
    const auto* found = map.find(key);
    if (!found || found->is(Kind::null)) return {};
    TextPairs pairs;
    if (!found->is(Kind::map)) say(found->line, fmt::format("`{}` is a map of texts", key));
    for (const auto& [name, value] : found->entries) {
      if (value->is(Kind::list) || value->is(Kind::map))
        say(value->line, fmt::format("`{}` in `{}` is a text", printable(name), key));
      else
        pairs.emplace_back(name, value->text);
    }
    return pairs;
  }

  void unknown(const std::string& key, const YamlNode& value, std::string_view where, Words known) {
    const auto near = nearest(key, known);
    say(value.line, fmt::format("`{}` is no key of {}{}", printable(key), where,
                                near ? fmt::format("; did you mean `{}`?", *near) : ""));
  }

  void say(int line, std::string text) { made_.faults.push_back({line, std::move(text)}); }

  PrometheusRules made_;
};

}  // namespace

Result<PrometheusRules> read_prometheus_rules(std::string_view text) {
  const auto documents = read_yaml(text);
  if (!documents) return tl::unexpected(documents.error());
  return Reader().read(*documents);
}

}  // namespace tocsin::exchange
