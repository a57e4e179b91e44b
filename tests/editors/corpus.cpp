#include "tests/editors/corpus.hpp"

#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>

namespace tocsin::test {
namespace {

std::vector<std::string> names_below(const std::string& folder, std::string_view extension) {
  std::vector<std::string> names;
  for (const auto& path : files_below(folder, extension))
    names.push_back(std::filesystem::relative(path, source_dir()).generic_string());
  return names;
}

void append(std::vector<RuleText>& to, std::vector<RuleText> more) {
  std::ranges::move(more, std::back_inserter(to));
}

}  // namespace

std::vector<RuleText> rule_files(const std::string& folder) {
  std::vector<RuleText> found;
  for (const auto& name : names_below(folder, ".tocsin"))
    found.push_back({name, content_of(source_dir() / name)});
  return found;
}

std::vector<RuleText> examples_in(const std::string& page) {
  std::vector<RuleText> found;
  std::istringstream lines(content_of(source_dir() / page));
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line == "```tocsin") found.push_back({fmt::format("{}:{}", page, number), {}});
    if (inside && line != "```") found.back().text += line + "\n";
    inside = line == "```tocsin" || (inside && line != "```");
  }
  return found;
}

std::vector<RuleText> all_rule_texts() {
  auto all = rule_files("rules");
  append(all, rule_files("tests/diagnostics"));
  append(all, examples_in("README.md"));
  for (const auto* folder : {"docs", "rules"})
    for (const auto& page : names_below(folder, ".md")) append(all, examples_in(page));
  return all;
}

}  // namespace tocsin::test
