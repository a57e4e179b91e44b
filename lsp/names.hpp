// Every name of a project: where it is declared and where it is used. Made from the syntax trees,
// so that files with errors have names, too.
#pragma once

#include "dsl/source.hpp"
#include "dsl/tree.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::lsp {

class Project;

enum class NameKind {
  package,  // the alias of `use`
  model,
  field,
  reference,
  monitor,
  check,
  let,
  parameter,
  template_,
  channel,
  severity,
  unit,
  mute,
  measure,   // of the catalogue, as are
  function,  // these
};

// A name at one place. The same key means the same thing; without one nothing is known of it.
struct Mention {
  NameKind kind{};
  dsl::Span span;
  std::string key;
  bool declares = false;
};

struct Declaration {
  NameKind kind{};
  std::string key;
  std::string name;     // without quotes
  std::string package;  // folder relative to the root
  std::string owner;    // where the name has to be the only one: the key of a model, a package, ...
  dsl::Span span;       // of the name
  dsl::Span whole;      // of the clause or block that declares it
  bool is_bare = false;  // a field of `time` or `key` that no clause of its own declares
};

// By key. Of two declarations with one name the first counts.
using Declarations = std::map<std::string, Declaration>;

std::string key_of(NameKind kind, std::string_view owner, std::string_view name);

class Names {
 public:
  explicit Names(const Project& project);

  const Declarations& declarations() const { return declarations_; }
  const Declaration* find(const std::string& key) const;
  // In the order of the file.
  const std::vector<Mention>& mentions(std::uint32_t file) const { return mentions_[file]; }
  // The one that holds the offset or ends there.
  const Mention* at(std::uint32_t file, std::size_t offset) const;
  std::vector<Mention> all_of(const std::string& key) const;

  // The package that an alias of the file leads to.
  std::optional<std::string> imported(std::uint32_t file, const std::string& alias) const;
  // The model that a name means in a package.
  const Declaration* model(const std::string& package, const std::string& name) const;

 private:
  Declarations declarations_;
  std::vector<std::vector<Mention>> mentions_;               // by file
  std::vector<std::map<std::string, std::string>> imports_;  // by file: alias -> package
};

// ---- shared by what collects them --------------------------------------------------------------

std::string without_ticks(std::string_view name);
dsl::Span span_of(dsl::NodeRef node, std::uint32_t file);
// The name in the head of a block, or of the clause itself; a missing node when it was not read.
dsl::NodeRef name_of(dsl::NodeRef clause);
// The key of the model that a `watch` names; nothing when there is none.
std::optional<std::string> watched_model(dsl::NodeRef watch, const std::string& package,
                                         const std::map<std::string, std::string>& imports,
                                         const Declarations& declarations);
// Begins the names of parameters and lets that hold in one block only.
std::string scope_key(dsl::NodeRef node, std::uint32_t file);

// Adds what the file declares. First all models, then the rest, which may stand below one.
void declare_models(const Project& project, std::uint32_t file, Declarations& declarations);
void declare_rest(const Project& project, std::uint32_t file,
                  std::map<std::string, std::string>& imports, Declarations& declarations);

}  // namespace tocsin::lsp
