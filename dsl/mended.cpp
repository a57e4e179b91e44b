#include "base/utf8.hpp"
#include "dsl/braces.hpp"
#include "dsl/characters.hpp"
#include "dsl/found_token.hpp"
#include "dsl/literal.hpp"
#include "dsl/syntax_errors.hpp"
#include "dsl/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tocsin::dsl {

namespace {

constexpr std::size_t kMaxTabs = 10'000;  // runs of tabs that the fix replaces

class Report {
 public:
  Report(const Tree& tree, std::uint32_t file, Diagnostics& out)
      : tree_(tree), text_(tree.text()), file_(file), out_(out), first_(out.all().size()) {}

  void walk();
  void tabs();

 private:
  struct Clause {
    std::uint32_t end;  // index behind its last node
    bool told;
  };
  Span span(NodeRef node) const { return {file_, node.begin(), node.end()}; }
  Span point(std::uint32_t at) const { return {file_, at, at}; }
  bool mend(NodeRef node);
  void too_many(std::uint32_t index);

  void replaced(NodeRef node, std::string_view code, std::string message, std::string help,
                std::string text);
  void logical(NodeRef node, std::string_view word);
  void apart(NodeRef node);
  void misnamed(NodeRef node);
  void brace_below(NodeRef node);
  void bad_escape(std::uint32_t begin, std::uint32_t end);
  bool code_points(NodeRef text);
  void unclosed_text(NodeRef node);
  void unclosed_block(NodeRef block);

  const Tree& tree_;
  std::string_view text_;
  std::uint32_t file_;
  Diagnostics& out_;
  std::size_t first_;  // number of diagnostics before this file's
};

// Most nodes are not: nodes.def has the wrong ones last.
constexpr bool may_be_told(Kind kind) {
  return kind >= Kind::stray_doc || kind == Kind::item || kind == Kind::broken_head ||
         kind == Kind::block || kind == Kind::text;
}

// Nodes come parents first, so the innermost clause around a node is the last one not yet left.
void Report::walk() {
  std::vector<Clause> open;
  const auto count = static_cast<std::uint32_t>(tree_.nodes().size());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!may_be_told(tree_.nodes()[i].kind)) continue;
    if (out_.all().size() >= first_ + kMostTold) return too_many(i);
    while (!open.empty() && open.back().end <= i) open.pop_back();
    const NodeRef node(tree_, i);
    if (node.is(Kind::item)) open.push_back({i + tree_.nodes()[i].size, false});
    if (node.is(Kind::broken_head)) open.back().told = true;
    if (node.is(Kind::block) && !node.child(Kind::close)) unclosed_block(node);
    if (node.is(Kind::stray_doc))
      out_.error("T0012", span(node), "this doc comment is not followed by a declaration");
    else if (!open.empty() && !open.back().told)
      open.back().told = mend(node);
  }
}

void Report::too_many(std::uint32_t index) {
  const auto at = tree_.nodes()[index].begin;
  out_.error("T0001", {file_, at, at}, kTooMany).level = Level::note;
}

bool Report::mend(NodeRef node) {
  switch (node.kind()) {
    case Kind::double_equals:
      replaced(node, "T0007", "equality is written `=`, not `==`", "write one `=`", "=");
      return true;
    case Kind::double_and: logical(node, "and"); return true;
    case Kind::double_or: logical(node, "or"); return true;
    case Kind::bang: logical(node, "not"); return true;
    case Kind::apart_time:
    case Kind::apart_percent:
    case Kind::apart_points: apart(node); return true;
    case Kind::misnamed_time: misnamed(node); return true;
    case Kind::brace_below: brace_below(node); return true;
    case Kind::bad_escape: bad_escape(node.begin(), node.end()); return true;
    case Kind::unclosed_text: unclosed_text(node); return true;
    case Kind::text: return code_points(node);
    default: return false;
  }
}

void Report::replaced(NodeRef node, std::string_view code, std::string message, std::string help,
                      std::string text) {
  auto& d = out_.error(std::string(code), span(node), std::move(message));
  d.fix = Fix{std::move(help), {{span(node), std::move(text)}}};
}

void Report::logical(NodeRef node, std::string_view word) {
  std::string text(word);
  if (node.begin() > 0 && is_id_char(text_[node.begin() - 1])) text.insert(0, 1, ' ');
  const bool ends = node.end() >= text_.size();
  if (!ends && !is_blank(text_[node.end()]) && text_[node.end()] != '\n') text += ' ';
  replaced(node, "T0008", "logical operators are words: `and`, `or`, `not`",
           fmt::format("write `{}`", word), std::move(text));
}

void Report::apart(NodeRef node) {
  const auto written = node.text();
  const auto joined =
      fmt::format("{}{}", written.substr(0, number_size(written)), unit_text(written));
  replaced(node, "T0009", fmt::format("the unit must touch its number: `{}`", joined),
           "join number and unit", joined);
}

void Report::misnamed(NodeRef node) {
  const auto written = node.text();
  const auto number = written.substr(0, number_size(written));
  replaced(node, "T2101",
           fmt::format("unknown unit `{}`; minutes are `m`, milliseconds `ms`",
                       written.substr(number.size())),
           "use the language's name for the unit", fmt::format("{}{}", number, unit_text(written)));
}

// The line of the head up to where the brace belongs, without what stands before its first word.
std::string_view head_line(std::string_view text, std::uint32_t end) {
  const auto line = text.substr(0, end).rfind('\n');
  auto head = text.substr(line == std::string_view::npos ? 0 : line + 1);
  head = head.substr(0, end - (line == std::string_view::npos ? 0 : line + 1));
  const auto first = head.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : head.substr(first);
}

// `model loan` of `model loan "Loans"`.
std::string_view first_two_words(std::string_view head) {
  const auto first = head.find(' ');
  if (first == std::string_view::npos) return head;
  return head.substr(0, head.find_first_of(" :(", first + 1));
}

void Report::brace_below(NodeRef node) {
  const auto brace = node.end();
  auto& d = out_.error("T0015", {file_, brace, brace + 1},
                       fmt::format("the opening brace belongs on the line of `{}`",
                                   first_two_words(head_line(text_, node.begin()))));
  if (node.child(Kind::comment))
    d.fix =
        Fix{"move the brace up", {{point(node.begin()), " {"}, {{file_, brace, brace + 1}, ""}}};
  else
    d.fix = Fix{"move the brace up", {{{file_, node.begin(), brace + 1}, " {"}}};
}

void Report::bad_escape(std::uint32_t begin, std::uint32_t end) {
  if (end < text_.size() && end == begin + 2)
    end = begin + 1 + static_cast<std::uint32_t>(utf8_size(text_.substr(begin + 1)));
  auto& d =
      out_.error("T0005", {file_, begin, end},
                 fmt::format("unknown escape `{}` in text", text_.substr(begin, end - begin)));
  d.fix = Fix{"double the backslash to mean itself", {{point(begin), "\\"}}};
}

// `\u{...}` with a number that is no character.
bool Report::code_points(NodeRef node) {
  const auto written = node.text();
  if (written.starts_with("\"\"\"") || node.child(Kind::bad_escape)) return false;
  for (auto i = written.find('\\'); i != std::string_view::npos; i = written.find('\\', i + 2)) {
    const auto size = code_point_size(written.substr(i));
    if (size == 0 || code_point(written.substr(i + 3, size - 4))) continue;
    const auto begin = node.begin() + static_cast<std::uint32_t>(i);
    bad_escape(begin, begin + static_cast<std::uint32_t>(size));
    return true;
  }
  return false;
}

void Report::unclosed_text(NodeRef node) {
  const std::string_view quote = node.text().starts_with("\"\"\"") ? "\"\"\"" : "\"";
  auto& d = out_.error("T0004", span(node), "text has no closing quote");
  d.fix = Fix{"close the text where it ends", {{point(node.end()), std::string(quote)}}, false};
}

void Report::unclosed_block(NodeRef block) {
  const auto inner = outdented_block(text_.substr(0, block.end()), block.begin() + 1);
  const auto begin = inner ? inner->open : block.begin();
  auto& d = out_.error("T0003", {file_, begin, begin + 1},
                       "this `{` is never closed; the block starts here");
  if (inner) {
    d.related.push_back({{file_, inner->close, inner->close + 1},
                         "this `}` stands where it closes a block around it"});
    return;
  }
  const auto next = token_at(text_, block.end());
  if (next.is_word)
    d.related.push_back({{file_, next.begin, next.end},
                         fmt::format("`{}` belongs to the block around it", next.text)});
}

// One warning for all tabs between words: every editor shows them in another width.
void Report::tabs() {
  if (text_.find('\t') == std::string_view::npos) return;
  std::vector<Edit> edits;
  std::uint32_t behind = 0;  // the end of the last text or comment
  std::uint32_t at = 0;
  const auto scan = [&](std::uint32_t end) {
    for (; at < end && edits.size() < kMaxTabs; ++at) {
      if (text_[at] != '\t') continue;
      const auto first = at;
      while (at + 1 < end && text_[at + 1] == '\t') ++at;
      edits.push_back({{file_, first, at + 1}, std::string(2 * (at + 1 - first), ' ')});
    }
  };
  for (std::uint32_t i = 0; i < tree_.nodes().size(); ++i) {
    const NodeRef node(tree_, i);
    const auto kind = node.kind();
    const bool opaque = kind == Kind::text || kind == Kind::comment || kind == Kind::doc ||
                        kind == Kind::stray_doc || kind == Kind::error || kind == Kind::name;
    if (!opaque || node.begin() < behind) continue;
    scan(node.begin());
    at = behind = node.end();
  }
  scan(static_cast<std::uint32_t>(text_.size()));
  if (edits.empty()) return;
  auto& d = out_.lint("T0001", edits[0].span, "expected blanks, found a tab");
  d.fix = Fix{"indent with two blanks", std::move(edits)};
}

}  // namespace

void report_mended(const Tree& tree, std::uint32_t file, Diagnostics& diagnostics) {
  Report report(tree, file, diagnostics);
  report.walk();
  report.tabs();
}

}  // namespace tocsin::dsl
