// Colours that follow from what a word means: semantic tokens of a whole file.
#include "lsp/features.hpp"

#include <algorithm>
#include <array>

namespace tocsin::lsp {
namespace {

using dsl::Kind;

// The legend: the index of a type is its number in the protocol, a modifier is a bit.
enum Type : int {
  kNone = -1,
  kNamespace,
  kClass,
  kProperty,
  kVariable,
  kEvent,
  kParameter,
  kMacro,
  kInterface,
  kEnumMember,
  kType,
  kFunction,
  kKeyword,
  kComment,
  kString,
  kNumber,
  kOperator
};
constexpr auto kTypes = std::to_array<const char*>(
    {"namespace", "class", "property", "variable", "event", "parameter", "macro", "interface",
     "enumMember", "type", "function", "keyword", "comment", "string", "number", "operator"});
constexpr auto kModifiers =
    std::to_array<const char*>({"declaration", "defaultLibrary", "documentation"});
constexpr int kDeclaration = 1, kDefaultLibrary = 2, kDocumentation = 4;

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;
  int type = kNone;
  int modifiers = 0;
};

int type_of(NameKind kind) {
  switch (kind) {
    case NameKind::package: return kNamespace;
    case NameKind::model: return kClass;
    case NameKind::field: return kProperty;
    case NameKind::reference: return kVariable;
    case NameKind::monitor:
    case NameKind::check:
    case NameKind::mute: return kEvent;
    case NameKind::let: return kVariable;
    case NameKind::parameter: return kParameter;
    case NameKind::template_: return kMacro;
    case NameKind::channel: return kInterface;
    case NameKind::severity: return kEnumMember;
    case NameKind::unit: return kType;
    case NameKind::measure:
    case NameKind::function: return kFunction;
  }
  return kNone;
}

int type_of(Kind kind) {
  switch (kind) {
    case Kind::word: return kKeyword;
    case Kind::doc:
    case Kind::comment:
    case Kind::stray_doc: return kComment;
    case Kind::text:
    case Kind::unclosed_text: return kString;
    case Kind::boolean: return kKeyword;
    case Kind::number:
    case Kind::integer:
    case Kind::duration:
    case Kind::rate:
    case Kind::percent:
    case Kind::points:
    case Kind::datetime:
    case Kind::date:
    case Kind::time_of_day: return kNumber;
    case Kind::cmp_op:
    case Kind::add_op:
    case Kind::mul_op: return kOperator;
    default: return kNone;
  }
}

std::vector<Token> of_names(const Asked& asked) {
  std::vector<Token> tokens;
  for (const auto& mention : asked.project.names().mentions(asked.file)) {
    Token token{mention.span.begin, mention.span.end, type_of(mention.kind),
                mention.declares ? kDeclaration : 0};
    if (mention.kind == NameKind::measure || mention.kind == NameKind::function)
      token.modifiers |= kDefaultLibrary;
    tokens.push_back(token);
  }
  return tokens;
}

std::vector<Token> of_syntax(const Asked& asked) {
  std::vector<Token> tokens;
  for (const auto& node : asked.project.syntax(asked.file).tree.nodes())
    if (const auto type = type_of(node.kind); type != kNone)
      tokens.push_back({node.begin, node.end, type, node.kind == Kind::doc ? kDocumentation : 0});
  return tokens;
}

// Tokens may not overlap: names come first, then what begins first, then the longer one.
std::vector<Token> settled(std::vector<Token> names, const std::vector<Token>& others) {
  const auto overlaps = [&](const Token& token) {
    const auto next = std::ranges::upper_bound(names, token.begin, {}, &Token::end);
    return next != names.end() && next->begin < token.end;
  };
  std::ranges::stable_sort(names, {}, &Token::begin);
  std::vector<Token> all = names;
  for (const auto& token : others)
    if (!overlaps(token)) all.push_back(token);
  std::ranges::stable_sort(all, {}, &Token::begin);
  std::vector<Token> apart;
  for (const auto& token : all)
    if (apart.empty() || apart.back().end <= token.begin) apart.push_back(token);
  return apart;
}

class Encoder {
 public:
  explicit Encoder(const Asked& asked) : text_(asked.text()), encoding_(asked.encoding()) {}

  // A token that goes over several lines becomes one a line.
  void add(Token token) {
    const auto& bytes = text_.bytes();
    while (token.begin < token.end) {
      auto end = std::min(bytes.find_first_of("\r\n", token.begin), token.end);
      if (end > token.begin) add_in_line({token.begin, end, token.type, token.modifiers});
      while (end < token.end && (bytes[end] == '\r' || bytes[end] == '\n')) ++end;
      token.begin = end;
    }
  }

  Json take() { return std::move(data_); }

 private:
  void add_in_line(const Token& token) {
    const auto at = text_.position(token.begin, encoding_);
    const auto size = units(
        std::string_view(text_.bytes()).substr(token.begin, token.end - token.begin), encoding_);
    const auto from = at.line == last_.line ? last_.character : 0;
    for (const auto number : {at.line - last_.line, at.character - from, size})
      data_.push_back(number);
    data_.push_back(token.type);
    data_.push_back(token.modifiers);
    last_ = at;
  }

  const Text& text_;
  Encoding encoding_;
  Position last_;
  Json data_ = Json::array();
};

}  // namespace

Json semantic_legend() { return {{"tokenTypes", kTypes}, {"tokenModifiers", kModifiers}}; }

Json semantic_tokens(const Asked& asked) {
  Encoder encoder(asked);
  for (const auto& token : settled(of_names(asked), of_syntax(asked))) encoder.add(token);
  return {{"data", encoder.take()}};
}

}  // namespace tocsin::lsp
