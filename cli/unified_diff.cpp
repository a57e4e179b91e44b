#include "cli/unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <vector>

namespace tocsin::cli {
namespace {

constexpr std::size_t kContext = 3;
constexpr int kMostSteps = 300;  // edits that are searched for at once

using Lines = std::vector<std::string_view>;  // with their line ends
using Numbers = std::vector<int>;             // equal lines have equal ones

// Lines [old_begin, old_end) became [new_begin, new_end).
struct Change {
  std::size_t old_begin, old_end, new_begin, new_end;
};

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

Numbers numbered(const Lines& lines, std::unordered_map<std::string_view, int>& known) {
  Numbers numbers;
  for (const auto line : lines)
    numbers.push_back(known.emplace(line, static_cast<int>(known.size())).first->second);
  return numbers;
}

// The greedy search of E. Myers, "An O(ND) difference algorithm" (1986), from (x, y) on. After
// kMostSteps edits it takes the path that came furthest and begins anew at its end.
class Search {
 public:
  Search(const Numbers& before, const Numbers& after) : a_(before), b_(after) {}

  std::vector<Change> run() {
    while (!at_end(x_, y_)) advance();
    return std::move(changes_);
  }

 private:
  struct Point {
    std::size_t x, y;
  };
  bool at_end(std::size_t x, std::size_t y) const { return x == a_.size() && y == b_.size(); }

  void slide(Point& p) const {
    while (p.x < a_.size() && p.y < b_.size() && a_[p.x] == b_[p.y]) ++p.x, ++p.y;
  }

  // The furthest points of one step more, diagonal by diagonal; those that left the texts are gone.
  std::vector<Point> next(const std::vector<Point>& last) const {
    std::vector<Point> points(last.size() + 1, {kNowhere, 0});
    for (std::size_t k = 0; k < points.size(); ++k) {
      Point& best = points[k];
      if (k < last.size() && last[k].x != kNowhere && last[k].y < b_.size())
        best = {last[k].x, last[k].y + 1};
      if (k > 0 && last[k - 1].x < a_.size() && (best.x == kNowhere || last[k - 1].x + 1 > best.x))
        best = {last[k - 1].x + 1, last[k - 1].y};
      if (best.x != kNowhere) slide(best);
    }
    return points;
  }

  void advance() {
    std::vector<std::vector<Point>> steps{{{x_, y_}}};
    slide(steps[0][0]);
    std::size_t best = 0;
    for (;;) {
      const auto& points = steps.back();
      const auto reach = [](const Point& p) { return p.x == kNowhere ? 0 : p.x + p.y; };
      best = static_cast<std::size_t>(std::ranges::max_element(points, {}, reach) - points.begin());
      const bool done = at_end(points[best].x, points[best].y);
      if (done || steps.size() > kMostSteps) break;
      steps.push_back(next(points));
    }
    follow(steps, best);
  }

  // Back from the best point to the first, then the edits in order.
  void follow(const std::vector<std::vector<Point>>& steps, std::size_t k) {
    std::vector<Point> edits;  // where each begins, and one line of `a_` or of `b_` goes
    std::vector<bool> removes;
    const auto end = steps.back()[k];
    for (auto d = steps.size() - 1; d > 0; --d) {
      const auto& last = steps[d - 1];
      const bool can_add = k < last.size() && last[k].x != kNowhere && last[k].y < b_.size();
      const bool can_remove = k > 0 && last[k - 1].x != kNowhere && last[k - 1].x < a_.size();
      const bool removed = can_remove && (!can_add || last[k - 1].x + 1 > last[k].x);
      k -= removed ? 1 : 0;
      edits.push_back(last[k]);
      removes.push_back(removed);
    }
    for (auto i = edits.size(); i-- > 0;) add(edits[i], removes[i]);
    x_ = end.x;
    y_ = end.y;
  }

  void add(Point at, bool removed) {
    if (changes_.empty() || changes_.back().old_end != at.x || changes_.back().new_end != at.y)
      changes_.push_back({at.x, at.x, at.y, at.y});
    ++(removed ? changes_.back().old_end : changes_.back().new_end);
  }

  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  const Numbers& a_;
  const Numbers& b_;
  std::size_t x_ = 0;
  std::size_t y_ = 0;
  std::vector<Change> changes_;
};

class Writer {
 public:
  Writer(const Lines& before, const Lines& after, dsl::Colour colour)
      : a_(before), b_(after), colour_(colour == dsl::Colour::yes) {}

  std::string run(std::string_view name, const std::vector<Change>& changes) {
    heading("1", fmt::format("--- a/{}", name));
    heading("1", fmt::format("+++ b/{}", name));
    for (std::size_t first = 0, next = 0; first < changes.size(); first = next) {
      next = first + 1;
      while (next < changes.size() &&
             changes[next].old_begin <= changes[next - 1].old_end + 2 * kContext)
        ++next;
      hunk(changes, first, next);
    }
    return std::move(out_);
  }

 private:
  void hunk(const std::vector<Change>& changes, std::size_t first, std::size_t next) {
    const auto& head = changes[first];
    const auto& tail = changes[next - 1];
    const auto lead = std::min(head.old_begin, kContext);
    const auto end = std::min(tail.old_end + kContext, a_.size());
    const auto old_begin = head.old_begin - lead;
    const auto new_begin = head.new_begin - lead;
    const auto new_end = tail.new_end + (end - tail.old_end);
    heading("36", fmt::format("@@ -{} +{} @@", range(old_begin, end), range(new_begin, new_end)));
    auto at = old_begin;
    for (auto i = first; i < next; ++i) {
      for (; at < changes[i].old_begin; ++at) line("", ' ', a_[at]);
      for (; at < changes[i].old_end; ++at) line("31", '-', a_[at]);
      for (auto j = changes[i].new_begin; j < changes[i].new_end; ++j) line("32", '+', b_[j]);
    }
    for (; at < end; ++at) line("", ' ', a_[at]);
  }

  // Counted from 1; an empty range names the line before it.
  static std::string range(std::size_t begin, std::size_t end) {
    const auto size = end - begin;
    const auto first = size == 0 ? begin : begin + 1;
    return size == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, size);
  }

  void heading(std::string_view colour, const std::string& text) { line(colour, 0, text + "\n"); }

  void line(std::string_view colour, char mark, std::string_view text) {
    const bool ended = text.ends_with('\n');
    if (ended) text.remove_suffix(1);
    const bool painted = colour_ && !colour.empty();
    if (painted) out_ += fmt::format("\x1b[{}m", colour);
    if (mark != 0) out_ += mark;
    out_ += text;
    if (painted) out_ += "\x1b[0m";
    out_ += ended ? "\n" : "\n\\ No newline at end of file\n";
  }

  const Lines& a_;
  const Lines& b_;
  bool colour_;
  std::string out_;
};

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view name,
                         dsl::Colour colour) {
  if (before == after) return {};
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  std::unordered_map<std::string_view, int> known;
  const auto old_numbers = numbered(old_lines, known);
  const auto new_numbers = numbered(new_lines, known);
  const auto changes = Search(old_numbers, new_numbers).run();
  return Writer(old_lines, new_lines, colour).run(name, changes);
}

}  // namespace tocsin::cli
