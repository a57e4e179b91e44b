// Runs rules over recorded events, as fast as the machine allows: the same engine as production,
// fed from files in virtual time.
#pragma once

#include "base/outcome.hpp"
#include "base/result.hpp"
#include "base/silence.hpp"
#include "dsl/bindings.hpp"
#include "dsl/plan.hpp"
#include "engine/engine.hpp"
#include "sources/intake.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dryrun {

// An engine as an earlier replay of the same files and rules left it.
struct ReplayState {
  Instant start{};    // where the time of the engine began
  Instant at{};       // time has passed to here, and all rows up to here are in it
  std::string state;  // as it saves itself
};

// An incident that was judged to be real: from `judged` on, the readings of its monitor from the
// tick `from` to the tick `to` are no past that others are compared with (LANGUAGE 8.3).
struct RealIncident {
  std::string package, model, monitor;
  Instant from{}, to{}, judged{};
};

struct ReplayOptions {
  // Models by full name, `eu.shop` with its package; the bare name does where only one has it.
  std::map<std::string, std::string> data;        // model -> file of its events
  std::map<std::string, std::string> labels;      // model -> file of its labels
  std::map<std::string, std::string> references;  // "model.name" -> file
  std::optional<Instant> from;  // rows before are not read; the monitors begin here
  // The replay goes on behind it, as if it had never been cut; `from` is its instant. The labels of
  // the files are in it. Silences are those that it does not know.
  std::optional<ReplayState> state;
  std::optional<Instant> to;            // the last tick; nothing later happens
  std::vector<Silence> silences;        // made by command; heeded from the first tick on
  std::vector<RealIncident> incidents;  // in the order in which they were judged
  std::size_t batch_rows = 4096;        // results do not depend on it
  std::function<void(std::uint64_t rows, std::uint64_t of)> progress;  // may be empty
  // Called with the engine between two steps, for tests that save and load it; may be empty.
  std::function<void(std::unique_ptr<engine::Engine>&)> between;
  // Called with the engine at the end, and the instant that time has passed to; may be empty.
  std::function<void(const engine::Engine&, Instant)> at_end;
};

// What became of one model's files.
struct ModelIntake {
  std::string model;
  std::string data_file, labels_file;
  sources::Intake rows, labels;
  engine::StreamCounts counts;
};

// What became of the file of one reference.
struct ReferenceIntake {
  std::string name;  // `shop.training`
  std::string file;
  sources::Intake rows;
};

struct ReplayReport {
  Instant start{};
  Instant end{};                            // the last instant that time passed to
  Instant first_row{}, last_row{};          // of the files, replayed or not
  std::vector<ModelIntake> models;          // those with data, in the order of the plan
  std::vector<ReferenceIntake> references;  // those that were read, in the order of the plan
};

// Everything the engine decided since the call before, in order.
using OutcomeSink = std::function<Result<void>(const Outcome&)>;

// The options with the file that a model's `source` declares where --data names none. Of models
// that are bound by hand at all, only those that are there: others are not judged. An error names
// a file that is not there.
Result<ReplayOptions> with_sources(const dsl::Plan& plan, ReplayOptions options);

// Models without data are not judged. An error names the file, the option that is missing, or what
// this version does not evaluate (dsl/not_evaluated.hpp).
Result<ReplayReport> replay(std::shared_ptr<const dsl::Plan> plan, const ReplayOptions& options,
                            const OutcomeSink& sink);

// The plan with only the monitors of models that have data, and labels apart where a file is bound.
Result<std::shared_ptr<const dsl::Plan>> plan_for(std::shared_ptr<const dsl::Plan> plan,
                                                  const ReplayOptions& options);

struct LoadedReferences {
  engine::References rows;
  std::vector<ReferenceIntake> intakes;
};
// The rows of every reference that a monitor of the plan reads; others stay empty. `files`: by
// "model.name", the model as in ReplayOptions; `named_by`: where people wrote them, for messages.
Result<LoadedReferences> load_references(const dsl::Plan& plan,
                                         const std::map<std::string, std::string>& files,
                                         std::string_view named_by = "--reference");

}  // namespace tocsin::dryrun
