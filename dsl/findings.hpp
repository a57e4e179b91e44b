// What is wrong with the rules of projects, for programs.
#pragma once

#include "dsl/diagnostic.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// What was said of one project. To a program that knows nothing of the project's root, paths begin
// with `prefix`: "rules/loan/".
struct ProjectFindings {
  const std::vector<Diagnostic>& all;
  const Sources& sources;
  std::string prefix = {};
};

// A JSON array, one object a diagnostic; stable keys.
std::string render_json(const std::vector<ProjectFindings>& projects);
// A SARIF 2.1.0 log with one run of the tool in this version for each project.
std::string render_sarif(const std::vector<ProjectFindings>& projects, std::string_view version);
// Workflow commands of GitHub Actions, one line each, which become annotations of a change.
std::string render_github(const ProjectFindings& project);

}  // namespace tocsin::dsl
