#include "dsl/checking.hpp"

#include "base/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {

void postpone(Checking& c, Span span, std::string what) {
  if (c.monitor) c.monitor_plans[*c.monitor].not_evaluated.push_back({std::move(what), span});
}

void postpone_outside_tests(Checking& c, Span span, std::string what) {
  if (!c.monitor) return;
  c.monitor_plans[*c.monitor].not_evaluated.push_back({std::move(what), span, true});
}

namespace {

// Of `contract.check` the check may be what was lost.
bool may_be_lost(const Checking& c, std::string_view name) {
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('.', at), name.size());
    if (c.damage.may_declare(name.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

void no_such(Checking& c, std::string_view kind, const ast::Name& name,
             const std::vector<std::string_view>& known) {
  c.unresolved = true;
  if (may_be_lost(c, name.text)) return;
  auto& d =
      c.diagnostics.error("T1201", name.span, fmt::format("no {} named `{}`", kind, name.text));
  if (const auto near = nearest(name.text, known)) {
    d.message += fmt::format("; similar: `{}`", *near);
    d.fix = Fix{"use the declared name", {{name.span, std::string(*near)}}};
  } else if (!known.empty()) {
    d.notes.push_back("known: " + listed(known));
  }
}

void twice(Checking& c, std::string_view name, Span second, Span first, std::string_view where) {
  auto& d = c.diagnostics.error(
      "T1101", second,
      fmt::format("`{}` is declared twice in this {}; the first is here", name, where));
  d.label = "declared again";
  d.related.push_back({first, "the first"});
}

bool is_long_enough(Checking& c, std::string_view word, const ast::TimeSpan& length,
                    Duration shortest) {
  if (length.value >= shortest) return true;
  c.diagnostics.error("T3120", length.span,
                      fmt::format("`{} {}` is shorter than {}, the shortest that is possible", word,
                                  format_duration(length.value), format_duration(shortest)));
  return false;
}

bool is_within(Checking& c, Span span, std::string_view text, double amount, double most) {
  if (amount <= most) return true;
  c.diagnostics.error(
      "T3122", span,
      fmt::format("`{}` is more than a monitor can hold; at most {:.0f}", text, most));
  return false;
}

bool is_given_twice(Checking& c, const std::vector<ast::Arg>& args, const ast::Arg& arg) {
  const auto first = std::ranges::find_if(args, [&](const ast::Arg& other) {
    return other.name && other.name->text == arg.name->text;
  });
  if (&*first == &arg) return false;
  twice(c, arg.name->text, arg.name->span, first->name->span, "call");
  return true;
}

bool says_something(Checking& c, std::string_view text, Span span, std::string_view what) {
  if (!text.empty()) return true;
  c.diagnostics.error("T2131", span, fmt::format("{} is empty", what));
  return false;
}

std::optional<int> severity_rank(Checking& c, const ast::Name& name,
                                 const std::vector<std::string_view>& others) {
  const auto& names = c.plan.severities.names;
  const auto found = std::ranges::find(names, name.text);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  std::vector<std::string_view> known(names.begin(), names.end());
  known.insert(known.end(), others.begin(), others.end());
  no_such(c, "severity", name, known);
  return std::nullopt;
}

std::string on_one_line(const Sources& sources, Span span) {
  return on_one_line(sources.text(span));
}

namespace {

// No comment, no text, no line end, single blanks inside: most pieces of a clause.
bool is_one_line(std::string_view text) {
  char before = ' ';
  for (const char ch : text) {
    if (ch < ' ' || ch == '"' || ch == '#' || (ch == ' ' && before == ' ')) return false;
    before = ch;
  }
  return before != ' ';
}

}  // namespace

std::string on_one_line(std::string_view text) {
  if (is_one_line(text)) return std::string(text);
  std::string line;
  bool in_text = false, in_comment = false;
  char before = 0;
  for (const char ch : text) {
    if (ch == '\n')
      in_comment = false;
    else if (ch == '#' && !in_text)
      in_comment = true;
    if (ch == '"' && before != '\\' && !in_comment) in_text = !in_text;
    before = ch;
    if (in_comment) continue;
    const bool blank = ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
    if (!blank || in_text)
      line += ch;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string listed(const std::vector<std::string_view>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace tocsin::dsl
