// What one run of the grammar remembers: the tree so far, what was expected, what went wrong.
#pragma once

#include "dsl/tree.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// Why reading stopped.
enum class Trouble : std::uint8_t {
  none,
  missing,        // `what` should stand here
  missing_mark,   // the same, `what` being literal text of the language
  missing_name,   // the same, `what` being a name
  missing_value,  // the same, `what` being an operand or a whole expression
  missing_blank,
  trailing,        // the clause is over, and there is more
  unknown_clause,  // no clause of this block begins like this
  too_deep,
  too_many,  // errors; the rest of the file is not read
  reported,  // already told; only the rest of the clause is given up
};

struct Expected {
  Trouble trouble = Trouble::none;
  std::string_view what;
};

using Words = std::span<const std::string_view>;

// Thrown at a commit point, caught by the clause around it.
struct SyntaxError {
  std::uint32_t at = 0;
  Expected expected;
};

struct Failure {
  std::uint32_t at = 0;
  Expected expected;
  std::uint32_t item = 0;                // where the clause begins
  std::string_view block;                // word that heads the block around it; empty: the file
  Words clauses;                         // words that can begin a clause here
  std::vector<std::string_view> words;   // words that would have gone on at `at`
  std::optional<std::uint32_t> bracket;  // the innermost one of the clause that was open
  std::optional<std::uint32_t> unclosed_text;  // the last text of the clause that had no end
};

inline constexpr int kMaxDepth = 200;
inline constexpr std::size_t kMaxFailures = 1000;

// Nodes are kept in post order. A rule that fails after parts of it matched leaves those nodes
// behind; they begin at or after the place to which the input went back, and go when the next node
// is made.
class ParseState {
 public:
  explicit ParseState(std::string_view text);

  void open(Kind kind, std::uint32_t at);
  void close(Kind kind, std::uint32_t at);
  void abandon() { leave(frames_.size() - 1); }
  // A node without parts; it need not be opened.
  void add_leaf(Kind kind, std::uint32_t begin, std::uint32_t end);
  // A word of that many bytes ends at `end`.
  void add_word(std::uint32_t end, std::size_t size);
  // A word that was looked for at `at` and is not there.
  void missing_word(std::string_view word, std::uint32_t at);

  // The number of open nodes, to come back to.
  std::size_t level() const { return frames_.size(); }
  // Both note the error unless it is told already, close the nodes above `level`, and give the
  // place where reading goes on. `fail_head`: nothing more of the block can be read unless it is a
  // brace.
  std::uint32_t fail_item(std::size_t level, const SyntaxError& error, Words clauses);
  std::uint32_t fail_head(std::size_t level, const SyntaxError& error);

  // Does the line that begins here belong to a wider block than the innermost open one, whose
  // clauses begin with these words?
  bool is_outer_head(std::uint32_t at, Words clauses);

  int depth = 0;

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Failure>& failures() const { return failures_; }

 private:
  struct Frame {
    std::uint32_t begin = 0;
    std::uint32_t first = 0;  // index of the first node inside
    Kind kind = Kind::none;
  };
  // An open node with clauses in it, once it was asked for an outer head.
  struct Block {
    std::size_t frame;
    Words clauses;
    std::optional<std::uint32_t> margin;  // the indentation of its head
  };
  // Forgets the open nodes from this level on.
  void leave(std::size_t level) {
    frames_.resize(level);
    while (!blocks_.empty() && blocks_.back().frame >= level) blocks_.pop_back();
  }
  void drop_stale(std::uint32_t at);
  bool is_full() const { return failures_.size() >= kMaxFailures; }
  void note(std::size_t level, const SyntaxError& error, Words clauses);
  bool begins_outer_clause(std::string_view word) const;
  std::uint32_t margin_of(Block& block) const;
  std::string_view block_word(std::size_t level) const;

  std::string_view text_;
  std::vector<Node> nodes_;
  std::vector<Frame> frames_;
  std::vector<Block> blocks_;
  std::vector<Failure> failures_;
  std::array<std::string_view, 24> words_;
  std::size_t word_count_ = 0;
  std::uint32_t words_at_ = 0;
};

// The end of the clause that begins at `begin` and went wrong at `at`: the next line end outside of
// brackets, texts and comments, or the closing brace of the block around it.
std::uint32_t end_of_item(std::string_view text, std::uint32_t begin, std::uint32_t at);
// The end of the lines that only a lost block can explain: indented ones, and a closing brace.
std::uint32_t end_of_lost_block(std::string_view text, std::uint32_t at);
// The next `{` on the line, else the line's end.
std::uint32_t end_of_head(std::string_view text, std::uint32_t at);
// The end of a text that begins at `begin` and is not closed on its line. A brace at the end of the
// line is left to the block that it opens.
std::uint32_t end_of_unclosed_text(std::string_view text, std::uint32_t begin);

}  // namespace tocsin::dsl
