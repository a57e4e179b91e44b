#include "notifiers/email_body.hpp"

#include "base/printable.hpp"
#include "charts/small_chart.hpp"
#include "notifiers/look.hpp"
#include "notifiers/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tocsin::notifiers {
namespace {

constexpr std::size_t kLongestLine = 2'000;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    out.push_back(cut(std::string_view(text).substr(from, end - from), kLongestLine));
    from = end + 1;
  }
  return out;
}

std::string footer(const Message& message) {
  return fmt::format("tocsin: channel {}, group {}", printable(message.channel),
                     printable(message.group));
}

// "runbook: https://..." with its link alive.
std::string html_line(const std::string& line) {
  for (const std::string_view name : {"runbook: ", "dashboard: "}) {
    if (!line.starts_with(name)) continue;
    const auto url = std::string_view(line).substr(name.size());
    if (!is_web_link(url)) continue;
    return fmt::format("{}<a href=\"{}\">{}</a>", name, escape_html(url), escape_html(url));
  }
  return escape_html(line);
}

// "highest 420ms, lowest 180ms; dashed: page > 300ms (red), warn > 250ms (amber)"
std::string caption_of(const Message& message) {
  const auto& course = message.course;
  std::string out =
      fmt::format("{} to {}: highest {}, lowest {}", format_utc(course.points.front().at),
                  format_utc(course.points.back().at), course.highest, course.lowest);
  std::string levels;
  for (const auto& level : course.levels)
    levels += fmt::format("{}{} ({})", levels.empty() ? "; dashed: " : ", ", level.text,
                          charts::colour_name(level.severity, message.severity_count));
  return short_line(out + levels, kLongestLine);
}

std::string html_chart(const Message& message, const std::string& chart) {
  if (chart.empty()) return {};
  const std::string caption = escape_html(caption_of(message));
  return fmt::format(
      "<p><img src=\"cid:{}\" width=\"{}\" height=\"{}\" alt=\"{}\"><br>\n"
      "<span style=\"color:#777;font-size:12px\">{}</span></p>\n",
      chart, charts::kSmallWidth, charts::kSmallHeight, caption, caption);
}

}  // namespace

std::string email_plain_body(const Message& message) {
  std::string out = short_line(headline(message), kLongestLine) + "\n\n";
  for (const auto& line : lines_of(printable_lines(body(message)))) out += line + "\n";
  return out + "\n-- \n" + footer(message) + "\n";
}

std::string email_html_body(const Message& message, const std::string& chart) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html><body style=\"font-family:sans-serif;font-size:14px;color:#222\">\n"
      "<div style=\"border-left:4px solid {};padding:2px 12px\">\n<p><strong>{}</strong></p>\n<p>",
      colour(message), escape_html(short_line(headline(message), kLongestLine)));
  bool first = true;
  for (const auto& line : lines_of(printable_lines(body(message)))) {
    out += (first ? "" : "<br>\n") + html_line(line);
    first = false;
  }
  return out + "</p>\n" + html_chart(message, chart) +
         fmt::format("</div>\n<p style=\"color:#777;font-size:12px\">{}</p>\n</body></html>\n",
                     escape_html(footer(message)));
}

}  // namespace tocsin::notifiers
