// What is laid out and what can be folded.
#include "dsl/format.hpp"
#include "lsp/features.hpp"

#include <algorithm>

namespace tocsin::lsp {
namespace {

using dsl::Kind;

class Folds {
 public:
  explicit Folds(const Asked& asked) : asked_(asked) {}

  void add(std::size_t begin, std::size_t end, const char* kind) {
    const auto first = asked_.text().position(begin, asked_.encoding()).line;
    const auto last = asked_.text().position(end, asked_.encoding()).line;
    if (last <= first) return;
    Json fold{{"startLine", first}, {"endLine", last}};
    if (kind) fold["kind"] = kind;
    all_.push_back(std::move(fold));
  }

  // Comments that stand on lines of their own, one below the other, are one.
  void comment(std::size_t begin, std::size_t end) {
    const auto line = asked_.text().position(begin, asked_.encoding()).line;
    if (run_ && line == last_line_ + 1) {
      run_end_ = end;
    } else {
      close();
      run_ = true;
      run_begin_ = begin;
      run_end_ = end;
    }
    last_line_ = line;
  }

  Json take() {
    close();
    return std::move(all_);
  }

 private:
  void close() {
    if (run_) add(run_begin_, run_end_, "comment");
    run_ = false;
  }

  const Asked& asked_;
  Json all_ = Json::array();
  bool run_ = false;
  std::size_t run_begin_ = 0, run_end_ = 0, last_line_ = 0;
};

// What is the same at both ends of two texts need not be replaced. Whole lines, so that no edit
// falls into a character or between \r and \n.
std::size_t common_lines(std::string_view a, std::string_view b) {
  const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto same = a.substr(0, static_cast<std::size_t>(at - a.begin()));
  const auto end = same.find_last_of('\n');
  return end == std::string_view::npos ? 0 : end + 1;
}

std::size_t common_tail(std::string_view a, std::string_view b) {
  const auto [at, other] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  const auto same = a.substr(a.size() - static_cast<std::size_t>(at - a.rbegin()));
  const auto first = same.find('\n');
  return first == std::string_view::npos ? 0 : same.size() - first - 1;
}

}  // namespace

Json folding_ranges(const Asked& asked) {
  Folds folds(asked);
  for (const auto& node : asked.project.syntax(asked.file).tree.nodes()) {
    if (node.kind == Kind::block || node.kind == Kind::set || node.kind == Kind::args)
      folds.add(node.begin, node.end, nullptr);
    if (node.kind == Kind::doc) folds.add(node.begin, node.end - 1, "comment");
    if (node.kind == Kind::comment) folds.comment(node.begin, node.end);
  }
  return folds.take();
}

Json formatting(const Asked& asked) {
  const auto& before = asked.text().bytes();
  const auto after = dsl::format(before);
  if (after.text == before) return Json::array();
  const auto head = common_lines(before, after.text);
  const auto tail =
      common_tail(std::string_view(before).substr(head), std::string_view(after.text).substr(head));
  const auto end = before.size() - tail;
  return Json::array({{{"range", range_of(asked.text(), head, end, asked.encoding())},
                       {"newText", after.text.substr(head, after.text.size() - tail - head)}}});
}

}  // namespace tocsin::lsp
