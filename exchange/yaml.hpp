// Reads YAML of strangers into a tree: scalars as they are written, each node with its line.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::exchange {

inline constexpr std::size_t kMaxYamlBytes = std::size_t{4} << 20;  // of a file
inline constexpr std::size_t kMaxYamlNodes = 1'000'000;  // aliases counted at each place they stand
inline constexpr std::size_t kMaxYamlDepth = 100;
inline constexpr std::size_t kMaxYamlKeys = 200;  // of a map

struct YamlNode;
using Yaml = std::shared_ptr<const YamlNode>;  // never null; an alias shares the node it names

struct YamlNode {
  enum class Kind { null, scalar, list, map } kind = Kind::null;
  int line = 1;      // from 1
  std::string text;  // scalar
  std::vector<Yaml> items;
  std::vector<std::pair<std::string, Yaml>> entries;  // as written; `<<` is merged in, keys once

  bool is(Kind k) const { return kind == k; }
  const YamlNode* find(std::string_view key) const;  // null: no such key, or no map
};

// All documents of the text. An error names the line: no YAML, a key twice, a key that is no
// scalar, or beyond one of the limits.
Result<std::vector<Yaml>> read_yaml(std::string_view text);

}  // namespace tocsin::exchange
