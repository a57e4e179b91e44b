// What a monitor measures, as a sentence says it: "the 95th percentile of latency over the last 10
// minutes, per platform and overall".
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::prose {

// The whole measure, filters included, without its window.
std::string measure(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// A measure that stands inside another one.
std::string measure(const dsl::InnerMeasure& inner, const dsl::ModelPlan& model);

// "each day of Europe/Berlin".
std::string calendar(const dsl::WindowPlan& window);

// A field, a label of a raw query's answer, or "column (income and platform)".
std::string segment_name(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model,
                         const dsl::SegmentField& segment);

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
