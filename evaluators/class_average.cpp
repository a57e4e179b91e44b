#include "evaluators/class_average.hpp"

#include "base/check.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/classes.hpp"
#include "evaluators/option.hpp"
#include "evaluators/pair_counts.hpp"
#include "evaluators/ratio.hpp"

#include <map>

namespace tocsin::evaluators {
namespace {

using Classes = std::map<ValueKey, ClassCounts>;

enum class Average { macro, micro, weighted };

Average average_of(const dsl::AggregateCall& call) {
  const auto word = word_of(call, "average", "macro");
  if (word == "micro") return Average::micro;
  return word == "weighted" ? Average::weighted : Average::macro;
}

struct Spec {
  Spec(const dsl::AggregateCall& made, ReadClass reads)
      : call(&made), average(average_of(made)), read(reads) {}

  const dsl::AggregateCall* call;
  Average average;
  ReadClass read;
  dsl::RowExprPtr predicted{}, actual{};  // made with the first block
  ValueKeys predicted_keys{}, actual_keys{};

  void prepare(const Schema& schema) {
    if (predicted != nullptr) return;
    TOCSIN_CHECK(call->prediction && call->label, "the checker has found prediction and label");
    predicted = field_value(schema, *call->prediction);
    actual = field_value(schema, *call->label);
  }
};

struct State {
  std::uint64_t count = 0;
  PairCounts pairs{};  // prediction, label

  void add(Spec& spec, Block& block, Rows rows) {
    spec.prepare(block.schema());
    const RowValues& predicted = block.values(*spec.predicted);
    const RowValues& actual = block.values(*spec.actual);
    const auto predictions = spec.predicted_keys.of(predicted, block.rows());
    const auto labels = spec.actual_keys.of(actual, block.rows());
    for (const std::uint32_t row : rows) {
      if (!predicted.valid[row] || !actual.valid[row]) continue;
      ++count;
      pairs.add({predictions[row], labels[row]}, 1, kExactValues);
    }
  }
  void merge(const Spec&, const State& later) {
    count += later.count;
    pairs.merge(later.pairs, kExactValues);
  }
  Value value(const Spec& spec, double level) const {
    if (count == 0 || pairs.level() > 0) return {};
    const Classes classes = counted();
    if (spec.average == Average::micro) return share_of(hits(classes), count, level);
    double sum = 0, weights = 0;
    for (const auto& [key, counts] : classes) {
      const double weight = spec.average == Average::macro ? 1 : static_cast<double>(counts.actual);
      sum += weight * spec.read(counts);
      weights += weight;
    }
    return {.known = true, .value = sum / weights};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    pairs.save(out);
  }
  void load(const Spec&, Decoder& in) {
    count = load_rows(in);
    pairs.load(in);
    if (count > 0 && pairs.size() == 0 && pairs.level() == 0) in.fail();
  }

 private:
  Classes counted() const {
    Classes classes;
    pairs.for_each([&](const PairKey& pair, std::uint64_t times) {
      classes[pair.x].predicted += times;
      classes[pair.y].actual += times;
      if (pair.x == pair.y) classes[pair.x].both += times;
    });
    return classes;
  }
  static std::uint64_t hits(const Classes& classes) {
    std::uint64_t hits = 0;
    for (const auto& [key, counts] : classes) hits += counts.both;
    return hits;
  }
};

}  // namespace

bool is_averaged(const dsl::AggregateCall& call) { return find_option(call, "average") != nullptr; }

dsl::OptionDef average_option() {
  return {"average", dsl::OptionKind::word, {"macro", "micro", "weighted"}};
}

std::string with_average(std::string_view dialect) {
  return std::string(dialect) +
         " With `average:` every class that occurs as prediction or label is the positive one in "
         "turn, 0/0 counting as 0, as in scikit-learn: `macro` is the mean of the classes, "
         "`weighted` their mean by their labels, `micro` takes the counts of all together. "
         "Undefined above 100,000 different pairs; an interval for `micro` only: Wilson.";
}

std::unique_ptr<Aggregate> make_class_average(const dsl::AggregateCall& call, ReadClass read) {
  return aggregate_of<State>(Spec(call, read));
}

}  // namespace tocsin::evaluators
