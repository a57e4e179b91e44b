#include "exchange/promql_tokens.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace tocsin::exchange {
namespace {

using Kind = PromqlToken::Kind;

constexpr auto kMarks = std::to_array<std::string_view>({"==", "!=", "<=", ">=", "=~", "!~"});
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kSingles = "+-*/%^<>=(){}[],:@";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<std::vector<PromqlToken>> read() {
    while (skip(), at_ < text_.size()) {
      const auto size = token_size();
      if (size == 0) return std::nullopt;
      tokens_.push_back({kind_, text_.substr(at_, size), tokens_.size()});
      if (kind_ == Kind::mark && !match()) return std::nullopt;
      at_ += size;
    }
    if (!open_.empty()) return std::nullopt;
    return std::move(tokens_);
  }

 private:
  void skip() {
    while (at_ < text_.size()) {
      if (kBlanks.find(text_[at_]) != std::string_view::npos)
        ++at_;
      else if (text_[at_] == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else
        return;
    }
  }

  // Of the token here, whose kind is then known; 0: none.
  std::size_t token_size() {
    const auto rest = text_.substr(at_);
    const char c = rest.front();
    if (c == '"' || c == '\'' || c == '`') return kind_ = Kind::text, quoted_size(rest);
    // Inside of brackets a colon parts a range from its step.
    if (c == ':' && !open_.empty() && tokens_[open_.back()].text == "[")
      return kind_ = Kind::mark, 1;
    if (is_letter(c)) return kind_ = Kind::word, word_size(rest);
    if (is_digit(c) || (c == '.' && rest.size() > 1 && is_digit(rest[1])))
      return kind_ = Kind::number, number_size(rest);
    kind_ = Kind::mark;
    for (const auto mark : kMarks)
      if (rest.starts_with(mark)) return mark.size();
    return kSingles.find(c) == std::string_view::npos ? 0 : 1;
  }

  static std::size_t quoted_size(std::string_view rest) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[i] == rest.front()) return i + 1;
      if (rest[i] == '\\' && rest.front() != '`') ++i;
    }
    return 0;
  }

  static std::size_t word_size(std::string_view rest) {
    std::size_t size = 0;
    while (size < rest.size() && (is_letter(rest[size]) || is_digit(rest[size]))) ++size;
    return size;
  }

  // Durations such as 1h30m are numbers here too; a sign stands only behind an exponent.
  static std::size_t number_size(std::string_view rest) {
    std::size_t size = 0;
    const bool is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    for (; size < rest.size(); ++size) {
      const char c = rest[size];
      const bool is_sign = (c == '+' || c == '-') && size > 0 && !is_hex &&
                           (rest[size - 1] == 'e' || rest[size - 1] == 'E');
      if (!is_digit(c) && c != '.' && c != '_' && (!is_letter(c) || c == ':') && !is_sign) break;
    }
    return size;
  }

  bool match() {
    constexpr std::string_view kOpen = "([{", kClose = ")]}";
    const auto index = tokens_.size() - 1;
    const auto text = tokens_.back().text;
    if (text.size() != 1) return true;
    if (kOpen.find(text[0]) != std::string_view::npos) open_.push_back(index);
    const auto which = kClose.find(text[0]);
    if (which == std::string_view::npos) return true;
    if (open_.empty() || tokens_[open_.back()].text[0] != kOpen[which]) return false;
    tokens_[index].partner = open_.back();
    tokens_[open_.back()].partner = index;
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Kind kind_ = Kind::mark;
  std::vector<PromqlToken> tokens_;
  std::vector<std::size_t> open_;
};

// Sums, products, powers and signs of numbers, as PromQL binds them.
class Constant {
 public:
  explicit Constant(const Promql& tokens) : tokens_(tokens), at_(tokens.begin()) {}

  std::optional<double> value() {
    const double found = sum();
    if (failed_ || at_ != tokens_.end() || !std::isfinite(found)) return std::nullopt;
    return found;
  }

 private:
  bool next_is(std::string_view mark) {
    if (at_ == tokens_.end() || !tokens_.at(at_).is(mark)) return false;
    ++at_;
    return true;
  }

  double sum() {
    double left = product();
    while (!failed_) {
      if (next_is("+"))
        left += product();
      else if (next_is("-"))
        left -= product();
      else
        break;
    }
    return left;
  }

  double product() {
    double left = sign();
    while (!failed_) {
      if (next_is("*"))
        left *= sign();
      else if (next_is("/"))
        left /= sign();
      else if (next_is("%"))
        left = std::fmod(left, sign());
      else
        break;
    }
    return left;
  }

  double sign() {
    if (++depth_ > kDeepest) return fail();
    if (next_is("-")) return -sign();
    if (next_is("+")) return sign();
    const double base = primary();
    return next_is("^") ? std::pow(base, sign()) : base;
  }

  double primary() {
    if (next_is("(")) {
      const double inner = sum();
      return next_is(")") ? inner : fail();
    }
    if (at_ == tokens_.end() || tokens_.at(at_).kind != Kind::number) return fail();
    return number(tokens_.at(at_++).text);
  }

  double number(std::string_view text) {
    double found = 0;
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const auto digits = is_hex ? text.substr(2) : text;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), found,
                        is_hex ? std::chars_format::hex : std::chars_format::general);
    return error == std::errc() && end == digits.data() + digits.size() ? found : fail();
  }

  double fail() {
    failed_ = true;
    return 0;
  }

  static constexpr int kDeepest = 1000;  // signs and brackets in one expression
  const Promql& tokens_;
  std::size_t at_;
  int depth_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<std::vector<PromqlToken>> promql_tokens(std::string_view expression) {
  if (expression.size() > kMaxPromqlBytes) return std::nullopt;
  return Reader(expression).read();
}

Promql Promql::part(std::size_t begin, std::size_t end) const {
  Promql part = *this;
  part.begin_ = begin;
  part.end_ = std::max(begin, end);
  return part;
}

Promql Promql::bare() const {
  Promql inner = *this;
  while (!inner.empty() && inner.at(inner.begin_).is("(") &&
         inner.at(inner.begin_).partner + 1 == inner.end_)
    inner = inner.part(inner.begin_ + 1, inner.end_ - 1);
  return inner;
}

std::string_view Promql::text() const {
  if (empty()) return {};
  const auto* first = all_[begin_].text.data();
  const auto& last = all_[end_ - 1].text;
  return {first, static_cast<std::size_t>(last.data() + last.size() - first)};
}

std::size_t Promql::after(std::size_t i) const { return std::max(i, all_[i].partner) + 1; }

std::vector<Promql> Promql::arguments() const {
  std::vector<Promql> found;
  std::size_t from = begin_;
  for (auto i = begin_; i < end_; i = after(i)) {
    if (!at(i).is(",")) continue;
    found.push_back(part(from, i));
    from = i + 1;
  }
  if (from < end_) found.push_back(part(from, end_));
  return found;
}

std::optional<double> promql_constant(const Promql& expression) {
  return Constant(expression).value();
}

}  // namespace tocsin::exchange
