// What people tell a running engine by other commands of tocsin, as the journal keeps it.
#pragma once

#include "base/result.hpp"
#include "base/silence.hpp"
#include "store/records.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace tocsin::server {

using Command = std::variant<Silence, store::AnswerRecord>;

std::string encode(const Command& command);
// An error says that the bytes are no command.
Result<Command> decode_command(std::string_view bytes);

}  // namespace tocsin::server
