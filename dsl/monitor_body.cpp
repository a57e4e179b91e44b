#include "dsl/monitor_body.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

class BodyCollector {
 public:
  BodyCollector(Checking& c, BodyKind kind, std::string_view word)
      : c_(c), kind_(kind), word_(word), meta_(c, std::string(word)) {}

  void operator()(const ast::Measure& n) {
    if (kind_ == BodyKind::monitor)
      keep_first(c_, body_.measure, n, "measure", word_);
    else
      unknown("measure", n.span);
  }
  void operator()(const ast::Expect& n) {
    if (kind_ == BodyKind::contract)
      body_.expects.push_back(&n);
    else
      unknown("expect", n.span);
  }
  void operator()(const ast::WindowClause& n) { keep_first(c_, body_.window, n, "over", word_); }
  void operator()(const ast::By& n) { keep_first(c_, body_.by, n, "by", word_); }
  void operator()(const ast::Needs& n) { keep_first(c_, body_.needs, n, "needs", word_); }
  void operator()(const ast::Gap& n) {
    const bool no_data = n.what == ast::Gap::What::no_data;
    keep_first(c_, no_data ? body_.no_data : body_.too_few, n, no_data ? "no data" : "too few",
               word_);
  }
  void operator()(const ast::Paused& n) {
    keep_first(c_, n.trial ? body_.trial : body_.paused, n, n.trial ? "trial" : "paused", word_);
  }
  void operator()(const ast::Meta& n) { meta_.add(n); }
  void operator()(const ast::Ladder& n) {
    const auto same = std::ranges::find(body_.rungs, n.severity.text,
                                        [](const auto* r) { return r->severity.text; });
    if (same == body_.rungs.end()) return body_.rungs.push_back(&n);
    auto& d = c_.diagnostics.error(
        "T3101", n.severity.span,
        fmt::format("severity `{}` appears twice in this ladder", n.severity.text));
    d.related.push_back({(*same)->severity.span, "the first"});
  }

  Body take() {
    body_.meta = meta_.result();
    return std::move(body_);
  }

 private:
  void unknown(std::string_view clause, Span span) {
    body_.has_unknown = true;
    const auto own = kind_ == BodyKind::monitor    ? "`measure`, "
                     : kind_ == BodyKind::contract ? "`expect`, "
                                                   : "";
    span.end = span.begin + static_cast<std::uint32_t>(clause.size());
    c_.diagnostics.error(
        "T0002", span,
        fmt::format("unknown clause `{}` in a {} block; known here: {}`over`, `by`, `needs`, "
                    "`no data`, `too few`, `paused`, `trial`, `owner`, `runbook`, `dashboard`, "
                    "`because`, `message`, `tag`, SEVERITY `when`",
                    clause, word_, own));
  }

  Checking& c_;
  BodyKind kind_;
  std::string_view word_;
  MetaCollector meta_;
  Body body_;
};

template <typename Node>
void inherit(const Node*& own, const Node* other) {
  if (!own) own = other;
}

}  // namespace

Body collect_body(Checking& c, const std::vector<ast::Clause>& clauses, BodyKind kind,
                  std::string_view kind_word) {
  BodyCollector collector(c, kind, kind_word);
  for (const auto& clause : clauses) std::visit(collector, clause.node);
  return collector.take();
}

Body with_defaults(Body check, const Body& contract) {
  inherit(check.window, contract.window);
  inherit(check.by, contract.by);
  inherit(check.needs, contract.needs);
  inherit(check.no_data, contract.no_data);
  inherit(check.too_few, contract.too_few);
  inherit(check.paused, contract.paused);
  inherit(check.trial, contract.trial);
  check.meta = merged(check.meta, contract.meta);
  check.has_unknown |= contract.has_unknown;
  for (const auto* rung : contract.rungs) {
    const auto same = [&](const auto* own) { return own->severity.text == rung->severity.text; };
    if (std::ranges::none_of(check.rungs, same)) check.rungs.push_back(rung);
  }
  return check;
}

}  // namespace tocsin::dsl
