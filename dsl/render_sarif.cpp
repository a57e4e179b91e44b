#include "dsl/codes.hpp"
#include "dsl/findings.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {
namespace {

using Json = nlohmann::ordered_json;

// A relative reference of RFC 3986: every other byte is escaped.
std::string as_uri(std::string_view path) {
  static constexpr std::string_view kPlain = "/-._~";
  std::string uri;
  for (const char ch : path) {
    const auto byte = static_cast<unsigned char>(ch);
    const bool is_plain = byte < 128 && (std::isalnum(byte) || kPlain.find(ch) != kPlain.npos);
    uri += is_plain ? std::string(1, ch) : fmt::format("%{:02X}", byte);
  }
  return uri.starts_with('/') ? "file://" + uri : uri;
}

class Run {
 public:
  explicit Run(const ProjectFindings& project) : project_(project) {
    for (const auto& d : project.all) names_.insert(d.code);
  }

  Json json(std::string_view version) const {
    Json results = Json::array();
    for (const auto& d : project_.all) results.push_back(result(d));
    Json driver{{"name", "tocsin"}, {"version", version}, {"rules", rules()}};
    return {
        {"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
  }

 private:
  static Json text(std::string_view words) { return {{"text", words}}; }

  Json rules() const {
    Json all = Json::array();
    for (const auto& name : names_) {
      Json rule{{"id", name}};
      if (const auto* code = find_code(name)) {
        rule["shortDescription"] = text(code->title);
        rule["help"] = text(code->text);
        rule["defaultConfiguration"] = {{"level", level_name(code->level)}};
      }
      all.push_back(std::move(rule));
    }
    return all;
  }

  // Lines and columns count from 1; the end column is the one behind the last character.
  Json region(Span span) const {
    const auto begin = project_.sources.place(span.file, span.begin);
    const auto end = project_.sources.place(span.file, span.end);
    return {{"startLine", begin.line},
            {"startColumn", begin.column},
            {"endLine", end.line},
            {"endColumn", end.column}};
  }

  Json artifact(std::uint32_t file) const {
    return {{"uri", as_uri(project_.prefix + project_.sources.file(file).path)}};
  }

  Json location(Span span) const {
    return {{"physicalLocation",
             {{"artifactLocation", artifact(span.file)}, {"region", region(span)}}}};
  }

  Json related(const Diagnostic& d) const {
    Json all = Json::array();
    for (const auto& label : d.related) {
      auto one = location(label.span);
      one["message"] = text(label.text);
      all.push_back(std::move(one));
    }
    return all;
  }

  Json fix(const Fix& fix) const {
    std::map<std::uint32_t, Json> replacements;
    for (const auto& edit : fix.edits)
      replacements[edit.span.file].push_back(
          {{"deletedRegion", region(edit.span)}, {"insertedContent", text(edit.text)}});
    Json changes = Json::array();
    for (const auto& [file, edits] : replacements)
      changes.push_back({{"artifactLocation", artifact(file)}, {"replacements", edits}});
    return {{"description", text(fix.help)}, {"artifactChanges", changes}};
  }

  Json result(const Diagnostic& d) const {
    auto words = d.message;
    if (!d.label.empty()) words += ": " + d.label;
    for (const auto& note : d.notes) words += "\n" + note;
    const auto index = std::distance(names_.begin(), names_.find(d.code));
    Json one{{"ruleId", d.code},
             {"ruleIndex", index},
             {"level", level_name(d.level)},
             {"message", text(words)},
             {"locations", Json::array({location(d.span)})}};
    if (!d.related.empty()) one["relatedLocations"] = related(d);
    if (d.fix && !d.fix->edits.empty()) one["fixes"] = Json::array({fix(*d.fix)});
    return one;
  }

  const ProjectFindings& project_;
  std::set<std::string> names_;
};

}  // namespace

std::string render_sarif(const std::vector<ProjectFindings>& projects, std::string_view version) {
  Json runs = Json::array();
  for (const auto& project : projects) runs.push_back(Run(project).json(version));
  const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs", std::move(runs)}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::dsl
