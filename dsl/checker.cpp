#include "dsl/checker.hpp"

#include "dsl/allow.hpp"
#include "dsl/braces.hpp"
#include "dsl/check_delivery.hpp"
#include "dsl/check_let.hpp"
#include "dsl/check_model.hpp"
#include "dsl/check_monitor.hpp"
#include "dsl/check_template.hpp"
#include "dsl/check_test.hpp"
#include "dsl/checking.hpp"
#include "dsl/history.hpp"
#include "dsl/lints.hpp"
#include "dsl/scope.hpp"

#include <algorithm>
#include <map>

namespace tocsin::dsl {
namespace {

// All declarations of one kind, whatever their file: names are known before anything is looked up.
template <typename Node, typename Check>
void for_each(Checking& c, const std::vector<ast::File>& files, Check check) {
  for (const auto& file : files)
    for (const auto& decl : file.decls)
      if (const auto* node = std::get_if<Node>(&decl.node))
        check(*c.package_of_file.at(file.file), *node);
}

// A second declaration of a name was reported with the names; only the first is in the Plan.
void check_channels(Checking& c, const std::vector<ast::File>& files) {
  for_each<ast::Channel>(c, files, [&](Package& package, const ast::Channel& channel) {
    const auto index = package.channels.at(channel.name.text);
    if (c.channels[index] == channel.name.span) check_channel(c, index, channel);
  });
}

void check_all(Checking& c, const std::vector<ast::File>& files) {
  collect_names(c, files);
  c.plan.incident.from = c.plan.severities.default_rank;
  for (std::size_t i = 0; i < c.models.size(); ++i) check_model(c, i);
  check_channels(c, files);
  check_templates(c);
  check_watches(c, files);
  check_history(c);
  for_each<ast::Route>(
      c, files, [&](Package& package, const ast::Route& route) { check_route(c, package, route); });
  for_each<ast::Suppress>(c, files, [&](Package& package, const ast::Suppress& suppress) {
    check_suppress(c, package, suppress);
  });
  for_each<ast::Mute>(
      c, files, [&](Package& package, const ast::Mute& mute) { check_mute(c, package, mute); });
  for_each<ast::Silence>(c, files, [&](Package& package, const ast::Silence& silence) {
    check_silence(c, package, silence);
  });
  for_each<ast::Incident>(
      c, files, [&](Package&, const ast::Incident& incident) { check_incident(c, incident); });
  check_routing(c);
  for_each<ast::Test>(
      c, files, [&](Package& package, const ast::Test& test) { check_test(c, package, test); });
  lint_project(c);
  check_unused(c);  // marks lets as used
}

// Whether both places lie in one clause, as far as the text between them shows.
bool is_one_clause(const Sources& sources, Span a, Span b) {
  if (a.file != b.file) return false;
  const auto [first, last] = std::minmax(a.begin, b.begin);
  const std::string_view text = sources.file(a.file).text;
  return text.substr(first, last - first).find_first_of("\n;{}") == text.npos;
}

// Where a brace is missing or one too many, whatever follows is read in the wrong block: of the
// syntax errors in such a file the first one counts, or the brace itself where it was found, and
// nothing else in it does. Returns how many syntax errors are left.
std::size_t keep_one_where_braces_fail(const Sources& sources, std::size_t read,
                                       Diagnostics& diagnostics) {
  std::map<std::uint32_t, Diagnostic> kept;
  std::map<std::uint32_t, int> open;
  auto& all = diagnostics.all();
  for (std::size_t i = 0; i < read; ++i) {
    const auto& d = all[i];
    const auto file = d.span.file;
    if (d.level != Level::error || !d.code.starts_with("T00") || d.code == "T0018") continue;
    if (!open.contains(file)) open[file] = open_blocks(sources.file(file).text);
    if (open[file] == 0) continue;
    const auto known = kept.find(file);
    const bool is_better =
        known == kept.end() || (known->second.code != "T0003" &&
                                (d.code == "T0003" || d.span.begin < known->second.span.begin));
    if (is_better) kept.insert_or_assign(file, d);
  }
  std::size_t left = 0, at = 0;
  std::erase_if(all, [&](const Diagnostic& d) {
    const bool is_syntax = at++ < read;
    const bool is_gone = (d.level == Level::error || !is_syntax) && kept.contains(d.span.file);
    left += is_syntax && !is_gone;
    return is_gone;
  });
  for (auto& [file, d] : kept) all.insert(all.begin(), std::move(d));
  return left + kept.size();
}

// At most one diagnostic a clause: what the checker says of one that could not be read may follow
// from what was not read. The first `read` diagnostics are those of the syntax.
void drop_consequences(const Sources& sources, std::size_t read, Diagnostics& diagnostics) {
  read = keep_one_where_braces_fail(sources, read, diagnostics);
  std::vector<Span> spans;
  auto& all = diagnostics.all();
  for (std::size_t i = 0; i < read; ++i)
    if (all[i].level == Level::error) spans.push_back(all[i].span);
  if (spans.empty()) return;
  const auto place = [](const Span& span) { return std::pair(span.file, span.begin); };
  std::ranges::sort(spans, {}, place);
  const auto follows = [&](const Diagnostic& d) {
    if (d.level != Level::error) return false;
    const auto next = std::ranges::lower_bound(spans, place(d.span), {}, place);
    return (next != spans.end() && is_one_clause(sources, d.span, *next)) ||
           (next != spans.begin() && is_one_clause(sources, *std::prev(next), d.span));
  };
  all.erase(std::remove_if(all.begin() + static_cast<std::ptrdiff_t>(read), all.end(), follows),
            all.end());
}

Hash128 content_of(const Sources& sources) {
  Hash128 hash;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    hash = hash128(sources.file(i).path, hash);
    hash = hash128(sources.file(i).text, hash);
  }
  return hash;
}

}  // namespace

std::shared_ptr<const Plan> check(const std::vector<ast::File>& files, const Sources& sources,
                                  const Catalogue& catalogue, const CheckOptions& options,
                                  Diagnostics& diagnostics) {
  auto plan = std::make_shared<Plan>();
  plan->root = options.root;
  plan->content = content_of(sources);
  const Damage damage(sources, diagnostics);
  Declared declared;
  Checking c{sources, catalogue, options, diagnostics, *plan, damage, declared, plan->monitors};
  for (const auto& file : files) c.monitors_lost = c.monitors_lost || file.broken;
  const auto read = diagnostics.all().size();
  check_all(c, files);
  drop_consequences(sources, read, diagnostics);
  apply_lints(files, options.lints, diagnostics);
  diagnostics.sort();
  diagnostics.limit();
  return diagnostics.has_errors() ? nullptr : plan;
}

}  // namespace tocsin::dsl
