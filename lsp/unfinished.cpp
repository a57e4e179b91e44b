#include "lsp/unfinished.hpp"

#include "dsl/characters.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::lsp {
namespace {

constexpr std::string_view kLongQuote = "\"\"\"";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Unfinished read() {
    while (at_ < text_.size() && !result_.in_prose) step();
    // The word that is being written is not part of what stands before it.
    if (!text_.empty() && dsl::is_id_char(text_.back()) && !result_.in_prose &&
        !result_.clause.empty())
      result_.clause.pop_back();
    return std::move(result_);
  }

 private:
  void step() {
    const char ch = text_[at_];
    if (ch == '#') return skip_to("\n");
    if (text_.substr(at_).starts_with(kLongQuote)) return skip_text(kLongQuote);
    if (ch == '"') return skip_line_text();
    if (dsl::is_id_char(ch)) return read_word();
    ++at_;
    if (ch == '{') {
      result_.heads.push_back(std::exchange(result_.clause, {}));
      depth_ = 0;
    } else if (ch == '}') {
      if (!result_.heads.empty()) result_.heads.pop_back();
      end_clause();
    } else if (ch == ';') {
      end_clause();
    } else if (ch == '\n') {
      if (depth_ == 0) end_clause();
    } else if (ch != ' ' && ch != '\t' && ch != '\r') {
      depth_ += ch == '(' || ch == '[' ? 1 : 0;
      depth_ -= (ch == ')' || ch == ']') && depth_ > 0 ? 1 : 0;
      result_.clause.emplace_back(1, ch);
    }
  }

  void end_clause() {
    result_.clause.clear();
    depth_ = 0;
  }

  void read_word() {
    const auto begin = at_;
    while (at_ < text_.size() && dsl::is_id_char(text_[at_])) ++at_;
    result_.clause.emplace_back(text_.substr(begin, at_ - begin));
  }

  // Prose that is not over where the text ends is where the author is.
  void skip_to(std::string_view end) {
    const auto found = text_.find(end, at_ + 1);
    result_.in_prose = found == std::string_view::npos;
    at_ = found;
  }

  void skip_text(std::string_view quote) {
    const auto begin = at_;
    at_ += quote.size() - 1;
    skip_to(quote);
    if (result_.in_prose) return;
    at_ += quote.size();
    result_.clause.emplace_back(text_.substr(begin, at_ - begin));
  }

  // A text in plain quotes ends with its line, closed or not.
  void skip_line_text() {
    const auto begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n')
      at_ += text_[at_] == '\\' ? 2 : 1;
    result_.in_prose = at_ >= text_.size();
    if (result_.in_prose) return;
    if (text_[at_] == '"') ++at_;
    result_.clause.emplace_back(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;  // of brackets within the clause
  Unfinished result_;
};

}  // namespace

std::string_view Unfinished::block() const {
  if (heads.empty() || heads.back().empty()) return {};
  return heads.back().front();
}

bool Unfinished::has(std::string_view word) const {
  return std::ranges::find(clause, word) != clause.end();
}

Unfinished read_unfinished(std::string_view text, std::size_t offset) {
  return Reader(text.substr(0, offset)).read();
}

}  // namespace tocsin::lsp
