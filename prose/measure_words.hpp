// What a monitor measures, as a sentence says it: "the 95th percentile of latency over the last 10
// minutes, per platform and overall".
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::prose {

// One aggregate by the phrase of its definition, its own filter left out:
// "the share of events in which status is "error"".
std::string aggregate(const dsl::AggregateCall& call, const dsl::ModelPlan& model);

// The whole measure, filters included, without its window.
std::string measure(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// It measures the time since the last event, however long ago: its window plays no part in it.
bool is_silence(const dsl::MonitorPlan& monitor);

// "over the last 10 minutes", "over each chunk of 5000 events"; for labels also which events.
// Empty where the window plays no part.
std::string window(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// "per platform and overall"; empty where all events are judged together.
std::string segments(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// measure(), window() and segments() together, as the subject of a sentence.
std::string subject(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

}  // namespace tocsin::prose
