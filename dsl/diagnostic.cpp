#include "dsl/diagnostic.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

namespace tocsin::dsl {

namespace {

constexpr const char* kTooManyWarnings =
    "expected fewer than 1000 warnings in a file; the rest is not told";

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

void Diagnostics::limit() {
  if (all_.size() < kMostTold) return;
  std::vector<Diagnostic> kept;
  std::size_t errors = 0, warnings = 0;
  bool cut_short = false;
  for (auto& d : all_) {
    if (kept.empty() || kept.back().span.file != d.span.file) {
      errors = warnings = 0;
      cut_short = false;
    }
    const bool is_extra = d.message == kTooMany ||
                          (d.level == Level::error && ++errors >= kMostTold) ||
                          (d.level == Level::warning && ++warnings >= kMostTold);
    if (!is_extra) {
      kept.push_back(std::move(d));
    } else if (!cut_short) {
      cut_short = true;
      const auto* what = d.level == Level::warning ? kTooManyWarnings : kTooMany;
      kept.push_back({"T0001", Level::note, what, {d.span.file, d.span.begin, d.span.begin}});
    }
  }
  all_ = std::move(kept);
}

}  // namespace tocsin::dsl
