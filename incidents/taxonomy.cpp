#include "incidents/taxonomy.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tocsin::incidents {
namespace {

constexpr std::array kCategories{
    Category{"data.schema",
             "A field was renamed, dropped, added or changed its type or its codes."},
    Category{"data.missing", "Values or rows that should have been there were not."},
    Category{"data.upstream", "A source or job before the model delivered wrong values."},
    Category{"data.unit", "A value came in another unit, currency, scale or time zone."},
    Category{"data.late", "Events or labels arrived later than promised."},
    Category{"data.labels", "The labels were wrong, so that the model only seemed to be."},
    Category{"model.drift", "The world changed and the model no longer fits it."},
    Category{"model.retrain", "Training went wrong: bad data, a leak, or a run that failed."},
    Category{"model.version", "A wrong or faulty version of the model was rolled out."},
    Category{"model.bias", "The model treated a group of people or cases unfairly."},
    Category{"serving.latency", "Answers were too slow for a reason in the serving code."},
    Category{"serving.capacity", "There was more traffic than the machines could carry."},
    Category{"serving.dependency", "A service that the model calls failed or answered slowly."},
    Category{"serving.config", "A setting, flag, threshold or secret of the service was wrong."},
    Category{"infra", "Network, disk, machine, cluster or cloud failed."},
    Category{"people", "A wrong step by hand, or a step that nobody took."},
    Category{"monitor.false_alarm", "Nothing was wrong; the alert should not have fired."},
    Category{"monitor.threshold", "The threshold, hold or window was set wrongly."},
    Category{"expected", "A known event: a holiday, a campaign, a planned change."},
    Category{"unknown", "Looked into, and not found out."},
};

std::string_view whole(std::string_view name) { return name; }

std::string_view group_of(std::string_view name) { return name.substr(0, name.find('.')); }

std::string_view leaf_of(std::string_view name) {
  const auto dot = name.find('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::vector<std::string_view> names(std::string_view (*part)(std::string_view)) {
  std::vector<std::string_view> all;
  for (const auto& category : kCategories) all.push_back(part(category.name));
  return all;
}

std::vector<std::string_view> in_group(std::string_view group) {
  std::vector<std::string_view> all;
  for (const auto& category : kCategories) {
    if (group_of(category.name) == group) all.push_back(category.name);
  }
  return all;
}

// `Data-Unit` and `data/unit` are `data.unit`; `false-alarm` is `false_alarm`.
std::string normal(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
    if (c == '/' || c == ':') c = '.';
  }
  return out;
}

const Category* find(std::string_view name) {
  const auto found = std::ranges::find(kCategories, name, &Category::name);
  return found == kCategories.end() ? nullptr : &*found;
}

// What was meant: a whole name with a typo, or only the part after the dot.
std::optional<std::string_view> suggestion(std::string_view text) {
  std::string word = normal(text);
  const auto leaves = names(leaf_of);
  const auto by_leaf = std::ranges::find(leaves, word);
  if (by_leaf != leaves.end()) return kCategories[by_leaf - leaves.begin()].name;
  if (word.find('.') == std::string::npos && word.find('_') != std::string::npos) {
    word[word.find('_')] = '.';
  }
  if (const auto name = misspelt(word, names(whole))) return name;
  const auto leaf = misspelt(leaf_of(word), leaves);
  if (!leaf) return std::nullopt;
  return kCategories[std::ranges::find(leaves, *leaf) - leaves.begin()].name;
}

tl::unexpected<Error> unknown(std::string_view text) {
  const auto shown = printable(text);
  if (const auto meant = suggestion(text)) {
    return fail("there is no cause `{}`; did you mean `{}`?", shown, *meant);
  }
  return fail("there is no cause `{}`; the causes are {}", shown, fmt::join(names(whole), ", "));
}

}  // namespace

std::span<const Category> categories() { return kCategories; }

bool is_real(std::string_view cause) {
  return !cause.empty() && group_of(cause) != "monitor" && cause != "expected" &&
         cause != "unknown";
}

Result<Category> parse_category(std::string_view text) {
  if (const auto* category = find(text)) return *category;
  if (const auto members = in_group(text); members.size() > 1) {
    return fail("`{}` is a group of causes; choose one of {}", text, fmt::join(members, ", "));
  }
  return unknown(text);
}

Result<std::string> parse_cause_filter(std::string_view text) {
  if (find(text) != nullptr || !in_group(text).empty()) return std::string(text);
  return unknown(text);
}

}  // namespace tocsin::incidents
