#include "dsl/diagnostic.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

namespace tocsin::dsl {

namespace {

auto rank(const Diagnostic& d) {
  return std::tie(d.span.file, d.span.begin, d.span.end, d.code, d.message);
}

}  // namespace

std::string_view level_name(Level level) {
  switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::note: return "note";
  }
  return "note";
}

Diagnostic& Diagnostics::error(std::string code, Span span, std::string message) {
  all_.push_back({.code = std::move(code), .message = std::move(message), .span = span});
  return all_.back();
}

Diagnostic& Diagnostics::lint(std::string code, Span span, std::string message) {
  auto& added = error(std::move(code), span, std::move(message));
  added.level = Level::warning;
  return added;
}

std::vector<Diagnostic> Diagnostics::cut(std::size_t first) {
  const auto begin = all_.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<Diagnostic> taken(std::make_move_iterator(begin),
                                std::make_move_iterator(all_.end()));
  all_.erase(begin, all_.end());
  return taken;
}

bool Diagnostics::has_errors() const {
  return std::ranges::any_of(all_, [](const auto& d) { return d.level == Level::error; });
}

void Diagnostics::sort() {
  // They are large: only their places are moved about.
  std::vector<Diagnostic*> order;
  order.reserve(all_.size());
  for (auto& d : all_) order.push_back(&d);
  std::ranges::sort(order, [](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
  const auto same = [](const auto* a, const auto* b) { return rank(*a) == rank(*b); };
  const auto extra = std::ranges::unique(order, same);
  order.erase(extra.begin(), extra.end());
  std::vector<Diagnostic> sorted;
  sorted.reserve(order.size());
  for (auto* d : order) sorted.push_back(std::move(*d));
  all_ = std::move(sorted);
}

}  // namespace tocsin::dsl
