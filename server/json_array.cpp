#include "server/json_array.hpp"

namespace tocsin::server {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::string> split() {
    skip_blank();
    if (!take('[')) return fail("expected a JSON array: it begins with `[`");
    skip_blank();
    if (take(']')) return at_end();
    for (std::size_t number = 1;; ++number) {
      if (!copy_element()) return fail("element {} of the JSON array has no end", number);
      lines_ += '\n';
      if (take(']')) return at_end();
      if (!take(',')) return fail("behind element {} of the JSON array stands no `,`", number);
    }
  }

 private:
  void skip_blank() {
    const auto next = text_.find_first_not_of(kBlank, at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }

  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Result<std::string> at_end() {
    skip_blank();
    if (at_ < text_.size()) return fail("something follows the JSON array");
    return std::move(lines_);
  }

  // Up to the `,` or `]` behind it. Line ends between tokens become blanks.
  bool copy_element() {
    std::size_t depth = 0;
    for (bool in_string = false; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_string) {
        if (c == '\\' && at_ + 1 < text_.size()) lines_ += text_[at_++];
        in_string = text_[at_] != '"' || c == '\\';
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        return true;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return false;
        --depth;
      }
      lines_ += text_[at_] == '\n' || text_[at_] == '\r' ? ' ' : text_[at_];
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string lines_;
};

}  // namespace

Result<std::string> lines_of_array(std::string_view text) { return Splitter(text).split(); }

}  // namespace tocsin::server
