// A rule text, parsed alone.
#pragma once

#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dsl::test {

struct Parsed {
  Sources sources;
  Diagnostics diagnostics;
  ast::File file;

  // "3:8 T0001" for each diagnostic, in order of place.
  std::vector<std::string> places() {
    diagnostics.sort();
    std::vector<std::string> result;
    for (const auto& d : diagnostics.all()) {
      const auto [line, column] = sources.place(d.span.file, d.span.begin);
      result.push_back(fmt::format("{}:{} {}", line, column, d.code));
    }
    return result;
  }
  std::string text() const {
    std::string all;
    for (const auto& d : diagnostics.all()) all += render(d, sources, Colour::no) + "\n";
    return all;
  }
  std::string_view at(Span span) const { return sources.text(span); }

  // The n-th declaration of that type.
  template <typename T>
  const T& decl(std::size_t n = 0) const {
    for (const auto& decl : file.decls)
      if (const auto* found = std::get_if<T>(&decl.node); found && n-- == 0) return *found;
    throw std::runtime_error("no such declaration");
  }
};

inline Parsed parse_whole(std::string text) {
  Parsed result;
  result.sources.add({"rules.tocsin", std::move(text)});
  result.file = parse(result.sources, 0, result.diagnostics);
  return result;
}
inline Parsed parsed(const std::string& text) { return parse_whole("tocsin 1\n" + text); }

// The n-th item of a list of variants, which must hold a T.
template <typename T, typename Items>
const T& nth(const Items& items, std::size_t n) {
  for (const auto& item : items) {
    const T* found = nullptr;
    if constexpr (requires { item.node; })
      found = std::get_if<T>(&item.node);
    else
      found = std::get_if<T>(&item);
    if (found && n-- == 0) return *found;
  }
  throw std::runtime_error("no such item");
}

}  // namespace tocsin::dsl::test
