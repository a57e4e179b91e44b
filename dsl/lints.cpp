#include "dsl/lints.hpp"

#include "dsl/bindings.hpp"
#include "dsl/fingerprint.hpp"
#include "dsl/roles.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tocsin::dsl {
namespace {

// Of a contract check the contract: what holds for all its checks is said once.
Span place_of(const MonitorSource& source) { return source.monitor->name.span; }
const std::string& name_of(const MonitorSource& source) { return source.monitor->name.text; }

// The next letter or digit of a text, small; 0 at its end.
int next_letter(std::string_view& text) {
  while (!text.empty()) {
    const auto ch = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    if (std::isalnum(ch)) return std::tolower(ch);
  }
  return 0;
}

bool same_letters(std::string_view a, std::string_view b) {
  for (;;) {
    const int letter = next_letter(a);
    if (letter != next_letter(b)) return false;
    if (letter == 0) return true;
  }
}

void lint_people(Checking& c, const MonitorPlan& plan, const MonitorSource& source) {
  if (plan.kind == MonitorKind::fear && plan.runbook.empty())
    c.diagnostics.lint("L001", place_of(source),
                       fmt::format("fear `{}` has no runbook", name_of(source)));
  if (plan.owner.empty())
    c.diagnostics.lint("L002", place_of(source), fmt::format("`{}` has no owner", name_of(source)));
  const auto& title = source.monitor->title;
  if (title && same_letters(title->value, name_of(source)))
    c.diagnostics.lint("L018", title->span,
                       "title repeats the name; say what the stakeholder fears");
}

std::string policy_text(const Checking& c, const GapPlan& gap) {
  if (gap.policy != GapPolicy::alert) return gap.policy == GapPolicy::ok ? "ok" : "keep";
  return fmt::format("{} after {}", c.plan.severities.names[static_cast<std::size_t>(gap.severity)],
                     format_duration(gap.after));
}

void lint_gaps(Checking& c, const MonitorPlan& plan, const MonitorSource& source) {
  const auto pages = [&](const RungPlan& rung) {
    return rung.severity == c.plan.severities.highest();
  };
  const bool can_page = std::ranges::any_of(plan.rungs, pages);
  const auto say = [&](std::string_view word, const GapPlan& gap) {
    if (can_page && !gap.written)
      c.diagnostics.lint(
          "L006", place_of(source),
          fmt::format("`{}` uses the default ({}); say it", word, policy_text(c, gap)));
  };
  say("no data", plan.no_data);
  say("too few", plan.too_few);
  const auto never_empty = [](const AggregateCall& call) {
    return call.def->never_empty && !call.label_measure;
  };
  const bool acts = plan.no_data.written && plan.no_data.policy == GapPolicy::alert;
  if (acts && !plan.aggregates.empty() && std::ranges::all_of(plan.aggregates, never_empty))
    c.diagnostics.lint("L025", source.name,
                       fmt::format("`no data` on `{}` never acts: nothing counts as 0 there",
                                   plan.aggregates.front().def->name));
}

void lint_segments(Checking& c, const MonitorPlan& plan, const MonitorSource& source) {
  const auto& needs = plan.needs;
  if (plan.by.fields.empty() || plan.by.overall || !plan.columns.empty() ||
      needs.events + needs.labels + needs.positives == 0)
    return;
  const auto [n, what] = needs.labels > 0      ? std::pair(needs.labels, "labels")
                         : needs.positives > 0 ? std::pair(needs.positives, "positives")
                                               : std::pair(needs.events, "events");
  const auto& field = plan.by.fields.front().name;
  c.diagnostics.lint(
      "L020", source.by->span,
      fmt::format("`by {}` without `and overall`: a member under {} {} is judged by nobody", field,
                  n, what));
}

bool looks_for_low(const Condition& trigger) {
  using Kind = Condition::Kind;
  return trigger.kind == Kind::less || trigger.kind == Kind::less_equal ||
         trigger.kind == Kind::outside;
}

// A count is exact at any number of events: where few are the news, `needs` keeps it back.
void lint_needs(Checking& c, const MonitorPlan& plan, const MonitorSource& source) {
  if (plan.needs.events == 0 || plan.aggregates.size() != 1 || plan.rungs.empty()) return;
  const auto& call = plan.aggregates.front();
  const bool is_count = call.def->name == "count" || call.def->name == "rate";
  if (!is_count || !call.args.empty() || !looks_for_low(plan.rungs.front().trigger)) return;
  c.diagnostics.lint(
      "L019", source.name,
      fmt::format("`needs {} events` hides the low values that `{}` is there to find",
                  plan.needs.events, call.def->name));
}

// Could the rungs of both stand in one ladder?
bool fit_together(const MonitorPlan& a, const MonitorPlan& b) {
  for (const auto& x : a.rungs)
    for (const auto& y : b.rungs)
      if (x.severity == y.severity || x.trigger.kind != y.trigger.kind) return false;
  return true;
}

// Monitors of a model that have a measure in common, in the order of the Plan.
using Likes = std::vector<std::size_t>;

std::vector<Likes> alike(const Checking& c) {
  std::vector<Likes> all;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < c.plan.monitors.size(); ++i) {
    const auto& plan = c.plan.monitors[i];
    if (!c.monitors[i].complete || c.monitors[i].check || !plan.measure) continue;
    auto look = std::to_string(plan.model) + " " + canonical(*plan.measure, plan.aggregates);
    const auto [found, is_new] = known.try_emplace(std::move(look), all.size());
    if (is_new) all.emplace_back();
    all[found->second].push_back(i);
  }
  return all;
}

// Ladders of the same severities never fit together.
bool have_same_severities(const Checking& c, const Likes& likes) {
  const auto& first = c.plan.monitors[likes.front()].rungs;
  return !first.empty() && std::ranges::all_of(likes, [&](std::size_t i) {
    return std::ranges::equal(c.plan.monitors[i].rungs, first, {}, &RungPlan::severity,
                              &RungPlan::severity);
  });
}

void lint_twins(Checking& c, const Likes& likes) {
  std::map<Hash128, std::size_t> first;
  for (const auto i : likes) {
    const auto& plan = c.plan.monitors[i];
    const auto [found, is_new] = first.try_emplace(fingerprint(plan, c.plan.models[plan.model]), i);
    if (is_new || !fit_together(c.plan.monitors[found->second], plan)) continue;
    auto& d = c.diagnostics.lint(
        "L016", c.monitors[i].name,
        fmt::format("same measure and window in `{}` and `{}`; one ladder can hold both",
                    c.plan.monitors[found->second].name, plan.name));
    d.related.push_back({c.monitors[found->second].name, "the other"});
  }
}

void lint_twins(Checking& c) {
  for (const auto& likes : alike(c))
    if (likes.size() > 1 && !have_same_severities(c, likes)) lint_twins(c, likes);
}

// Monitors of which some test expects that they fire.
std::vector<bool> tested(const Plan& plan) {
  std::vector<bool> fires(plan.monitors.size());
  for (const auto& test : plan.tests)
    for (const auto& expect : test.expects)
      if (expect.kind == ExpectPlan::Kind::severity || expect.kind == ExpectPlan::Kind::severity_at)
        for (const auto monitor : expect.monitors) fires[monitor] = true;
  return fires;
}

// Otherwise tests that name a segment of it could not be read.
bool has_its_segments(const MonitorPlan& plan, const MonitorSource& source) {
  return !source.by || source.by->segments.size() == plan.by.fields.size();
}

void lint_monitors(Checking& c) {
  const auto fires = tested(c.plan);
  for (std::size_t i = 0; i < c.plan.monitors.size(); ++i) {
    const auto& plan = c.plan.monitors[i];
    const auto& source = c.monitors[i];
    if (!source.complete) continue;
    lint_people(c, plan, source);
    lint_gaps(c, plan, source);
    lint_segments(c, plan, source);
    lint_needs(c, plan, source);
    if (!fires[i] && has_its_segments(plan, source))
      c.diagnostics.lint(
          "L010", source.name,
          fmt::format("monitor `{}` has no test, or no test in which it fires", plan.name));
  }
}

constexpr Duration kOldReference = 365 * kDay;

// A file that was bound by hand is another one than the rules say when it was taken.
void lint_age(Checking& c, const ModelPlan& model, const ReferencePlan& reference) {
  if (!c.options.today || reference.path.empty()) return;
  const bool is_bound = bound_file(c.plan, model, c.options.reference_files, "." + reference.name);
  const auto taken =
      reference.taken.empty() || is_bound ? std::nullopt : parse_time(reference.taken + "T00:00");
  const auto file = reference_file(c, model, reference);
  const auto written = taken || !c.options.written_at ? taken : c.options.written_at(file);
  if (!written || *c.options.today - *written <= kOldReference) return;
  c.diagnostics.lint("L009", reference.span,
                     fmt::format("reference `{}` is {} days old", reference.name,
                                 (*c.options.today - *written) / kDay));
}

void lint_models(Checking& c) {
  std::vector<bool> checked(c.models.size());
  for (const auto& monitor : c.plan.monitors)
    for (const auto& call : monitor.aggregates)
      if (call.def->name == "malformed") checked[monitor.model] = true;
  for (std::size_t i = 0; i < c.models.size(); ++i) {
    const auto& name = c.models[i].model->name;
    if (!checked[i])
      c.diagnostics.lint("L014", name.span,
                         fmt::format("model `{}` has no check on `malformed`", name.text));
    for (const auto& reference : c.plan.models[i].references)
      lint_age(c, c.plan.models[i], reference);
    if (!c.options.columns_of) continue;
    for (const auto& reference : c.plan.models[i].references)
      if (!reference.path.empty() && !reference_columns(c, c.plan.models[i], reference))
        c.diagnostics.lint(
            "L026", reference.span,
            fmt::format("reference `{}`: file `{}` is not here, so its columns were not checked",
                        reference.name, reference.path));
  }
}

void lint_routes(Checking& c) {
  for (std::size_t i = 0; i < c.routes.size(); ++i) {
    const auto& plan = c.plan.routes[i];
    const bool pages = std::ranges::count(plan.severities, c.plan.severities.highest()) > 0;
    if (!pages || plan.repeat || !plan.escalations.empty()) continue;
    c.diagnostics.lint(
        "L022", c.routes[i]->span,
        fmt::format("a {} of `{}` that is overlooked is never said again: add `repeat` or "
                    "`escalate`",
                    c.plan.severities.names.back(), on_one_line(c.sources, c.routes[i]->span)));
  }
}

void lint_lets(Checking& c) {
  for (const auto& [folder, package] : c.packages)
    for (const auto& name : names_of(package.lets)) {
      const auto& entry = package.lets.at(std::string(name));
      if (!entry.used)
        c.diagnostics.lint("L013", entry.let->name.span,
                           fmt::format("`let {}` is never used", name));
    }
}

}  // namespace

void lint_project(Checking& c) {
  lint_routes(c);
  // What could not be read may be the test, the owner or the use that is missed.
  if (c.damage.any() || c.unresolved) return;
  lint_monitors(c);
  lint_noise(c);
  lint_twins(c);
  lint_models(c);
  lint_lets(c);
}

}  // namespace tocsin::dsl
