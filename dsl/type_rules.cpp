#include "dsl/type_rules.hpp"

#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace tocsin::dsl {
namespace {

using Kind = TypeKind;
using Powers = std::map<std::string, int>;  // EUR/km is {EUR: 1, km: -1}

void multiply_in(Powers& powers, std::string_view unit, int sign) {
  bool below = false;
  while (!unit.empty()) {
    const auto end = unit.find_first_of("*/");
    auto factor = unit.substr(0, end);
    int power = 1;
    if (const auto hat = factor.find('^'); hat != std::string_view::npos) {
      power = std::stoi(std::string(factor.substr(hat + 1)));
      factor = factor.substr(0, hat);
    }
    if (factor != "1") powers[std::string(factor)] += below ? -sign * power : sign * power;
    if (end == std::string_view::npos) return;
    below = unit[end] == '/';
    unit.remove_prefix(end + 1);
  }
}

std::string unit_text(const Powers& powers) {
  std::string above, below;
  for (const auto& [unit, power] : powers) {
    if (power == 0) continue;
    const auto factor = std::abs(power) == 1 ? unit : fmt::format("{}^{}", unit, std::abs(power));
    if (power > 0)
      above += (above.empty() ? "" : "*") + factor;
    else
      below += "/" + factor;
  }
  return above.empty() && !below.empty() ? "1" + below : above + below;
}

std::string combined_unit(const std::string& a, const std::string& b, int sign) {
  Powers powers;
  multiply_in(powers, a, 1);
  multiply_in(powers, b, sign);
  return unit_text(powers);
}

bool same(const Type& a, const Type& b) { return a.kind == b.kind && a.unit == b.unit; }

bool is_plain(const Type& t) { return t.is(Kind::number) && t.unit.empty(); }

// A factor that scales and keeps the unit of what it scales.
bool is_factor(const Type& t) { return is_plain(t) || t.is(Kind::ratio) || t.is(Kind::share); }

bool is_quotient(const Type& t) { return is_plain(t) || t.is(Kind::ratio); }

std::optional<Type> sum(const Type& a, const Type& b) {
  if (a.is(Kind::share) && b.is(Kind::points)) return a;
  if (a.is(Kind::points) && b.is(Kind::share)) return b;
  if (a.is(Kind::time) && b.is(Kind::duration)) return a;
  if (a.is(Kind::duration) && b.is(Kind::time)) return b;
  if (a.is(Kind::time) || b.is(Kind::time)) return std::nullopt;
  const auto dimensionless = [](const Type& t) { return t.is(Kind::share) || t.is(Kind::ratio); };
  if (dimensionless(a) && dimensionless(b)) return simple(Kind::ratio);
  if (is_quotient(a) && is_quotient(b)) return same(a, b) ? a : simple(Kind::ratio);
  if (same(a, b) && is_numeric(a)) return a;
  return std::nullopt;
}

std::optional<Type> difference(const Type& a, const Type& b) {
  if (a.is(Kind::share) && b.is(Kind::share)) return simple(Kind::points);
  if (a.is(Kind::share) && b.is(Kind::points)) return a;
  if (a.is(Kind::points) && b.is(Kind::share)) return std::nullopt;
  if (a.is(Kind::time) && b.is(Kind::time)) return simple(Kind::duration);
  if (a.is(Kind::duration) && b.is(Kind::time)) return std::nullopt;
  return sum(a, b);
}

// `factor` scales `a`.
Type scaled(const Type& a, const Type& factor) {
  if (is_plain(a) && is_plain(factor)) return a;
  if (a.is(Kind::share) && factor.is(Kind::share)) return a;
  return is_factor(a) ? simple(Kind::ratio) : a;
}

std::optional<Type> product(const Type& a, const Type& b) {
  if (a.is(Kind::number) && b.is(Kind::number)) return number_in(combined_unit(a.unit, b.unit, 1));
  if (is_factor(b)) return scaled(a, b);
  if (is_factor(a)) return scaled(b, a);
  const bool counts =
      (a.is(Kind::rate) && b.is(Kind::duration)) || (a.is(Kind::duration) && b.is(Kind::rate));
  return counts ? std::optional(simple(Kind::number)) : std::nullopt;
}

std::optional<Type> quotient(const Type& a, const Type& b) {
  if (same(a, b)) return simple(Kind::ratio);
  if (a.is(Kind::number) && b.is(Kind::number)) return number_in(combined_unit(a.unit, b.unit, -1));
  if (is_factor(b)) return is_factor(a) ? simple(Kind::ratio) : a;
  if (a.is(Kind::share) && b.is(Kind::points)) return simple(Kind::ratio);
  if (is_plain(a) && b.is(Kind::duration)) return simple(Kind::rate);
  if (is_plain(a) && b.is(Kind::rate)) return simple(Kind::duration);
  return std::nullopt;
}

}  // namespace

Type simple(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

Type number_in(std::string unit) {
  Type type = simple(Kind::number);
  type.unit = std::move(unit);
  return type;
}

Type as_value(Type type) {
  if (type.is(Kind::integer)) type.kind = Kind::number;
  return type;
}

Type present(Type type) {
  type.optional = false;
  return type;
}

bool is_numeric(const Type& type) {
  switch (type.kind) {
    case Kind::number:
    case Kind::integer:
    case Kind::share:
    case Kind::points:
    case Kind::ratio:
    case Kind::duration:
    case Kind::rate:
    case Kind::none: return true;
    default: return false;
  }
}

bool may_be(const Type& type, TypeKind kind) { return type.is(kind) || type.is(Kind::none); }

bool is_ordered(const Type& type) { return is_numeric(type) || type.is(Kind::time); }

bool is_textual(const Type& type) { return type.is(Kind::text) || type.is(Kind::category); }

std::optional<Type> arithmetic_type(char op, const Type& left, const Type& right) {
  const Type a = as_value(left), b = as_value(right);
  const auto counts = [](const Type& t) { return is_numeric(t) || t.is(Kind::time); };
  if (!counts(a) || !counts(b)) return std::nullopt;
  if (a.is(Kind::none) || b.is(Kind::none)) return simple(Kind::none);
  switch (op) {
    case '+': return sum(a, b);
    case '-': return difference(a, b);
    case '*': return a.is(Kind::time) || b.is(Kind::time) ? std::nullopt : product(a, b);
    default: return a.is(Kind::time) || b.is(Kind::time) ? std::nullopt : quotient(a, b);
  }
}

Clash compare_clash(const Type& subject, const Type& other) {
  const Type a = as_value(subject), b = as_value(other);
  if (a.is(Kind::none) || b.is(Kind::none)) return Clash::none;
  if (same(a, b) || (is_textual(a) && is_textual(b))) return Clash::none;
  if (is_quotient(a) && is_quotient(b)) return Clash::none;
  const bool bare = is_plain(b);
  switch (a.kind) {
    case Kind::share:
      return b.is(Kind::ratio) ? Clash::none : bare ? Clash::share_needed : Clash::different;
    case Kind::ratio: return b.is(Kind::share) ? Clash::none : Clash::different;
    case Kind::number: return b.is(Kind::share) ? Clash::number_needed : Clash::different;
    case Kind::duration: return bare ? Clash::duration_needed : Clash::different;
    case Kind::points: return bare || b.is(Kind::share) ? Clash::points_needed : Clash::different;
    default: return Clash::different;
  }
}

std::string show_number(double value) {
  const double nearest = std::round(value * 1e6) / 1e6;
  const double near = std::abs(value - nearest) < 1e-12 * std::abs(value) ? nearest : value;
  const bool everyday = near == 0 || (std::abs(near) >= 1e-6 && std::abs(near) < 1e15);
  if (!everyday) return fmt::format("{}", near);
  auto text = fmt::format("{:.10f}", near);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string show(const Type& type, double value) {
  switch (type.kind) {
    case Kind::share: return show_number(value * 100) + "%";
    case Kind::points: return show_number(value * 100) + "pp";
    case Kind::duration: return format_duration(nanoseconds(value));
    case Kind::rate: return show_number(value) + "/s";
    case Kind::boolean: return value != 0 ? "true" : "false";
    default: return show_number(value) + type.unit;
  }
}

std::string describe(const Type& type) {
  switch (type.kind) {
    case Kind::boolean: return "a yes/no value";
    case Kind::integer: return "a whole number";
    case Kind::number: return type.unit.empty() ? "a number" : "a number in " + type.unit;
    case Kind::share: return "a share";
    case Kind::points: return "a difference in points";
    case Kind::ratio: return "a ratio";
    case Kind::duration: return "a duration";
    case Kind::rate: return "a rate";
    case Kind::time: return "a time";
    case Kind::text: return "a text";
    case Kind::category: return "a category";
    case Kind::severity: return "a severity";
    case Kind::none: break;
  }
  return "an unknown value";
}

}  // namespace tocsin::dsl
