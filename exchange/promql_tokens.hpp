// The words of a PromQL expression, and the few questions about it that need no evaluation.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tocsin::exchange {

struct PromqlToken {
  enum class Kind { word, number, text, mark } kind = Kind::mark;
  std::string_view text;    // in the expression, with its quotes
  std::size_t partner = 0;  // of a bracket: the token that closes or opens it

  bool is(std::string_view what) const { return text == what && kind != Kind::text; }
};

inline constexpr std::size_t kMaxPromqlBytes = std::size_t{64} << 10;  // of an expression

// Nothing when it is longer than that, a quote or a bracket does not close, or a character belongs
// to no word of PromQL.
std::optional<std::vector<PromqlToken>> promql_tokens(std::string_view expression);

// A stretch of the tokens of one expression.
class Promql {
 public:
  explicit Promql(std::span<const PromqlToken> all) : all_(all), end_(all.size()) {}

  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }
  bool empty() const { return begin_ == end_; }
  const PromqlToken& at(std::size_t i) const { return all_[i]; }  // begin() <= i < end()
  const PromqlToken& last() const { return all_[end_ - 1]; }

  Promql part(std::size_t begin, std::size_t end) const;
  // Without the brackets around all of it.
  Promql bare() const;
  // As written, from its first token to its last.
  std::string_view text() const;
  // The token after the bracket that opens at `i`, or after the token itself.
  std::size_t after(std::size_t i) const;
  // The parts between the commas that stand in no bracket.
  std::vector<Promql> arguments() const;

 private:
  std::span<const PromqlToken> all_;
  std::size_t begin_ = 0, end_ = 0;
};

// The value of an expression of numbers alone, such as `5 * 60`; nothing for any other, or when it
// is not finite.
std::optional<double> promql_constant(const Promql& expression);

}  // namespace tocsin::exchange
