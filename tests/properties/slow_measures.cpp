#include "tests/properties/slow_measures.hpp"

#include "tests/properties/slow_parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace tocsin::test::slow {
namespace {

using Numbers = std::vector<double>;

Answer undefined() { return {}; }
Answer known(double value) { return {true, value, std::abs(value)}; }
Answer ratio(std::size_t hits, std::size_t of) {
  if (of == 0) return undefined();
  return known(static_cast<double>(hits) / static_cast<double>(of));
}

template <typename Holds>
std::size_t count_if(const Rows& rows, Holds holds) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const Row* row) { return holds(*row); }));
}

Numbers numbers_of(const Part& part, const Rows& rows) {
  Numbers numbers;
  for (const Row* row : rows)
    if (const auto x = part.numeric->of(*row)) numbers.push_back(*x);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// Values of one place: numbers, or texts as they stand.
Numbers numbers_at(Place place, const Rows& rows) {
  Numbers numbers;
  for (const Row* row : rows)
    if ((*row)[place].is_valid()) numbers.push_back((*row)[place].number);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

long double sum_of(const Numbers& numbers) {
  long double sum = 0;
  for (const double x : numbers) sum += x;
  return sum;
}

double mean_of(const Numbers& numbers) {
  return static_cast<double>(sum_of(numbers)) / static_cast<double>(numbers.size());
}

Answer stddev_of(const Numbers& numbers) {
  if (numbers.size() < 2) return undefined();
  const long double mean = sum_of(numbers) / static_cast<long double>(numbers.size());
  long double squares = 0;
  for (const double x : numbers) squares += (x - mean) * (x - mean);
  return known(
      static_cast<double>(std::sqrt(squares / static_cast<long double>(numbers.size() - 1))));
}

// Type 7.
double quantile_of(const Numbers& sorted, double p) {
  const double place = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

// Σ (p - q) ln(p / q); an empty bin counts half, one that is empty twice is left out.
Answer stability_of(const std::vector<std::pair<double, double>>& bins) {
  long double live = 0, reference = 0, index = 0;
  const auto mass = [](double n) { return n == 0 ? 0.5L : static_cast<long double>(n); };
  for (const auto& [a, b] : bins) {
    if (a + b == 0) continue;
    live += mass(a);
    reference += mass(b);
  }
  for (const auto& [a, b] : bins) {
    if (a + b == 0) continue;
    const long double p = mass(a) / live, q = mass(b) / reference;
    index += (p - q) * std::log(p / q);
  }
  return known(static_cast<double>(index));
}

using Bins = std::vector<std::pair<double, double>>;  // live, reference

Bins bins_of_numbers(const Numbers& live, const Numbers& reference) {
  std::set<double> edges;
  for (int tenth = 1; tenth < 10; ++tenth) edges.insert(quantile_of(reference, tenth / 10.0));
  // What is smaller than the only edge has a bin of its own.
  if (edges.size() == 1) edges.insert(std::nextafter(*edges.begin(), -HUGE_VAL));
  const auto bin_of = [&](double x) {
    return static_cast<std::size_t>(
        std::count_if(edges.begin(), edges.end(), [&](double edge) { return edge < x; }));
  };
  Bins bins(edges.size() + 1);
  for (const double x : live) ++bins[bin_of(x)].first;
  for (const double x : reference) ++bins[bin_of(x)].second;
  return bins;
}

std::vector<std::string> texts_at(Place place, const Rows& rows) {
  std::vector<std::string> texts;
  for (const Row* row : rows)
    if ((*row)[place].is_valid()) texts.push_back((*row)[place].text);
  return texts;
}

Answer psi_of_texts(const std::vector<std::string>& live,
                    const std::vector<std::string>& reference) {
  const std::set<std::string> members(reference.begin(), reference.end());
  std::vector<std::pair<double, double>> bins(members.size() + 1);
  const auto bin_of = [&](const std::string& text) {
    return static_cast<std::size_t>(std::distance(members.begin(), members.find(text)));
  };
  for (const auto& text : live) ++bins[bin_of(text)].first;
  for (const auto& text : reference) ++bins[bin_of(text)].second;
  return stability_of(bins);
}

bool is_named(Place place) { return place == Place::platform || place == Place::city; }

Answer psi_of(Place place, const Rows& live, const Rows& reference) {
  if (is_named(place)) {
    const auto known_before = texts_at(place, reference);
    return known_before.empty() ? undefined() : psi_of_texts(texts_at(place, live), known_before);
  }
  const Numbers before = numbers_at(place, reference);
  return before.empty() ? undefined()
                        : stability_of(bins_of_numbers(numbers_at(place, live), before));
}

Bins bins_by_text(const std::vector<std::string>& live, const std::vector<std::string>& reference) {
  std::map<std::string, std::pair<double, double>> counts;
  for (const auto& text : live) ++counts[text].first;
  for (const auto& text : reference) ++counts[text].second;
  Bins bins;
  for (const auto& [text, both] : counts) bins.push_back(both);
  return bins;
}

// linf and tvd, of the shares in the bins of psi; every text is one.
Answer difference_of(const Part& part, const Rows& live, const Rows& reference) {
  const auto bins =
      is_named(part.place)
          ? bins_by_text(texts_at(part.place, live), texts_at(part.place, reference))
      : numbers_at(part.place, reference).empty()
          ? Bins{}
          : bins_of_numbers(numbers_at(part.place, live), numbers_at(part.place, reference));
  double n = 0, m = 0, largest = 0, sum = 0;
  for (const auto& [a, b] : bins) {
    n += a;
    m += b;
  }
  if (n == 0 || m == 0) return undefined();
  for (const auto& [a, b] : bins) {
    const double apart = std::abs(a / n - b / m);
    largest = std::max(largest, apart);
    sum += apart;
  }
  return known(part.measure == Measure::linf ? largest : sum / 2);
}

// The mean distance of what stands at the same place, were each value as often as the other sample
// has values.
Answer moved_of(const Numbers& live, const Numbers& reference) {
  if (live.empty() || reference.empty()) return undefined();
  long double sum = 0;
  const std::size_t n = live.size(), m = reference.size();
  for (std::size_t i = 0; i < n * m; ++i)
    sum += std::abs(static_cast<long double>(live[i / m]) - reference[i / n]);
  const double largest = std::max({std::abs(live.front()), std::abs(live.back()),
                                   std::abs(reference.front()), std::abs(reference.back())});
  return {true, static_cast<double>(sum / static_cast<long double>(n * m)), largest};
}

Answer new_values_of(Place place, const Rows& live, const Rows& reference) {
  const auto texts = texts_at(place, reference);
  const auto numbers = numbers_at(place, reference);
  if (texts.empty()) return undefined();
  return ratio(count_if(live,
                        [&](const Row& row) {
                          const Cell& cell = row[place];
                          if (is_named(place))
                            return std::find(texts.begin(), texts.end(), cell.text) == texts.end();
                          return std::find(numbers.begin(), numbers.end(), cell.number) ==
                                 numbers.end();
                        }),
               live.size());
}

// The largest gap of two cumulative curves, looked at wherever either of them moves.
Answer ks_of(const Numbers& live, const Numbers& reference) {
  if (reference.empty()) return undefined();
  Numbers all = live;
  all.insert(all.end(), reference.begin(), reference.end());
  const auto up_to = [](const Numbers& of, double x) {
    return static_cast<double>(
        std::count_if(of.begin(), of.end(), [&](double y) { return y <= x; }));
  };
  const auto n = static_cast<double>(live.size()), m = static_cast<double>(reference.size());
  double largest = 0;
  for (const double x : all)
    largest = std::max(largest, std::abs(up_to(live, x) * m - up_to(reference, x) * n));
  return {true, largest / (n * m), 1};
}

// Pair by pair; a tie is half.
Answer auc_of(const Rows& rows) {
  double pairs = 0, right = 0;
  for (const Row* a : rows)
    for (const Row* b : rows) {
      if (!is_positive((*a)[Place::outcome]) || is_positive((*b)[Place::outcome])) continue;
      const double better = (*a)[Place::score].number, worse = (*b)[Place::score].number;
      ++pairs;
      right += better > worse ? 1 : better == worse ? 0.5 : 0;
    }
  return pairs == 0 ? undefined() : known(right / pairs);
}

Answer average_precision_of(const Rows& rows) {
  const auto all = count_if(rows, [](const Row& r) { return is_positive(r[Place::outcome]); });
  if (all == 0) return undefined();
  std::set<double> thresholds;
  for (const Row* row : rows) thresholds.insert((*row)[Place::score].number);
  long double area = 0;
  double recall_before = 0;
  for (auto t = thresholds.rbegin(); t != thresholds.rend(); ++t) {
    const auto above = count_if(rows, [&](const Row& r) { return r[Place::score].number >= *t; });
    const auto hits = count_if(rows, [&](const Row& r) {
      return r[Place::score].number >= *t && is_positive(r[Place::outcome]);
    });
    const double recall = static_cast<double>(hits) / static_cast<double>(all);
    area += static_cast<long double>(recall - recall_before) * static_cast<long double>(hits) /
            static_cast<long double>(above);
    recall_before = recall;
  }
  return known(static_cast<double>(area));
}

// How often a decision of one kind met an outcome of one kind.
std::size_t cell_of(const Rows& rows, bool decided, bool came) {
  return count_if(rows, [&](const Row& row) {
    return is_positive(row[Place::decision]) == decided && is_positive(row[Place::outcome]) == came;
  });
}

Answer judged_by_classes(Measure measure, const Rows& rows) {
  const auto tp = cell_of(rows, true, true), fp = cell_of(rows, true, false);
  const auto fn = cell_of(rows, false, true), tn = cell_of(rows, false, false);
  switch (measure) {
    case Measure::precision: return ratio(tp, tp + fp);
    case Measure::recall: return ratio(tp, tp + fn);
    case Measure::specificity: return ratio(tn, tn + fp);
    case Measure::f1: return ratio(2 * tp, 2 * tp + fp + fn);
    case Measure::accuracy: return ratio(tp + tn, rows.size());
    default: return ratio(fp + fn, rows.size());
  }
}

Answer of_numbers(const Part& part, const Numbers& sorted) {
  if (sorted.empty()) return undefined();
  switch (part.measure) {
    case Measure::mean: return known(mean_of(sorted));
    case Measure::sum: return known(static_cast<double>(sum_of(sorted)));
    case Measure::min: return known(sorted.front());
    case Measure::max: return known(sorted.back());
    case Measure::stddev: return stddev_of(sorted);
    case Measure::median: return known(quantile_of(sorted, 0.5));
    default: return known(quantile_of(sorted, part.p));
  }
}

}  // namespace

bool is_positive(const Cell& cell) { return cell.number == 1 || cell.text == "reject"; }

bool is_readable(const Row& row, const std::vector<Place>& places) {
  return std::all_of(places.begin(), places.end(),
                     [&](Place place) { return row[place].state != State::malformed; });
}

bool is_judged(const Part& part, const Row& row) {
  switch (part.measure) {
    case Measure::share: return part.test->of(row).has_value();
    case Measure::mean:
    case Measure::sum:
    case Measure::min:
    case Measure::max:
    case Measure::stddev:
    case Measure::median:
    case Measure::quantile:
    case Measure::ks:
    case Measure::wasserstein: return part.numeric->of(row).has_value();
    case Measure::psi:
    case Measure::linf:
    case Measure::tvd:
    case Measure::new_values: return row[part.place].is_valid();
    case Measure::disagreement:
    case Measure::precision:
    case Measure::recall:
    case Measure::specificity:
    case Measure::f1:
    case Measure::accuracy:
      return row[Place::decision].is_valid() && row[Place::outcome].is_valid();
    case Measure::auc:
    case Measure::average_precision:
      return row[Place::score].is_valid() && row[Place::outcome].is_valid();
    default: return true;
  }
}

std::vector<Place> places_of(const Part& part) {
  std::vector<Place> places;
  const auto read = [&](const std::vector<Place>& more) {
    places.insert(places.end(), more.begin(), more.end());
  };
  if (part.where != nullptr) read(part.where->reads);
  switch (part.measure) {
    case Measure::count_if:
    case Measure::share: read(part.test->reads); break;
    case Measure::mean:
    case Measure::sum:
    case Measure::min:
    case Measure::max:
    case Measure::stddev:
    case Measure::median:
    case Measure::quantile:
    case Measure::ks:
    case Measure::wasserstein: read(part.numeric->reads); break;
    case Measure::nulls:
    case Measure::psi:
    case Measure::linf:
    case Measure::tvd:
    case Measure::new_values: read({part.place}); break;
    case Measure::labelled: read({Place::outcome}); break;
    case Measure::auc:
    case Measure::average_precision: read({Place::score, Place::outcome}); break;
    default:
      if (reads_label(part.measure)) read({Place::decision, Place::outcome});
  }
  return places;
}

Answer answer(const Part& part, const Rows& rows, const Rows& reference) {
  switch (part.measure) {
    case Measure::count: return known(static_cast<double>(rows.size()));
    case Measure::count_if:
    case Measure::share: {
      const auto hits = count_if(rows, [&](const Row& r) { return part.test->of(r) == true; });
      return part.measure == Measure::share ? ratio(hits, rows.size())
                                            : known(static_cast<double>(hits));
    }
    case Measure::nulls:
      return ratio(count_if(rows, [&](const Row& r) { return !r[part.place].is_valid(); }),
                   rows.size());
    case Measure::malformed:
      return rows.empty() ? known(0)
                          : ratio(count_if(rows,
                                           [&](const Row& r) {
                                             return r[part.place].state == State::malformed;
                                           }),
                                  rows.size());
    case Measure::new_values: return new_values_of(part.place, rows, reference);
    case Measure::psi: return psi_of(part.place, rows, reference);
    case Measure::linf:
    case Measure::tvd: return difference_of(part, rows, reference);
    case Measure::wasserstein: return moved_of(numbers_of(part, rows), numbers_of(part, reference));
    case Measure::ks: return ks_of(numbers_of(part, rows), numbers_of(part, reference));
    case Measure::auc: return auc_of(rows);
    case Measure::average_precision: return average_precision_of(rows);
    case Measure::disagreement:
    case Measure::precision:
    case Measure::recall:
    case Measure::specificity:
    case Measure::f1:
    case Measure::accuracy: return judged_by_classes(part.measure, rows);
    default: return of_numbers(part, numbers_of(part, rows));
  }
}

}  // namespace tocsin::test::slow
