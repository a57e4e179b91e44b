#include "cli/column_draft.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace tocsin::cli {
namespace {

using sources::ColumnProfile;
using sources::Profile;

constexpr std::size_t kMostMembers = 20;
constexpr std::size_t kLineWidth = 100;
constexpr std::size_t kMargin = 30;  // role, attributes and the start of a comment
constexpr double kMostlyOfAType = 0.95;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '{' || c == '}') out += '\\';
    if (c == '\n' || c == '\t')
      out += c == '\n' ? "\\n" : "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{{{:x}}}", c);
    else
      out += c;
  }
  return out + '"';
}

// ---- types -----------------------------------------------------------------------------------

bool looks_like_epoch(const ColumnProfile& column) {
  constexpr double kYear2000 = 946684800, kYear2100 = 4102444800;
  const double unit = column.low >= 1e12 ? 1000 : 1;
  return column.low >= kYear2000 * unit && column.high <= kYear2100 * unit &&
         has_word(column.name, {"time", "timestamp", "ts", "at", "date", "datetime", "epoch"});
}

bool is_yes_or_no(const ColumnProfile& column) {
  return column.all(FieldType::boolean) && column.values.size() >= 2;
}

bool is_set(const ColumnProfile& column) {
  return !column.more_values && column.values.size() <= kMostMembers &&
         column.present >= 5 * column.values.size();
}

bool is_share(const ColumnProfile& column) {
  const bool named = has_word(column.name, {"p", "prob", "proba", "probability", "score", "share",
                                            "confidence", "percent"});
  return column.all(FieldType::share) && (!column.all(FieldType::number) || named) &&
         !(column.whole && column.high > 1);
}

std::vector<std::string> members_of(const ColumnProfile& column) {
  std::vector<std::pair<std::string, std::uint64_t>> counted(column.values.begin(),
                                                             column.values.end());
  std::ranges::stable_sort(counted,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> members;
  for (auto& [value, count] : counted) members.push_back(std::move(value));
  return members;
}

// ---- ranges and comments ---------------------------------------------------------------------

// The next 1, 2 or 5 times a power of ten that is at least twice `value` > 0: room for what the
// sample did not show.
double roomy(double value) {
  const double power = std::pow(10, std::floor(std::log10(2 * value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= 2 * value) return step * power;
  }
  return 10 * power;
}

std::string bound_text(double bound) { return fmt::format("{:.0f}", bound); }

std::string range_of(const FieldDraft& field) {
  const auto& column = *field.column;
  const bool number = field.type == FieldType::integer || field.type == FieldType::number;
  const bool answer = field.role == "label" || field.role == "prediction";
  const bool counter = column.unique && field.type == FieldType::integer;
  if (!number || answer || counter || column.low > column.high) return "";
  if (std::max(std::abs(column.low), std::abs(column.high)) >= 1e15) return "";
  const double low = column.low >= 0 ? 0 : -std::max(roomy(-column.low), 1.0);
  const double high = column.high <= 0 ? 0 : std::max(roomy(column.high), 1.0);
  if (low == high) return "";
  return fmt::format(", range {}..{}", bound_text(low), bound_text(high));
}

bool is_numeric(FieldType type) {
  return type == FieldType::integer || type == FieldType::number || type == FieldType::share;
}

std::string counts_of(const ColumnProfile& column, const std::vector<std::string>& members) {
  std::vector<std::string> parts;
  for (const auto& member : members) {
    const auto seen = column.values.find(member);
    if (seen != column.values.end())
      parts.push_back(fmt::format("{} {}", printable(member), seen->second));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string seen_values(const FieldDraft& field) {
  const auto& column = *field.column;
  if (column.present == 0) return "never filled in the sample";
  if (!field.members.empty()) return counts_of(column, field.members);
  if (field.type == FieldType::boolean) return counts_of(column, members_of(column));
  if (is_numeric(field.type) && column.low <= column.high)
    return fmt::format("{} to {}", column.low, column.high);
  if (column.more_values)
    return fmt::format("more than {} different values", sources::kMostProfiledValues);
  return fmt::format("{} different values", column.values.size());
}

std::string comment_of(const FieldDraft& field) {
  const auto& column = *field.column;
  std::string text = seen_values(field);
  if (column.missing > 0) text += fmt::format("; {} missing", column.missing);
  const auto readable = column.readable[static_cast<std::size_t>(field.type)];
  if (readable < column.present) text += fmt::format("; {} no number", column.present - readable);
  if (field.role == "prediction" && field.type == FieldType::category)
    text += "; precision and recall need `positive`";
  return text;
}

std::string type_text(const FieldDraft& field) {
  switch (field.type) {
    case FieldType::boolean: return "bool";
    case FieldType::integer: return "int";
    case FieldType::number: return "number";
    case FieldType::share: return "share";
    case FieldType::duration: return "duration";
    case FieldType::time: return "time";
    case FieldType::text: return "text";
    case FieldType::category: break;
  }
  if (field.members.empty()) return "category";
  std::vector<std::string> members;
  for (const auto& member : field.members) members.push_back(quoted(member));
  const auto line = fmt::format("category of [{}]", fmt::join(members, ", "));
  if (code_points(line) + field.name.size() + kMargin <= kLineWidth) return line;
  return fmt::format("category of [\n    {},\n  ]", fmt::join(members, ",\n    "));
}

std::string cut_to(std::string text, std::size_t room) {
  if (code_points(text) <= room) return text;
  const auto end = text.rfind(' ', room);
  return text.substr(0, end == std::string::npos ? 0 : end) + " ...";
}

}  // namespace

bool is_plain_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c); }) &&
         !dsl::is_reserved(text);
}

bool has_word(std::string_view name, std::initializer_list<std::string_view> words) {
  std::string word;
  const auto is_wanted = [&] { return std::ranges::find(words, word) != words.end(); };
  for (const char c : lower_case(name)) {
    if (is_letter(c) && c != '_') {
      word += c;
      continue;
    }
    if (is_wanted()) return true;
    word.clear();
  }
  return is_wanted();
}

FieldType type_of(const ColumnProfile& column) {
  if (column.present == 0) return FieldType::text;
  if (is_yes_or_no(column)) return FieldType::boolean;
  if (column.all(FieldType::time) && (!column.all(FieldType::number) || looks_like_epoch(column)))
    return FieldType::time;
  if (is_share(column)) return FieldType::share;
  if (column.all(FieldType::integer)) return FieldType::integer;
  if (column.all(FieldType::number)) return FieldType::number;
  if (column.all(FieldType::duration)) return FieldType::duration;
  const auto numbers = column.readable[static_cast<std::size_t>(FieldType::number)];
  if (static_cast<double>(numbers) >= kMostlyOfAType * static_cast<double>(column.present))
    return FieldType::number;
  const bool repeats = !column.more_values && column.present >= 2 * column.values.size();
  return repeats ? FieldType::category : FieldType::text;
}

FieldDraft draft_of(const ColumnProfile& column) {
  FieldDraft field{.column = &column, .type = type_of(column)};
  if (field.type == FieldType::category && is_set(column)) field.members = members_of(column);
  return field;
}

std::string line_of(const FieldDraft& field) {
  const auto& column = *field.column;
  std::string line = fmt::format("  {} {}: {}", field.role, field.name, type_text(field));
  if (column.missing > 0 && field.role != "label") line += ", optional";
  line += range_of(field);
  if (field.name != column.name) line += ", column " + quoted(column.name);
  const auto last_line = line.substr(line.rfind('\n') + 1);
  const std::size_t used = code_points(last_line) + std::string_view("  # ").size();
  const std::size_t room = used + kMargin / 2 > kLineWidth ? kMargin / 2 : kLineWidth - used;
  return line + "  # " + cut_to(comment_of(field), room) + '\n';
}

// A name that rules can write without back-ticks, and that no other field has.
std::string field_name(std::string_view column, std::set<std::string>& taken) {
  std::string name;
  for (const char c : column) name += is_letter(c) || is_digit(c) ? c : '_';
  if (name.empty() || is_digit(name.front())) name = "f_" + name;
  if (dsl::is_reserved(name) || name == "column" || name == "features") name += '_';
  std::string free = name;
  for (int i = 2; !taken.insert(free).second; ++i) free = fmt::format("{}_{}", name, i);
  return free;
}

}  // namespace tocsin::cli
