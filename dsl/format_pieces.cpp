#include "dsl/format_pieces.hpp"

#include "base/utf8.hpp"
#include "dsl/build.hpp"
#include "dsl/characters.hpp"
#include "dsl/format_text.hpp"
#include "dsl/literal.hpp"

#include <algorithm>

namespace tocsin::dsl {

namespace {

// What the parser reads although it is wrong, and whose fix is more than a matter of layout.
bool is_mended(Kind kind) {
  switch (kind) {
    case Kind::error:
    case Kind::broken_head:
    case Kind::stray_doc:
    case Kind::double_equals:
    case Kind::double_and:
    case Kind::double_or:
    case Kind::bang:
    case Kind::misnamed_time:
    case Kind::bad_escape:
    case Kind::unclosed_text: return true;
    default: return false;
  }
}

bool is_operand_list(Kind kind) {
  return kind == Kind::expr || kind == Kind::and_expr || kind == Kind::add || kind == Kind::mul;
}
bool is_operator(NodeRef node) {
  return node.is(Kind::word) || node.is(Kind::add_op) || node.is(Kind::mul_op);
}

bool is_one_of(NodeRef word, std::initializer_list<std::string_view> words) {
  return word.is(Kind::word) && std::ranges::count(words, word.text()) > 0;
}

// The words that begin a new line of a long clause.
bool begins_line(NodeRef parent, NodeRef node) {
  switch (parent.kind()) {
    case Kind::measure:
      return node.is(Kind::where) || node.is(Kind::against) || node.is(Kind::window);
    case Kind::ladder:
      return node.is(Kind::sure) || node.is(Kind::hold) || node.is(Kind::until_part);
    case Kind::head: return node.is(Kind::was) || node.is(Kind::instance);
    case Kind::route:
      return node.is(Kind::where) || node.is(Kind::route_to) || node.is(Kind::route_opt);
    case Kind::incident: return is_one_of(node, {"by", "join"});
    case Kind::silence:
      return node.is(Kind::where) || is_one_of(node, {"from", "to", "because", "by"});
    case Kind::suppress: return is_one_of(node, {"while", "same"});
    case Kind::paused: return is_one_of(node, {"because"});
    default: return false;
  }
}

// After these marks the grammar lets a line end.
bool may_fill(NodeRef parent, std::string_view mark) {
  if (mark == "<") return parent.is(Kind::severity);
  if (mark != ",") return false;
  switch (parent.kind()) {
    case Kind::unit:
    case Kind::route:
    case Kind::route_opt:
    case Kind::incident:
    case Kind::silence:
    case Kind::suppress:
    case Kind::mute_item:
    case Kind::test_item: return true;
    default: return false;
  }
}

bool is_glued(NodeRef parent, std::string_view mark) {
  return mark == "," || mark == ":" || mark == ".." || mark == ")" || mark == "]" ||
         (mark == "(" && !parent.is(Kind::parenthesis));
}
bool is_gluing(std::string_view mark) {
  return mark == "(" || mark == "[" || mark == ".." || mark == "-" || mark == "+";
}

std::size_t mark_size(std::string_view text) {
  return text.starts_with("..") || text.starts_with(">=") ? 2 : 1;
}

std::string_view without_trailing_blanks(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

}  // namespace

void Pieces::clear() {
  all_.clear();
  open_.clear();
  made_.clear();
  width_ = 0;
  glue_ = true;
  forced_ = broken_ = false;
  remark_ = {};
  has_semicolon_ = false;
}

void Pieces::add_clause(NodeRef clause) {
  end_ = clause.begin();
  measuring_ = clause.is(Kind::measure) || clause.is(Kind::let) || clause.is(Kind::expect);
  open(Piece::Group::clause);
  auto at = clause.begin();
  for (const auto child : children(clause)) {
    marks(clause, at, child.begin());
    at = child.end();
    if (child.is(Kind::block) || child.is(Kind::brace_below)) return close();
    const bool last = child.index() + 1 == clause.end_index();
    if (child.is(Kind::comment) && last) {
      remark_ = without_trailing_blanks(child.text());
      end_ = child.end();
    } else {
      visit(clause, child);
    }
  }
  marks(clause, at, clause.end());
  close();
}

void Pieces::add_mark(std::string_view mark, bool glued) {
  put(mark, glued);
  has_semicolon_ = false;
}

void Pieces::walk(NodeRef node) {
  auto at = node.begin();
  for (const auto child : children(node)) {
    marks(node, at, child.begin());
    visit(node, child);
    at = child.end();
  }
  marks(node, at, node.end());
}

// Between nodes stand blanks, line ends and marks.
void Pieces::marks(NodeRef parent, std::uint32_t begin, std::uint32_t end) {
  for (auto at = begin; at < end;) {
    const char c = source_[at];
    if (is_blank(c) || c == '\n' || c == '\r') {
      ++at;
      continue;
    }
    if (c == ';') {
      has_semicolon_ = true;
      ++at;
      continue;
    }
    const auto mark = source_.substr(at, mark_size(source_.substr(at, end - at)));
    at += static_cast<std::uint32_t>(mark.size());
    put(mark, is_glued(parent, mark));
    glue_ = is_gluing(mark);
    end_ = at;
    if (may_fill(parent, mark)) put(Piece::Kind::fill);
  }
}

void Pieces::visit(NodeRef parent, NodeRef node) {
  broken_ = broken_ || is_mended(node.kind());
  if (begins_line(parent, node)) put(Piece::Kind::line);
  if (is_operand_list(node.kind())) return chain(node);
  switch (node.kind()) {
    case Kind::comment: return comment(node);
    case Kind::args:
    case Kind::params:
    case Kind::set: return list(node);
    case Kind::call: return call(node);
    case Kind::text: return text(parent, node);
    case Kind::apart_time:
    case Kind::apart_percent:
    case Kind::apart_points: return apart(node);
    case Kind::word:
    case Kind::name:
    case Kind::path:
    case Kind::pattern:
    case Kind::cmp_op:
    case Kind::tagged: return leaf(node);
    default: return node.has_children() ? walk(node) : leaf(node);
  }
}

// `a and b or c`: the operators stand at the ends of the lines, and comments behind them.
void Pieces::chain(NodeRef node) {
  open(Piece::Group::chain);
  std::vector<Piece> waiting;
  bool is_first = true;
  for (const auto child : children(node)) {
    if (child.is(Kind::comment)) {
      waiting.push_back(remark_of(child));
    } else if (is_operator(child)) {
      leaf(child);
    } else {
      add_remarks(waiting);
      if (!is_first) put(Piece::Kind::line);
      is_first = false;
      visit(node, child);
    }
  }
  add_remarks(waiting);
  close();
}

// Brackets, with items that commas part.
void Pieces::list(NodeRef node) {
  const auto text = node.text();
  put(text.substr(0, 1), text.front() == '(');
  glue_ = true;
  end_ = node.begin() + 1;
  open(Piece::Group::list);
  items_of(node);
  put(Piece::Kind::shut);
  put(text.substr(text.size() - 1), true);
  end_ = node.end();
  close();
}

void Pieces::items_of(NodeRef list) {
  int left = 0;
  for (const auto child : children(list)) left += child.is(Kind::comment) ? 0 : 1;
  for (const auto child : children(list)) {
    if (child.is(Kind::comment)) {
      comment(child);
      continue;
    }
    put(Piece::Kind::line);
    visit(list, child);
    if (--left > 0)
      put(",", true);
    else
      put(Piece::Kind::comma);
  }
}

// Without arguments a measure is its name.
void Pieces::call(NodeRef node) {
  const auto path = node.child(Kind::path);
  const auto args = node.child(Kind::args);
  if (measuring_ && !args.has_children() && path.text().find('.') == std::string_view::npos) {
    leaf(path);
    end_ = node.end();
    return;
  }
  walk(node);
}

void Pieces::leaf(NodeRef node) {
  broken_ = broken_ || (node.is(Kind::cmp_op) && node.has_children());
  put(node.text(), false);
  end_ = node.end();
}

void Pieces::text(NodeRef parent, NodeRef node) {
  broken_ = broken_ || node.has_children();
  auto quoted = parent.is(Kind::raw) ? in_raw_quotes(node.text()) : in_plain_quotes(node.text());
  if (quoted)
    put(made_.emplace_back(std::move(*quoted)), false);
  else
    put(node.text(), false);
  end_ = node.end();
}

// `300 ms`, but not `5 min`: that is another word, and for `tocsin fix`.
void Pieces::apart(NodeRef node) {
  const auto written = node.text();
  const auto number = written.substr(0, number_size(written));
  const auto unit = unit_text(written);
  broken_ = broken_ || !written.ends_with(unit);
  const auto before = written.size() - std::min(unit.size(), written.size());
  broken_ = broken_ || (before > 0 && !is_blank(written[before - 1]));
  put(made_.emplace_back(std::string(number) + std::string(unit)), false);
  end_ = node.end();
}

void Pieces::comment(NodeRef node) {
  force();
  all_.push_back(remark_of(node));
}

Piece Pieces::remark_of(NodeRef node) {
  const auto before = source_.substr(end_, node.begin() - end_);
  end_ = node.end();
  return {.kind = Piece::Kind::remark,
          .own_line = before.find('\n') != std::string_view::npos,
          .text = without_trailing_blanks(node.text())};
}

void Pieces::add_remarks(std::vector<Piece>& waiting) {
  if (!waiting.empty()) force();
  all_.insert(all_.end(), waiting.begin(), waiting.end());
  waiting.clear();
}

void Pieces::put(std::string_view text, bool glued) {
  const auto line_end = text.find('\n');
  if (line_end != std::string_view::npos) force();
  const auto line = text.substr(0, line_end);
  const auto width = ascii_ ? line.size() : code_points(line);
  glued = glued || glue_;
  glue_ = false;
  width_ += width + (glued ? 0 : 1);
  all_.push_back({.kind = Piece::Kind::text,
                  .glued = glued,
                  .width = static_cast<std::uint32_t>(width),
                  .text = text});
}

void Pieces::put(Piece::Kind kind) { all_.push_back({.kind = kind}); }

void Pieces::open(Piece::Group group) {
  open_.push_back(all_.size());
  all_.push_back({.kind = Piece::Kind::open, .group = group});
}

void Pieces::close() {
  put(Piece::Kind::close);
  open_.pop_back();
}

// All groups around the place are broken: the outer ones are, as soon as the innermost is.
void Pieces::force() {
  forced_ = true;
  for (auto i = open_.size(); i-- > 0 && !all_[open_[i]].forced;) all_[open_[i]].forced = true;
}

}  // namespace tocsin::dsl
