// What stands above tests and monitors: a way to run tests, and how many there are.
#include "dsl/build.hpp"
#include "dsl/not_evaluated.hpp"
#include "lsp/features.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace tocsin::lsp {
namespace {

class Lenses {
 public:
  explicit Lenses(const Asked& asked) : asked_(asked) {}

  // Read from the text, so that they are there while the rules have errors.
  void add_tests() {
    const auto& tree = asked_.project.syntax(asked_.file).tree;
    for (const auto item : children(tree.root())) {
      const auto test = dsl::build::clause_of(item);
      const auto title = dsl::build::head_of(test).child(dsl::Kind::text);
      if (test.is(dsl::Kind::test) && title)
        add(title.begin(), title.end(), "run test", dsl::build::text({}, title).value);
    }
  }

  void add_monitors(const dsl::Plan& plan) {
    std::vector<std::size_t> tests(plan.monitors.size());
    for (const auto& test : plan.tests)
      for (const auto monitor : dsl::judged_by(plan, test)) ++tests[monitor];
    for (std::size_t i = 0; i < tests.size(); ++i) {
      const auto& monitor = plan.monitors[i];
      if (monitor.span.file != asked_.file) continue;
      const auto& model = plan.models[monitor.model].schema.model;
      const auto package = monitor.package.empty() ? "" : monitor.package + ".";
      const auto text = tests[i] == 0   ? std::string("no test")
                        : tests[i] == 1 ? std::string("1 test")
                                        : fmt::format("{} tests", tests[i]);
      add(monitor.span.begin, monitor.span.end, text,
          tests[i] == 0 ? "" : fmt::format("{}{}.{}", package, model, monitor.name));
    }
  }

  Json take() { return std::move(lenses_); }

 private:
  // Without `filter` there is nothing to run, and the text is only read.
  void add(std::size_t begin, std::size_t end, std::string text, const std::string& filter) {
    Json command{{"title", std::move(text)}, {"command", filter.empty() ? "" : kTestCommand}};
    if (!filter.empty())
      command["arguments"] =
          Json::array({Json{{"rules", asked_.project.root()}, {"filter", filter}}});
    lenses_.push_back({{"range", range_of(asked_.text(), begin, end, asked_.encoding())},
                       {"command", std::move(command)}});
  }

  const Asked& asked_;
  Json lenses_ = Json::array();
};

}  // namespace

Json code_lenses(const Asked& asked) {
  Lenses lenses(asked);
  lenses.add_tests();
  if (const auto* plan = asked.project.plan()) lenses.add_monitors(*plan);
  return lenses.take();
}

}  // namespace tocsin::lsp
