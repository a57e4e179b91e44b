// A few rules and a few events, written so that a case can be worked by hand.
#pragma once

#include "base/batch.hpp"
#include "dsl/plan.hpp"
#include "engine/engine.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

// Monday, a UTC midnight. Times of a scene count from here.
inline constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

// `1h5m` after kMonday.
Instant at(std::string_view duration);

// Model `m`: lateness 2m, key `id`, labels of their own within 3h, a reference `training`.
extern const std::string kModelOfScene;
// One console channel that hears every severity at once, and the default incidents.
extern const std::string kRoutesOfScene;

// Rules that must be sound; the header is added.
std::shared_ptr<const dsl::Plan> rules(const std::string& text);
// `clauses` in one `watch m { ... }`, over the model and the routes above.
std::shared_ptr<const dsl::Plan> watching(const std::string& clauses);
// `body` as the only monitor: quality q "q" { ... }.
std::shared_ptr<const dsl::Plan> monitoring(const std::string& body,
                                            const std::string& kind = "quality");

// One line a row: the time and then fields that are not missing, `1h5m platform=a latency=120ms`.
//   `arrival=1h7m`  came later than it happened      `known=2h`  when the label in the row is known
//   `loaded=1h`     a field that is a time
//   `income=!`      is malformed                     `id=7`      hashed, also into the row's key
// Durations are written as in the rules, shares as 25% or 0.25. Rows in order of arrival.
Batch rows(const dsl::ModelPlan& model, const std::vector<std::string>& lines);
// The same for labels of their own: the time is that of their arrival, `never` is kForever.
LabelBatch labels(const dsl::ModelPlan& model, const std::vector<std::string>& lines);

// `count` rows, `step` apart from `from` on, with the same fields.
std::vector<std::string> spread(std::size_t count, std::string_view from, std::string_view step,
                                const std::string& fields);

// Rules, an engine that began at kMonday, and what it has decided so far.
class Scene {
 public:
  explicit Scene(std::shared_ptr<const dsl::Plan> plan, engine::References references = {});

  void events(const std::vector<std::string>& lines) { engine.ingest(0, rows(model(), lines)); }
  void outcomes(const std::vector<std::string>& lines) { engine.ingest(0, labels(model(), lines)); }
  // Time passes to `duration` after kMonday. Gives what happened on the way, and adds it to `all`.
  Outcome pass(std::string_view duration);

  const dsl::ModelPlan& model() const { return plan->models[0]; }
  // The last reading of a segment at or before `duration`; none is a failure.
  const Reading& reading(std::string_view duration, const std::string& segment = "") const;
  // "1h3m page, 2h ended": the steps of one segment.
  std::string steps(const std::string& segment = "") const;

  std::shared_ptr<const dsl::Plan> plan;
  engine::Engine engine;
  Outcome all;
};

}  // namespace tocsin::test

// Instants in messages of failed checks.
template <>
struct Catch::StringMaker<tocsin::Instant> {
  static std::string convert(tocsin::Instant t) { return tocsin::format_utc(t); }
};
