// Rules as text or as a folder, checked with everything that tocsin ships.
#pragma once

#include "cli/rules.hpp"
#include "dsl/parser.hpp"
#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

namespace tocsin::test {

inline std::string all_messages(const dsl::Diagnostics& diagnostics, const dsl::Sources& sources) {
  std::string text;
  for (const auto& d : diagnostics.all()) text += dsl::render_brief(d, sources) + "\n";
  return text;
}

// Fails the test, showing every diagnostic, when the rules are not sound. The header is added.
inline std::shared_ptr<const dsl::Plan> sound(const std::string& rules) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"test.tocsin", "tocsin 1\n" + rules});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  auto plan = dsl::check(files, sources, cli::catalogue(), {}, diagnostics);
  INFO(all_messages(diagnostics, sources));
  REQUIRE(plan != nullptr);
  return plan;
}

// The rules of a folder of the repository, such as "rules/car_loan".
inline dsl::Project project(const std::string& folder) {
  auto project = cli::load_rules({(source_dir() / folder).string()});
  INFO(all_messages(project.diagnostics, project.sources));
  REQUIRE(project.plan != nullptr);
  return project;
}

}  // namespace tocsin::test
