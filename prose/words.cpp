#include "prose/words.hpp"

#include "base/counted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

namespace tocsin::prose {
namespace {

using Kind = dsl::Condition::Kind;

constexpr std::array<std::pair<Duration, std::string_view>, 4> kUnits{
    {{kDay, "day"}, {1h, "hour"}, {1min, "minute"}, {1s, "second"}}};

// 95.01%, 300ms, -5pp, 50_000EUR: what says its own value, unlike a name or a calculation.
bool is_literal(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  if (text.empty() || !std::isdigit(static_cast<unsigned char>(text.front()))) return false;
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == '%' || c == '/';
  });
}

// Of a limit that a sentence says in words: "above 15 minutes".
constexpr double kSecond = 1e9;

std::string span_in_words(double value) {
  const auto text = in_words(Duration(static_cast<std::int64_t>(std::llround(std::abs(value)))));
  return value < 0 ? "minus " + text : text;
}

// The limits of a condition as they were written, else as they are worth.
std::pair<std::string, std::string> limits(const dsl::Condition& c, const dsl::Type& type) {
  const auto text = c.text.substr(std::min(c.text.size(), c.text.find(' ') + 1));
  const auto said = [&](const std::string& written, double value) {
    const bool is_whole = std::abs(value) >= kSecond && std::fmod(value, kSecond) == 0;
    if (type.is(dsl::TypeKind::duration) && is_whole) return span_in_words(value);
    return is_literal(written) ? written : exact(value, type);
  };
  const auto dots = text.find("..");
  if (c.kind != Kind::outside && c.kind != Kind::inside) return {said(text, c.low), ""};
  if (dots == std::string::npos) return {exact(c.low, type), exact(c.high, type)};
  return {said(text.substr(0, dots), c.low), said(text.substr(dots + 2), c.high)};
}

std::string bare_condition(const dsl::Condition& c, const dsl::Type& type) {
  const auto [low, high] = limits(c, type);
  switch (c.kind) {
    case Kind::less: return "below " + low;
    case Kind::less_equal: return fmt::format("at {} or less", low);
    case Kind::greater: return "above " + low;
    case Kind::greater_equal: return fmt::format("at {} or more", low);
    case Kind::equal: return "exactly " + low;
    case Kind::not_equal: return "other than " + low;
    case Kind::outside: return fmt::format("outside {} to {}", low, high);
    case Kind::inside: return fmt::format("between {} and {}", low, high);
    case Kind::is_true: return "true";
    case Kind::is_false: return "false";
  }
  return c.text;
}

}  // namespace

std::string in_words(Duration time) {
  if (time.count() == 0) return "0 seconds";
  if (time < 1s) return format_duration(time);
  std::string text;
  for (const auto& [size, name] : kUnits) {
    const auto count = time / size;
    if (count == 0) continue;
    text += (text.empty() ? "" : " ") + counted(static_cast<std::uint64_t>(count), name);
    time -= count * size;
  }
  return time.count() == 0 ? text : text + " " + format_duration(time);
}

std::string behind(std::string_view article, Duration time) {
  auto text = in_words(time);
  const bool is_single = text.starts_with("1 ") && text.find(' ', 2) == std::string::npos;
  return fmt::format("{} {}", article, is_single ? text.substr(2) : text);
}

std::string listed(const std::vector<std::string>& parts, std::string_view joint) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? fmt::format(" {} ", joint) : ", ";
    text += parts[i];
  }
  return text;
}

std::string exact(double value, const dsl::Type& type) {
  switch (type.kind) {
    case dsl::TypeKind::share:
    case dsl::TypeKind::ratio: return fmt::format("{:.12g}%", value * 100);
    case dsl::TypeKind::points: return fmt::format("{:.12g}pp", value * 100);
    case dsl::TypeKind::duration:
      return (value < 0 ? "-" : "") +
             format_duration(Duration(static_cast<std::int64_t>(std::llround(std::abs(value)))));
    case dsl::TypeKind::rate: return fmt::format("{:.12g}/s", value);
    case dsl::TypeKind::boolean: return value != 0 ? "true" : "false";
    case dsl::TypeKind::time:
      return format_utc(Instant(Duration(static_cast<std::int64_t>(std::llround(value)))));
    default: return fmt::format("{:.15g}{}", value, type.unit);
  }
}

std::string condition(const dsl::Condition& c, const dsl::Type& type) {
  const auto text = bare_condition(c, type);
  if (c.confidence == 0) return text;
  return fmt::format("{} (with {:.12g}% confidence)", text, c.confidence * 100);
}

std::string all_clear(const dsl::Condition& trigger, const dsl::Type& type) {
  const auto [low, high] = limits(trigger, type);
  switch (trigger.kind) {
    case Kind::less: return fmt::format("back at {} or more", low);
    case Kind::less_equal: return "back above " + low;
    case Kind::greater: return fmt::format("back at {} or less", low);
    case Kind::greater_equal: return "back below " + low;
    case Kind::equal: return "other than " + low;
    case Kind::not_equal: return fmt::format("back at {}", low);
    case Kind::outside: return fmt::format("back between {} and {}", low, high);
    case Kind::inside: return fmt::format("no longer between {} and {}", low, high);
    case Kind::is_true: return "false again";
    case Kind::is_false: return "true again";
  }
  return trigger.text;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out;
  std::size_t column = indent.size();
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    const bool is_first = column == indent.size();
    if (!is_first && column + 1 + word.size() > width) {
      out += fmt::format("\n{}", indent);
      column = indent.size();
    } else if (!is_first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace tocsin::prose
