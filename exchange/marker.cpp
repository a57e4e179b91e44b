#include "exchange/marker.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace tocsin::exchange {
namespace {

constexpr auto kKinds = std::to_array<std::string_view>(
    {"fear", "quality", "drift", "contract", "performance", "service"});
constexpr auto kTypes =
    std::to_array<std::string_view>({"number", "int", "share", "bool", "duration"});
constexpr auto kTimes = std::to_array<std::string_view>({"ns", "us", "ms", "s", "m", "h", "d"});

bool is_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

class Words {
 public:
  explicit Words(std::string_view text) : in_(std::string(text)) { next(); }
  const std::string& word() const { return word_; }
  std::string take() {
    auto taken = std::move(word_);
    next();
    return taken;
  }
  bool accept(std::string_view word) {
    const bool is_here = word_ == word;
    if (is_here) next();
    return is_here;
  }

 private:
  void next() {
    word_.clear();
    in_ >> word_;
  }
  std::istringstream in_;
  std::string word_;
};

bool is_one_of(const auto& known, std::string_view word) {
  return std::ranges::count(known, word) > 0;
}

bool read_type(Words& words, Marker& marker) {
  marker.type = words.take();
  if (!is_one_of(kTypes, marker.type)) return false;
  if (!words.accept("in")) return marker.type != "duration";
  const auto unit = words.take();
  const bool is_known = marker.type == "duration" ? is_one_of(kTimes, unit) : is_name(unit);
  marker.type += " in " + unit;
  return is_known;
}

bool read_by(Words& words, Marker& marker) {
  for (bool more = true; more;) {
    auto name = words.take();
    more = name.ends_with(',');
    if (more) name.pop_back();
    if (!is_name(name)) return false;
    marker.by.push_back(std::move(name));
  }
  return true;
}

// "of 5"
bool read_steps(Words& words, Marker& marker) {
  if (!words.accept("of")) return false;
  const auto digits = words.take();
  const auto* const end = digits.data() + digits.size();
  return std::from_chars(digits.data(), end, marker.of_m).ptr == end && marker.of_m > 0;
}

}  // namespace

std::string marker_text(const Marker& marker) {
  auto text = fmt::format("{} {}.{} as {} over {}", marker.kind, marker.model, marker.monitor,
                          marker.type, format_duration(marker.window));
  if (!marker.by.empty()) text += fmt::format(" by {}", fmt::join(marker.by, ", "));
  if (marker.of_m > 0) text += fmt::format(" of {}", marker.of_m);
  return marker.is_no_data ? text + " no data" : text;
}

std::optional<Marker> read_marker(std::string_view text) {
  Words words(text);
  Marker marker;
  marker.kind = words.take();
  const auto path = words.take();
  const auto dot = path.find('.');
  if (!is_one_of(kKinds, marker.kind) || dot == std::string::npos) return std::nullopt;
  marker.model = path.substr(0, dot);
  marker.monitor = path.substr(dot + 1);
  if (!is_name(marker.model) || !is_name(marker.monitor)) return std::nullopt;
  if (!words.accept("as") || !read_type(words, marker) || !words.accept("over"))
    return std::nullopt;
  const auto window = parse_duration(words.take());
  if (!window || *window <= Duration(0)) return std::nullopt;
  marker.window = *window;
  if (words.accept("by") && !read_by(words, marker)) return std::nullopt;
  if (words.word() == "of" && !read_steps(words, marker)) return std::nullopt;
  if (words.accept("no") && !(marker.is_no_data = words.accept("data"))) return std::nullopt;
  return words.word().empty() ? std::optional(std::move(marker)) : std::nullopt;
}

std::string_view unit_in(std::string_view type) {
  const auto in = type.find(" in ");
  return in == std::string_view::npos ? std::string_view() : type.substr(in + 4);
}

std::string threshold_text(double value, std::string_view type) {
  if (type == "share") {
    // 0.07 * 100 is not 7: the digits decide, not the product.
    auto percent = value * 100;
    for (int digits = 1; digits <= 17; ++digits) {
      const auto shorter = fmt::format("{:.{}g}", percent, digits);
      if (std::stod(shorter) / 100 == value) return fmt::format("{}%", std::stod(shorter));
    }
    return fmt::format("{}%", percent);
  }
  return fmt::format("{}{}", value, unit_in(type));
}

}  // namespace tocsin::exchange
