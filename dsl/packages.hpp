// Packages: a folder is one, and `use "folder" as alias` opens the names of another.
#pragma once

#include "dsl/checking.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace tocsin::dsl {

// The `use` clauses of all files, once every name of the project is known. T1101, T1102, T1206,
// T1207.
void resolve_uses(Checking& c, const std::vector<ast::File>& files);

// What the name stands for as an alias in its file, or null.
const Import* import_of(const Package& package, const ast::Name& alias);

// A path without its alias, and the package in which the rest of it is looked up.
struct Qualified {
  const Package* package = nullptr;
  std::span<const ast::Name> parts;
};
// Nothing when the alias leads to no package: that was said where it is declared.
std::optional<Qualified> qualified(Checking& c, const Package& package, const ast::Path& path);

// T1202 when the path has several parts and its first one looks like a package that was not
// imported: some folder is called so, or an alias nearly so. True when it was said.
bool not_imported(Checking& c, const Package& package, const ast::Path& path);
// The same where nothing but an alias can stand before the dot.
bool needs_import(Checking& c, const Package& package, const ast::Path& path);

// The channel that a folder knows: its own, else that of the nearest folder above it.
std::optional<std::size_t> find_channel(const Checking& c, const Package& package,
                                        std::string_view name);
// All of them, in alphabetical order.
std::vector<std::string_view> known_channels(const Checking& c, const Package& package);

}  // namespace tocsin::dsl
