#include "dsl/monitor_names.hpp"

#include "base/spelling.hpp"
#include "dsl/check_delivery.hpp"
#include "dsl/limits.hpp"
#include "dsl/packages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>

namespace tocsin::dsl {
namespace {

using Parts = std::span<const ast::Name>;

std::string joined(Parts parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ".") + part.text;
  return text;
}

const std::vector<std::size_t>* monitors_named(const ModelSource& model, const std::string& name) {
  const auto found = model.monitors.find(name);
  return found == model.monitors.end() ? nullptr : &found->second;
}

std::vector<std::size_t> all_of(const Checking& c, std::size_t model) {
  std::vector<std::size_t> all;
  for (std::size_t m = 0; m < c.plan.monitors.size(); ++m)
    if (c.plan.monitors[m].model == model) all.push_back(m);
  return all;
}

// A monitor's name without its model, where no other model of the package has one of that name.
const std::vector<std::size_t>* only_one(const Checking& c, const Package& package,
                                         const std::string& name) {
  const std::vector<std::size_t>* found = nullptr;
  for (const auto& [model, index] : package.models) {
    const auto* here = monitors_named(c.models[index], name);
    if (here && found) return nullptr;
    if (here) found = here;
  }
  return found;
}

// `laon.late`: the model is misspelt, and it has a monitor of that name.
bool is_other_model(Checking& c, const Package& package, Parts parts) {
  if (parts.size() < 2) return false;
  const auto meant = nearest(parts.front().text, names_of(package.models));
  if (!meant || *meant == parts.front().text) return false;
  const auto& model = c.models[package.models.at(std::string(*meant))];
  return monitors_named(model, joined(parts.subspan(1))) != nullptr;
}

void unknown(Checking& c, const Package& package, std::optional<std::size_t> of_model,
             Parts parts) {
  if (c.monitors_lost) return;
  if (is_other_model(c, package, parts))
    return no_such(c, "model", parts.front(), names_of(package.models));
  const auto named = package.models.find(parts.front().text);
  const bool has_model = parts.size() > 1 && named != package.models.end();
  if (has_model) of_model = named->second;
  const Parts own = has_model ? parts.subspan(1) : parts;
  Span span = own.front().span;
  span.end = own.back().span.end;
  std::vector<std::string_view> known;
  for (const auto& [name, index] : package.models)
    if (!of_model || index == *of_model)
      for (const auto& monitor : names_of(c.models[index].monitors)) known.push_back(monitor);
  std::ranges::sort(known);
  no_such(c, "monitor", {joined(own), span}, known);
}

// Watched in this folder or below it, or a monitor of one of its models.
bool is_of(const Checking& c, const Package& home, std::size_t monitor) {
  const auto& plan = c.plan.monitors[monitor];
  return is_below(home.name, plan.package) || c.models[plan.model].package == &home;
}

bool matches(Parts pattern, const std::vector<std::string_view>& name) {
  if (pattern.size() > name.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i].text != "*" && pattern[i].text != name[i]) return false;
  return true;
}

std::vector<std::string_view> parts_of(const Checking& c, std::size_t monitor) {
  const auto& plan = c.plan.monitors[monitor];
  std::vector<std::string_view> parts{c.plan.models[plan.model].schema.model};
  const std::string_view name = plan.name;
  const auto& source = c.monitors[monitor];
  if (!source.check) {
    parts.push_back(name);
    return parts;
  }
  parts.push_back(source.monitor->name.text);
  parts.push_back(source.check->name.text);
  return parts;
}

// All monitors that a pattern may match: those of the model, or the one, that it spells out.
std::vector<std::size_t> candidates(const Checking& c, Parts pattern) {
  std::vector<std::size_t> found;
  const auto is_star = [](const ast::Name& part) { return part.text == "*"; };
  if (pattern.size() < 2 || is_star(pattern.front())) {
    found.resize(c.plan.monitors.size());
    std::iota(found.begin(), found.end(), 0);
    return found;
  }
  const bool is_open = std::ranges::any_of(pattern, is_star);
  const auto name = joined(pattern.subspan(1));
  const auto add = [&](const std::vector<std::size_t>& monitors) {
    found.insert(found.end(), monitors.begin(), monitors.end());
  };
  for (std::size_t i = 0; i < c.models.size(); ++i) {
    if (c.models[i].model->name.text != pattern.front().text) continue;
    if (is_open)
      add(all_of(c, i));
    else if (const auto* named = monitors_named(c.models[i], name))
      add(*named);
  }
  std::ranges::sort(found);
  return found;
}

std::optional<std::vector<std::size_t>> found(Checking& c, const Package& package,
                                              std::optional<std::size_t> of_model,
                                              const ast::Path& path) {
  const auto whole = joined(path.parts);
  if (of_model)
    if (const auto* named = monitors_named(c.models[*of_model], whole)) return *named;
  const auto place = qualified(c, package, path);
  if (!place) return std::nullopt;
  const auto& [home, parts] = *place;
  if (const auto model = home->models.find(parts.front().text); model != home->models.end()) {
    if (parts.size() == 1) return all_of(c, model->second);
    if (const auto* named = monitors_named(c.models[model->second], joined(parts.subspan(1))))
      return *named;
  } else if (!of_model) {
    if (const auto* named = only_one(c, *home, joined(parts))) return *named;
  }
  if (home != &package || !not_imported(c, package, path)) unknown(c, *home, of_model, parts);
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::size_t>> find_monitors(Checking& c, const Package& package,
                                                      std::optional<std::size_t> of_model,
                                                      const ast::Path& path) {
  if (c.selected > kMostSelected) return std::nullopt;
  auto monitors = found(c, package, of_model, path);
  if (monitors && selects_too_many(c, monitors->size(), path.span)) return std::nullopt;
  return monitors;
}

std::vector<std::size_t> matching(Checking& c, const Package& package,
                                  std::optional<std::size_t> of_model, const ast::Path& pattern) {
  const auto place = qualified(c, package, pattern);
  if (!place) return {};
  const auto* home = place->package;
  std::vector<ast::Name> parts(place->parts.begin(), place->parts.end());
  const auto is_model = [&](const auto& entry) {
    return is_below(home->name, entry.first) && entry.second.models.contains(parts.front().text);
  };
  const bool has_model = parts.front().text == "*" || std::ranges::any_of(c.packages, is_model);
  if (!has_model && of_model)
    parts.insert(parts.begin(), c.models[*of_model].model->name);
  else if (!has_model)
    parts.insert(parts.begin(), {"*", parts.front().span});
  if (c.selected > kMostSelected) return {};
  auto found = candidates(c, parts);
  if (selects_too_many(c, found.size(), pattern.span)) return {};
  std::erase_if(
      found, [&](std::size_t m) { return !is_of(c, *home, m) || !matches(parts, parts_of(c, m)); });
  if (found.empty() && !c.monitors_lost && !c.damage.any() && !not_imported(c, package, pattern))
    c.diagnostics.error(
        "T5107", pattern.span,
        fmt::format("selector `{}` matches no monitor", on_one_line(c.sources, pattern.span)));
  return found;
}

bool selects_too_many(Checking& c, std::size_t more, Span span) {
  const bool is_told = c.selected > kMostSelected;
  c.selected += more;
  if (c.selected <= kMostSelected) return false;
  if (!is_told)
    c.diagnostics.error(
        "T0016", span,
        fmt::format("up to here the patterns of these rules stand for more than {} monitors",
                    kMostSelected));
  return true;
}

std::optional<std::size_t> find_model(Checking& c, const Package& package, const ast::Path& path) {
  const auto place = qualified(c, package, path);
  if (!place) return std::nullopt;
  const auto name = joined(place->parts);
  const auto& models = place->package->models;
  if (const auto found = models.find(name); found != models.end()) return found->second;
  if (place->package == &package && not_imported(c, package, path)) return std::nullopt;
  auto span = place->parts.front().span;
  span.end = place->parts.back().span.end;
  no_such(c, "model", {name, span}, names_of(models));
  return std::nullopt;
}

}  // namespace tocsin::dsl
