#include "tests/properties/slow_rules.hpp"

#include "tests/properties/slow_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::test::slow {
namespace {

// Of monitors over chunks, in units: that of the watch block.
constexpr int kChunkRhythm = 2;

constexpr const char* kSeverities[] = {"info", "warn", "page"};

// Where the values of a measure lie, and how they are written.
struct Scale {
  const char* unit = "";
  double factor = 1;  // of one written unit
  double low = 0, high = 100;
  bool hundredths = false;  // and 0.007, so that no sum of a few shares is a tie that rounding
                            // decides
};

double value_of(const Scale& scale, double written) {
  if (scale.hundredths) return (written * 10 + 7) / 1000;
  return scale.factor < 1 ? written / std::round(1 / scale.factor) : written * scale.factor;
}

std::string text_of(const Scale& scale, double written) {
  if (scale.hundredths) return fmt::format("{:.2f}7{}", written / 100, scale.unit);
  return fmt::format("{:.0f}{}", written, scale.unit);
}

Scale scale_of(const Numeric& numeric) {
  const std::string unit = numeric.unit;
  return {numeric.unit,
          unit == "ms"  ? 1e6
          : unit == "%" ? 0.01
                        : 1,
          numeric.low, numeric.high, false};
}

Scale scale_of(const Part& part) {
  switch (part.measure) {
    case Measure::count:
    case Measure::count_if: return {"", 1, 0, 20, false};
    case Measure::rate: return {"/h", 1 / 3600.0, 0, 60, false};
    case Measure::sum: {
      Scale scale = scale_of(*part.numeric);
      scale.high *= 8;
      return scale;
    }
    case Measure::mean:
    case Measure::min:
    case Measure::max:
    case Measure::stddev:
    case Measure::median:
    case Measure::quantile:
    case Measure::wasserstein: return scale_of(*part.numeric);
    case Measure::psi: return {"", 1, 0, 150, true};
    case Measure::ks:
    case Measure::tvd:
    case Measure::auc:
    case Measure::average_precision: return {"", 1, 0, 100, true};
    case Measure::silence: return {"m", 60e9, 1, 40, false};
    default: return {"%", 0.01, 0, 100, false};
  }
}

// Of a difference of two.
Scale apart(Scale scale) {
  if (std::string_view(scale.unit) == "%") scale.unit = "pp";
  const double width = (scale.high - scale.low) / 2;
  scale.low = -width;
  scale.high = width;
  return scale;
}

// ---- a part, a measure -------------------------------------------------------------------------

Part part_of(Random& random, Measure measure, bool in_chunks) {
  Part part{.measure = measure};
  const std::vector<Place> any{Place::platform, Place::city, Place::latency, Place::income,
                               Place::vip};
  part.numeric = &numerics()[random.below(numerics().size())];
  if (measure == Measure::sum) part.numeric = &numerics()[random.below(2)];
  part.test = &random.one_of(tests());
  part.place = random.one_of(any);
  if (measure == Measure::psi && random.chance(0.4)) part.place = Place::score;
  if (random.chance(0.3)) part.where = &random.one_of(tests());
  if (!in_chunks && measure == Measure::silence && random.chance(0.5)) part.where = nullptr;
  part.p = static_cast<double>(random.below(20)) * 5 / 100;
  return part;
}

Measure measure_of(Random& random, bool in_chunks) {
  for (;;) {
    const auto measure = static_cast<Measure>(
        random.below(static_cast<std::size_t>(Measure::average_precision) + 1));
    const bool looks_past = measure == Measure::silence || measure == Measure::malformed_rows;
    if (!in_chunks || !looks_past) return measure;
  }
}

// A second part whose result has the same unit.
std::optional<Measure> companion(Measure measure) {
  switch (measure) {
    case Measure::mean: return Measure::median;
    case Measure::max: return Measure::min;
    case Measure::count: return Measure::count_if;
    case Measure::share: return Measure::share;
    case Measure::precision: return Measure::recall;
    case Measure::accuracy: return Measure::disagreement;
    default: return std::nullopt;
  }
}

std::string call_text(const Part& part) {
  const auto of = [](const char* name, std::string_view argument) {
    return fmt::format("{}({})", name, argument);
  };
  switch (part.measure) {
    case Measure::count: return "count";
    case Measure::count_if: return of("count", part.test->text);
    case Measure::rate: return "rate";
    case Measure::share: return of("share", part.test->text);
    case Measure::mean: return of("mean", part.numeric->text);
    case Measure::sum: return of("sum", part.numeric->text);
    case Measure::min: return of("min", part.numeric->text);
    case Measure::max: return of("max", part.numeric->text);
    case Measure::stddev: return of("stddev", part.numeric->text);
    case Measure::median: return of("median", part.numeric->text);
    case Measure::quantile:
      return fmt::format("quantile({}, {:.0f}%)", part.numeric->text, part.p * 100);
    case Measure::nulls: return of("nulls", name_of(part.place));
    case Measure::malformed: return of("malformed", name_of(part.place));
    case Measure::malformed_rows: return "malformed";
    case Measure::new_values: return of("new_values", name_of(part.place));
    case Measure::psi: return of("psi", name_of(part.place));
    case Measure::ks: return of("ks", part.numeric->text);
    case Measure::linf: return of("linf", name_of(part.place));
    case Measure::tvd: return of("tvd", name_of(part.place));
    case Measure::wasserstein: return of("wasserstein", part.numeric->text);
    case Measure::silence: return "silence";
    case Measure::labelled: return "labelled";
    case Measure::disagreement: return "share(decision != outcome)";
    case Measure::precision: return "precision";
    case Measure::recall: return "recall";
    case Measure::specificity: return "specificity";
    case Measure::f1: return "f1";
    case Measure::accuracy: return "accuracy";
    case Measure::auc: return "auc";
    case Measure::average_precision: return "average_precision";
  }
  return "";
}

// With the filter inside the call.
std::string filtered(const Part& part) {
  std::string text = call_text(part);
  if (part.where == nullptr) return text;
  const std::string filter = std::string("where ") + part.where->text + ")";
  if (!text.ends_with(')')) return text + "(" + filter;
  text.pop_back();
  return text + " " + filter;
}

// ---- ladder and gaps ---------------------------------------------------------------------------

// A threshold a severity, further and further out. All of them may have an easier one behind which
// they end.
std::vector<Rung> make_rungs(const Scale& scale, Random& random, const Monitor& monitor) {
  const auto compare =
      random.one_of(std::vector<Compare>{Compare::greater, Compare::greater_equal, Compare::less,
                                         Compare::less_equal, Compare::outside});
  const bool up = compare == Compare::greater || compare == Compare::greater_equal;
  const double middle = std::round((scale.low + scale.high) / 2);
  const double step = std::max(1.0, std::floor((scale.high - middle) / 8));
  double low = middle - random.whole(0, 3) * step, high = middle + random.whole(0, 3) * step;
  const double slack = random.whole(0, 2) * step / 2;
  const bool has_until = compare != Compare::outside && random.chance(0.4);
  std::vector<Rung> rungs;
  for (int severity = 0; severity < 3; ++severity, low -= step, high += step) {
    if (random.chance(0.35) && (severity < 2 || !rungs.empty())) continue;
    Rung rung{.severity = severity};
    const double near = up ? high : low, back = std::round(up ? near - slack : near + slack);
    rung.trigger = {compare, compare == Compare::outside ? low : near, high};
    if (has_until) rung.until = Threshold{up ? Compare::less : Compare::greater, back};
    if (random.chance(0.7)) rung.hold = monitor.every * static_cast<int>(random.below(5));
    if (random.chance(0.2)) {
      rung.of_m = 2 + random.below(3);
      rung.of_n = 1 + random.below(rung.of_m);
      rung.hold = Duration{0};
    }
    if (random.chance(0.5)) rung.clear_hold = monitor.every * static_cast<int>(random.below(4));
    rungs.push_back(rung);
  }
  return rungs;
}

Gap make_gap(Random& random, Duration unit, const Gap& fallback) {
  if (random.chance(0.4)) return fallback;
  Gap gap{.written = true};
  const std::size_t kind = random.below(5);
  if (kind == 0) return gap;
  gap.policy = kind == 1 ? Policy::ok : Policy::alert;
  if (kind == 1) return gap;
  gap.severity = static_cast<int>(random.below(3));
  gap.after = kind == 2 ? Duration{0} : unit * static_cast<int>(5 + random.below(40));
  return gap;
}

// ---- text --------------------------------------------------------------------------------------

std::string threshold_text(const Scale& scale, const Threshold& threshold) {
  constexpr const char* kOps[] = {">", ">=", "<", "<="};
  if (threshold.compare == Compare::outside)
    return fmt::format("outside {}..{}", text_of(scale, threshold.low),
                       text_of(scale, threshold.high));
  return fmt::format("{} {}", kOps[static_cast<std::size_t>(threshold.compare)],
                     text_of(scale, threshold.low));
}

std::string rung_text(const Scale& scale, const Rung& rung) {
  std::string text =
      fmt::format("{} when {}", kSeverities[rung.severity], threshold_text(scale, rung.trigger));
  if (rung.of_m > 0)
    text += fmt::format(" for {} of {}", rung.of_n, rung.of_m);
  else if (rung.hold > Duration{0})
    text += " for " + format_duration(rung.hold);
  if (rung.until)
    text += " until " + threshold_text(scale, *rung.until);
  else if (rung.clear_hold > Duration{0})
    text += " until clear";
  if (rung.clear_hold > Duration{0}) text += " for " + format_duration(rung.clear_hold);
  return text + "\n";
}

std::string gap_text(const char* name, const Gap& gap) {
  if (!gap.written) return "";
  if (gap.policy == Policy::keep) return fmt::format("{} keep\n", name);
  if (gap.policy == Policy::ok) return fmt::format("{} ok\n", name);
  const std::string severity = kSeverities[gap.severity];
  if (gap.after == Duration{0}) return fmt::format("{} {}\n", name, severity);
  return fmt::format("{} {} after {}\n", name, severity, format_duration(gap.after));
}

std::string needs_text(const Monitor& monitor) {
  std::vector<std::string> needs;
  if (monitor.needs_events > 0) needs.push_back(fmt::format("{} events", monitor.needs_events));
  if (monitor.needs_labels > 0) needs.push_back(fmt::format("{} labels", monitor.needs_labels));
  if (monitor.needs_positives > 0)
    needs.push_back(fmt::format("{} positives", monitor.needs_positives));
  if (monitor.needs_labelled > 0)
    needs.push_back(fmt::format("{:.0f}% labelled", monitor.needs_labelled * 100));
  return needs.empty() ? "" : fmt::format("needs {}\n", fmt::join(needs, ", "));
}

std::string by_text(const Monitor& monitor) {
  if (monitor.by.empty()) return "";
  std::vector<std::string> names;
  for (const Place place : monitor.by) names.push_back(name_of(place));
  std::string text = fmt::format("by {}", fmt::join(names, ", "));
  if (monitor.top > 0) text += fmt::format(" top {}", monitor.top);
  return text + (monitor.overall ? " and overall\n" : "\n");
}

std::string measure_text(const Monitor& monitor) {
  const Part& first = monitor.parts.front();
  std::string text = "measure ";
  if (monitor.parts.size() == 2)
    text += filtered(first) + " - " + filtered(monitor.parts[1]);
  else if (first.where != nullptr)
    text += call_text(first) + " where " + first.where->text;
  else
    text += call_text(first);
  if (reads_reference(first.measure)) text += " against training";
  if (monitor.window == Window::sliding) text += " over " + format_duration(monitor.length);
  if (monitor.window == Window::tumbling) text += " over each " + format_duration(monitor.length);
  if (monitor.window == Window::chunks) text += fmt::format(" over each {} events", monitor.count);
  if (monitor.window == Window::batches) text += " over each batch";
  if (monitor.window == Window::sliding) text += " every " + format_duration(monitor.every);
  if (monitor.labels == Labels::on_arrival) text += " on arrival";
  return text + "\n";
}

Threshold valued(const Scale& scale, Threshold written) {
  written.low = value_of(scale, written.low);
  written.high = value_of(scale, written.high);
  return written;
}

// Until here thresholds were as they are written.
Rung valued(const Scale& scale, Rung rung) {
  rung.trigger = valued(scale, rung.trigger);
  if (rung.until) rung.until = valued(scale, *rung.until);
  return rung;
}

void add_ladder(Monitor& monitor, Random& random) {
  Scale scale = scale_of(monitor.parts.front());
  if (monitor.parts.size() == 2) scale = apart(scale);
  for (const auto& rung : make_rungs(scale, random, monitor)) {
    monitor.text += rung_text(scale, rung);
    monitor.rungs.push_back(valued(scale, rung));
  }
}

void choose_measure(Monitor& monitor, Random& random) {
  const bool in_chunks = monitor.window == Window::chunks || monitor.window == Window::batches;
  const Measure measure = measure_of(random, in_chunks);
  monitor.parts.push_back(part_of(random, measure, in_chunks));
  if (const auto second = companion(measure); second && random.chance(0.3)) {
    monitor.parts.push_back(part_of(random, *second, in_chunks));
    monitor.parts[1].numeric = monitor.parts[0].numeric;
  }
  if (!reads_label(measure)) return;
  const bool on_arrival = measure != Measure::labelled && random.chance(0.35);
  monitor.labels = on_arrival ? Labels::on_arrival : Labels::matured;
}

void choose_window(Monitor& monitor, Random& random, Duration unit) {
  monitor.window = static_cast<Window>(random.below(4));
  monitor.every = unit * random.one_of(std::vector<int>{1, 2, 5});
  monitor.length = unit * random.one_of(std::vector<int>{10, 15, 30});
  monitor.count = 4 + random.below(16);
  if (monitor.window == Window::tumbling) monitor.every = monitor.length;
  if (monitor.window == Window::chunks) monitor.every = unit * kChunkRhythm;
  if (monitor.window == Window::batches) monitor.every = 1min;
}

void choose_segments(Monitor& monitor, Random& random) {
  const std::vector<std::vector<Place>> choices{
      {}, {}, {Place::platform}, {Place::vip}, {Place::city}, {Place::vip, Place::city}};
  const bool compares = reads_reference(monitor.parts.front().measure);
  monitor.by = choices[random.below(compares ? 4 : choices.size())];
  const bool is_open = !monitor.by.empty() && monitor.by.back() == Place::city;
  if (is_open) monitor.top = 1 + random.below(4);
  monitor.overall = !monitor.by.empty() && random.chance(0.5);
}

void choose_needs(Monitor& monitor, Random& random) {
  if (random.chance(0.4)) monitor.needs_events = 1 + random.below(8);
  if (monitor.labels == Labels::none) return;
  if (random.chance(0.4)) monitor.needs_labels = 1 + random.below(5);
  if (random.chance(0.2)) monitor.needs_positives = 1 + random.below(3);
  if (monitor.labels == Labels::matured && random.chance(0.3))
    monitor.needs_labelled = static_cast<double>(random.below(10)) / 10;
}

// No more than a window of so many events can hold, which the checker would refuse.
void fit_needs(Monitor& monitor) {
  if (monitor.count == 0) return;
  for (auto* needed : {&monitor.needs_events, &monitor.needs_labels, &monitor.needs_positives})
    *needed = std::min<std::uint64_t>(*needed, monitor.count);
}

}  // namespace

Monitor make_monitor(Random& random, Duration unit) {
  Monitor monitor;
  monitor.is_fear = random.chance(0.5);
  choose_window(monitor, random, unit);
  choose_measure(monitor, random);
  choose_segments(monitor, random);
  choose_needs(monitor, random);
  fit_needs(monitor);
  const Gap quiet;
  const Gap told{.policy = Policy::alert, .severity = 1, .after = 30min};
  monitor.no_data = make_gap(random, unit, monitor.is_fear ? told : quiet);
  if (monitor.window == Window::batches) monitor.no_data = {.written = true};
  monitor.too_few = make_gap(random, unit, quiet);
  monitor.text = measure_text(monitor) + by_text(monitor) + needs_text(monitor);
  add_ladder(monitor, random);
  monitor.text += gap_text("no data", monitor.no_data) + gap_text("too few", monitor.too_few);
  return monitor;
}

std::string rules_of(const World& world) {
  const char* type = world.text_classes ? "category of [\"accept\", \"reject\"]" : "bool";
  std::string text = fmt::format(
      "model m \"A model\" {{\n  owner \"team\"\n  time at, lateness {}\n  key id\n{}"
      "  field platform: category of [\"a\", \"b\", \"c\"]\n  field city: category, optional\n"
      "  field vip: bool\n  field latency: duration in ms\n  feature income: number, optional\n"
      "  prediction decision: {}{}\n  score p: share, optional\n  label outcome: {}, within {}\n"
      "  reference training from \"training.csv\"\n}}\nwatch m {{\n  every {}\n",
      format_duration(world.lateness), world.labels_apart ? "  labels http\n" : "", type,
      world.text_classes ? ", positive \"reject\"" : "", type, format_duration(world.horizon),
      format_duration(world.unit * kChunkRhythm));
  for (std::size_t i = 0; i < world.monitors.size(); ++i)
    text +=
        fmt::format("{} m{} \"Monitor {}\" {{\n{}}}\n",
                    world.monitors[i].is_fear ? "fear" : "quality", i, i, world.monitors[i].text);
  return text + "}\nchannel all: console {}\nroute page, warn, info to all\nincident from warn\n";
}

}  // namespace tocsin::test::slow
