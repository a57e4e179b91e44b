// The watch blocks of a project. What is said of one model is checked by one thread, because
// monitors of a model know of each other; what comes out is in the order of the files.
#include "base/at_once.hpp"
#include "dsl/check_monitor.hpp"
#include "dsl/monitor_names.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <span>

namespace tocsin::dsl {
namespace {

// Of each thread: so the last ones have something left when others are done early.
constexpr std::size_t kPartsPerThread = 4;

struct Block {
  Package* package = nullptr;
  const ast::Watch* watch = nullptr;
  std::size_t model = 0;
};
using Blocks = std::span<const Block>;

std::vector<Block> blocks_of(Checking& c, const std::vector<ast::File>& files) {
  std::vector<Block> blocks;
  for (const auto& file : files)
    for (const auto& decl : file.decls) {
      const auto* watch = std::get_if<ast::Watch>(&decl.node);
      if (!watch) continue;
      auto& package = *c.package_of_file.at(file.file);
      const auto model = find_model(c, package, watch->model);
      c.monitors_lost = c.monitors_lost || watch->broken || !model;
      if (model) blocks.push_back({&package, watch, *model});
    }
  return blocks;
}

// Neighbours, about as much work in each, and no model in two of them.
std::vector<Blocks> split(const Checking& c, Blocks blocks) {
  std::vector<std::size_t> last(c.models.size());  // block of each model
  std::size_t work = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    last[blocks[i].model] = i;
    work += blocks[i].watch->items.size();
  }
  const auto enough = work / (processors() * kPartsPerThread);
  std::vector<Blocks> parts;
  std::size_t first = 0, reach = 0, held = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    reach = std::max(reach, last[blocks[i].model]);
    held += blocks[i].watch->items.size();
    if (i + 1 < blocks.size() && (reach > i || held < enough)) continue;
    parts.push_back(blocks.subspan(first, i + 1 - first));
    first = i + 1;
    held = 0;
  }
  return parts;
}

void check_part(Checking& c, Blocks part) {
  std::size_t more = 0;
  for (const auto& block : part) more += block.watch->items.size();
  c.monitor_plans.reserve(c.monitor_plans.size() + more);  // they are large
  for (const auto& block : part)
    check_watch(c, *block.package, *block.watch, c.models[block.model]);
}

// What one thread finds; monitors are counted from the first of the part.
struct Findings {
  Findings(Checking& whole, Blocks blocks)
      : part(blocks), c{whole.sources, whole.catalogue, whole.options,  said,
                        whole.plan,    whole.damage,    whole.declared, plans} {}

  Blocks part;
  Diagnostics said;
  std::vector<MonitorPlan> plans;
  Checking c;
};

template <typename T>
void append(std::vector<T>& all, std::vector<T>& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void take(Checking& c, Findings& found) {
  const auto base = c.monitor_plans.size();
  std::set<std::size_t> models;
  for (const auto& block : found.part)
    if (models.insert(block.model).second)
      for (auto& [name, monitors] : c.models[block.model].monitors)
        for (auto& monitor : monitors) monitor += base;
  append(c.monitor_plans, found.plans);
  append(c.monitors, found.c.monitors);
  append(c.diagnostics.all(), found.said.all());
  c.reference_columns.merge(found.c.reference_columns);
  c.monitors_lost = c.monitors_lost || found.c.monitors_lost;
  c.unresolved = c.unresolved || found.c.unresolved;
}

}  // namespace

void check_watches(Checking& c, const std::vector<ast::File>& files) {
  const auto blocks = blocks_of(c, files);
  const auto parts = split(c, blocks);
  if (parts.size() < 2) return check_part(c, blocks);
  std::vector<std::unique_ptr<Findings>> all;
  for (const auto part : parts) all.push_back(std::make_unique<Findings>(c, part));
  at_once(all.size(), [&](std::size_t i) { check_part(all[i]->c, all[i]->part); });
  std::size_t count = 0;
  for (const auto& found : all) count += found->plans.size();
  c.monitor_plans.reserve(count);
  c.monitors.reserve(count);
  for (auto& found : all) take(c, *found);
}

}  // namespace tocsin::dsl
