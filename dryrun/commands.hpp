// What people tell a running engine, as entries of the journal: so that a restart, and a replay of
// the past, meet it at the same instant again.
#pragma once

#include "base/result.hpp"
#include "base/silence.hpp"
#include "dsl/plan.hpp"
#include "engine/answers.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace tocsin::dryrun {

std::string encode(const Silence& silence);
// Its monitors are written by name: the rules may have changed when it is read.
std::string encode(const dsl::Plan& plan, const engine::Acknowledgement& said);

using Command = std::variant<Silence, engine::Acknowledgement>;

// Monitors that the plan does not have are left out. An error says what is wrong with the bytes.
Result<Command> decode_command(const dsl::Plan& plan, std::string_view body);

}  // namespace tocsin::dryrun
