#include "dsl/findings.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace tocsin::dsl {

namespace {

using Json = nlohmann::ordered_json;

// Lines and columns count from 1, columns in code points; the end is behind the last one.
Json place(Span span, const ProjectFindings& in) {
  const auto begin = in.sources.place(span.file, span.begin);
  const auto end = in.sources.place(span.file, span.end);
  return {{"path", in.prefix + in.sources.file(span.file).path},
          {"line", begin.line},
          {"column", begin.column},
          {"end_line", end.line},
          {"end_column", end.column}};
}

Json fix_json(const Fix& fix, const ProjectFindings& in) {
  Json edits = Json::array();
  for (const auto& edit : fix.edits) {
    auto one = place(edit.span, in);
    one["text"] = edit.text;
    edits.push_back(std::move(one));
  }
  return {{"help", fix.help}, {"machine_applicable", fix.machine_applicable}, {"edits", edits}};
}

Json diagnostic_json(const Diagnostic& d, const ProjectFindings& in) {
  Json result{{"code", d.code}, {"level", level_name(d.level)}, {"message", d.message}};
  result.update(place(d.span, in));
  result["label"] = d.label;
  result["related"] = Json::array();
  for (const auto& label : d.related) {
    auto one = place(label.span, in);
    one["text"] = label.text;
    result["related"].push_back(std::move(one));
  }
  result["notes"] = d.notes;
  result["fix"] = d.fix ? fix_json(*d.fix, in) : Json(nullptr);
  return result;
}

}  // namespace

std::string render_json(const std::vector<ProjectFindings>& projects) {
  Json result = Json::array();
  for (const auto& project : projects)
    for (const auto& d : project.all) result.push_back(diagnostic_json(d, project));
  // A message may quote bytes of a file that is not UTF-8.
  return result.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::dsl
