#include "dsl/findings.hpp"

#include <fmt/format.h>

#include <string>

namespace tocsin::dsl {
namespace {

// The runner of workflows takes one line a command; what would end it or a property is escaped.
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char ch : text) {
    const bool marks = is_property && (ch == ':' || ch == ',');
    if (ch == '%' || ch == '\r' || ch == '\n' || marks)
      out += fmt::format("%{:02X}", static_cast<unsigned char>(ch));
    else
      out += ch;
  }
  return out;
}

std::string_view command(Level level) {
  return level == Level::note ? std::string_view("notice") : level_name(level);
}

std::string body(const Diagnostic& d) {
  auto text = d.message;
  if (!d.label.empty()) text += "\n" + d.label;
  for (const auto& note : d.notes) text += "\nnote: " + note;
  if (d.fix) text += "\nhelp: " + d.fix->help;
  return text + fmt::format("\ntocsin explain {}", d.code);
}

// Columns are known only to annotations within one line.
std::string place(Span span, const ProjectFindings& in) {
  const auto begin = in.sources.place(span.file, span.begin);
  const auto end = in.sources.place(span.file, span.end);
  const auto path = escaped(in.prefix + in.sources.file(span.file).path, true);
  auto text = fmt::format("file={},line={},endLine={}", path, begin.line, end.line);
  if (begin.line == end.line) text += fmt::format(",col={},endColumn={}", begin.column, end.column);
  return text;
}

}  // namespace

std::string render_github(const ProjectFindings& project) {
  std::string text;
  for (const auto& d : project.all)
    text += fmt::format("::{} {},title={}::{}\n", command(d.level), place(d.span, project),
                        escaped(d.code, true), escaped(body(d), false));
  return text;
}

}  // namespace tocsin::dsl
