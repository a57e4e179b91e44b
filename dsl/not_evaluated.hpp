// What this version knows and cannot evaluate yet, as the N001 of whoever was asked to run it.
#pragma once

#include "dsl/diagnostic.hpp"
#include "dsl/plan.hpp"

#include <vector>

namespace tocsin::dsl {

// Of the monitors of the plan and of where their rows come from; each place once. Empty: all of it
// can be run.
std::vector<Diagnostic> not_evaluated(const Plan& plan);

// Of one test: its own clauses, and the monitors that it judges. Raw queries are no trouble: tests
// bring the answers themselves.
std::vector<Diagnostic> not_evaluated(const Plan& plan, const TestPlan& test);

// The monitors that a test judges, ascending: those of its scope, of its expectations and of its
// answers, and those that hold one of these back, where the test brings rows to their model or asks
// for them.
std::vector<std::size_t> judged_by(const Plan& plan, const TestPlan& test);

}  // namespace tocsin::dsl
