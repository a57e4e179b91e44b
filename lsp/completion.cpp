// What may be written at a place: words by the block around it, names by what stands before it.
#include "dsl/scope.hpp"
#include "lsp/completion_words.hpp"
#include "lsp/described.hpp"
#include "lsp/features.hpp"
#include "lsp/unfinished.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <span>

namespace tocsin::lsp {
namespace {

using namespace completion_words;

// CompletionItemKind of the protocol.
constexpr int kFunction = 3, kField = 5, kVariable = 6, kClass = 7, kModule = 9, kValue = 12,
              kEnumMember = 20, kKeyword = 14, kReference = 18, kEvent = 23, kInterface = 8;

bool is_one_of(Words words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

class Completer {
 public:
  Completer(const Asked& asked, Unfinished before)
      : project_(asked.project),
        names_(asked.project.names()),
        file_(asked.file),
        package_(asked.project.package_of(asked.file)),
        before_(std::move(before)) {}

  Json items() {
    if (before_.in_prose) return Json::array();
    if (before_.clause.empty())
      begin_clause();
    else
      go_on();
    return std::move(items_);
  }

 private:
  void begin_clause();
  void go_on();
  bool in_package();
  void go_on_in_file();
  void go_on_in_model();
  void go_on_in_test();
  void go_on_in_monitor();
  void filter();
  bool in_row() const;
  void expression();
  void outcome();
  void settings();

  void add(std::string_view label, int kind, std::string_view detail = {}, std::string doc = {}) {
    if (!seen_.insert(std::string(label)).second) return;
    Json item{{"label", label}, {"kind", kind}};
    if (!detail.empty()) item["detail"] = detail;
    if (!doc.empty()) item["documentation"] = {{"kind", "markdown"}, {"value", std::move(doc)}};
    items_.push_back(std::move(item));
  }
  void words(Words all) {
    for (const auto word : all) add(word, kKeyword);
  }
  void named(NameKind kind, const std::string& owner, int shown, std::string_view detail) {
    for (const auto& [key, declaration] : names_.declarations())
      if (declaration.kind == kind && declaration.owner == owner)
        add(declaration.name, shown, detail);
  }
  std::string model() const;
  void severities(std::string_view behind = {});
  void channels();
  void models();
  void monitors();
  // Times and keys are not set, and nobody splits by them.
  void fields() {
    const auto owner = model();
    for (const auto& [key, declaration] : names_.declarations())
      if (declaration.kind == NameKind::field && declaration.owner == owner && !declaration.is_bare)
        add(declaration.name, kField, "field");
  }
  void references() { named(NameKind::reference, model(), kReference, "reference"); }
  void lets();
  void aliases() { named(NameKind::package, std::to_string(file_), kModule, "package"); }

  const Project& project_;
  const Names& names_;
  std::uint32_t file_;
  std::string package_;
  Unfinished before_;
  std::set<std::string> seen_;
  Json items_ = Json::array();
};

// The key of the model that the blocks around speak about.
std::string Completer::model() const {
  for (const auto& head : before_.heads) {
    if (head.size() < 2) continue;
    auto at = head.begin() + 1;
    if (head.front() == "test") {
      at = std::ranges::find(head, "of");
      if (at == head.end() || ++at == head.end()) continue;
    } else if (head.front() != "watch" && head.front() != "model") {
      continue;
    }
    auto package = package_;
    if (const auto import = names_.imported(file_, *at); import && head.end() - at > 2) {
      package = *import;
      at += 2;
    }
    if (const auto* found = names_.model(package, *at)) return found->key;
  }
  return {};
}

void Completer::severities(std::string_view behind) {
  std::vector<std::string> all;
  for (const auto& [key, declaration] : names_.declarations())
    if (declaration.kind == NameKind::severity) all.push_back(declaration.name);
  if (all.empty()) all = SeverityLadder{}.names;
  for (const auto& name : all) add(name + std::string(behind), kEnumMember, "severity");
}

void Completer::channels() {
  for (const auto& [key, declaration] : names_.declarations()) {
    const auto& folder = declaration.package;
    const bool is_known =
        folder.empty() || package_ == folder || package_.starts_with(folder + "/");
    if (declaration.kind == NameKind::channel && is_known)
      add(declaration.name, kInterface, "channel");
  }
}

void Completer::models() {
  named(NameKind::model, package_, kClass, "model");
  aliases();
}

void Completer::monitors() {
  const auto own = model();
  if (!own.empty()) named(NameKind::monitor, own, kEvent, "monitor");
  const auto dot = before_.clause.size() > 1 && before_.last() == ".";
  if (dot) {
    const auto& of = before_.clause[before_.clause.size() - 2];
    if (const auto* found = names_.model(package_, of))
      named(NameKind::monitor, found->key, kEvent, "monitor");
    return;
  }
  models();
}

void Completer::lets() {
  named(NameKind::let, package_, kVariable, "let");
  for (const auto& [key, declaration] : names_.declarations())
    if (declaration.kind == NameKind::let && declaration.span.file == file_)
      add(declaration.name, kVariable, "let");
}

void Completer::settings() {
  const auto& head = before_.heads.back();
  const auto* channel = head.empty() ? nullptr : project_.catalogue().channel(head.back());
  if (!channel) return;
  for (const auto& setting : channel->settings)
    add(setting.name, kValue, setting.required ? "required" : "", std::string(setting.summary));
}

void Completer::begin_clause() {
  const auto block = before_.block();
  if (before_.heads.empty()) return words(kOfFile);
  if (block == "model") {
    words(kOfModel);
    return words(kMeta);
  }
  if (block == "watch") {
    words(kKinds);
    words(kOfWatch);
    return words(kMeta);
  }
  if (block == "channel") return settings();
  if (block == "mute") return words(kOfMute);
  if (block == "test") return words(kOfTest);
  if (block == "given" || block == "send") return fields();
  if (is_one_of(kKinds, block) || block == "expect" || block == "template") {
    words(kOfMonitor);
    severities(" when");
    words(kMeta);
  }
}

// Within the brackets of a measure that speaks about events and not about another measure.
bool Completer::in_row() const {
  const auto& clause = before_.clause;
  std::size_t closed = 0;
  for (auto i = clause.size(); i-- > 1;) {
    if (clause[i] == ")") ++closed;
    if (clause[i] != "(" || (closed > 0 && closed-- > 0)) continue;
    const auto* measure = project_.catalogue().measure(clause[i - 1]);
    if (measure == nullptr) continue;
    const auto takes_measure = [](const dsl::ParamDef& param) {
      return param.kind == dsl::ParamKind::measure;
    };
    return std::ranges::none_of(measure->params, takes_measure);
  }
  return false;
}

void Completer::expression() {
  fields();
  lets();
  aliases();
  if (!in_row())
    for (const auto* measure : project_.catalogue().measures)
      add(measure->name, kFunction, signature(*measure),
          described_measure(project_.catalogue(), measure->name));
  for (const auto function : dsl::scalar_functions())
    add(function, kFunction, "function", described_function(function));
  words(kOperators);
}

// Behind `where` of a route: names, and behind `=` what they may be.
void Completer::filter() {
  const auto& clause = before_.clause;
  const auto is = [&](std::string_view what) {
    return clause.size() > 1 && clause[clause.size() - 2] == what && before_.last() == "=";
  };
  if (is("severity")) return severities();
  if (before_.last() == "=") return;
  words(kFilters);
  words(kOperators);
  words(std::array<std::string_view, 1>{"to"});
}

void Completer::go_on_in_file() {
  const auto first = before_.first(), last = before_.last();
  if (first == "watch") return last == "watch" || last == "." ? models() : void();
  if (first == "channel") {
    if (last == ":")
      for (const auto& channel : project_.catalogue().channels)
        add(channel.name, kClass, "kind of channel", std::string(channel.summary));
    return;
  }
  if (first == "let") return expression();
  if (first == "suppress" || first == "silence") {
    monitors();
    severities();
    return words(std::array<std::string_view, 2>{"while", "same"});
  }
  if (first == "test") return monitors();
  if (first == "incident") {
    if (last == "from") return severities();
    return words(std::array<std::string_view, 3>{"from", "by", "join"});
  }
  if (first != "route") return;
  if (last == "to" || (before_.has("to") && last == ",")) return channels();
  if (before_.has("to")) return words(kRouteOptions);
  if (before_.has("where")) return filter();
  severities();
  words(std::array<std::string_view, 3>{"only", "where", "to"});
}

void Completer::go_on_in_model() {
  const auto first = before_.first(), last = before_.last();
  if (first == "time" || first == "key") return fields();
  if (first == "source" || first == "labels") {
    for (const auto& source : project_.catalogue().sources)
      add(source.name, kClass, "kind of source", std::string(source.summary));
    return;
  }
  if (first == "reference")
    return words(std::array<std::string_view, 4>{"from", "rolling", "taken", "ago"});
  if (!is_one_of(kRoles, first)) return;
  if (last == ":") return words(kTypes);
  if (last == "in") return named(NameKind::unit, package_, kValue, "unit");
  if (last == "of") return lets();
  if (last == ",") words(kAttributes);
}

void Completer::outcome() {
  const auto last = before_.last();
  if (last == "expect") {
    severities();
    words(kOutcomes);
    return monitors();
  }
  if (last == "notified" || last == "to") return channels();
  if (last == "is") return words(kStates);
  if (last == "from" || last == "of" || last == ".") return monitors();
  if (before_.has("where")) fields();
  words(kOutcomeGoesOn);
}

void Completer::go_on_in_test() {
  const auto first = before_.first();
  if (before_.has("expect")) return outcome();
  if (first == "at") {
    if (before_.has("acknowledge")) return monitors();
    return words(std::array<std::string_view, 2>{"expect", "acknowledge"});
  }
  if (first == "ignore" || first == "feed") return monitors();
  if (first == "reference" && before_.clause.size() == 1) return references();
  if (first == "send")
    return before_.last() == "to"
               ? models()
               : words(std::array<std::string_view, 4>{"events", "to", "over", "from"});
}

void Completer::go_on_in_monitor() {
  const auto first = before_.first(), last = before_.last();
  if (first == "by") {
    if (last == "by" || last == ",") return fields();
    if (last == "of") return lets();
    return words(std::array<std::string_view, 3>{"of", "top", "and overall"});
  }
  if (first == "needs") return words(kCounted);
  if ((first == "no" || first == "too") && before_.clause.size() == 2) {
    words(std::array<std::string_view, 2>{"keep", "ok"});
    return severities();
  }
  if (before_.clause.size() > 1 && before_.clause[1] == "when") {
    if (last != "when" && last != "until") return words(kRungGoesOn);
    if (last == "until") words(std::array<std::string_view, 1>{"clear"});
    return words(kTriggers);
  }
  const auto& clause = before_.clause;
  const bool names_reference =
      last == ":" && clause.size() > 1 &&
      (clause[clause.size() - 2] == "against" || clause[clause.size() - 2] == "on");
  if (last == "against" || names_reference) return references();
  if (last == "over" || first == "over") return words(kWindowGoesOn);
  if (first == "measure" || first == "where" || first == "expect" || first == "let") {
    expression();
    if (in_row()) return words(std::array<std::string_view, 1>{"where"});
    words(kMeasureGoesOn);
    return words(kWindowGoesOn);
  }
  if (is_one_of(kKinds, first)) {
    if (last == "from") {
      named(NameKind::template_, package_, kFunction, "template");
      return aliases();
    }
    words(std::array<std::string_view, 2>{"was", "from"});
  }
}

// Behind `alias.`: what that package declares.
bool Completer::in_package() {
  const auto& clause = before_.clause;
  if (clause.size() < 2 || clause.back() != ".") return false;
  const auto package = names_.imported(file_, clause[clause.size() - 2]);
  if (!package) return false;
  named(NameKind::model, *package, kClass, "model");
  named(NameKind::let, *package, kVariable, "let");
  named(NameKind::template_, *package, kFunction, "template");
  return true;
}

void Completer::go_on() {
  if (in_package()) return;
  const auto block = before_.block();
  if (before_.heads.empty()) return go_on_in_file();
  if (block == "model") return go_on_in_model();
  if (block == "test") return go_on_in_test();
  if (block == "mute") {
    if (before_.first() == "on") return monitors();
    if (before_.last() == "to") return severities();
    return;
  }
  if (block == "watch" || block == "expect" || block == "template" || is_one_of(kKinds, block))
    return go_on_in_monitor();
}

}  // namespace

Json completion(const Asked& asked, std::size_t offset) {
  Completer completer(asked, read_unfinished(asked.text().bytes(), offset));
  return completer.items();
}

}  // namespace tocsin::lsp
