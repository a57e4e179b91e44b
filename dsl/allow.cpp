#include "dsl/allow.hpp"

#include "base/spelling.hpp"
#include "dsl/characters.hpp"
#include "dsl/codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::dsl {
namespace {

constexpr std::string_view kMark = "tocsin:";
constexpr std::string_view kExample = "# tocsin: allow L004 because \"...\"";

// Reads one comment word by word.
class Comment {
 public:
  Comment(NodeRef node, std::uint32_t file, Diagnostics& out)
      : text_(node.text()), begin_(node.begin()), file_(file), out_(out) {}

  bool is_ours() {
    at_ = 1;
    skip_blanks();
    if (!text_.substr(at_).starts_with(kMark)) return false;
    at_ += kMark.size();
    return true;
  }

  // Codes and a reason, or nothing after T0017.
  std::vector<ast::Name> codes() {
    const auto verb = word();
    if (verb.text != "allow") return fail_verb(verb);
    std::vector<ast::Name> found{word()};
    while (skip_blanks(), at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      found.push_back(word());
    }
    for (const auto& code : found)
      if (!is_known(code)) return {};
    return has_reason() ? found : std::vector<ast::Name>{};
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  ast::Name word() {
    skip_blanks();
    const auto first = at_;
    while (at_ < text_.size() && is_id_char(text_[at_])) ++at_;
    return {std::string(text_.substr(first, at_ - first)), span(first, at_)};
  }

  Span span(std::size_t first, std::size_t last) const {
    return {file_, begin_ + static_cast<std::uint32_t>(first),
            begin_ + static_cast<std::uint32_t>(last)};
  }

  Diagnostic& say(Span span, std::string message) {
    auto& d = out_.error("T0017", span, std::move(message));
    d.notes.push_back(fmt::format("such a comment reads `{}`", kExample));
    return d;
  }

  std::vector<ast::Name> fail_verb(const ast::Name& verb) {
    static constexpr std::array<std::string_view, 1> kVerbs{"allow"};
    auto& d = say(verb.span, fmt::format("expected `allow` behind `# tocsin:`, found {}",
                                         verb.text.empty() ? "none" : "`" + verb.text + "`"));
    if (nearest(verb.text, kVerbs)) d.fix = Fix{"write `allow`", {{verb.span, "allow"}}};
    return {};
  }

  bool is_known(const ast::Name& name) {
    const auto* code = find_code(name.text);
    if (code && is_lint(code->name)) return true;
    if (name.text.empty())
      say(name.span, "expected the code of a lint, such as `L004`");
    else if (code)
      say(name.span, fmt::format("`{}` is no lint; only lints can be allowed", name.text));
    else if (auto& d = say(name.span, fmt::format("no lint named `{}`", name.text));
             const auto near = lint_like(name.text))
      d.fix = Fix{fmt::format("write `{}`", *near), {{name.span, std::string(*near)}}};
    return false;
  }

  bool has_reason() {
    const auto because = word();
    skip_blanks();
    const auto rest = text_.substr(at_);
    const auto end = rest.find('"', 1);
    const bool is_quoted = rest.starts_with('"') && end != rest.npos;
    if (because.text == "because" && is_quoted && end > 1) return is_end(at_ + end + 1);
    say(span(0, text_.size()), "an allowance needs its reason: add `because \"...\"`");
    return false;
  }

  bool is_end(std::size_t at) {
    at_ = at;
    skip_blanks();
    if (at_ >= text_.size()) return true;
    say(span(at_, text_.size()), "expected the end of the line behind the reason");
    return false;
  }

  std::string_view text_;
  std::uint32_t begin_;
  std::uint32_t file_;
  Diagnostics& out_;
  std::size_t at_ = 0;
};

bool is_alone_on_line(std::string_view text, std::uint32_t at) {
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at == 0 || text[at - 1] == '\n';
}

// The items of a tree, in the order in which they begin: inner ones behind outer ones.
std::vector<NodeRef> items_of(const Tree& tree) {
  std::vector<NodeRef> items;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i)
    if (tree.nodes()[i].kind == Kind::item) items.emplace_back(tree, i);
  return items;
}

// The clause that a comment is about; empty where nothing follows.
Span clause_of(const std::vector<NodeRef>& items, NodeRef comment, std::string_view text,
               std::uint32_t file) {
  const auto next = std::ranges::lower_bound(items, comment.begin(), {}, &NodeRef::begin);
  if (is_alone_on_line(text, comment.begin()))
    return next == items.end() ? Span{file, 0, 0} : Span{file, next->begin(), next->end()};
  if (next == items.begin()) return {file, 0, 0};
  const auto own = *std::prev(next);
  return {file, own.begin(), std::max(own.end(), comment.begin())};
}

using Places = std::map<std::pair<std::uint32_t, std::string>, std::vector<const ast::Allowance*>>;

Places places_of(const std::vector<ast::File>& files) {
  Places places;
  for (const auto& file : files)
    for (const auto& allowance : file.allowances)
      places[{file.file, allowance.code}].push_back(&allowance);
  return places;
}

// Given by a replay, or by the day on which one looks: what is not needed now may be needed then.
bool depends_on_more(std::string_view code) {
  static constexpr std::array<std::string_view, 4> kCodes{"L008", "L009", "L012", "L017"};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

bool covers(const ast::Allowance& allowance, Span span) {
  return allowance.clause.begin <= span.begin && span.begin < allowance.clause.end;
}

void tell_unused(const std::vector<ast::File>& files,
                 const std::map<const ast::Allowance*, bool>& used, Diagnostics& diagnostics) {
  for (const auto& file : files)
    for (const auto& allowance : file.allowances)
      if (!used.contains(&allowance) && !depends_on_more(allowance.code))
        diagnostics.lint(
            "L027", allowance.span,
            fmt::format("nothing here needs the allowance of {}; remove it", allowance.code));
}

void give_levels(const LintLevels& levels, Diagnostics& diagnostics) {
  std::erase_if(diagnostics.all(), [&](Diagnostic& d) {
    if (!is_lint(d.code)) return false;
    const auto level = levels.of(d.code);
    d.level = level == LintLevel::error ? Level::error : Level::warning;
    return level == LintLevel::off;
  });
}

// The place of the first allowance of a code for the clause that begins there.
using Firsts = std::map<std::pair<std::string, std::uint32_t>, Span>;

void add(std::vector<ast::Allowance>& found, Firsts& firsts, ast::Allowance allowance,
         Diagnostics& diagnostics) {
  const bool is_about_something = allowance.clause.end > 0;
  const auto [first, is_new] =
      firsts.try_emplace({allowance.code, allowance.clause.begin}, allowance.span);
  if (is_new || !is_about_something) {
    found.push_back(std::move(allowance));
    return;
  }
  auto& d = diagnostics.lint("L027", allowance.span,
                             fmt::format("{} is allowed here already; remove it", allowance.code));
  d.related.push_back({first->second, "the first"});
}

}  // namespace

std::vector<ast::Allowance> find_allowances(const Tree& tree, std::uint32_t file,
                                            Diagnostics& diagnostics) {
  std::vector<ast::Allowance> found;
  if (tree.text().find(kMark) == std::string_view::npos) return found;
  const auto items = items_of(tree);
  Firsts firsts;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    const NodeRef node(tree, i);
    if (!node.is(Kind::comment)) continue;
    Comment comment(node, file, diagnostics);
    if (!comment.is_ours()) continue;
    const auto clause = clause_of(items, node, tree.text(), file);
    for (const auto& code : comment.codes())
      add(found, firsts, {std::string(find_code(code.text)->name), code.span, clause}, diagnostics);
  }
  return found;
}

void apply_lints(const std::vector<ast::File>& files, const LintLevels& levels,
                 Diagnostics& diagnostics) {
  const auto places = places_of(files);
  std::map<const ast::Allowance*, bool> used;
  std::erase_if(diagnostics.all(), [&](const Diagnostic& d) {
    const auto found = places.find({d.span.file, d.code});
    if (found == places.end()) return false;
    bool is_allowed = false;
    for (const auto* allowance : found->second)
      if (covers(*allowance, d.span)) is_allowed = used[allowance] = true;
    return is_allowed;
  });
  if (!diagnostics.has_errors()) tell_unused(files, used, diagnostics);
  give_levels(levels, diagnostics);
}

void apply_later_lints(const std::vector<ast::Allowance>& allowances, const LintLevels& levels,
                       Diagnostics& diagnostics) {
  std::erase_if(diagnostics.all(), [&](const Diagnostic& d) {
    return std::ranges::any_of(allowances, [&](const ast::Allowance& allowance) {
      return allowance.code == d.code && allowance.clause.file == d.span.file &&
             covers(allowance, d.span);
    });
  });
  give_levels(levels, diagnostics);
}

}  // namespace tocsin::dsl
