#include "prose/phrase.hpp"

#include "prose/measure_words.hpp"
#include "prose/row_words.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tocsin::prose {
namespace {

using dsl::AggregateCall;
using dsl::ModelPlan;
using dsl::ParamDef;
using dsl::ParamKind;

std::string field_name(const ModelPlan& model, std::size_t field) {
  return model.schema.fields[field].name;
}

// Where the arguments of a call lie: names of fields, measures and references apart from values.
struct Cursor {
  std::size_t values = 0, fields = 0;
};

std::optional<std::string> next_argument(const AggregateCall& call, const ModelPlan& model,
                                         const ParamDef& param, Cursor& at) {
  switch (param.kind) {
    case ParamKind::field:
      if (at.fields >= call.fields.size()) return std::nullopt;
      return field_name(model, call.fields[at.fields++]);
    case ParamKind::measure:
      return call.inner ? std::optional(measure(*call.inner, model)) : std::nullopt;
    case ParamKind::reference:
      return call.reference ? std::optional(reference_name(model, *call.reference)) : std::nullopt;
    default: break;
  }
  if (at.values >= call.args.size()) return std::nullopt;
  const auto& arg = *call.args[at.values++];
  return param.kind == ParamKind::condition ? clause(arg, model) : thing(arg, model);
}

// Every argument with its parameter, a repeated one as often as it was given.
std::vector<std::pair<std::string_view, std::string>> arguments(const AggregateCall& call,
                                                                const ModelPlan& model) {
  std::vector<std::pair<std::string_view, std::string>> all;
  Cursor at;
  for (const auto& param : call.def->params) {
    while (const auto text = next_argument(call, model, param, at)) {
      all.emplace_back(param.name, *text);
      if (!param.repeated) break;
    }
  }
  return all;
}

std::string option_text(const AggregateCall& call, const ModelPlan& model,
                        const dsl::CallOption& option) {
  const auto def = std::ranges::find(call.def->options, option.name, &dsl::OptionDef::name);
  const auto kind = def == call.def->options.end() ? dsl::OptionKind::word : def->kind;
  std::vector<std::string> parts;
  for (const auto& value : option.values) parts.push_back(thing(*value, model));
  if (!parts.empty()) return listed(parts);
  switch (kind) {
    case dsl::OptionKind::count:
    case dsl::OptionKind::number: return fmt::format("{:.12g}", option.number);
    case dsl::OptionKind::duration:
      return in_words(Duration(static_cast<std::int64_t>(option.number)));
    case dsl::OptionKind::amount: return exact(option.number, option.type);
    default: return option.word;
  }
}

std::string yes_or_quoted(const std::string& positive) {
  return positive == "true" ? positive : fmt::format("\"{}\"", positive);
}

std::optional<std::string> filler(const AggregateCall& call, const ModelPlan& model,
                                  std::string_view name) {
  const auto field = [&](const std::optional<std::size_t>& f, std::string_view role) {
    return std::optional(f ? field_name(model, *f) : fmt::format("the {}", role));
  };
  const auto& labels = model.schema.label_fields;
  if (name == "prediction") return field(call.prediction, name);
  if (name == "label")
    return field(call.label || labels.empty() ? call.label : std::optional(labels.front()), name);
  if (name == "score") return field(call.score, name);
  if (name == "positive") {
    const bool all = std::ranges::count(call.options, "average", &dsl::CallOption::name) > 0;
    return all ? std::nullopt : std::optional(yes_or_quoted(call.positive));
  }
  if (name == "reference")
    return call.reference ? std::optional(reference_name(model, *call.reference)) : std::nullopt;
  std::vector<std::string> given;
  for (const auto& [param, text] : arguments(call, model))
    if (param == name) given.push_back(text);
  if (!given.empty()) return listed(given, "or");
  for (const auto& option : call.options)
    if (option.name == name) return option_text(call, model, option);
  return std::nullopt;
}

// Fills the braces of `phrase`; a part in brackets goes when one of its braces has nothing.
std::string filled(const AggregateCall& call, const ModelPlan& model, std::string_view phrase,
                   bool& complete) {
  std::string out;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i] == '[') {
      const auto end = phrase.find(']', i);
      bool whole = true;
      const auto part = filled(call, model, phrase.substr(i + 1, end - i - 1), whole);
      if (whole) out += part;
      i = end;
    } else if (phrase[i] == '{') {
      const auto end = phrase.find('}', i);
      const auto text = filler(call, model, phrase.substr(i + 1, end - i - 1));
      complete = complete && text.has_value();
      out += text.value_or("");
      i = end;
    } else {
      out += phrase[i];
    }
  }
  return out;
}

// Named arguments that the phrase does not hold.
std::string options(const AggregateCall& call, const ModelPlan& model) {
  std::vector<std::string> parts;
  for (const auto& option : call.options)
    if (call.def->phrase.find(fmt::format("{{{}}}", option.name)) == std::string_view::npos)
      parts.push_back(option.name + " " + option_text(call, model, option));
  return parts.empty() ? "" : fmt::format(" ({})", listed(parts));
}

}  // namespace

std::string aggregate(const AggregateCall& call, const ModelPlan& model) {
  bool complete = true;
  return filled(call, model, call.def->phrase, complete) + options(call, model);
}

std::string reference_name(const ModelPlan& model, std::size_t reference) {
  const auto& plan = model.references[reference];
  const auto name = "the reference " + plan.name;
  if (plan.rolling.count() == 0) return name;
  const auto end =
      plan.ago.count() == 0 ? "before the window" : "up to " + in_words(plan.ago) + " ago";
  return fmt::format("{} (the events of {} {})", name, in_words(plan.rolling), end);
}

}  // namespace tocsin::prose
