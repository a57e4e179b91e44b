// What a name means at one place of a rule file: LANGUAGE of names, without the checks.
#pragma once

#include "dsl/build.hpp"
#include "lsp/names.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace tocsin::lsp {

// Where a name stands.
struct Surroundings {
  std::string model;     // key; empty where none is known
  std::string contract;  // key of the contract whose checks stand around
  std::string watch;     // scope of the lets of the watch block
  std::string owner;     // scope or key of the parameters
  bool in_row = false;   // within the arguments of a measure: fields come before measures
};

class NameFinder {
 public:
  NameFinder(const Project& project, std::uint32_t file, const Names& names,
             std::vector<Mention>& found);

  void add(NameKind kind, dsl::NodeRef name, const std::string& owner);
  void add_key(NameKind kind, dsl::NodeRef name, std::string key);
  // A bare path in an expression: parameter, field, let, measure, reference.
  void value(dsl::NodeRef path, const Surroundings& where);
  // The path of a call; its key.
  std::string callee(dsl::NodeRef path, const Surroundings& where);
  void field(dsl::NodeRef name, const Surroundings& where);
  void reference(dsl::NodeRef path, const Surroundings& where);
  // `model` or `alias.model`; the key of the model, or nothing.
  std::string model(dsl::NodeRef path);
  // `alias.template` or `alias.let` and the like.
  std::string one_of_package(NameKind kind, dsl::NodeRef path);
  // A monitor, contract, check or model by its path, `*` included; the key of the model.
  std::string monitor(dsl::NodeRef path, const Surroundings& where);
  void channel(dsl::NodeRef name);
  void unit(dsl::NodeRef ident);  // passes over other nodes
  // The text behind `model = "..."` and the like in a filter of routes.
  void filtered(std::string_view what, dsl::NodeRef text);

  const std::string& package() const { return package_; }
  bool knows(const std::string& key) const { return names_.find(key) != nullptr; }

 private:
  using Parts = std::span<const dsl::NodeRef>;
  bool add_known(NameKind kind, dsl::NodeRef name, const std::string& owner);
  bool let_or_builtin(dsl::NodeRef name, const Surroundings& where);
  bool field_or_only(dsl::NodeRef name, const Surroundings& where);
  // Passes the alias of a package, if the first part is one, and says in which one the rest lies.
  std::string enter_package(Parts& parts);
  std::string model_below(const std::string& package, const std::string& name) const;
  std::string only_owner(NameKind kind, const std::string& package, const std::string& name);
  void monitor_parts(Parts parts, const std::string& model);

  const Project& project_;
  std::uint32_t file_;
  const Names& names_;
  std::vector<Mention>& found_;
  std::string package_;
  // By kind, package and name, the only one that has it; empty for several. Made when it is needed.
  std::map<std::string, std::string> owners_;
};

}  // namespace tocsin::lsp
