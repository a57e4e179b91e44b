// Measures that the checker knows and this version cannot measure yet: what they take and what they
// give. A measure that learns to measure gets a file of its own and leaves this table, with its
// phrase.
#include "evaluators/signatures.hpp"

#include <algorithm>
#include <limits>

namespace tocsin::evaluators {
namespace {

using dsl::Certainty;
using dsl::MeasureDef;
using dsl::OptionDef;
using dsl::OptionKind;
using dsl::ParamDef;
using dsl::ParamKind;
using dsl::ResultKind;

constexpr double kEndless = std::numeric_limits<double>::infinity();

MeasureDef known(std::string_view name, std::string_view summary, std::vector<ParamDef> params,
                 ResultKind result) {
  MeasureDef def;
  def.name = name;
  def.summary = summary;
  def.params = std::move(params);
  def.result = result;
  def.phrase = phrase_of(name);
  def.evaluated = false;
  return def;
}

MeasureDef between(double low, double high, MeasureDef def) {
  def.low = low;
  def.high = high;
  return def;
}

MeasureDef counting(MeasureDef def) {
  def.never_empty = def.whole_number = true;
  return between(0, kEndless, std::move(def));
}

MeasureDef with(std::vector<OptionDef> options, MeasureDef def) {
  def.options = std::move(options);
  return def;
}

MeasureDef sure(Certainty certainty, MeasureDef def) {
  def.certainty = certainty;
  return def;
}

// ---- distances from a reference ------------------------------------------------------------

MeasureDef distance(MeasureDef def) {
  def.needs.reference = true;
  return def;
}

// ---- labels --------------------------------------------------------------------------------

MeasureDef label_delay() {
  auto def = known("label_delay", "How long labels take: a quantile of the time to their arrival.",
                   {{"q", ParamKind::percent}}, ResultKind::duration);
  def.needs.label = true;
  return between(0, kEndless, std::move(def));
}

// ---- values --------------------------------------------------------------------------------

MeasureDef special() {
  auto def = known("special", "Share of the events in which a field has one of these values.",
                   {{"x", ParamKind::any_value}, {"value", ParamKind::constant, true, true}},
                   ResultKind::share);
  return between(0, 1, sure(Certainty::interval, std::move(def)));
}

MeasureDef correlation() {
  auto def = known("correlation", "How closely two fields go together.",
                   {{"x", ParamKind::any_value}, {"y", ParamKind::any_value}}, ResultKind::number);
  return between(
      -1, 1,
      with({{"method", OptionKind::word, {"cramers_v", "pearson", "spearman"}}}, std::move(def)));
}

MeasureDef correlation_change() {
  auto def = known("correlation_change", "How far the correlation moved away from the reference's.",
                   {{"x", ParamKind::any_value}, {"y", ParamKind::any_value}}, ResultKind::number);
  return distance(between(
      0, 2,
      with({{"method", OptionKind::word, {"cramers_v", "pearson", "spearman"}}}, std::move(def))));
}

MeasureDef freshness() {
  auto def = known("freshness", "Time since the newest value of a time field.",
                   {{"t", ParamKind::instant}}, ResultKind::duration);
  def.never_empty = true;
  return between(0, kEndless, std::move(def));
}

MeasureDef late() {
  auto def = between(0, 1,
                     known("late", "Share of the events that arrived later than the lateness.", {},
                           ResultKind::share));
  def.never_empty = true;
  return def;
}

MeasureDef arrived(std::string_view name, std::string_view summary) {
  return counting(known(name, summary, {}, ResultKind::number));
}

std::vector<MeasureDef> signatures_of_all() {
  const auto number = ResultKind::number;
  return {
      known("columns_match",
            "Share of the columns that are those of a reference, with their types.",
            {{"R", ParamKind::reference}}, ResultKind::share),
      correlation(),
      correlation_change(),
      counting(
          known("distinct", "Number of different values.", {{"x", ParamKind::any_value}}, number)),
      arrived("duplicates", "Number of events whose key came before."),
      freshness(),
      label_delay(),
      arrived("labels_conflicting", "Number of second labels that said something else."),
      arrived("labels_late", "Number of labels that arrived later than the horizon."),
      arrived("labels_unmatched", "Number of labels that waited for their event in vain."),
      known("last", "The latest value of a number.", {{"x", ParamKind::numeric}},
            ResultKind::as_argument),
      late(),
      special(),
      between(0, 1,
              known("top_share", "Share of the commonest value.", {{"x", ParamKind::any_value}},
                    ResultKind::share)),
      between(0, 1,
              known("unique", "Share of the events whose value occurs once.",
                    {{"x", ParamKind::any_value}}, ResultKind::share)),
  };
}

}  // namespace

const std::vector<MeasureDef>& signatures() {
  static const auto kAll = signatures_of_all();
  return kAll;
}

}  // namespace tocsin::evaluators
