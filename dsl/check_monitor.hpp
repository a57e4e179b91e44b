// Monitors: defaults, window, segments, needs, gaps and ladder of one, measure included.
#pragma once

#include "dsl/check_measure.hpp"
#include "dsl/check_template.hpp"
#include "dsl/monitor_body.hpp"

#include <functional>

namespace tocsin::dsl {

// All watch blocks, on several threads where models allow it. T1201.
void check_watches(Checking& c, const std::vector<ast::File>& files);

// All monitors of a watch block.
void check_watch(Checking& c, Package& package, const ast::Watch& watch, const ModelSource& model);

// Everything around one monitor while it is checked. The parts fill `plan`.
struct MonitorJob {
  Checking& c;
  Scope scope;
  const WatchDefaults& defaults;
  const Body& body;
  MonitorPlan& plan;
  MonitorSource& source;
  Span head;  // where a fault of the whole monitor is shown
  Measured measured{};
  bool damaged = false;                // a clause of it could not be read
  const Instance* instance = nullptr;  // of a template

  // A clause of the template speaks the names of its own package and its parameters.
  const Scope& scope_at(Span clause) const {
    return instance && instance->holds(clause) ? instance->arguments->scope() : scope;
  }
  const ModelSource& model() const { return *scope.model; }
  const Schema& schema() const { return c.plan.models[scope.model->index].schema; }
};

// The parts, one file each.
void check_contract(Checking& c, const Scope& scope, const WatchDefaults& defaults,
                    const ast::Monitor& monitor);
void judge_measure(MonitorJob& job);  // the measure and all that follows it
void judge_check(MonitorJob& job, const ast::Expect& expect);
void finish_monitor(MonitorJob& job, const ast::Window* window);  // all that follows the measure
void read_raw(MonitorJob& job, const ast::Measure& measure);
void check_raw_clauses(MonitorJob& job);
void check_history(MonitorJob& job);
void check_window(MonitorJob& job, const ast::Window* window);
void check_segments(MonitorJob& job);
void check_intake(MonitorJob& job);
void check_needs(MonitorJob& job);
void check_gaps(MonitorJob& job);
void check_ladder(MonitorJob& job);
void check_meta(MonitorJob& job);
void check_pauses(MonitorJob& job);

// Reads the measure in a scope; appends its aggregates.
using ReadMeasure = std::function<Measured(const Scope&, std::vector<AggregateCall>&)>;
// Reads the measure that stands at `measure`, under `by column of ...` once for every column.
// T1203, T2126.
void measure_columns(MonitorJob& job, Span measure, const ReadMeasure& read);
// The segment `column of ...`; null where there is none.
const ast::Segment* column_segment(const ast::By* by);

// A new MonitorPlan with its source; the name is known from here on, T1101.
std::size_t add_monitor(Checking& c, const Scope& scope, const ast::Monitor& monitor,
                        const ast::Expect* check);

// The rank of a severity, or of the one that a parameter of the template stands for. Nothing after
// T1201.
std::optional<int> severity_of(const MonitorJob& job, const ast::Name& name,
                               const std::vector<std::string_view>& also = {});

// The window as a message shows it: `over 7d matured`.
std::string window_text(const Checking& c, const ast::Window& window);

// How much of the past one verdict needs: window, shifts, maturity and the past of histories.
Duration history_of(const MonitorPlan& monitor, const ModelPlan& model);

// The step between two evaluations.
Duration step_of(const WindowPlan& window);

}  // namespace tocsin::dsl
