// The catalogue as Markdown, as GitHub and GitLab show it.
#include "base/printable.hpp"
#include "prose/catalog.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::prose {
namespace {

// Text that means itself: no mark of Markdown, no HTML, no end of a line.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_[]<>|#~!").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// A name between back-ticks, where only the end of a cell is still a mark.
std::string code(std::string_view name) {
  std::string out = "`";
  for (const char c : name) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out + '`';
}

// Doc comments keep their lines and their lists of steps.
std::string lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    while (line.starts_with(' ')) line.remove_prefix(1);
    const bool is_step = line.starts_with("- ");
    out += is_step ? "- " + plain(line.substr(2)) : plain(line);
    out += "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string link(const std::string& url) {
  const bool is_link = url.starts_with("https://") || url.starts_with("http://");
  const bool is_whole = url.find_first_of(" <>") == std::string::npos && printable(url) == url;
  return is_link && is_whole ? "<" + url + ">" : plain(url);
}

std::string people(const std::string& owner, const std::string& runbook,
                   const std::string& dashboard) {
  std::string text;
  if (!owner.empty()) text += fmt::format("- Owner: {}\n", plain(owner));
  if (!runbook.empty()) text += fmt::format("- Runbook: {}\n", link(runbook));
  if (!dashboard.empty()) text += fmt::format("- Dashboard: {}\n", link(dashboard));
  return text;
}

std::string sides(const CatalogModel& model) {
  std::string text = "\n| side | watched by |\n|---|---|\n";
  for (const auto& side : model.sides) {
    std::string by;
    for (const auto& name : side.monitors) by += (by.empty() ? "" : ", ") + code(name);
    text += fmt::format("| {}: {} | {} |\n", to_text(side.side), meaning(side.side),
                        by.empty() ? "**nobody**" : by);
  }
  return text;
}

std::string monitor(const CatalogMonitor& m) {
  auto text = fmt::format("\n### {}\n\n{} `{}`\n\n", plain(m.title), m.kind, m.name);
  if (!m.doc.empty()) text += lines(m.doc) + "\n";
  text += plain(m.paragraph) + "\n\n";
  for (const auto& told : m.told)
    text += fmt::format("- Told of `{}`: {}\n", told.severity, plain(told.receivers));
  text += people(m.owner, m.runbook, m.dashboard);
  for (const auto& advice : m.because) text += fmt::format("- Because: {}\n", plain(advice));
  if (m.tests.empty()) return text + "- Tests: **none**\n";
  text += fmt::format("- Tests: {}\n", m.tests.size());
  for (const auto& test : m.tests) text += fmt::format("  - {}\n", plain(test));
  return text;
}

std::string model(const CatalogModel& m) {
  auto text =
      fmt::format("\n## {}\n\nmodel `{}`\n\n", plain(m.title.empty() ? m.name : m.title), m.name);
  if (!m.doc.empty()) text += lines(m.doc) + "\n";
  text += people(m.owner, m.runbook, m.dashboard) + sides(m);
  for (const auto& one : m.monitors) text += monitor(one);
  return text;
}

}  // namespace

std::string render_markdown(const Catalog& catalog) {
  std::string text = "# What is watched\n";
  for (const auto& one : catalog.models) text += model(one);
  text += "\n## Who is told\n\n| channel | kind | severities |\n|---|---|---|\n";
  for (const auto& c : catalog.channels)
    text += fmt::format("| {} | {} | {} |\n", code(c.name), c.kind, listed(c.severities));
  return text;
}

}  // namespace tocsin::prose
