#include "tests/unit/dsl/fake_catalogue.hpp"

#include <limits>

namespace tocsin::dsl {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();

MeasureDef measure(std::string_view name, std::vector<ParamDef> params, ResultKind result) {
  MeasureDef def;
  def.name = name;
  def.params = std::move(params);
  def.result = result;
  const bool fraction = result == ResultKind::share || result == ResultKind::unit_interval;
  def.high = fraction ? 1 : 0;
  return def;
}

MeasureDef counting(std::string_view name, ResultKind result) {
  auto def = measure(name, {{"cond", ParamKind::condition, false}}, result);
  def.never_empty = true;
  def.whole_number = result == ResultKind::number;
  def.high = kEndless;
  return def;
}

MeasureDef numeric(std::string_view name) {
  return measure(name, {{"x", ParamKind::numeric}}, ResultKind::as_argument);
}

MeasureDef performance(std::string_view name) {
  auto def = measure(name, {}, ResultKind::share);
  def.needs = {.label = true, .prediction = true, .positive = name != "accuracy"};
  return def;
}

MeasureDef ranking(std::string_view name) {
  auto def = measure(name, {}, ResultKind::unit_interval);
  def.needs = {.label = true, .positive = true, .score = true};
  return def;
}

MeasureDef distance(std::string_view name, ParamKind kind, ResultKind result) {
  auto def = measure(name, {{"x", kind}}, result);
  def.needs.reference = true;
  if (result == ResultKind::number) def.high = kEndless;
  return def;
}

std::vector<MeasureDef> all_measures() {
  std::vector<MeasureDef> all;
  for (const auto* name :
       {"mean", "min", "max", "median", "p50", "p75", "p90", "p95", "p99", "p999", "stddev", "sum"})
    all.push_back(numeric(name));
  for (const auto* name : {"share", "errors", "availability"})
    all.push_back(measure(name, {{"cond", ParamKind::condition}}, ResultKind::share));
  for (const auto* name : {"accuracy", "precision", "recall", "specificity", "f1"})
    all.push_back(performance(name));
  for (const auto* name : {"auc", "average_precision"}) all.push_back(ranking(name));
  all.push_back(counting("count", ResultKind::number));
  all.push_back(counting("rate", ResultKind::rate));
  all.push_back(measure("quantile", {{"x", ParamKind::numeric}, {"p", ParamKind::percent}},
                        ResultKind::as_argument));
  all.push_back(measure("nulls", {{"x", ParamKind::any_value}}, ResultKind::share));
  all.push_back(measure("malformed", {{"x", ParamKind::field, false}}, ResultKind::share));
  all.push_back(distance("psi", ParamKind::any_value, ResultKind::number));
  all.push_back(distance("ks", ParamKind::numeric, ResultKind::unit_interval));
  all.push_back(distance("new_values", ParamKind::any_value, ResultKind::share));
  auto silence = counting("silence", ResultKind::duration);
  silence.params.clear();
  all.push_back(silence);
  auto labelled = measure("labelled", {}, ResultKind::share);
  labelled.needs.label = true;
  all.push_back(labelled);
  return all;
}

std::vector<ChannelDef> all_channels() {
  using Kind = SettingDef::Kind;
  return {{"console", "Prints.", {}},
          {"pagerduty", "Pages.", {{"key", Kind::text, true, true, "The integration key."}}},
          {"slack",
           "Posts.",
           {{"url", Kind::text, true, true, "The URL of the incoming webhook."},
            {"timeout", Kind::duration, false, false, "How long to wait.", "10s"}}},
          {"email",
           "Mails.",
           {{"to", Kind::texts, true, false, "Who gets it."},
            {"port", Kind::number, false, false, "The port of the server.", "587"},
            {"tls", Kind::boolean, false, false, "Whether the way is encrypted.", "true"}}}};
}

}  // namespace

const Catalogue& fake_catalogue() {
  static const auto kMeasures = all_measures();
  static const auto kPointers = [] {
    std::vector<const MeasureDef*> pointers;
    for (const auto& def : kMeasures) pointers.push_back(&def);
    return pointers;
  }();
  static const Catalogue kCatalogue{kPointers,
                                    all_channels(),
                                    {{"csv", "Rows of a file.", true, true},
                                     {"http", "Rows that are pushed.", false, false},
                                     {"jsonl", "Rows of a file.", true, true}}};
  return kCatalogue;
}

}  // namespace tocsin::dsl
