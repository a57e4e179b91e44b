// Makes the prediction log of a model that does not exist, with the troubles its description names.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "dryrun/simulation_spec.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dryrun {

using SimulationSpec = simulation::Spec;

// Reads and checks a description; `path` names the file, or a folder with a `simulation.toml` in
// it. The error lists everything that is wrong, a line each: file, line, key, what was found and
// what would work.
Result<SimulationSpec> load_simulation(const std::string& path);

// The same for a text, which the messages call `path`.
Result<SimulationSpec> read_simulation(std::string_view toml, const std::string& path);

// Events a second of a text such as `5/s`, `100/m` or `2000/h`.
Result<double> parse_rate(std::string_view text);

struct SimulationProgress {
  double share = 0;  // of the time simulated, 0 to 1
  std::uint64_t rows = 0;
};

struct SimulateOptions {
  std::optional<int> days;     // instead of those of the description; whole days, from 1 to 3650
  std::optional<double> rate;  // events a second instead of the described mean
  std::uint64_t seed = 1;
  std::string out_dir;  // made when it is not there; files of the same names are replaced
  std::function<void(const SimulationProgress&)> progress;  // called every few thousand rows
};

struct SimulatedFile {
  enum class Content { predictions, labels, reference, truth };
  Content content = Content::predictions;
  std::string path;
  std::uint64_t rows = 0;
};

// A trouble as it happened.
struct InjectedTrouble {
  std::string name;
  std::string title;
  Instant from{};
  Instant to{};
  Instant told_until{};  // no alert that begins later is this trouble's
  std::vector<std::string> told_by;
  std::vector<std::string> also;
};

struct SimulationReport {
  Instant start{};
  Instant end{};
  std::vector<SimulatedFile> files;
  std::vector<InjectedTrouble> troubles;  // by start
  std::vector<std::string> left_out;      // troubles that may end after the last day
};

// Writes the files of `spec`. Equal options give equal bytes. The predictions of a shorter run are
// the first ones of a longer one, but for the troubles that no longer fit. Fails when a file cannot
// be written.
Result<SimulationReport> simulate(const SimulationSpec& spec, const SimulateOptions& options);

}  // namespace tocsin::dryrun
