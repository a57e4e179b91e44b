// Measures that the checker knows and this version cannot measure yet: what they take and what they
// give. A measure that learns to measure gets a file of its own and leaves this table, with its
// phrase.
#include "evaluators/signatures.hpp"

#include <limits>

namespace tocsin::evaluators {
namespace {

using dsl::MeasureDef;
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
  return {
      freshness(),
      arrived("labels_conflicting", "Number of second labels that said something else."),
      arrived("labels_late", "Number of labels that arrived later than the horizon."),
      arrived("labels_unmatched", "Number of labels that waited for their event in vain."),
      late(),
  };
}

}  // namespace

const std::vector<MeasureDef>& signatures() {
  static const auto kAll = signatures_of_all();
  return kAll;
}

}  // namespace tocsin::evaluators
