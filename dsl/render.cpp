#include "dsl/diagnostic.hpp"
#include "dsl/fixed_lines.hpp"
#include "dsl/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tocsin::dsl {

namespace {

// Longer lines are shown around the place that matters.
constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kBefore = 60;
constexpr std::size_t kMaxFixedLines = 6;

constexpr const char* kRed = "\x1b[1;31m";
constexpr const char* kYellow = "\x1b[1;33m";
constexpr const char* kBlue = "\x1b[1;34m";
constexpr const char* kGreen = "\x1b[1;32m";
constexpr const char* kBold = "\x1b[1m";
constexpr const char* kReset = "\x1b[0m";

const char* level_colour(Level level) {
  if (level == Level::error) return kRed;
  return level == Level::warning ? kYellow : kBold;
}

struct Mark {
  Span span;
  std::string_view text;
  bool primary;
};

class Picture {
 public:
  Picture(const Diagnostic& diagnostic, const Sources& sources, Colour colour)
      : d_(diagnostic), sources_(sources), colour_(colour) {}

  std::string draw() {
    measure_gutter();
    headline();
    snippet(d_.span.file, " -->", d_.span);
    bar();
    other_files();
    for (const auto& note : d_.notes) line_below(fmt::format("= note: {}", note));
    if (d_.fix) fix(*d_.fix);
    line_below(fmt::format("= explain: tocsin explain {}", d_.code));
    return std::move(out_);
  }

 private:
  std::string painted(const char* colour, std::string_view text) const {
    if (colour_ == Colour::no) return std::string(text);
    return fmt::format("{}{}{}", colour, text, kReset);
  }

  void measure_gutter();
  void headline();
  void bar() { out_ += painted(kBlue, std::string(gutter_ + 1, ' ') + "|") + "\n"; }
  void line_below(std::string_view text) {
    out_ += fmt::format("{}{}\n", std::string(gutter_ + 1, ' '), text);
  }
  void numbered(std::uint32_t number, std::string_view text);
  void marked(std::string_view before, std::size_t width, const char* colour, char mark,
              std::string_view text);
  void source_line(std::uint32_t file, std::uint32_t number, const std::vector<Mark>& marks);
  void snippet(std::uint32_t file, std::string_view arrow, Span place);
  void other_files();
  void fix(const Fix& fix);
  std::vector<Mark> marks_in(std::uint32_t file) const;

  const Diagnostic& d_;
  const Sources& sources_;
  Colour colour_;
  std::size_t gutter_ = 2;
  std::string out_;
};

void Picture::measure_gutter() {
  const auto widen = [this](std::uint32_t line) {
    gutter_ = std::max(gutter_, std::to_string(line).size());
  };
  const auto at = [this](Span span) { return sources_.place(span.file, span.begin).line; };
  widen(at(d_.span));
  for (const auto& label : d_.related) widen(at(label.span));
  if (d_.fix)
    for (const auto& edit : d_.fix->edits) widen(at(edit.span));
}

void Picture::headline() {
  const auto level = fmt::format("{}[{}]", level_name(d_.level), d_.code);
  out_ += painted(level_colour(d_.level), level) + painted(kBold, ": " + d_.message) + "\n";
}

void Picture::numbered(std::uint32_t number, std::string_view text) {
  out_ += painted(kBlue, fmt::format("{:>{}} |", number, gutter_));
  if (!text.empty()) out_ += fmt::format(" {}", text);
  out_ += "\n";
}

void Picture::marked(std::string_view before, std::size_t width, const char* colour, char mark,
                     std::string_view text) {
  std::string marks(std::max<std::size_t>(width, 1), mark);
  if (!text.empty()) marks += fmt::format(" {}", text);
  out_ += painted(kBlue, std::string(gutter_ + 1, ' ') + "|");
  out_ += " " + std::string(shown(before).width, ' ') + painted(colour, marks) + "\n";
}

// The part of a long line that is shown: [first, last) in bytes.
std::pair<std::size_t, std::size_t> window(std::string_view line, std::size_t at) {
  if (line.size() <= kLongestLine) return {0, line.size()};
  const auto first = utf8_floor(line, at > kBefore ? at - kBefore : 0);
  return {first, utf8_floor(line, std::min(line.size(), first + kLongestLine))};
}

void Picture::source_line(std::uint32_t file, std::uint32_t number,
                          const std::vector<Mark>& marks) {
  const auto line = sources_.line(file, number);
  const auto start = sources_.line_begin(file, number);
  const auto in_line = [&](std::uint32_t offset) {
    return std::min<std::size_t>(offset - start, line.size());
  };
  std::vector<Mark> here;
  for (const auto& mark : marks)
    if (sources_.place(file, mark.span.begin).line == number) here.push_back(mark);
  std::ranges::sort(here, {}, [](const Mark& mark) {
    return std::tuple(mark.span.begin, mark.span.end, mark.text);
  });
  const auto [first, last] = window(line, here.empty() ? 0 : in_line(here[0].span.begin));
  const std::string head = first > 0 ? "..." : "";
  const std::string tail = last < line.size() ? "..." : "";
  numbered(number, head + shown(line.substr(first, last - first)).text + tail);
  for (const auto& mark : here) {
    const auto begin = std::clamp(in_line(mark.span.begin), first, last);
    const auto end = std::clamp(in_line(std::max(mark.span.begin, mark.span.end)), begin, last);
    marked(head + std::string(line.substr(first, begin - first)),
           shown(line.substr(begin, end - begin)).width,
           mark.primary ? level_colour(d_.level) : kBlue, mark.primary ? '^' : '-', mark.text);
  }
}

std::vector<Mark> Picture::marks_in(std::uint32_t file) const {
  std::vector<Mark> marks;
  if (d_.span.file == file) marks.push_back({d_.span, d_.label, true});
  for (const auto& label : d_.related)
    if (label.span.file == file) marks.push_back({label.span, label.text, false});
  return marks;
}

void Picture::snippet(std::uint32_t file, std::string_view arrow, Span place) {
  const auto [line, column] = sources_.place(place.file, place.begin);
  out_ += painted(kBlue, std::string(gutter_ - 1, ' ') + std::string(arrow));
  out_ += fmt::format(" {}:{}:{}\n", sources_.file(file).path, line, column);
  bar();
  const auto marks = marks_in(file);
  std::vector<std::uint32_t> lines;
  for (const auto& mark : marks) lines.push_back(sources_.place(file, mark.span.begin).line);
  std::ranges::sort(lines);
  lines.erase(std::ranges::unique(lines).begin(), lines.end());
  std::uint32_t before = 0;
  for (const auto number : lines) {
    if (before != 0 && number == before + 2) source_line(file, before + 1, {});
    if (before != 0 && number > before + 2) out_ += "...\n";
    source_line(file, number, marks);
    before = number;
  }
}

void Picture::other_files() {
  std::vector<std::uint32_t> seen{d_.span.file};
  for (const auto& label : d_.related) {
    if (std::ranges::find(seen, label.span.file) != seen.end()) continue;
    seen.push_back(label.span.file);
    snippet(label.span.file, " :::", label.span);
  }
}

void Picture::fix(const Fix& fix) {
  out_ += painted(kGreen, "help") + fmt::format(": {}\n", fix.help);
  auto lines = fixed_lines(fix.edits, sources_);
  if (lines.empty()) return;
  bar();
  const bool more = lines.size() > kMaxFixedLines;
  if (more) lines.resize(kMaxFixedLines);
  for (const auto& line : lines) {
    const auto [first, last] = window(line.text, line.marks.empty() ? 0 : line.marks[0].first);
    numbered(line.number, (first > 0 ? "..." : "") +
                              shown(std::string_view(line.text).substr(first, last - first)).text +
                              (last < line.text.size() ? "..." : ""));
    std::string marks;
    for (const auto& [begin, end] : line.marks) {
      if (begin < first || end > last) continue;
      const auto left = shown(std::string_view(line.text).substr(first, begin - first)).width +
                        (first > 0 ? 3 : 0);
      marks.resize(std::max(marks.size(), left), ' ');
      marks.append(shown(std::string_view(line.text).substr(begin, end - begin)).width, '~');
    }
    if (!marks.empty())
      out_ +=
          painted(kBlue, std::string(gutter_ + 1, ' ') + "|") + " " + painted(kGreen, marks) + "\n";
  }
  if (more) out_ += "...\n";
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const Sources& sources, Colour colour) {
  return Picture(diagnostic, sources, colour).draw();
}

std::string render_brief(const Diagnostic& diagnostic, const Sources& sources) {
  const auto [line, column] = sources.place(diagnostic.span.file, diagnostic.span.begin);
  return fmt::format("{}:{}:{}: {}[{}]: {}\n", sources.file(diagnostic.span.file).path, line,
                     column, level_name(diagnostic.level), diagnostic.code, diagnostic.message);
}

}  // namespace tocsin::dsl
