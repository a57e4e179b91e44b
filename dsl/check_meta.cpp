#include "dsl/check_model.hpp"

namespace tocsin::dsl {

void MetaCollector::add(const ast::Meta& meta) {
  const auto head = meta.tag ? "tag " + meta.tag->text : meta.word.text;
  if (const auto [at, added] = seen_.emplace(head, meta.span); !added)
    return twice(c_, head, meta.span, at->second, where_);
  const auto& text = meta.text.value;
  if (meta.tag)
    result_.tags[meta.tag->text] = text;
  else if (meta.word.text == "owner")
    result_.owner = text;
  else if (meta.word.text == "runbook")
    result_.runbook = text;
  else if (meta.word.text == "dashboard")
    result_.dashboard = text;
  else if (meta.word.text == "message")
    result_.message = meta.text;
  else
    result_.because = text;
}

MetaDefaults merged(MetaDefaults nearest, const MetaDefaults& farther) {
  const auto fill = [](auto& own, const auto& other) {
    if (!own) own = other;
  };
  fill(nearest.owner, farther.owner);
  fill(nearest.runbook, farther.runbook);
  fill(nearest.dashboard, farther.dashboard);
  fill(nearest.message, farther.message);
  fill(nearest.because, farther.because);
  nearest.tags.insert(farther.tags.begin(), farther.tags.end());
  return nearest;
}

}  // namespace tocsin::dsl
