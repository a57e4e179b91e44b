#include "dsl/parse_state.hpp"

#include "dsl/characters.hpp"
#include "dsl/words.hpp"

#include <algorithm>

namespace tocsin::dsl {

namespace {

constexpr bool is_foldable(Kind kind) {
  switch (kind) {
#define TOCSIN_NODE(kind)
#define TOCSIN_FOLDED(kind) case Kind::kind:
#include "dsl/nodes.def"
#undef TOCSIN_FOLDED
#undef TOCSIN_NODE
    return true;
    default: return false;
  }
}

constexpr bool is_bracket(Kind kind) {
  return kind == Kind::args || kind == Kind::set || kind == Kind::parenthesis ||
         kind == Kind::params;
}

std::string_view word_at(std::string_view text, std::uint32_t at) {
  const auto rest = text.substr(at);
  const auto* end = std::ranges::find_if_not(rest, is_id_char);
  return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

// The blanks before `at`, when nothing else stands before it on its line.
std::optional<std::uint32_t> column_of_first(std::string_view text, std::uint32_t at) {
  auto begin = at;
  while (begin > 0 && is_blank(text[begin - 1])) --begin;
  if (begin > 0 && text[begin - 1] != '\n') return std::nullopt;
  return at - begin;
}

bool contains(Words words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

// About as many nodes as the densest of rule files have.
ParseState::ParseState(std::string_view text) : text_(text) { nodes_.reserve(text.size() / 4); }

void ParseState::drop_stale(std::uint32_t at) {
  const std::size_t first = frames_.empty() ? 0 : frames_.back().first;
  while (nodes_.size() > first && nodes_.back().begin >= at) nodes_.pop_back();
}

void ParseState::open(Kind kind, std::uint32_t at) {
  drop_stale(at);
  frames_.push_back({at, static_cast<std::uint32_t>(nodes_.size()), kind});
}

void ParseState::close(Kind kind, std::uint32_t at) {
  drop_stale(at);
  const Frame frame = frames_.back();
  leave(frames_.size() - 1);
  const auto inside = static_cast<std::uint32_t>(nodes_.size()) - frame.first;
  if (frame.begin == at && kind != Kind::file) return;
  if (is_foldable(kind) && inside > 0 && nodes_.back().size == inside) return;
  nodes_.push_back({frame.begin, at, inside + 1, kind});
}

void ParseState::add_leaf(Kind kind, std::uint32_t begin, std::uint32_t end) {
  drop_stale(begin);
  nodes_.push_back({begin, end, 1, kind});
}

void ParseState::add_word(std::uint32_t end, std::size_t size) {
  add_leaf(Kind::word, end - static_cast<std::uint32_t>(size), end);
}

void ParseState::missing_word(std::string_view word, std::uint32_t at) {
  if (at < words_at_) return;
  if (at > words_at_) word_count_ = 0;
  words_at_ = at;
  if (word_count_ < words_.size()) words_[word_count_++] = word;
}

void ParseState::note(std::size_t level, const SyntaxError& error, Words clauses) {
  if (error.expected.trouble == Trouble::reported || is_full()) return;
  if (failures_.size() + 1 == kMaxFailures) {
    failures_.push_back({.at = error.at, .expected = {Trouble::too_many, {}}});
    return;
  }
  Failure failure{.at = error.at, .expected = error.expected, .item = frames_[level].begin};
  failure.block = block_word(level);
  failure.clauses = clauses;
  for (std::size_t i = level; i < frames_.size(); ++i)
    if (is_bracket(frames_[i].kind)) failure.bracket = frames_[i].begin;
  for (std::size_t i = frames_[level].first; i < nodes_.size(); ++i)
    if (nodes_[i].kind == Kind::unclosed_text) failure.unclosed_text = nodes_[i].begin;
  if (words_at_ == error.at) failure.words.assign(words_.begin(), words_.begin() + word_count_);
  failures_.push_back(std::move(failure));
}

std::string_view ParseState::block_word(std::size_t level) const {
  if (level < 2) return {};
  return word_at(text_, frames_[level - 2].begin);
}

std::uint32_t ParseState::fail_item(std::size_t level, const SyntaxError& error, Words clauses) {
  note(level, error, clauses);
  const auto begin = frames_[level].begin;
  const auto size = static_cast<std::uint32_t>(text_.size());
  auto resume = end_of_item(text_, begin, error.at);
  const auto trouble = error.expected.trouble;
  if (trouble == Trouble::trailing && contains(clauses, word_at(text_, error.at)))
    resume = error.at;
  if (trouble == Trouble::unknown_clause && level == 1) resume = end_of_lost_block(text_, resume);
  if (is_full()) resume = size;
  resume = std::clamp(resume, std::min(begin + 1, size), size);
  leave(level + 1);
  nodes_.resize(frames_.back().first);
  nodes_.push_back({begin, resume, 1, Kind::error});
  close(Kind::item, resume);
  return resume;
}

std::uint32_t ParseState::fail_head(std::size_t level, const SyntaxError& error) {
  note(level, error, {});
  if (frames_.size() > level + 1) nodes_.resize(frames_[level + 1].first);
  leave(level + 1);
  const auto size = static_cast<std::uint32_t>(text_.size());
  const auto resume = is_full() ? size : end_of_head(text_, error.at);
  drop_stale(error.at);
  close(Kind::broken_head, resume);
  return resume;
}

// Found once a block: the head may stand at the end of a very long line.
std::uint32_t ParseState::margin_of(Block& block) const {
  if (block.margin) return *block.margin;
  const auto head = block.frame == 0 ? 0 : frames_[block.frame - 1].begin;
  const auto line = text_.substr(0, head).rfind('\n') + 1;  // npos + 1 is the first line
  const auto first = text_.find_first_not_of(" \t", line);
  return *(block.margin = static_cast<std::uint32_t>(first - line));
}

bool ParseState::begins_outer_clause(std::string_view word) const {
  return std::ranges::any_of(blocks_,
                             [&](const Block& block) { return contains(block.clauses, word); });
}

// The line must stand no deeper than the head of the block that it would end, and `word = ...` sets
// a field of that name.
bool ParseState::is_outer_head(std::uint32_t at, Words clauses) {
  const auto frame = frames_.size() - 1;
  if (blocks_.empty() || blocks_.back().frame != frame) blocks_.push_back({frame, clauses, {}});
  const auto column = column_of_first(text_, at);
  if (!column || *column > margin_of(blocks_.back())) return false;
  const auto word = word_at(text_, at);
  if (word.empty() || contains(clauses, word) || !begins_outer_clause(word)) return false;
  const auto behind = text_.substr(at + word.size());
  const auto next = behind.find_first_not_of(" \t");
  return next != 0 && next != std::string_view::npos && behind[next] != '=';
}

}  // namespace tocsin::dsl
