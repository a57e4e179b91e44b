#include "tests/diagnostics/judged.hpp"

#include "dsl/parser.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/notifier.hpp"
#include "sources/source.hpp"

namespace tocsin::dsl {

std::set<std::string> Judged::codes(Level level) const {
  std::set<std::string> found;
  for (const auto& d : diagnostics.all())
    if (d.level == level) found.insert(d.code);
  return found;
}

std::string Judged::text() const {
  std::string all;
  for (const auto& d : diagnostics.all()) all += render_brief(d, sources);
  return all;
}

Judged judged(const std::vector<std::pair<std::string, std::string>>& files) {
  Judged result;
  std::vector<ast::File> parsed;
  for (const auto& [path, text] : files) {
    const auto index = result.sources.add({path, text});
    parsed.push_back(parse(result.sources, index, result.diagnostics));
  }
  const Catalogue catalogue{evaluators::measures(), notifiers::catalogue(), sources::catalogue()};
  CheckOptions options;
  options.setting_fault = notifiers::setting_fault;
  options.today = parse_time("2026-11-23T00:00Z");
  check(parsed, result.sources, catalogue, options, result.diagnostics);
  return result;
}

}  // namespace tocsin::dsl
