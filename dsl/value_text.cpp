#include "dsl/value_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace tocsin::dsl {
namespace {

std::string digits(double value) { return fmt::format("{:.4g}", value); }

// Whole numbers in full up to 15 digits, as counts and amounts of money are read.
std::string plain(double value) {
  const bool whole = std::floor(value) == value && std::abs(value) < 1e15;
  return whole ? fmt::format("{:.0f}", value) : digits(value);
}

std::string duration_text(double nanoseconds) {
  static constexpr std::array<std::pair<double, const char*>, 7> kUnits{{{86'400e9, "d"},
                                                                         {3'600e9, "h"},
                                                                         {60e9, "m"},
                                                                         {1e9, "s"},
                                                                         {1e6, "ms"},
                                                                         {1e3, "us"},
                                                                         {1, "ns"}}};
  for (const auto& [size, name] : kUnits)
    if (std::abs(nanoseconds) >= size) return digits(nanoseconds / size) + name;
  return "0s";
}

}  // namespace

std::string value_text(double value, const Type& type) {
  if (std::isnan(value)) return "unknown";
  switch (type.kind) {
    case TypeKind::share: return digits(value * 100) + "%";
    case TypeKind::points: return digits(value * 100) + "pp";
    case TypeKind::duration: return duration_text(value);
    case TypeKind::rate: return digits(value) + "/s";
    case TypeKind::boolean: return value != 0 ? "true" : "false";
    default: return plain(value) + type.unit;
  }
}

}  // namespace tocsin::dsl
