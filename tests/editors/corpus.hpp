// Every rule text of the repository, right and wrong ones.
#pragma once

#include <string>
#include <vector>

namespace tocsin::test {

struct RuleText {
  std::string name;  // the file, from the root of the repository; of an example also its line
  std::string text;
};

// The files of rules/ and of tests/diagnostics/, and the examples in README.md, docs/ and the pages
// beside the rules; by name.
std::vector<RuleText> all_rule_texts();
std::vector<RuleText> rule_files(const std::string& folder);
// The blocks of a page between ```tocsin and ```.
std::vector<RuleText> examples_in(const std::string& page);

}  // namespace tocsin::test
