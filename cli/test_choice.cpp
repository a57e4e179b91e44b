#include "cli/test_choice.hpp"

#include "base/printable.hpp"
#include "base/result.hpp"
#include "dsl/not_evaluated.hpp"
#include "evaluators/letter_case.hpp"
#include "evaluators/pattern.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace tocsin::cli {
namespace {

constexpr std::size_t kShown = 3;

bool is_glob(const std::string& pattern) {
  return pattern.find_first_of("*?") != std::string::npos;
}

bool fits(const std::string& pattern, const std::string& text) {
  const auto wanted = evaluators::lower_case(pattern);
  const auto lower = evaluators::lower_case(text);
  if (is_glob(pattern)) return evaluators::Pattern(wanted).matches(lower);
  return lower.find(wanted) != std::string::npos;
}

std::string name_of(const dsl::Plan& plan, std::size_t number) {
  const auto& monitor = plan.monitors[number];
  const auto name = plan.models[monitor.model].schema.model + "." + monitor.name;
  return monitor.package.empty() ? name : monitor.package + "." + name;
}

// What a pattern may mean of one test.
std::vector<std::string> names_of(const dsl::Plan& plan, const dsl::TestPlan& test) {
  std::vector<std::string> names{test.title};
  for (const std::size_t monitor : dsl::judged_by(plan, test))
    names.push_back(name_of(plan, monitor));
  return names;
}

// Letters to change until `word` stands somewhere in `text`.
std::size_t distance_inside(std::string_view word, std::string_view text) {
  std::vector<std::size_t> row(text.size() + 1, 0);  // it may begin anywhere
  for (std::size_t i = 1; i <= word.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= text.size(); ++j) {
      const std::size_t replaced = corner + (word[i - 1] == text[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return *std::ranges::min_element(row);
}

// The nearest titles and monitors; the first ones where none is near.
std::string suggestion(const Plans& plans, const std::string& pattern) {
  auto word = evaluators::lower_case(pattern);
  std::erase_if(word, [](char ch) { return ch == '*' || ch == '?'; });
  std::vector<std::pair<std::size_t, std::string>> near;
  std::set<std::string> seen;
  std::vector<std::string> titles;
  for (const auto* plan : plans)
    for (const auto& test : plan->tests) {
      titles.push_back(test.title);
      for (const auto& name : names_of(*plan, test)) {
        const auto distance = distance_inside(word, evaluators::lower_case(name));
        const bool is_near = !word.empty() && distance <= std::max<std::size_t>(word.size() / 3, 1);
        if (is_near && word.size() > 1 && seen.insert(name).second)
          near.emplace_back(distance, name);
      }
    }
  std::ranges::stable_sort(near, {}, &std::pair<std::size_t, std::string>::first);
  std::vector<std::string> shown;
  for (const auto& [distance, name] : near)
    if (shown.size() < kShown) shown.push_back(fmt::format("`{}`", printable(name)));
  if (!shown.empty()) return fmt::format("near: {}", fmt::join(shown, ", "));
  for (const auto& title : titles)
    if (shown.size() < kShown) shown.push_back(fmt::format("`{}`", printable(title)));
  if (shown.empty()) return "these rules have no tests";
  return fmt::format("there {} {}, such as {}", titles.size() == 1 ? "is" : "are", titles.size(),
                     fmt::join(shown, ", "));
}

// Adds the tests that the pattern means; false when there is none.
bool choose(const dsl::Plan& plan, const std::string& pattern, std::set<std::size_t>& chosen) {
  bool found = false;
  for (std::size_t number = 0; number < plan.tests.size(); ++number)
    if (std::ranges::any_of(names_of(plan, plan.tests[number]),
                            [&](const auto& name) { return fits(pattern, name); })) {
      chosen.insert(number);
      found = true;
    }
  return found;
}

std::vector<std::size_t> all_tests(const dsl::Plan& plan) {
  std::vector<std::size_t> all(plan.tests.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

}  // namespace

std::vector<std::vector<std::size_t>> chosen_tests(const Plans& plans,
                                                   const std::vector<std::string>& patterns) {
  std::vector<std::set<std::size_t>> chosen(plans.size());
  for (const auto& pattern : patterns) {
    bool found = plans.empty();  // what is wrong with the rules is told already
    for (std::size_t i = 0; i < plans.size(); ++i) found |= choose(*plans[i], pattern, chosen[i]);
    if (!found)
      throw StartupError{
          fmt::format("--filter {}: no test has this in its title or in the monitors that it "
                      "judges; {}",
                      printable(pattern), suggestion(plans, pattern))};
  }
  std::vector<std::vector<std::size_t>> numbers;
  for (std::size_t i = 0; i < plans.size(); ++i)
    numbers.push_back(patterns.empty() ? all_tests(*plans[i])
                                       : std::vector(chosen[i].begin(), chosen[i].end()));
  return numbers;
}

}  // namespace tocsin::cli
