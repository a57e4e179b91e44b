// A monitor in plain English, clause by clause: what `tocsin explain MONITOR`, the catalogue and an
// editor's hover say.
#pragma once

#include "dsl/plan.hpp"
#include "prose/origins.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin::prose {

// "shared/latency.ranker.slow": package, model and name; no package in the root.
std::string full_name(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);

// "Pages oncall when the 95th percentile of latency over the last 10 minutes stays above 300ms for
// 5 minutes, until it stays below 270ms for 10 minutes. ..."
std::string paragraph(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);

struct Fact {
  std::string name;  // "judged", "needs", "owner"
  std::string text;
  std::string origin;  // "watch block"; empty where it stands nowhere
};

struct Explanation {
  std::string name, kind, title, paragraph;
  std::vector<Fact> facts;
};

Explanation explain(const dsl::Plan& plan, std::size_t monitor, const Origins& origins);

// Indented lines of at most 100 columns, and the same as JSON; each ends with a newline.
std::string render_text(const Explanation& explanation);
std::string render_json(const Explanation& explanation);

// The tests that name the monitor, or speak of it alone: indices into Plan::tests.
std::vector<std::size_t> tests_of(const dsl::Plan& plan, std::size_t monitor);

}  // namespace tocsin::prose
