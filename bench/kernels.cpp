// Times measures over whole arrays, which compare_kernels.py has written.
//
// usage: bench_kernels FOLDER [RUNS]
//
// FOLDER has reference, live, score and positive (0 or 1), doubles as the machine has them. For
// each measure a line with its name, its value, and seconds of processor time of each run; one more
// run warms up.
#include "evaluators/curves.hpp"
#include "evaluators/radix_sort.hpp"
#include "evaluators/ranking.hpp"
#include "evaluators/reference_bins.hpp"
#include "evaluators/reference_steps.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>

namespace tocsin::evaluators {
namespace {

using Numbers = std::vector<double>;

Numbers numbers_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error(path + " cannot be read");
  Numbers numbers(static_cast<std::size_t>(file.tellg()) / sizeof(double));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(numbers.data()),
            static_cast<std::streamsize>(numbers.size() * sizeof(double)));
  return numbers;
}

template <typename Measure>
void time_runs(const char* name, int runs, Measure measure) {
  std::string line = fmt::format("{} {}", name, measure());
  for (int run = 0; run < runs; ++run) {
    const auto began = std::clock();
    const double value = measure();
    const auto used = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    if (std::isfinite(value)) line += fmt::format(" {}", used);
  }
  fmt::print("{}\n", line);
}

RowValues column_of(const Numbers& numbers) {
  RowValues values;
  values.numbers = numbers;
  values.valid = Bits(numbers.size(), true);
  return values;
}

std::vector<std::uint32_t> all_rows(const Numbers& numbers) {
  std::vector<std::uint32_t> rows(numbers.size());
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

double stability_index(ReferenceBins& bins, const RowValues& live, Rows rows) {
  std::vector<std::uint64_t> counts(bins.size());
  bins.count(live, rows, counts);
  const auto total = [](const auto& all) {
    return static_cast<double>(std::accumulate(all.begin(), all.end(), std::uint64_t{0}));
  };
  const double n = total(counts), m = total(bins.reference());
  double index = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double p = static_cast<double>(counts[i]) / n;
    const double q = static_cast<double>(bins.reference()[i]) / m;
    index += (p - q) * std::log(p / q);
  }
  return index;
}

double area(const Numbers& scores, const Numbers& positive) {
  Numbers sides[2];
  for (auto& side : sides) side.resize(scores.size());
  std::size_t sizes[2] = {0, 0};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const int side = positive[i] != 0 ? 1 : 0;
    sides[side][sizes[side]++] = scores[i];
  }
  for (int side = 0; side < 2; ++side) sides[side].resize(sizes[side]);
  const auto groups = tied(std::move(sides[1]), std::move(sides[0]));
  return area_under_curve(groups, sum_of(groups));
}

void time_all(const std::string& folder, int runs) {
  const Numbers reference = numbers_in(folder + "/reference"), live = numbers_in(folder + "/live");
  const Numbers score = numbers_in(folder + "/score"), positive = numbers_in(folder + "/positive");

  const RowValues column = column_of(live);
  const auto rows = all_rows(live);
  ReferenceBins bins(column_of(reference), all_rows(reference));
  time_runs("psi", runs, [&] { return stability_index(bins, column, rows); });

  const ReferenceSteps steps(reference);
  time_runs("ks", runs, [&] { return steps.largest_gap(live); });
  time_runs("ks_anew", runs, [&] { return ReferenceSteps(reference).largest_gap(live); });

  const auto counts = counted(reference);
  time_runs("wasserstein", runs, [&] { return between_curves(counted(live), counts).area; });
  time_runs("wasserstein_anew", runs,
            [&] { return between_curves(counted(live), counted(reference)).area; });

  time_runs("auc", runs, [&] { return area(score, positive); });
}

}  // namespace
}  // namespace tocsin::evaluators

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    fmt::print(stderr, "usage: bench_kernels FOLDER [RUNS]\n");
    return 2;
  }
  try {
    tocsin::evaluators::time_all(argv[1], argc == 3 ? std::stoi(argv[2]) : 5);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_kernels: {}\n", error.what());
    return 2;
  }
}
