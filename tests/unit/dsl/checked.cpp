#include "tests/unit/dsl/checked.hpp"

#include "dsl/fingerprint.hpp"
#include "dsl/parser.hpp"
#include "tests/unit/dsl/fake_catalogue.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

std::vector<std::string> codes(const Diagnostics& diagnostics, Level level) {
  std::vector<std::string> found;
  for (const auto& d : diagnostics.all())
    if (d.level == level) found.push_back(d.code);
  return found;
}

}  // namespace

std::vector<std::string> Checked::errors() const { return codes(diagnostics, Level::error); }
std::vector<std::string> Checked::lints() const { return codes(diagnostics, Level::warning); }

std::string Checked::text() const {
  std::string all;
  for (const auto& d : diagnostics.all())
    if (d.level == Level::error) all += render_brief(d, sources) + "\n";
  return all;
}

const MonitorPlan& Checked::monitor(const std::string& name) const {
  REQUIRE(plan);
  for (const auto& monitor : plan->monitors)
    if (monitor.name == name) return monitor;
  FAIL("no monitor " << name);
  return plan->monitors.front();
}

Hash128 Checked::fingerprint(const std::string& name) const {
  const auto& found = monitor(name);
  return dsl::fingerprint(found, plan->models[found.model]);
}

Checked checked(std::vector<std::pair<std::string, std::string>> files, CheckOptions options) {
  Checked result;
  std::vector<ast::File> parsed;
  for (auto& [path, text] : files) {
    const auto index = result.sources.add({path, "tocsin 1\n" + text});
    parsed.push_back(parse(result.sources, index, result.diagnostics));
  }
  result.plan = check(parsed, result.sources, fake_catalogue(), options, result.diagnostics);
  return result;
}

Checked checked(const std::string& text, CheckOptions options) {
  return checked({{"rules.tocsin", text}}, std::move(options));
}

Checked watched(const std::string& clauses) {
  return checked(kModel + kRoutes + "watch m {\n" + clauses + "\n}\n");
}

Checked monitor(const std::string& body) {
  return watched("fear f \"It goes wrong\" {\n" + body + "\n}");
}

}  // namespace tocsin::dsl
