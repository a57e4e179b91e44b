// What all messages have in common: their names, their keys, and what follows from their lines.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/alert_news.hpp"

#include <optional>
#include <string>

namespace tocsin::engine {

const std::string& severity_name(const dsl::Plan& plan, int severity);

// Why an alert ends for one channel: the reason of its own end, or where it went.
std::string end_reason(const dsl::Plan& plan, int from, int to, std::string_view reason);

// The key of one message of a thread.
std::string message_key(const std::string& thread, std::uint64_t step);

// A message to a channel without its lines.
Message message_to(const dsl::Plan& plan, std::size_t channel, Instant at);

// Worst first, ended ones last; model and incident follow from the lines, of which there is one.
void finish(Message& message);

void bring_forward(std::optional<Instant>& due, Instant to);

void save(Encoder& out, const AlertRef& ref);
AlertRef load_ref(Decoder& in, const dsl::Plan& plan);
void save(Encoder& out, const std::optional<Instant>& at);
std::optional<Instant> load_instant(Decoder& in);
// A rank of the ladder, or -1.
int load_severity(Decoder& in, const dsl::Plan& plan);
Change load_change(Decoder& in);

}  // namespace tocsin::engine
