// Turns syntax trees into a Plan: resolves names, checks types, units, ladders, delivery and tests.
#pragma once

#include "base/result.hpp"
#include "dsl/ast.hpp"
#include "dsl/catalogue.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/lint_levels.hpp"
#include "dsl/plan.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dsl {

struct CheckOptions {
  std::string root;  // of the project
  // The column names of a reference file, or nothing when it is not there (L026).
  std::function<std::optional<std::vector<std::string>>(const std::string& path)> columns_of;
  // What keeps a test from loading the file, in words that name it and the line (T7105); nothing:
  // it can. `name` is the path as the rules have it. Empty: files are not looked at.
  std::function<std::optional<std::string>(const Schema& schema, const std::string& path,
                                           const std::string& name)>
      fixture_problem;
  // What is wrong with a channel's setting that the rules spell out (T5117); empty: nothing. Unset:
  // settings are not looked at.
  std::function<std::string(std::string_view kind, const Setting& setting)> setting_fault;
  // When the file of a reference was written, or nothing when that is not known (L009).
  std::function<std::optional<Instant>(const std::string& path)> written_at;
  Duration retention = 400 * kDay;  // how much of the past the engine keeps
  std::optional<Instant> today;     // L009, L012; nothing: dates are not judged
  // Command line bindings: reference files by "model.name", models whose labels come in a file of
  // their own.
  std::map<std::string, std::string> reference_files;
  LintLevels lints;
  std::string fallback;  // the channel that the project falls back to; empty: none
  // The text of a rule file, called once a file in the order of the sources; unset: from the disk.
  std::function<Result<std::string>(const std::filesystem::path& path)> read;
  // Leaves the syntax trees in the Project: who ends right after has no use for taking them apart.
  bool keeps_trees = false;
};

// All files of a project together. Null when there is an error; warnings alone give a Plan.
std::shared_ptr<const Plan> check(const std::vector<ast::File>& files, const Sources& sources,
                                  const Catalogue& catalogue, const CheckOptions& options,
                                  Diagnostics& diagnostics);

// The rule files of a project folder or the files themselves, parsed and checked.
struct Project {
  std::string root;  // the folder to which all paths are relative
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Plan> plan;  // null when there are errors
  // For lints that are given later: how loud they are, and where they are allowed.
  LintLevels lints;
  std::vector<ast::Allowance> allowances;
  std::vector<ast::File> trees;  // only where they are kept
};

// `paths`: files and folders; with them the tree of their project, by `tocsin.toml`, else that of
// each folder: all *.tocsin in it, sorted. An error only when a path cannot be read.
Result<Project> load_project(const std::vector<std::filesystem::path>& paths,
                             const Catalogue& catalogue, CheckOptions options);

}  // namespace tocsin::dsl
