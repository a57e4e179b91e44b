// The ladder of severities of a project, mildest first.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

struct SeverityLadder {
  std::vector<std::string> names{"info", "warn", "page"};
  int default_rank = 1;  // `warn`, or the second name where `warn` is not declared

  int highest() const { return static_cast<int>(names.size()) - 1; }
};

}  // namespace tocsin
