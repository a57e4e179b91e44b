#include "dsl/format.hpp"

#include "base/utf8.hpp"
#include "dsl/build.hpp"
#include "dsl/format_lines.hpp"
#include "dsl/format_pieces.hpp"
#include "dsl/literal.hpp"
#include "dsl/parser.hpp"
#include "dsl/syntax.hpp"

#include <algorithm>

namespace tocsin::dsl {

namespace {

constexpr std::size_t kBlockIndent = 2;
constexpr std::size_t kMostOnOneLine = 2;  // clauses of a block

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
}

std::string_view trimmed(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

// Would the next line go on with the clause, if no `;` stood between them?
bool goes_on(NodeRef clause, std::string_view word) {
  const auto one_of = [word](std::initializer_list<std::string_view> words) {
    return std::ranges::count(words, word) > 0;
  };
  switch (clause.kind()) {
    case Kind::measure: return one_of({"against", "over", "every", "matured", "on"});
    case Kind::window_item: return one_of({"every", "matured", "on"});
    case Kind::ladder: return one_of({"with", "for", "until"});
    case Kind::paused: return one_of({"because"});
    default: return false;
  }
}

std::string_view first_word(NodeRef item) {
  const auto text = item.text();
  return text.substr(0, text.find_first_of(" \t\r\n"));
}

// One of the clauses of a block that may stand on one line.
bool is_short_clause(NodeRef item) {
  const auto clause = build::clause_of(item);
  return clause && !item.child(Kind::doc) && !clause.child(Kind::block);
}

// As the author wrote it: no line end, no comment, few clauses. A record is one thing, however many
// fields it has.
bool may_stand_on_one_line(NodeRef block) {
  if (block.text().find('\n') != std::string_view::npos) return false;
  std::size_t clauses = 0;
  bool is_record = true;
  for (const auto node : children(block)) {
    if (node.is(Kind::close)) continue;
    if (!node.is(Kind::item) || !is_short_clause(node)) return false;
    is_record = is_record && build::clause_of(node).is(Kind::assign);
    ++clauses;
  }
  return is_record || clauses <= kMostOnOneLine;
}

// Writes the tree of one file.
class Formatter {
 public:
  explicit Formatter(const Tree& tree)
      : tree_(tree), source_(tree.text()), pieces_(source_, is_ascii(source_)), lines_(out_) {
    out_.reserve(source_.size() + source_.size() / 8);
  }

  Formatted run();

 private:
  enum class Spacing { as_written, apart };  // of blocks that take several lines

  // How the next entry of a block stands to those before it.
  struct Entries {
    NodeRef block;
    std::size_t indent;
    Spacing spacing;
    std::uint32_t end;      // in the source, of the last entry
    std::size_t place = 0;  // in the result, behind the last item and its comment
    bool is_first = true;
    bool was_long = false;       // the last item is a block of several lines
    bool was_separated = false;  // a blank line stands behind the last item
    bool was_stray = false;      // the last entry is a doc comment of nothing
  };

  void entries(Entries state);
  void entry(Entries& state, NodeRef node);
  void separate(Entries& state, NodeRef node);
  void comment(Entries& state, NodeRef node);
  void stray_doc(Entries& state, NodeRef node);
  void item(Entries& state, NodeRef node);
  bool clause(const Entries& state, NodeRef item);

  void short_clause(NodeRef clause, std::size_t indent);
  bool one_line(NodeRef clause, NodeRef block, std::size_t indent);
  void long_block(NodeRef clause, NodeRef block, std::size_t indent);
  void head(NodeRef clause, NodeRef block, std::size_t indent);
  void semicolon(const Entries& state, NodeRef item, NodeRef clause);
  void doc(NodeRef node, std::size_t indent);
  void as_written(std::uint32_t begin, std::uint32_t end, std::size_t indent);

  void begin_line(std::size_t indent) {
    if (!out_.empty()) out_ += '\n';
    out_.append(indent, ' ');
  }
  auto line_ends(std::uint32_t begin, std::uint32_t end) const {
    return std::count(source_.begin() + begin, source_.begin() + end, '\n');
  }
  bool is_full() const { return out_.size() > kMaxBytes; }

  const Tree& tree_;
  std::string_view source_;
  std::string out_;
  Pieces pieces_;
  Lines lines_;
  std::uint32_t end_ = 0;  // in the source, of the last clause
  bool whole_ = true;
};

Formatted Formatter::run() {
  entries({.block = tree_.root(), .indent = 0, .spacing = Spacing::apart, .end = 0});
  if (!out_.empty()) out_ += '\n';
  if (is_full()) return {std::string(source_), false};
  return {std::move(out_), whole_};
}

void Formatter::entries(Entries state) {
  state.place = out_.size();
  for (const auto node : children(state.block)) {
    if (is_full()) return;
    if (!node.is(Kind::close)) entry(state, node);
  }
}

void Formatter::entry(Entries& state, NodeRef node) {
  if (node.is(Kind::comment))
    comment(state, node);
  else if (node.is(Kind::stray_doc))
    stray_doc(state, node);
  else
    item(state, node);
  state.is_first = false;
  state.was_stray = node.is(Kind::stray_doc);
}

// A blank line where the author left some, and where a doc comment must not meet the next clause.
void Formatter::separate(Entries& state, NodeRef node) {
  const bool wanted = state.was_stray && node.is(Kind::item);
  if (state.is_first || (!wanted && line_ends(state.end, node.begin()) < 2)) return;
  out_ += '\n';
  state.was_separated = true;
}

void Formatter::comment(Entries& state, NodeRef node) {
  const bool is_behind = line_ends(state.end, node.begin()) == 0 && !out_.empty();
  if (is_behind) {
    out_ += kRemarkGap;
  } else {
    separate(state, node);
    begin_line(state.indent);
  }
  out_ += trimmed(node.text());
  state.end = node.end();
  if (is_behind) state.place = out_.size();
}

void Formatter::stray_doc(Entries& state, NodeRef node) {
  whole_ = false;
  separate(state, node);
  doc(node, state.indent);
  state.end = node.end();
  state.was_long = false;
}

void Formatter::item(Entries& state, NodeRef node) {
  separate(state, node);
  const bool is_long = clause(state, node);
  if (state.spacing == Spacing::apart && is_long && state.was_long && !state.was_separated)
    out_.insert(state.place, 1, '\n');
  state.end = end_;
  state.place = out_.size();
  state.was_long = is_long;
  state.was_separated = false;
}

// Is it a block of several lines?
bool Formatter::clause(const Entries& state, NodeRef item) {
  const auto clause = build::clause_of(item);
  const auto block = clause.child(Kind::block);
  if (!clause || (block && !block.child(Kind::close))) {
    as_written(item.begin(), item.end(), state.indent);
    return false;
  }
  if (const auto said = item.child(Kind::doc)) doc(said, state.indent);
  if (!block) {
    short_clause(clause, state.indent);
    semicolon(state, item, clause);
    return false;
  }
  if (one_line(clause, block, state.indent)) return false;
  long_block(clause, block, state.indent);
  return true;
}

void Formatter::short_clause(NodeRef clause, std::size_t indent) {
  pieces_.clear();
  pieces_.add_clause(clause);
  end_ = pieces_.end();
  if (pieces_.broken()) return as_written(clause.begin(), end_, indent);
  begin_line(indent);
  lines_.write(pieces_, indent);
}

// Before the comment behind the clause, that is.
void Formatter::semicolon(const Entries& state, NodeRef item, NodeRef clause) {
  auto next = item.end_index();
  while (next < state.block.end_index() && tree_.nodes()[next].kind == Kind::comment) ++next;
  if (pieces_.has_semicolon() && next < state.block.end_index() &&
      goes_on(clause, first_word(NodeRef(tree_, next))))
    out_ += ';';
  if (pieces_.broken() || pieces_.remark().empty()) return;
  out_ += kRemarkGap;
  out_ += pieces_.remark();
}

bool Formatter::one_line(NodeRef clause, NodeRef block, std::size_t indent) {
  if (!may_stand_on_one_line(block)) return false;
  pieces_.clear();
  pieces_.add_clause(clause);
  pieces_.add_mark("{", false);
  bool is_first = true;
  for (const auto node : children(block)) {
    if (node.is(Kind::close)) continue;
    if (!is_first) pieces_.add_mark(";", true);
    pieces_.add_clause(build::clause_of(node));
    is_first = false;
  }
  pieces_.add_mark("}", is_first);
  if (pieces_.broken() || pieces_.forced() || indent + pieces_.width() > kLineWidth) return false;
  begin_line(indent);
  lines_.write(pieces_, indent);
  end_ = block.end();
  return true;
}

void Formatter::long_block(NodeRef clause, NodeRef block, std::size_t indent) {
  head(clause, block, indent);
  entries({.block = block,
           .indent = indent + kBlockIndent,
           .spacing = clause.is(Kind::watch) ? Spacing::apart : Spacing::as_written,
           .end = block.begin() + 1});
  begin_line(indent);
  out_ += '}';
  end_ = block.end();
}

void Formatter::head(NodeRef clause, NodeRef block, std::size_t indent) {
  pieces_.clear();
  pieces_.add_clause(clause);
  begin_line(indent);
  const bool has_comment = clause.child(Kind::brace_below).has_children();
  if (pieces_.broken() || has_comment) {
    whole_ = false;
    out_ += source_.substr(clause.begin(), block.begin() + 1 - clause.begin());
    return;
  }
  pieces_.add_mark("{", false);
  lines_.write(pieces_, indent);
}

void Formatter::doc(NodeRef node, std::size_t indent) {
  for (auto rest = node.text(); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto mark = line.find('#');
    if (mark == std::string_view::npos) continue;
    begin_line(indent);
    out_ += line.substr(mark);
  }
}

// With its own indentation, when it begins its line.
void Formatter::as_written(std::uint32_t begin, std::uint32_t end, std::size_t indent) {
  whole_ = false;
  const auto text = trimmed(source_.substr(begin, end - begin));
  end_ = begin + static_cast<std::uint32_t>(text.size());
  auto margin = begin;
  while (margin > 0 && (source_[margin - 1] == ' ' || source_[margin - 1] == '\t')) --margin;
  const bool begins_line = margin == 0 || source_[margin - 1] == '\n';
  begin_line(begins_line ? 0 : indent);
  if (begins_line) out_ += source_.substr(margin, begin - margin);
  out_ += text;
}

bool is_rule_text(std::string_view text) {
  return text.size() <= kMaxBytes && text.find('\0') == std::string_view::npos &&
         !first_invalid_utf8(text);
}

// Another version may mean anything by the same text.
bool is_known_version(const Tree& tree) {
  const auto header = tree.root().child(Kind::item).child(Kind::header);
  const auto number = header.child(Kind::integer);
  return !number || number_value(number.text()) == double{kLanguageVersion};
}

// The clauses, and what of them could not be read.
std::vector<std::pair<Kind, std::string_view>> outline(const Tree& tree) {
  std::vector<std::pair<Kind, std::string_view>> result;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    const NodeRef node(tree, i);
    const bool is_error = node.is(Kind::error) || node.is(Kind::broken_head);
    if (is_error || node.is(Kind::item) || node.is(Kind::block) || node.is(Kind::close))
      result.emplace_back(node.kind(), is_error ? trimmed(node.text()) : std::string_view{});
  }
  return result;
}

// Where a bracket or a quote is missing, the lines around it decide how much of the text it takes.
bool reads_the_same(const Tree& tree, std::string_view formatted) {
  const auto again = read_syntax(formatted);
  return outline(again.tree) == outline(tree) && Formatter(again.tree).run().text == formatted;
}

}  // namespace

Formatted format(std::string_view text) {
  Formatted unchanged{std::string(text), false};
  if (!is_rule_text(text)) return unchanged;
  const auto syntax = read_syntax(text);
  if (!is_known_version(syntax.tree)) return unchanged;
  auto result = Formatter(syntax.tree).run();
  result.whole = result.whole && syntax.failures.empty();
  return result.whole || reads_the_same(syntax.tree, result.text) ? result : unchanged;
}

}  // namespace tocsin::dsl
