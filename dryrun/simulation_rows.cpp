#include "dryrun/simulation_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tocsin::dryrun::simulation {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

using Cells = std::vector<double>;

// What a field is made from: the cells made before it, its own chance, and an addition to its
// log-odds.
struct Making {
  const Cells& cells;
  double uniform;
  double log_odds;
};

template <typename T>
const T& pick(const ByCase<T>& by, const Cells& cells) {
  if (!by.given || std::isnan(cells[*by.given])) return by.usual;
  const auto& of_value = by.of_value[static_cast<std::size_t>(cells[*by.given])];
  return of_value ? *of_value : by.usual;
}

double contribution(const Term& term, const Cells& cells) {
  const double x = cells[term.field];
  if (std::isnan(x) || (term.log && x <= 0)) return term.if_missing;
  if (term.is) return x == *term.is ? term.weight : 0;
  return term.weight * (term.log ? natural_log(x / term.centre) : x - term.centre);
}

double sum_of(const Relation& relation, const Cells& cells) {
  double sum = relation.intercept;
  for (const auto& term : relation.terms) sum += contribution(term, cells);
  return sum;
}

double noise_of(double deviation, double uniform) {
  return deviation > 0 ? deviation * normal_quantile(uniform) : 0;
}

double clamp(double x, const Bounds& bounds) {
  return std::clamp(x, bounds.minimum, bounds.maximum);
}

double first_or_second(bool first) { return first ? 0 : 1; }

struct MakeValue {
  const Making& m;

  double operator()(const Id&) const { return kMissing; }
  double operator()(const EventTime&) const { return kMissing; }
  double operator()(const Choice& choice) const {
    const auto& sums = pick(choice.cumulative, m.cells);
    return static_cast<double>(std::ranges::upper_bound(sums, m.uniform) - sums.begin());
  }
  double operator()(const Drawn& drawn) const {
    return value_at(pick(drawn.distribution, m.cells), m.uniform);
  }
  double operator()(const Linear& linear) const {
    return clamp(sum_of(linear.relation, m.cells) + noise_of(linear.noise, m.uniform),
                 linear.bounds);
  }
  double operator()(const Logistic& field) const {
    return logistic(sum_of(field.relation, m.cells) + noise_of(field.noise, m.uniform) +
                    m.log_odds);
  }
  double operator()(const Chance& chance) const {
    return first_or_second(m.uniform < logistic(sum_of(chance.relation, m.cells) + m.log_odds));
  }
  double operator()(const Cut& cut) const {
    const double x = m.cells[cut.of];
    return std::isnan(x) ? kMissing : first_or_second(x >= cut.at);
  }
};

bool acts_on_log_odds(const Change& change, const Field& field) {
  return change.action == Change::Action::add && (std::holds_alternative<Logistic>(field.kind) ||
                                                  std::holds_alternative<Chance>(field.kind));
}

double changed(const Change& change, double x) {
  switch (change.action) {
    case Change::Action::add: return x + change.amount;
    case Change::Action::multiply: return x * change.amount;
    case Change::Action::set: return change.amount;
    case Change::Action::blank: return kMissing;
    case Change::Action::drop_row:
    case Change::Action::withhold_label: break;
  }
  return x;
}

double rounded(double x, int decimals) {
  constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  return decimals < 0 ? x : std::nearbyint(x * kPowers[decimals]) / kPowers[decimals];
}

// A field of one row: its place, and the two chances that it has in every world.
struct Draw {
  const Field& field;
  FieldIndex index;
  double value;
  double missing;
};

bool acts(const ActiveChange& active, std::int64_t row, const Cells& cells) {
  const Change& change = *active.change;
  if (!meets(change.where, cells)) return false;
  if (change.share >= 1) return true;
  const auto index = static_cast<std::uint64_t>(row);
  return RandomSource(active.seed, Purpose::change, index).uniform() < change.share;
}

bool is_of_field(const Change& change, FieldIndex field) {
  return change.field == field && change.action != Change::Action::drop_row &&
         change.action != Change::Action::withhold_label;
}

// The changes of one field, those of its own rules before those of troubles.
class Changes {
 public:
  Changes(const Draw& draw, std::int64_t row, std::span<const ActiveChange> rules,
          std::span<const ActiveChange> active)
      : draw_(draw), row_(row), parts_{rules, active} {}

  double log_odds(const Cells& cells) const {
    double sum = 0;
    for_each([&](const ActiveChange& active) {
      if (!acts_on_log_odds(*active.change, draw_.field)) return;
      if (acts(active, row_, cells)) sum += active.change->amount;
    });
    return sum;
  }

  void apply(Cells& cells) const {
    for_each([&](const ActiveChange& active) {
      if (acts_on_log_odds(*active.change, draw_.field)) return;
      double& cell = cells[draw_.index];
      if (acts(active, row_, cells)) cell = changed(*active.change, cell);
    });
  }

 private:
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto part : parts_) {
      for (const auto& active : part) {
        if (is_of_field(*active.change, draw_.index)) visit(active);
      }
    }
  }

  const Draw& draw_;
  std::int64_t row_;
  std::array<std::span<const ActiveChange>, 2> parts_;
};

void make_cell(const Draw& draw, const Changes& changes, Cells& cells) {
  const Making making{cells, draw.value, changes.log_odds(cells)};
  const double value = std::visit(MakeValue{making}, draw.field.kind);
  cells[draw.index] = draw.missing < draw.field.missing ? kMissing : value;
  changes.apply(cells);
  cells[draw.index] = rounded(cells[draw.index], draw.field.decimals);
}

bool happens(Change::Action action, std::span<const ActiveChange> active, const Row& row) {
  return std::ranges::any_of(active, [&](const ActiveChange& one) {
    return one.change->action == action && acts(one, row.index, row.sent);
  });
}

}  // namespace

double value_at(const Distribution& d, double uniform) {
  const auto value = [&] {
    switch (d.shape) {
      case Distribution::Shape::constant: return d.centre;
      case Distribution::Shape::exponential: return -d.centre * natural_log(1 - uniform);
      case Distribution::Shape::lognormal:
        return d.centre * exponential(d.spread * normal_quantile(uniform));
      case Distribution::Shape::normal: return d.centre + d.spread * normal_quantile(uniform);
      case Distribution::Shape::uniform: return d.centre + (d.spread - d.centre) * uniform;
    }
    return d.centre;
  };
  return clamp(value(), d.bounds);
}

bool meets(const Where& where, const Cells& cells) {
  return std::ranges::all_of(where, [&](const Condition& condition) {
    const double x = cells[condition.field];
    if (!condition.values.empty()) return std::ranges::count(condition.values, x) > 0;
    return x >= condition.at_least && x <= condition.at_most;
  });
}

RowMaker::RowMaker(const Spec& spec, std::uint64_t seed, Purpose purpose)
    : spec_(&spec), seed_(seed), purpose_(purpose) {
  RandomSource seeds(seed, Purpose::change);
  for (const auto& field : spec.fields) {
    auto& rules = rules_.emplace_back();
    for (const auto& rule : field.rules) rules.push_back({&rule, seeds.bits()});
  }
}

void RowMaker::make(std::int64_t index, Instant at, std::span<const ActiveChange> active,
                    Row& row) const {
  RandomSource source(seed_, purpose_, static_cast<std::uint64_t>(index));
  row.index = index;
  row.at = at;
  row.real.resize(spec_->fields.size());
  row.sent.resize(spec_->fields.size());
  for (FieldIndex f = 0; f < spec_->fields.size(); ++f) {
    const Field& field = spec_->fields[f];
    const Draw draw{field, f, source.uniform(), source.uniform()};
    const Changes as_sent(draw, index, rules_[f], active);
    const Changes as_usual(draw, index, rules_[f], {});
    make_cell(draw, field.real ? as_sent : as_usual, row.real);
    if (field.real || active.empty()) {
      row.sent[f] = row.real[f];
    } else {
      make_cell(draw, as_sent, row.sent);
    }
  }
  row.dropped = happens(Change::Action::drop_row, active, row);
  row.label_withheld = happens(Change::Action::withhold_label, active, row);
}

}  // namespace tocsin::dryrun::simulation
