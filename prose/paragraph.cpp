#include "base/counted.hpp"
#include "prose/explanation.hpp"
#include "prose/measure_words.hpp"
#include "prose/receivers.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::prose {
namespace {

using dsl::GapPlan;
using dsl::GapPolicy;
using dsl::MonitorPlan;
using dsl::Plan;
using dsl::RungPlan;

// "Pages oncall and ml_slack"; a severity without a verb of its own is named.
std::string told(const Plan& plan, const MonitorPlan& monitor, int severity) {
  const auto& name = plan.severities.names[static_cast<std::size_t>(severity)];
  const auto whom = in_words(plan, receivers(plan, monitor, severity));
  if (name == "page") return "pages " + whom;
  if (name == "warn") return "warns " + whom;
  if (name == "info") return "informs " + whom;
  return fmt::format("tells {} ({})", whom, name);
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string lasts(const std::string& state, Duration hold) {
  if (hold.count() == 0) return "is " + state;
  return fmt::format("stays {} for {}", state, in_words(hold));
}

std::string trigger(const RungPlan& rung, const dsl::Type& type) {
  const auto state = condition(rung.trigger, type);
  if (rung.of_m <= 1) return lasts(state, rung.hold);
  return fmt::format("is {} in {} of the last {} values", state, rung.of_n, rung.of_m);
}

std::string date(Instant t) { return format_utc(t).substr(0, 10); }

std::string until(const RungPlan& rung, const dsl::Type& type) {
  if (!rung.until_clear) return lasts(condition(rung.until, type), rung.clear_hold);
  const auto hold = rung.clear_hold.count() == 0 ? "" : " for " + in_words(rung.clear_hold);
  return "is " + all_clear(rung.trigger, type) + hold;
}

std::string unanswered(const Plan& plan, const MonitorPlan& monitor, int severity) {
  std::vector<std::string> steps;
  for (const auto& step : escalations(plan, monitor, severity))
    steps.push_back(
        fmt::format("{} after {}", plan.channels[step.channel].name, in_words(step.after)));
  return steps.empty() ? "" : fmt::format(" Unanswered, it is told to {}.", listed(steps));
}

std::string pauses(const MonitorPlan& monitor) {
  std::string text;
  if (monitor.paused_until)
    text += fmt::format("Paused until {}: nothing is judged before, everything from then on. ",
                        date(*monitor.paused_until));
  if (monitor.trial_until)
    text += fmt::format("On trial until {}: nothing is sent. ", date(*monitor.trial_until));
  return text;
}

std::string rungs(const Plan& plan, const MonitorPlan& monitor) {
  const auto& type = monitor.measure->type;
  auto subject = prose::subject(monitor, plan.models[monitor.model]);
  std::string text;
  for (auto rung = monitor.rungs.rbegin(); rung != monitor.rungs.rend(); ++rung) {
    text += fmt::format("{}{} when {} {}, until it {}.", text.empty() ? "" : " ",
                        capital(told(plan, monitor, rung->severity)), subject, trigger(*rung, type),
                        until(*rung, type));
    text += unanswered(plan, monitor, rung->severity);
    subject = "it";
  }
  return text;
}

std::string needs(const MonitorPlan& monitor) {
  const auto& needs = monitor.needs;
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t count, std::string_view one) {
    if (count > 0) parts.push_back("at least " + counted(count, one));
  };
  add(needs.events, "event");
  add(needs.labels, "label");
  add(needs.positives, "positive");
  if (needs.labelled > 0)
    parts.push_back(fmt::format("at least {:.12g}% of the events labelled", needs.labelled * 100));
  if (parts.empty()) return "";
  const auto where = monitor.by.fields.empty() ? "" : " in each segment";
  return fmt::format(" It is judged with {}{}.", listed(parts), where);
}

std::string outcome(const Plan& plan, const MonitorPlan& monitor, const GapPlan& gap) {
  switch (gap.policy) {
    case GapPolicy::keep: return "it keeps its state";
    case GapPolicy::ok: return "it counts as healthy";
    case GapPolicy::alert: break;
  }
  return "it " + told(plan, monitor, gap.severity);
}

std::string lapse(const GapPlan& gap) {
  return gap.after.count() == 0 ? "" : " for " + in_words(gap.after);
}

// A default acts on all events together and on declared members, never on those met in the data.
std::string scope(const MonitorPlan& monitor, const GapPlan& gap) {
  const bool is_usual = !gap.written && gap.policy == GapPolicy::alert;
  return is_usual && !monitor.by.fields.empty() ? " (overall and declared members only)" : "";
}

bool is_never_empty(const MonitorPlan& monitor) {
  return !monitor.aggregates.empty() &&
         std::ranges::all_of(monitor.aggregates, [](const auto& call) {
           return call.def->never_empty && !call.label_measure;
         });
}

// Where nothing counts as 0, a clause about nothing is without effect.
std::string idle(const MonitorPlan& monitor) {
  const auto& gap = monitor.no_data;
  if (!gap.written || gap.policy != GapPolicy::alert) return ".";
  return fmt::format(", so its `no data`{} never acts.", lapse(gap));
}

bool tells_of_silence(const MonitorPlan& monitor) {
  if (is_silence(monitor)) return !monitor.rungs.empty();
  return monitor.no_data.policy == GapPolicy::alert && !monitor.label_measure && !monitor.raw &&
         !is_never_empty(monitor) && monitor.window.kind != dsl::WindowKind::each_batch;
}

// Who tells of what this monitor does not: " (silence is watched by no_answer)".
std::string watched_elsewhere(const Plan& plan, const MonitorPlan& monitor) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> names;
  for (const auto& other : plan.monitors)
    if (&other != &monitor && other.model == monitor.model && tells_of_silence(other))
      names.push_back(other.name);
  if (names.empty()) return "";
  if (names.size() > kShown) {
    const auto more = fmt::format("{} more", names.size() - kShown);
    names.resize(kShown);
    names.push_back(more);
  }
  return fmt::format(" (silence is watched by {})", listed(names));
}

std::string gaps(const Plan& plan, const MonitorPlan& monitor) {
  const auto few = [&] {
    return fmt::format(" With too little to judge{} {}.", lapse(monitor.too_few),
                       outcome(plan, monitor, monitor.too_few));
  };
  if (monitor.window.kind == dsl::WindowKind::each_batch) return few();
  if (is_never_empty(monitor)) return " It has a value without events, too" + idle(monitor) + few();
  const bool both_keep =
      monitor.no_data.policy == GapPolicy::keep && monitor.too_few.policy == GapPolicy::keep;
  const auto elsewhere =
      monitor.no_data.policy == GapPolicy::keep ? watched_elsewhere(plan, monitor) : "";
  if (both_keep)
    return fmt::format(" Without data, or with too little to judge, it keeps its state{}.",
                       elsewhere);
  return fmt::format(" Without data{} {}{}{}.", lapse(monitor.no_data),
                     outcome(plan, monitor, monitor.no_data), scope(monitor, monitor.no_data),
                     elsewhere) +
         few();
}

}  // namespace

std::string paragraph(const Plan& plan, const MonitorPlan& monitor) {
  return pauses(monitor) + rungs(plan, monitor) + needs(monitor) + gaps(plan, monitor);
}

}  // namespace tocsin::prose
