// The same numbers through libraries that people know, whose definitions ours are said to be.
#pragma once

#include "tests/support/data_dir.hpp"
#include "tests/support/process.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace tocsin::test {

// Gives the cases to a script of tests/counterparts, one a line, and calls compare(i, figures) with
// each answer. Skipped where the script says that `packages` are missing.
template <typename Compare>
void ask_counterpart(const std::string& script, const std::string& packages,
                     const std::vector<nlohmann::json>& cases, Compare compare) {
  const TempDir folder;
  std::string lines;
  for (const auto& one : cases) lines += one.dump() + "\n";
  const auto file = folder.write("cases.jsonl", lines);
  const auto path = source_dir() / "tests" / "counterparts" / script;
  ChildProcess python({"/usr/bin/python3", path.string(), file.string()});
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto line = python.read_line(std::chrono::minutes(2));
    if (!line && python.exit_code() == 77) return skip(packages + " not installed");
    REQUIRE(line);
    CAPTURE(i);
    compare(i, nlohmann::json::parse(*line));
  }
}

}  // namespace tocsin::test
