#include "dryrun/simulation_load.hpp"

#include "dryrun/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

namespace tocsin::dryrun {
namespace simulation {
namespace {

constexpr double kMostPerSecond = 1e6;

template <std::size_t Count>
std::array<double, Count> read_factors(TomlTable& table, const Key& key) {
  std::array<double, Count> factors;
  factors.fill(1);
  if (const auto found = table.numbers(key, Count); found.size() == Count) {
    std::ranges::copy(found, factors.begin());
  }
  const double sum = std::accumulate(factors.begin(), factors.end(), 0.0);
  if (!(sum > 0)) table.wrong(key.name, "at least one of them must be above 0");
  for (auto& factor : factors) factor *= Count / (sum > 0 ? sum : 1);
  return factors;
}

constexpr Key kHours =
    maybe("hours", "hours = [0.5, 0.5, ..., 1.2], one factor for each hour of the day");
constexpr Key kWeekdays = maybe("weekdays", "weekdays = [1, 1, 1, 1, 1, 0.6, 0.5], from Monday on");

Rhythm read_rhythm(TomlTable& document) {
  Rhythm rhythm;
  rhythm.hours.fill(1);
  rhythm.weekdays.fill(1);
  if (auto table = document.table(maybe("rhythm", "[rhythm]"))) {
    rhythm.hours = read_factors<24>(*table, kHours);
    rhythm.weekdays = read_factors<7>(*table, kWeekdays);
    table->finish();
  }
  return rhythm;
}

double read_rate(TomlTable& document) {
  const auto text = document.text(needed("rate", "rate = \"5/s\""));
  if (!text) return 1;
  const auto rate = parse_rate(*text);
  if (!rate) document.wrong("rate", rate.error().message);
  return rate.value_or(1);
}

TimeFormat read_times(TomlTable& document) {
  const auto word = document.word(maybe("times", "times = \"iso\""),
                                  {"iso", "epoch_milliseconds", "epoch_seconds"});
  return word ? static_cast<TimeFormat>(*word) : TimeFormat::iso;
}

Instant read_start(TomlTable& document) {
  constexpr Instant kFirst{std::chrono::sys_days(std::chrono::year(1970) / 1 / 1)};
  constexpr Instant kLast{std::chrono::sys_days(std::chrono::year(2200) / 1 / 1)};
  const Key key = needed("start", "start = 2026-03-02T00:00:00Z");
  const auto start = document.instant(key);
  if (start && (*start < kFirst || *start > kLast)) {
    document.wrong("start", "a time between 1970 and 2200 would work");
  }
  return start.value_or(kFirst);
}

Spec read_spec(TomlTable& document) {
  Spec spec;
  spec.model = document.text(needed("model", "model = \"loan_rejection\"")).value_or("");
  spec.start = read_start(document);
  spec.days = static_cast<int>(
      document.integer(needed("days", "days = 21"), 1, kMostDays).value_or(kMostDays));
  spec.rate = read_rate(document);
  spec.times = read_times(document);
  spec.rhythm = read_rhythm(document);
  spec.fields = read_fields(document);
  read_files(document, spec);
  spec.troubles = read_troubles(document, spec);
  document.finish();
  return spec;
}

}  // namespace
}  // namespace simulation

Result<double> parse_rate(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  double count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + slash, count);
  const bool is_count = error == std::errc() && end == text.data() + slash;
  const auto unit = text.substr(std::min(slash + 1, text.size()));
  const bool is_unit = unit.find_first_of("0123456789") == std::string_view::npos;
  const auto per = is_unit ? parse_duration("1" + std::string(unit)) : std::nullopt;
  const double rate = is_count && per ? count / std::chrono::duration<double>(*per).count() : 0;
  if (rate > 0 && rate <= simulation::kMostPerSecond) return rate;
  return fail("found \"{}\"; a rate such as `5/s`, `100/m` or `2000/h` would work, up to 1000000/s",
              text);
}

Result<SimulationSpec> read_simulation(std::string_view toml, const std::string& path) {
  using namespace simulation;
  Problems problems(path);
  try {
    const toml::table tree = toml::parse(toml, path);
    TomlTable document(tree, "", problems);
    auto spec = read_spec(document);
    if (problems.empty()) return spec;
  } catch (const toml::parse_error& error) {
    problems.add(error.source().begin, std::string(error.description()));
  }
  return tl::unexpected(Error{problems.text()});
}

Result<SimulationSpec> load_simulation(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path file =
      fs::is_directory(path, ignored) ? fs::path(path) / "simulation.toml" : fs::path(path);
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file, ignored)) {
    return fail("{}: cannot be read; a folder with a simulation.toml, or such a file, would work",
                file.string());
  }
  std::ostringstream text;
  text << in.rdbuf();
  return read_simulation(text.str(), file.string());
}

}  // namespace tocsin::dryrun
