#include "exchange/monitor_draft.hpp"

#include "exchange/alert_text.hpp"
#include "exchange/go_template.hpp"
#include "exchange/promql_shape.hpp"
#include "exchange/severity_words.hpp"
#include "exchange/texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::exchange {
namespace {

constexpr std::size_t kMostLabels = 3;  // after `by`
constexpr Duration kWindow = 5min;      // as far back as Prometheus itself looks
constexpr Duration kInterval = 1min;    // of a group that names none

bool is_templated(std::string_view text) { return text.find("{{") != std::string_view::npos; }

const std::string* find(const TextPairs& pairs, std::string_view key) {
  const auto found = std::ranges::find(pairs, key, &std::pair<std::string, std::string>::first);
  return found == pairs.end() ? nullptr : &found->second;
}

// Group labels first; those of the rule take their place.
TextPairs labels_of(const PrometheusRule& rule, const PrometheusGroup& group) {
  auto all = rule.labels;
  for (const auto& label : group.labels)
    if (!find(all, label.first)) all.push_back(label);
  return all;
}

class Drafting {
 public:
  Drafting(const PrometheusRule& rule, const PrometheusGroup& group,
           const std::map<std::string, std::string>& inlined)
      : rule_(rule), group_(group), inlined_(inlined) {
    if (const auto* text = find(rule.annotations, kMarkerKey)) marker_ = read_marker(*text);
  }

  MonitorDraft draft() {
    draft_.rule = rule_.name;
    draft_.window = std::max(kWindow, group_.interval.value_or(kInterval));
    rung_.hold = rule_.hold;
    rung_.keep = rule_.keep_firing;
    take_marker();
    take_expression();
    take_labels();
    take_annotations();
    if (rung_.keep > Duration(0) && !marker_)
      lose("keep_firing_for: a series that is gone ends its alert at once");
    for (const auto& note : group_.notes) lose(note);
    draft_.rungs = {rung_};
    return std::move(draft_);
  }

 private:
  void lose(std::string what) {
    if (std::ranges::count(draft_.losses, what) == 0) draft_.losses.push_back(std::move(what));
  }

  void take_marker() {
    if (!marker_) return;
    draft_.kind = marker_->kind;
    draft_.model = marker_->model;
    draft_.name = marker_->monitor;
    draft_.is_no_data = marker_->is_no_data;
    draft_.type = marker_->type;
    draft_.window = marker_->window;
    draft_.by = marker_->by;
  }

  // ---- the query and its threshold ----

  void take_expression() {
    const auto tokens = promql_tokens(rule_.expr);
    if (!tokens || tokens->empty()) {
      lose("expr: its words are not those of PromQL, or too many; it is asked as it stands");
      return count_series(rule_.expr);
    }
    if (marker_ && marker_->is_no_data) return;
    if (marker_ && marker_->of_m > 0 && take_steps(Promql(*tokens))) return;
    take_condition(Promql(*tokens));
  }

  // `count_over_time((...)[5m:1m]) >= 3` of `for 3 of 5`.
  bool take_steps(const Promql& whole) {
    const auto counted = promql_rung(whole);
    const auto query = counted ? promql_tokens(counted->query) : std::nullopt;
    const auto inner = query ? promql_counted(Promql(*query)) : std::nullopt;
    if (!inner || counted->op != ">=" || counted->threshold < 1 ||
        counted->threshold > marker_->of_m) {
      lose(fmt::format("for N of {}: its expr does not count so any more", marker_->of_m));
      return false;
    }
    rung_.of_n = static_cast<std::uint32_t>(counted->threshold);
    rung_.of_m = marker_->of_m;
    take_condition(Promql(*promql_tokens(*inner)));
    return true;
  }

  void take_condition(const Promql& whole) {
    if (const auto outside = promql_outside(whole)) {
      take_range("outside", *outside);
    } else if (const auto inside = promql_inside(whole)) {
      take_range("inside", *inside);
    } else if (const auto rung = promql_rung(whole); rung && is_ladder(*rung)) {
      rung_.op = op_of(*rung);
      compare(rung->query, rung->threshold);
    } else {
      choose_labels(promql_labels(whole));
      count_series(std::string(whole.bare().text()));
    }
  }

  void take_range(const char* op, const auto& range) {
    rung_.op = op;
    rung_.high = range.high;
    compare(range.query, range.low);
  }

  // Equality is for whole numbers, and only `export` knows that an answer is one, or yes or no.
  bool is_ladder(const PromqlRung& rung) const {
    const bool is_equality = rung.op == "==" || rung.op == "!=";
    if (draft_.type == "bool") return is_equality && rung.threshold == 0;
    return !is_equality || (marker_ && marker_->type.starts_with("int"));
  }

  std::string op_of(const PromqlRung& rung) const {
    if (draft_.type == "bool") return rung.op == "==" ? "false" : "true";
    return rung.op == "==" ? "=" : rung.op;
  }

  void compare(const std::string& query, double threshold) {
    rung_.value = threshold;
    const auto original = inlined_.find(query);
    draft_.query = original == inlined_.end() ? query : original->second;
    if (marker_) return;
    const auto tokens = promql_tokens(draft_.query);
    const auto labels = promql_labels(Promql(*tokens));
    choose_labels(labels);
    if (labels && labels->size() == draft_.by.size()) return;
    if (rung_.op == "outside" || rung_.op == "inside") return count_series(rule_.expr);
    const bool is_upper = rung_.op.front() == '>';
    draft_.query = aggregated(is_upper ? "max" : "min", draft_.query);
    lose(fmt::format("series: judged by the {} of all series{}, where Prometheus alerts for each",
                     is_upper ? "largest" : "smallest", of_each()));
  }

  // An alert for each series becomes one for as many labels as a monitor may have.
  void choose_labels(const std::optional<std::vector<std::string>>& labels) {
    if (marker_) return;
    if (labels && labels->size() <= kMostLabels) {
      draft_.by = *labels;
      return;
    }
    for (const auto& label : shown_labels())
      if (draft_.by.size() < kMostLabels && (!labels || std::ranges::count(*labels, label) > 0))
        draft_.by.push_back(label);
  }

  std::vector<std::string> shown_labels() const {
    std::string all;
    for (const auto& [key, text] : rule_.annotations) all += text;
    return labels_shown(all);
  }

  // How many series the alert would fire for.
  void count_series(const std::string& expression) {
    draft_.type = "int";
    draft_.query = aggregated("count", expression);
    rung_.op = ">";
    rung_.value = 0;
    counts_ = true;
    lose(fmt::format("expr: counts the series{} for which it alerts; its own values are not seen",
                     of_each()));
  }

  std::string aggregated(std::string_view function, const std::string& query) const {
    const auto by = draft_.by.empty() ? "" : fmt::format(" by ({}) ", fmt::join(draft_.by, ", "));
    // A comment at the end of a line would swallow the bracket.
    const bool has_comment = query.find('#') != std::string::npos;
    return fmt::format("{}{}({}{})", function, by, query, has_comment ? "\n" : "");
  }

  std::string of_each() const {
    return draft_.by.empty() ? "" : fmt::format(" of each {}", fmt::join(draft_.by, ", "));
  }

  // ---- labels ----

  void take_labels() {
    const auto labels = labels_of(rule_, group_);
    take_severity(find(labels, "severity"));
    for (const auto& [name, value] : labels) {
      const bool is_ours = marker_ && (name == "model" || name == "monitor");
      if (name == "severity" || is_ours) continue;
      if (auto text = fixed(value))
        draft_.tags.emplace_back(name, std::move(*text));
      else
        lose(fmt::format("label {}: its value is a template", name));
    }
  }

  void take_severity(const std::string* said) {
    const auto found = said ? severity_for(*said) : std::nullopt;
    rung_.severity = found.value_or("warn");
    if (!said) return lose("severity: none is named, taken for warn");
    if (!found)
      lose(is_templated(*said) ? "severity: a template, taken for warn"
                               : "severity: an unknown word, taken for warn");
    if (*said != rung_.severity && !is_templated(*said))
      draft_.tags.emplace_back("severity", *said);
  }

  // ---- annotations ----

  void take_annotations() {
    std::string summary, description;
    for (const auto& [name, text] : rule_.annotations) {
      const auto key = in_lower(name);
      if (key == kMarkerKey && marker_) continue;
      if (key == kMessageKey && marker_)
        draft_.message = message_source(text_of_literal(text));
      else if (key == "summary")
        summary = text;
      else if (key == "because" && marker_)
        draft_.because = fixed(text).value_or(text);
      else if (key == "owner" && fixed(text))
        draft_.owner = *fixed(text);
      else if (key == "description" || key == "message")
        description = text;
      else if (key == "runbook_url" || key == "runbook")
        take_link(draft_.runbook, name, text);
      else if (key == "dashboard_url" || key == "dashboard")
        take_link(draft_.dashboard, name, text);
      else
        lose(fmt::format("annotation {}", name));
    }
    if (marker_ && !draft_.message.empty()) description.clear();
    take_texts(summary, description);
  }

  // A text that Prometheus shows as it is; nothing when it fills something in.
  std::optional<std::string> fixed(const std::string& text) const {
    if (marker_ && is_literal(text)) return text_of_literal(text);
    return is_templated(text) ? std::nullopt : std::optional(text);
  }

  void take_link(std::string& link, const std::string& name, const std::string& text) {
    if (const auto found = fixed(text))
      link = *found;
    else
      lose(fmt::format("annotation {}: it is a template", name));
  }

  void take_texts(const std::string& summary, const std::string& description) {
    const auto title = fixed(summary), told = fixed(description);
    draft_.title = title && !title->empty() ? *title : words_of_name(rule_.name);
    if (title && told) {
      if (!marker_) draft_.because = *told;
      if (marker_ && !told->empty()) draft_.message = escaped_in_message(*told);
      return;
    }
    const auto head = title ? std::string() : summary;
    auto both = head + (head.empty() || description.empty() ? "" : "\n") + description;
    while (both.ends_with('\n')) both.pop_back();
    const auto message = translate(both, draft_.by);
    draft_.message = message.text;
    for (const auto& loss : message.losses) lose(loss);
    if (counts_ && message.text.find("{value}") != std::string::npos)
      lose("{{ $value }}: shows how many series alert");
  }

  const PrometheusRule& rule_;
  const PrometheusGroup& group_;
  const std::map<std::string, std::string>& inlined_;
  std::optional<Marker> marker_;
  MonitorDraft draft_;
  RungDraft rung_;
  bool counts_ = false;
};

}  // namespace

MonitorDraft draft_of(const PrometheusRule& rule, const PrometheusGroup& group,
                      const std::map<std::string, std::string>& inlined) {
  return Drafting(rule, group, inlined).draft();
}

}  // namespace tocsin::exchange
