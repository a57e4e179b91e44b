// What to say of a command line that is not understood.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tocsin::cli {

// A line that names the word that does not fit, what would have, and where help is. `words`: behind
// the program's name. `problem`: in the words of the parser, for what it says well enough.
std::string usage_fault(const CLI::App& app, const std::vector<std::string>& words,
                        const std::string& problem);

}  // namespace tocsin::cli
