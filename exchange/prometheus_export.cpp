#include "exchange/prometheus_export.hpp"

#include "exchange/alert_text.hpp"
#include "exchange/marker.hpp"
#include "exchange/prometheus_rules.hpp"
#include "exchange/promql_shape.hpp"
#include "exchange/severity_words.hpp"
#include "exchange/texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::exchange {
namespace {

using Kind = dsl::Condition::Kind;
using dsl::MonitorPlan;
using dsl::RungPlan;

bool is_label(std::string_view name) {
  return !name.empty() && snake_name(name) == name && !name.starts_with("__");
}

std::string replaced(std::string text, std::string_view from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// A name alone stays what it is.
std::string name_of(const std::string& path) {
  return path.find_first_of("./") == std::string::npos ? path : snake_name(path);
}

std::string model_path(const dsl::ModelPlan& model) {
  return model.package.empty() ? model.schema.model : model.package + "/" + model.schema.model;
}

// One alert as lines of YAML.
struct Rule {
  std::string name, expr;
  bool is_record = false;
  Duration hold{0}, keep{0};
  TextPairs labels, annotations;
};

std::string map_text(std::string_view key, const TextPairs& pairs) {
  if (pairs.empty()) return "";
  std::string text = fmt::format("    {}:\n", key);
  for (const auto& [name, value] : pairs)
    text += fmt::format("      {}: {}\n", name, yaml_text(value));
  return text;
}

std::string rule_text(const Rule& rule) {
  auto text = fmt::format("  - {}: {}\n    expr: {}\n", rule.is_record ? "record" : "alert",
                          rule.name, yaml_text(rule.expr));
  if (rule.hold > Duration(0)) text += fmt::format("    for: {}\n", prometheus_duration(rule.hold));
  if (rule.keep > Duration(0))
    text += fmt::format("    keep_firing_for: {}\n", prometheus_duration(rule.keep));
  return text + map_text("labels", rule.labels) + map_text("annotations", rule.annotations);
}

// The rules of one monitor.
class Exporting {
 public:
  Exporting(const dsl::Plan& plan, const MonitorPlan& monitor)
      : plan_(plan), monitor_(monitor), model_(plan.models[monitor.model]) {
    made_.monitor = fmt::format("{}.{}", model_path(model_), monitor.name);
  }

  ExportedMonitor run() {
    if (can_be_asked()) write();
    return std::move(made_);
  }

  std::vector<Rule> rules() && { return std::move(rules_); }

 private:
  void lose(std::string what) { made_.losses.push_back(std::move(what)); }
  void lose_once(std::string what) {
    if (std::ranges::count(made_.losses, what) == 0) lose(std::move(what));
  }

  // Whether Prometheus can answer the measure at all.
  bool can_be_asked() {
    if (!monitor_.raw) return refuse("its measure is of events, which Prometheus does not have");
    if (monitor_.raw->language != "promql") return refuse("its measure is no PromQL");
    if (monitor_.paused_until) return refuse("it is paused");
    if (monitor_.trial_until) return refuse("it is on trial: Prometheus would tell of it");
    query_ = replaced(monitor_.raw->query, "$window", prometheus_duration(monitor_.window.length));
    for (const char* name : {"$from", "$to"})
      if (query_.find(name) != std::string::npos)
        return refuse(fmt::format("{} in its query has no counterpart", name));
    if (is_duration() && monitor_.raw->unit == Duration(0))
      return refuse("its answer is a duration without a unit");
    return true;
  }

  bool refuse(std::string why) {
    lose(std::move(why));
    return false;
  }

  bool is_duration() const { return monitor_.measure->type.is(dsl::TypeKind::duration); }

  void write() {
    say_losses();
    name_ = alert_name(made_.monitor);
    asked_ = query_;
    if (monitor_.rungs.size() > 1) record();
    for (const auto& rung : monitor_.rungs) add_rung(rung);
    add_no_data();
  }

  void say_losses() {
    if (monitor_.window.kind != dsl::WindowKind::sliding)
      lose("over each: Prometheus judges at each interval of the group");
    if (monitor_.by.overall) lose("and overall: Prometheus judges each series alone");
    if (monitor_.by.top > 0) lose("top: Prometheus judges all series");
    for (const auto& field : monitor_.by.fields)
      if (!field.members.empty())
        lose(fmt::format("by {} of ...: Prometheus judges whatever it has", field.name));
    if (!monitor_.package.empty())
      lose(fmt::format("package {}: comes back as a part of the model's name", monitor_.package));
    if (!monitor_.was.empty())
      lose("was: Prometheus does not know what an alert was called before");
    if (monitor_.no_data.policy == dsl::GapPolicy::keep)
      lose("no data keep: Prometheus ends an alert whose series are gone");
  }

  // Several alerts ask for what is recorded once.
  void record() {
    asked_ = fmt::format("{}{}:{}", kRecordPrefix, snake_name(model_path(model_)),
                         snake_name(monitor_.name));
    rules_.push_back({.name = asked_, .expr = query_, .is_record = true});
  }

  void add_rung(const RungPlan& rung) {
    Rule rule{.name = name_, .expr = condition(rung.trigger), .hold = rung.hold};
    const auto& word = plan_.severities.names[static_cast<std::size_t>(rung.severity)];
    if (rung.of_m > 0) {
      const auto every = monitor_.window.every;
      rule.expr = fmt::format("count_over_time(({})[{}:{}]) >= {}", rule.expr,
                              prometheus_duration(every * rung.of_m), prometheus_duration(every),
                              rung.of_n);
      lose(fmt::format("{} for {} of {}: counted over steps of the group's interval", word,
                       rung.of_n, rung.of_m));
    }
    rule.keep = rung.clear_hold;
    if (!rung.until_clear)
      lose(fmt::format("{} until {}: Prometheus ends it as soon as it is clear", word,
                       rung.until.text));
    describe(rule, word, rung.trigger.text, marker(rung.of_m));
    rules_.push_back(std::move(rule));
    made_.alerts.push_back(name_);
  }

  void add_no_data() {
    if (monitor_.no_data.policy != dsl::GapPolicy::alert) return;
    Rule rule{.name = name_ + "NoData",
              .expr = fmt::format("absent({})", query_),
              .hold = monitor_.no_data.after};
    auto silent = marker();
    silent.is_no_data = true;
    describe(rule, plan_.severities.names[static_cast<std::size_t>(monitor_.no_data.severity)],
             "no data", silent);
    if (!monitor_.by.fields.empty())
      lose("no data: told when all series are gone, not one of them");
    rules_.push_back(std::move(rule));
    made_.alerts.push_back(name_ + "NoData");
  }

  // ---- the condition ----

  std::string condition(const dsl::Condition& c) const {
    switch (c.kind) {
      case Kind::outside:
        return fmt::format("{} or {}", compared("<", c.low), compared(">", c.high));
      case Kind::inside:
        return fmt::format("{} and {}", compared(">=", c.low), compared("<=", c.high));
      case Kind::is_true: return compared("!=", 0);
      case Kind::is_false: return compared("==", 0);
      case Kind::less: return compared("<", c.low);
      case Kind::less_equal: return compared("<=", c.low);
      case Kind::greater: return compared(">", c.low);
      case Kind::greater_equal: return compared(">=", c.low);
      case Kind::equal: return compared("==", c.low);
      case Kind::not_equal: return compared("!=", c.low);
    }
    return "";
  }

  // A number in the unit in which the query answers.
  std::string compared(std::string_view op, double value) const {
    if (is_duration()) value /= static_cast<double>(monitor_.raw->unit.count());
    const auto tokens = promql_tokens(asked_);
    const bool is_single = tokens && promql_is_single(Promql(*tokens));
    return fmt::format("{} {} {}", is_single ? asked_ : fmt::format("({})", asked_), op, value);
  }

  // ---- labels and annotations ----

  void describe(Rule& rule, const std::string& severity, const std::string& threshold,
                const Marker& marker) {
    rule.labels = {{"severity", literal_text(own_word(severity).value_or(severity))},
                   {"model", model_path(model_)},
                   {"monitor", monitor_.name}};
    for (const auto& [name, value] : monitor_.tags) add_tag(rule, name, value);
    rule.annotations = {{std::string(kMarkerKey), marker_text(marker)},
                        {"summary", literal_text(monitor_.title)}};
    bool has_names = false;
    const auto named = [&](std::string_view name) {
      has_names = true;
      return word_for(name, severity, threshold);
    };
    annotate(rule, "description", message_template(monitor_.message, named));
    if (has_names) annotate(rule, kMessageKey, literal_text(monitor_.message));
    annotate(rule, "because", literal_text(fmt::format("{}", fmt::join(monitor_.because, "\n"))));
    annotate(rule, "owner", literal_text(monitor_.owner));
    annotate(rule, "runbook_url", literal_text(monitor_.runbook));
    annotate(rule, "dashboard_url", literal_text(monitor_.dashboard));
  }

  // The tag `severity`, where it says in another word what the rung says.
  std::optional<std::string> own_word(const std::string& severity) {
    const auto tag = monitor_.tags.find("severity");
    if (tag == monitor_.tags.end()) return std::nullopt;
    if (severity_for(tag->second) == severity && monitor_.rungs.size() == 1) return tag->second;
    lose_once("tag severity: the label of this name is that of each rung");
    return std::nullopt;
  }

  void add_tag(Rule& rule, const std::string& name, const std::string& value) {
    if (name == "severity") return;
    const bool is_taken = name == "model" || name == "monitor" || name == "alertname";
    if (is_taken || !is_label(name)) {
      lose_once(fmt::format("tag {}: no label may have this name", name));
      return;
    }
    rule.labels.emplace_back(name, literal_text(value));
  }

  static void annotate(Rule& rule, std::string_view name, std::string text) {
    if (!text.empty()) rule.annotations.emplace_back(std::string(name), std::move(text));
  }

  std::optional<std::string> word_for(std::string_view name, const std::string& severity,
                                      const std::string& threshold) {
    if (name == "model") return model_path(model_);
    if (name == "monitor") return monitor_.name;
    if (name == "owner") return monitor_.owner;
    if (name == "severity") return severity;
    if (name == "threshold") return threshold;
    lose_once(fmt::format("{{{}}} in its message", name));
    return std::nullopt;
  }

  Marker marker(std::uint32_t of_m = 0) const {
    Marker marker{.kind = std::string(dsl::to_text(monitor_.kind)),
                  .model = name_of(model_path(model_)),
                  .monitor = name_of(monitor_.name),
                  .type = type_text(),
                  .window = monitor_.window.length,
                  .of_m = of_m};
    for (const auto& field : monitor_.by.fields) marker.by.push_back(field.name);
    return marker;
  }

  // As rules write it.
  std::string type_text() const {
    const auto& type = monitor_.measure->type;
    if (type.is(dsl::TypeKind::share)) return "share";
    if (type.is(dsl::TypeKind::boolean)) return "bool";
    if (is_duration()) {
      const auto unit = format_duration(monitor_.raw->unit);
      return "duration in " + unit.substr(unit.find_first_not_of("0123456789"));
    }
    const std::string number = monitor_.raw->whole_number ? "int" : "number";
    return type.unit.empty() ? number : number + " in " + type.unit;
  }

  const dsl::Plan& plan_;
  const MonitorPlan& monitor_;
  const dsl::ModelPlan& model_;
  std::string query_, asked_, name_;
  std::vector<Rule> rules_;
  ExportedMonitor made_;
};

std::string comments(const ExportedMonitor& monitor) {
  std::string text;
  for (const auto& loss : monitor.losses)
    text += fmt::format("  # Not carried over: {}\n", replaced(loss, "\n", " "));
  return text;
}

}  // namespace

Export export_prometheus(const dsl::Plan& plan) {
  Export made;
  std::map<std::pair<std::size_t, Duration>, std::string> groups;  // model and interval
  for (const auto& monitor : plan.monitors) {
    Exporting exporting(plan, monitor);
    made.monitors.push_back(exporting.run());
    const auto rules = std::move(exporting).rules();
    if (rules.empty()) continue;
    auto& text = groups[{monitor.model, monitor.window.every}];
    text += comments(made.monitors.back());
    for (const auto& rule : rules) text += rule_text(rule);
  }
  made.text = groups.empty() ? "groups: []\n" : "groups:\n";
  for (const auto& [key, rules] : groups) {
    const auto interval = prometheus_duration(key.second);
    made.text += fmt::format(
        "- name: {}\n  interval: {}\n  rules:\n{}",
        yaml_text(fmt::format("{} every {}", model_path(plan.models[key.first]), interval)),
        interval, rules);
  }
  return made;
}

}  // namespace tocsin::exchange
