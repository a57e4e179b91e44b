#include "lsp/name_uses.hpp"

#include "lsp/name_finder.hpp"
#include "lsp/project.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace tocsin::lsp {
namespace {

using dsl::Kind;
using dsl::NodeRef;

constexpr auto kTakeReference = std::to_array<std::string_view>({"against", "on"});
constexpr auto kTakeField =
    std::to_array<std::string_view>({"prediction", "label", "score", "by", "list", "rank"});
constexpr auto kReferenceCalls =
    std::to_array<std::string_view>({"columns_match", "range", "values"});

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// Walks the tree of one file with what is known of the surroundings.
class Walk {
 public:
  Walk(const Project& project, std::uint32_t file, const Names& names, std::vector<Mention>& found)
      : file_(file), finder_(project, file, names, found) {}

  void visit(NodeRef node, const Surroundings& where);

 private:
  void inside(NodeRef node, const Surroundings& where) {
    for (const auto child : children(node)) visit(child, where);
  }
  void head(NodeRef node, const Surroundings& where);
  void use(NodeRef node);
  void let(NodeRef node, Surroundings where);
  void parameters(NodeRef params, const Surroundings& where);
  void model(NodeRef node);
  void watch(NodeRef node);
  void monitor(NodeRef node, Surroundings where);
  void instance(NodeRef node, const Surroundings& where);
  void template_decl(NodeRef node);
  void check(NodeRef node, const Surroundings& where);
  void channel(NodeRef node, const Surroundings& where);
  void route(NodeRef node);
  void filter(NodeRef node);
  void mute(NodeRef node);
  void suppress(NodeRef node);
  void test(NodeRef node);
  void test_item(NodeRef node, const Surroundings& where);
  void outcome(NodeRef node, const Surroundings& where);
  void call(NodeRef node, const Surroundings& where);
  void argument(NodeRef node, const std::string& callee, const Surroundings& where);
  void names(NodeRef node, NameKind kind, const std::string& owner) {
    for (const auto child : children(node))
      if (child.is(Kind::name)) finder_.add(kind, child, owner);
  }
  void fields(NodeRef node, const Surroundings& where) {
    for (const auto child : children(node))
      if (child.is(Kind::name)) finder_.field(child, where);
  }

  std::uint32_t file_;
  NameFinder finder_;
};

// What stands in a head besides the name: parameters, the template of an instance.
void Walk::head(NodeRef node, const Surroundings& where) {
  for (const auto child : children(dsl::build::head_of(node)))
    if (!child.is(Kind::name) && !child.is(Kind::path) && !child.is(Kind::was)) visit(child, where);
}

void Walk::use(NodeRef node) {
  finder_.add(NameKind::package, node.child(Kind::name), std::to_string(file_));
}

void Walk::parameters(NodeRef params, const Surroundings& where) {
  for (const auto param : children(params)) {
    if (!param.is(Kind::param)) continue;
    finder_.add(NameKind::parameter, param.child(Kind::name), where.owner);
    for (const auto child : children(param))
      if (!child.is(Kind::name)) visit(child, where);
  }
}

void Walk::let(NodeRef node, Surroundings where) {
  const auto name = node.child(Kind::name);
  const auto& block = where.watch.empty() ? finder_.package() : where.watch;
  finder_.add(NameKind::let, name, block);
  where.owner = key_of(NameKind::let, block, without_ticks(name.text()));
  for (const auto child : children(node))
    if (!child.is(Kind::name)) visit(child, where);
}

void Walk::model(NodeRef node) {
  const auto name = name_of(node);
  finder_.add(NameKind::model, name, finder_.package());
  inside(node.child(Kind::block),
         {.model = key_of(NameKind::model, finder_.package(), without_ticks(name.text())),
          .in_row = true});
}

void Walk::watch(NodeRef node) {
  const auto path = dsl::build::head_of(node).child(Kind::path);
  auto model = path ? finder_.model(path) : std::string();
  if (!finder_.knows(model)) model = scope_key(node, file_);
  inside(node.child(Kind::block), {.model = model, .watch = scope_key(node, file_)});
}

void Walk::monitor(NodeRef node, Surroundings where) {
  const auto name = name_of(node);
  finder_.add(NameKind::monitor, name, where.model);
  head(node, where);
  where.contract = key_of(NameKind::monitor, where.model, without_ticks(name.text()));
  inside(node.child(Kind::block), where);
}

void Walk::instance(NodeRef node, const Surroundings& where) {
  const auto key = finder_.one_of_package(NameKind::template_, node.child(Kind::path));
  for (const auto arg : children(node.child(Kind::args))) argument(arg, key, where);
}

void Walk::template_decl(NodeRef node) {
  const auto name = name_of(node);
  finder_.add(NameKind::template_, name, finder_.package());
  const auto key = key_of(NameKind::template_, finder_.package(), without_ticks(name.text()));
  const Surroundings where{.contract = key, .owner = key};
  head(node, where);
  inside(node.child(Kind::block), where);
}

void Walk::check(NodeRef node, const Surroundings& where) {
  finder_.add(NameKind::check, name_of(node), where.contract);
  auto row = where;
  row.in_row = true;
  for (const auto child : children(dsl::build::head_of(node)))
    if (!child.is(Kind::name)) visit(child, row);
  inside(node.child(Kind::block), where);
}

void Walk::channel(NodeRef node, const Surroundings& where) {
  finder_.add(NameKind::channel, name_of(node), finder_.package());
  inside(node.child(Kind::block), where);
}

void Walk::route(NodeRef node) {
  names(node, NameKind::severity, "");
  filter(node.child(Kind::where));
  for (const auto child : children(node)) {
    const bool names_channels =
        child.is(Kind::route_to) || (child.is(Kind::route_opt) && child.word("escalate"));
    if (!names_channels) continue;
    for (const auto name : children(child))
      if (name.is(Kind::name)) finder_.channel(name);
  }
}

// `model = "ranker"`, `severity in ["page"]`
void Walk::filter(NodeRef node) {
  if (node.is(Kind::cmp)) {
    const auto what = node.child(Kind::path).text();
    const auto in = node.child(Kind::set);
    for (const auto child : children(in ? in : node))
      if (child.is(Kind::text)) finder_.filtered(what, child);
    return;
  }
  for (const auto child : children(node)) filter(child);
}

void Walk::mute(NodeRef node) {
  finder_.add(NameKind::mute, name_of(node), finder_.package());
  for (const auto item : children(node.child(Kind::block)))
    for (const auto clause : children(item)) {
      names(clause, NameKind::severity, "");
      for (const auto pattern : children(clause))
        if (pattern.is(Kind::pattern)) finder_.monitor(pattern, {});
    }
}

void Walk::suppress(NodeRef node) {
  Surroundings where;
  bool is_same = false;
  for (const auto child : children(node)) {
    is_same = is_same || child.is_word("same");
    if (child.is(Kind::pattern)) where.model = finder_.monitor(child, {});
    if (child.is(Kind::path)) finder_.monitor(child, {});
    if (child.is(Kind::where)) {
      auto row = where;
      row.in_row = true;
      inside(child, row);
    }
    if (!child.is(Kind::name)) continue;
    if (is_same)
      finder_.field(child, where);
    else
      finder_.add(NameKind::severity, child, "");
  }
}

void Walk::test(NodeRef node) {
  Surroundings where{.in_row = true};
  if (const auto path = dsl::build::head_of(node).child(Kind::path))
    where.model = finder_.monitor(path, {});
  for (const auto item : children(node.child(Kind::block)))
    for (const auto clause : children(item)) test_item(clause, where);
}

void Walk::test_item(NodeRef node, const Surroundings& where) {
  auto own = where;
  bool is_model = false;
  for (const auto child : children(node)) {
    if (child.is(Kind::name) && node.word("reference"))
      finder_.add(NameKind::reference, child, where.model);
    if (child.is(Kind::path) && is_model) own.model = finder_.model(child);
    if ((child.is(Kind::path) && !is_model) || child.is(Kind::pattern))
      finder_.monitor(child, where);
    if (child.is(Kind::outcome)) outcome(child, where);
    is_model = child.is_word("to");
    const bool is_seen = child.is(Kind::name) || child.is(Kind::path) || child.is(Kind::pattern);
    if (!is_seen && !child.is(Kind::outcome)) visit(child, own);
  }
}

// `page from slow where ...`, `notified oncall`, `no message to oncall`
void Walk::outcome(NodeRef node, const Surroundings& where) {
  auto own = where;
  for (const auto child : children(node)) {
    if (child.is(Kind::name)) {
      if (node.word("from"))
        finder_.add(NameKind::severity, child, "");
      else
        finder_.channel(child);
    } else if (child.is(Kind::path)) {
      const auto model = finder_.monitor(child, where);
      if (!model.empty()) own.model = model;
    } else {
      visit(child, own);
    }
  }
}

void Walk::call(NodeRef node, const Surroundings& where) {
  const auto path = node.child(Kind::path);
  const auto callee = finder_.callee(path, where);
  auto inner = where;
  if (callee.starts_with(key_of(NameKind::measure, "", ""))) inner.in_row = true;
  const bool takes_reference = is_one_of(kReferenceCalls, path.text());
  bool is_first = true;
  for (const auto arg : children(node.child(Kind::args))) {
    const auto value = arg.child(Kind::path);
    if (takes_reference && is_first && value)
      finder_.reference(value, inner);
    else
      argument(arg, callee, inner);
    is_first = false;
  }
}

void Walk::argument(NodeRef node, const std::string& callee, const Surroundings& where) {
  const auto name = node.child(Kind::name);
  const auto word = name ? name.text() : std::string_view();
  auto inner = where;
  if (name && finder_.knows(callee)) {
    finder_.add(NameKind::parameter, name, callee);
  } else if (is_one_of(kTakeField, word) || word == "buckets") {
    inner.in_row = true;
  }
  for (const auto child : children(node)) {
    if (child.is(Kind::name)) continue;
    if (child.is(Kind::path) && is_one_of(kTakeReference, word))
      finder_.reference(child, inner);
    else
      visit(child, inner);
  }
}

void Walk::visit(NodeRef node, const Surroundings& where) {
  switch (node.kind()) {
    case Kind::use: return use(node);
    case Kind::unit:
      for (const auto ident : children(node)) finder_.unit(ident);
      return;
    case Kind::severity: return names(node, NameKind::severity, "");
    case Kind::let: return let(node, where);
    case Kind::params: return parameters(node, where);
    case Kind::model: return model(node);
    case Kind::watch: return watch(node);
    case Kind::monitor: return monitor(node, where);
    case Kind::instance: return instance(node, where);
    case Kind::template_decl: return template_decl(node);
    case Kind::expect: return check(node, where);
    case Kind::channel: return channel(node, where);
    case Kind::route: return route(node);
    case Kind::mute: return mute(node);
    case Kind::silence:
    case Kind::suppress: return suppress(node);
    case Kind::test: return test(node);
    case Kind::call: return call(node, where);
    case Kind::path: return finder_.value(node, where);
    case Kind::against: return finder_.reference(node.child(Kind::path), where);
    case Kind::type:
    case Kind::tagged: finder_.unit(node.child(Kind::ident)); return inside(node, where);
    case Kind::time_item:
    case Kind::key_item: fields(node, where); return inside(node, where);
    case Kind::field_item:
      finder_.add(NameKind::field, node.child(Kind::name), where.model);
      return inside(node, where);
    case Kind::ref_item:
      return finder_.add(NameKind::reference, node.child(Kind::name), where.model);
    case Kind::source_item: return inside(node.child(Kind::call).child(Kind::args), where);
    case Kind::segment: finder_.field(node.child(Kind::name), where); return inside(node, where);
    case Kind::assign: finder_.field(node.child(Kind::name), where); return inside(node, where);
    case Kind::gap_item:
    case Kind::ladder:
    case Kind::incident: names(node, NameKind::severity, ""); break;
    default: break;
  }
  if (node.is(Kind::incident)) return;
  auto inner = where;
  if (node.is(Kind::where)) inner.in_row = true;
  inside(node, inner);
}

}  // namespace

std::vector<Mention> names_in(const Project& project, std::uint32_t file, const Names& names) {
  std::vector<Mention> found;
  Walk(project, file, names, found).visit(project.syntax(file).tree.root(), {});
  return found;
}

}  // namespace tocsin::lsp
