// Times the engine without files: rows taken in, instances evaluated, slots of long windows, idle
// instances, and how the cost grows with the number of monitors. Prints the tables of
// bench/README.md. Seconds are of processor time.
//
// usage: bench_engine [rows | instances | windows | curve]
#include "engine/engine.hpp"

#include "cli/rules.hpp"
#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <stdexcept>
#include <unistd.h>

namespace tocsin {
namespace {

constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};
constexpr int kFields = 10;
constexpr std::size_t kBatch = 4096;

// Fifty different measures of ten fields, none of which ever alerts.
std::string measure(int number) {
  const int field = number % kFields;
  switch (number / kFields % 5) {
    case 0: return fmt::format("share(x{} > 30)", field);
    case 1: return fmt::format("share(x{} < -30)", field);
    case 2: return fmt::format("mean(x{})", field);
    case 3: return fmt::format("p95(x{})", field);
    default: return fmt::format("stddev(x{})", field);
  }
}

struct Watching {
  int monitors = 1;
  int first_measure = 0;
  std::string window;
  std::string by{};
};

std::string monitor(int number, const std::string& measure, const Watching& watching) {
  const char* const limit = measure.starts_with("share") ? "50%" : "1000";
  return fmt::format(
      "  quality q{} \"Q\" {{\n    measure {} {}\n    {}\n    warn when > {}\n  }}\n", number,
      measure, watching.window, watching.by, limit);
}

std::string rules(const Watching& watching) {
  std::string text = "tocsin 1\nmodel m \"M\" {\n  time at\n  field key: category\n";
  for (int i = 0; i < kFields; ++i) text += fmt::format("  field x{}: number\n", i);
  text += "}\nwatch m {\n  owner \"bench\"\n  no data keep\n";
  for (int i = 0; i < watching.monitors; ++i)
    text += monitor(i, measure(watching.first_measure + i % 50), watching);
  return text + "}\nchannel screen: console {}\nroute warn to screen\n";
}

std::shared_ptr<const dsl::Plan> plan_of(const std::string& text) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"bench.tocsin", text});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  auto plan = dsl::check(files, sources, cli::catalogue(), {}, diagnostics);
  if (plan) return plan;
  for (const auto& d : diagnostics.all())
    if (d.level == dsl::Level::error) throw std::runtime_error(dsl::render_brief(d, sources));
  throw std::runtime_error("no plan");
}

// An engine that is fed rows of a bell, each `apart` from the one before, with keys in turn.
class Fed {
 public:
  Fed(const Watching& watching, std::uint32_t keys, Duration apart)
      : plan_(plan_of(rules(watching))), engine_(plan_, {}, kStart), keys_(keys), apart_(apart) {
    for (std::uint32_t key = 0; key < keys; ++key) dictionary_->code(fmt::format("k{}", key));
  }

  // Seconds that it takes to take in so many rows and to judge what is due by the last of them.
  double feed(std::size_t rows) {
    Batch batch = made(rows);
    const Instant to = rows == 0 ? now_ : batch.time.back();
    const auto began = std::clock();
    engine_.ingest(0, std::move(batch));
    readings_ += engine_.advance(to).readings.size();
    return seconds_since(began);
  }
  double wait(Duration duration) {
    now_ += duration;
    const auto began = std::clock();
    readings_ += engine_.advance(now_).readings.size();
    return seconds_since(began);
  }
  std::size_t take_readings() { return std::exchange(readings_, 0); }

 private:
  static double seconds_since(std::clock_t began) {
    return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  }

  Batch made(std::size_t rows) {
    const auto& schema = plan_->models[0].schema;
    Batch batch;
    batch.rows = rows;
    batch.columns.resize(schema.fields.size());
    for (auto& column : batch.columns) {
      column.valid = Bits(rows, true);
      column.malformed = Bits(rows);
    }
    for (std::size_t i = 0; i < rows; ++i) batch.time.push_back(now_ += apart_);
    batch.arrival = batch.time;
    batch.key.resize(rows);
    for (int i = 0; i < kFields; ++i) {
      auto& numbers = batch.columns[*schema.find(fmt::format("x{}", i))].numbers;
      for (std::size_t row = 0; row < rows; ++row) numbers.push_back(bell_(random_) + i);
    }
    auto& key = batch.columns[*schema.find("key")];
    key.dictionary = dictionary_;
    for (std::size_t row = 0; row < rows; ++row) key.codes.push_back(next_key_++ % keys_);
    auto& times = batch.columns[schema.time_field].times;
    for (const Instant at : batch.time) times.push_back(at.time_since_epoch().count());
    return batch;
  }

  std::shared_ptr<const dsl::Plan> plan_;
  engine::Engine engine_;
  std::shared_ptr<Dictionary> dictionary_ = std::make_shared<Dictionary>();
  std::uint32_t keys_;
  std::uint32_t next_key_ = 0;
  Duration apart_;
  Instant now_ = kStart;
  std::size_t readings_ = 0;
  std::mt19937_64 random_{1};
  std::normal_distribution<double> bell_;
};

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return static_cast<double>(pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) / 1e6;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// Nanoseconds a row into fifty aggregates; windows are an hour, so that reading them hardly counts.
double row_cost(const std::string& by, std::uint32_t keys) {
  Fed fed({50, 0, "over each 1h", by}, keys, 85ms);
  for (int i = 0; i < 10; ++i) fed.feed(kBatch);
  double seconds = 0;
  constexpr int kBatches = 60;
  for (int i = 0; i < kBatches; ++i) seconds += fed.feed(kBatch);
  return seconds * 1e9 / (kBatches * kBatch);
}

// The median of some runs, as text.
template <typename Cost>
std::string typical(int runs, Cost cost) {
  std::vector<double> all;
  for (int i = 0; i < runs; ++i) all.push_back(cost());
  std::ranges::sort(all);
  return fmt::format("{:.0f} ({:.0f} - {:.0f})", all[all.size() / 2], all.front(), all.back());
}

struct Slots {
  double each = 0;   // nanoseconds an instance, of the median slot
  double worst = 0;  // times the median slot
};

Slots slots_of(const std::vector<double>& seconds, std::size_t instances) {
  const double usual = median(seconds);
  return {usual * 1e9 / static_cast<double>(instances), std::ranges::max(seconds) / usual};
}

// Ten monitors of ten thousand members each, a row a member, then a slot a minute with few rows.
Slots instance_cost(int first_measure, double& megabytes) {
  const double before = resident_megabytes();
  Fed fed({10, first_measure, "over 1h every 1m", "by key top 10000"}, 10'000, 1ms);
  fed.feed(10'000);
  fed.wait(2min);
  megabytes = resident_megabytes() - before;
  fed.take_readings();
  std::vector<double> seconds;
  constexpr int kSlots = 20;
  for (int i = 0; i < kSlots; ++i) {
    fed.feed(100);
    seconds.push_back(fed.wait(1min - 100ms));
  }
  return slots_of(seconds, fed.take_readings() / kSlots);
}

// Two hundred members with a row a minute each.
Slots window_cost(const std::string& window, int minutes) {
  constexpr std::size_t kMembers = 200;
  Fed fed({1, 0, window, "by key top 200"}, kMembers, 300ms);
  std::vector<double> seconds;
  for (int i = 0; i < minutes; ++i) seconds.push_back(fed.feed(kMembers));
  seconds.erase(seconds.begin(), seconds.end() - 200);
  return slots_of(seconds, kMembers);
}

void show_rows(int runs) {
  fmt::print("| a row into 50 aggregates | ns | goal |\n|---|---|---|\n");
  for (const auto& [name, by, goal] :
       {std::tuple("all together", "", 150),
        std::tuple("by a category of 10 values", "by key top 10", 200)})
    fmt::print("| {} | {} | {} |\n", name, typical(runs, [&] { return row_cost(by, 10); }), goal);
}

void show_instances() {
  fmt::print(
      "\n| 100,000 instances | ns an evaluation | goal | worst slot / median | goal | MB idle | "
      "goal |\n"
      "|---|---|---|---|---|---|---|\n");
  bool is_first = true;  // later ones are given the memory that the first has freed
  for (const auto& [name, first, goal] :
       {std::tuple("shares", 0, 100), std::tuple("means", 20, 100),
        std::tuple("quantiles", 30, 1000)}) {
    double megabytes = 0;
    const auto slots = instance_cost(first, megabytes);
    const auto memory = is_first ? fmt::format("{:.0f} | 100", megabytes) : "|";
    is_first = false;
    fmt::print("| {} | {:.0f} | {} | {:.1f} | 5 | {} |\n", name, slots.each, goal, slots.worst,
               memory);
  }
}

void show_windows() {
  fmt::print(
      "\n| a slot a minute, 200 segments | ns an instance, with its row | worst slot / median "
      "|\n|---|---|---|\n");
  for (const auto& [window, minutes] :
       {std::pair("over 10m every 1m", 400), std::pair("over 1d every 1m", 1700)}) {
    const auto slots = window_cost(window, minutes);
    fmt::print("| {} | {:.0f} | {:.1f} |\n", window, slots.each, slots.worst);
  }
}

void show_curve() {
  fmt::print("\n| monitors over one stream | ns a row | ns a row and monitor |\n|---|---|---|\n");
  for (const int monitors : {10, 100, 1000, 10'000}) {
    Fed fed({monitors, 0, "over 10m every 1m"}, 10, 85ms);
    double seconds = 0;
    constexpr int kBatches = 12;
    for (int i = 0; i < kBatches; ++i) seconds += fed.feed(kBatch);
    const double each = seconds * 1e9 / (kBatches * kBatch);
    fmt::print("| {} | {:.0f} | {:.2f} |\n", monitors, each, each / monitors);
  }
}

}  // namespace
}  // namespace tocsin

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 5;
  const std::string only = argc > 2 ? argv[2] : "";
  if (runs < 1 || argc > 3) {
    fmt::print(stderr, "usage: bench_engine [RUNS] [rows | instances | windows | curve]\n");
    return 2;
  }
  setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    if (only.empty() || only == "rows") tocsin::show_rows(runs);
    if (only.empty() || only == "instances") tocsin::show_instances();
    if (only.empty() || only == "windows") tocsin::show_windows();
    if (only.empty() || only == "curve") tocsin::show_curve();
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_engine: {}\n", error.what());
    return 2;
  }
}
