// The catalogue as one page: readable on a phone and on paper, by day and by night, without scripts
// and without anything from elsewhere.
#include "base/printable.hpp"
#include "prose/catalog.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

namespace tocsin::prose {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What is watched</title>
<style>
:root { color-scheme: light dark; --line: #8886; --quiet: #666; --alarm: #b00020; }
@media (prefers-color-scheme: dark) { :root { --quiet: #aaa; --alarm: #ff8a80; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; }
h2 { border-top: 2px solid var(--line); padding-top: 1rem; margin-top: 2.5rem; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1rem; margin: 1rem 0; break-inside: avoid; }
.quiet { color: var(--quiet); }
.nobody { color: var(--alarm); font-weight: bold; }
code { font-size: .9em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
.doc { white-space: pre-line; }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .4rem; } }
</style>
</head>
<body>
<h1>What is watched</h1>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable_lines(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

// Only what a browser opens as a page becomes a link.
std::string link(const std::string& url) {
  const auto text = escaped(url);
  if (!url.starts_with("https://") && !url.starts_with("http://")) return text;
  return fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>", text, text);
}

std::string row(std::string_view name, const std::string& content) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, content);
}

std::string people(const std::string& owner, const std::string& runbook,
                   const std::string& dashboard) {
  std::string text;
  if (!owner.empty()) text += row("Owner", escaped(owner));
  if (!runbook.empty()) text += row("Runbook", link(runbook));
  if (!dashboard.empty()) text += row("Dashboard", link(dashboard));
  return text;
}

std::string doc(const std::string& text) {
  return text.empty() ? "" : fmt::format("<p class=\"doc\">{}</p>\n", escaped(text));
}

std::string sides(const CatalogModel& model) {
  std::string text = "<table>\n<tr><th>Side</th><th>Watched by</th></tr>\n";
  for (const auto& side : model.sides) {
    std::string by;
    for (const auto& name : side.monitors)
      by += fmt::format("{}<code>{}</code>", by.empty() ? "" : ", ", escaped(name));
    text += fmt::format("<tr><td>{}<br><span class=\"quiet\">{}</span></td><td>{}</td></tr>\n",
                        to_text(side.side), meaning(side.side),
                        by.empty() ? "<span class=\"nobody\">nobody</span>" : by);
  }
  return text + "</table>\n";
}

std::string tests(const CatalogMonitor& m) {
  if (m.tests.empty()) return row("Tests", "<span class=\"nobody\">none</span>");
  std::string list;
  for (const auto& test : m.tests) list += (list.empty() ? "" : "<br>") + escaped(test);
  return row("Tests", list);
}

std::string monitor(const CatalogMonitor& m) {
  auto text = fmt::format(
      "<article>\n<h3>{}</h3>\n<p class=\"quiet\">{} <code>{}</code></p>\n{}<p>{}</p>\n<dl>\n",
      escaped(m.title), m.kind, escaped(m.name), doc(m.doc), escaped(m.paragraph));
  for (const auto& told : m.told)
    text += row(fmt::format("Told of {}", escaped(told.severity)), escaped(told.receivers));
  text += people(m.owner, m.runbook, m.dashboard);
  for (const auto& advice : m.because) text += row("Because", escaped(advice));
  return text + tests(m) + "</dl>\n</article>\n";
}

std::string model(const CatalogModel& m) {
  auto text =
      fmt::format("<h2>{}</h2>\n<p class=\"quiet\">model <code>{}</code></p>\n{}<dl>\n{}</dl>\n",
                  escaped(m.title.empty() ? m.name : m.title), escaped(m.name), doc(m.doc),
                  people(m.owner, m.runbook, m.dashboard));
  text += sides(m);
  for (const auto& one : m.monitors) text += monitor(one);
  return text;
}

}  // namespace

std::string render_html(const Catalog& catalog) {
  std::string text(kHead);
  for (const auto& one : catalog.models) text += model(one);
  text +=
      "<h2>Who is told</h2>\n<table>\n<tr><th>Channel</th><th>Kind</th><th>Severities</th></tr>\n";
  for (const auto& c : catalog.channels)
    text += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
                        escaped(c.name), escaped(c.kind), escaped(listed(c.severities)));
  return text + "</table>\n</body>\n</html>\n";
}

}  // namespace tocsin::prose
