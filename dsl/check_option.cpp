// Named arguments of measures.
#include "base/spelling.hpp"
#include "dsl/check_argument.hpp"
#include "dsl/row_build.hpp"
#include "dsl/saturate.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::dsl {
namespace {

std::string_view expected(OptionKind kind) {
  switch (kind) {
    case OptionKind::word: return "a word";
    case OptionKind::count: return "a whole number such as `10`";
    case OptionKind::number: return "a plain number";
    case OptionKind::duration: return "a duration such as `28d`";
    case OptionKind::flag: return "`true` or `false`";
    case OptionKind::amount: return "an amount such as `5EUR`";
    case OptionKind::field: return "the name of a field";
    case OptionKind::buckets: return "`auto`, or fields such as `[platform, hour(at)]`";
  }
  return "";
}

bool fits(OptionKind kind, const Type& type, double number) {
  const bool plain = type.is(TypeKind::number) && type.unit.empty();
  switch (kind) {
    case OptionKind::count: return plain && number >= 1 && number == std::floor(number);
    case OptionKind::number: return plain || type.is(TypeKind::share);
    case OptionKind::duration: return type.is(TypeKind::duration) && number > 0;
    case OptionKind::amount: return type.is(TypeKind::number);
    default: return false;
  }
}

}  // namespace

bool ArgumentReader::named(const ast::Arg& arg) {
  const auto& word = arg.name->text;
  if (word == "over") return read_span(arg, call_.over);
  if (word == "ago") return read_span(arg, call_.ago);
  if (word == "on") return read_reference(*arg.value, call_.on);
  const auto option = std::ranges::find(def().options, word, &OptionDef::name);
  if (option != def().options.end()) return read_option(arg, *option);
  auto known = known_names();
  c_.diagnostics.error(
      "T2113", arg.name->span,
      fmt::format("`{}` has no argument named `{}`; it takes {}", name(), word, known));
  return false;
}

bool ArgumentReader::has_all_options() {
  for (const auto& option : def().options) {
    const bool given = std::ranges::count(call_.options, option.name, &CallOption::name) > 0;
    if (!option.required || given) continue;
    c_.diagnostics.error("T2112", expr_.span,
                         fmt::format("`{}` expects `{}: ...`, {}, found nothing", name(),
                                     option.name, expected(option.kind)));
    return false;
  }
  return true;
}

bool ArgumentReader::read_span(const ast::Arg& arg, Duration& slot) {
  const auto value = row_.constant(*arg.value);
  if (!value) return false;
  if (!value->type.is(TypeKind::duration))
    return unfit(*arg.value, fmt::format("a duration after `{}:`", arg.name->text),
                 describe(value->type));
  if (value->number <= 0) {
    auto& d = c_.diagnostics.error("T3113", arg.value->span,
                                   fmt::format("`{}` must be longer than zero", arg.name->text));
    if (value->number < 0 && arg.name->text == "ago") {
      d.message += "; it counts back by itself";
      d.fix = Fix{"leave out the sign", {{arg.value->span, show(value->type, -value->number)}}};
    }
    return false;
  }
  slot = nanoseconds(value->number);
  return true;
}

bool ArgumentReader::read_option(const ast::Arg& arg, const OptionDef& option) {
  CallOption read{.name = std::string(option.name), .span = arg.name->span};
  const bool is_word = option.kind == OptionKind::word || option.kind == OptionKind::flag;
  const bool fine = is_word                              ? read_word(arg, option, read)
                    : option.kind == OptionKind::buckets ? read_buckets(arg, read)
                    : option.kind == OptionKind::field   ? read_column(arg, option, read)
                                                         : read_number(arg, option, read);
  if (!fine) return false;
  const auto at = std::ranges::upper_bound(call_.options, read.name, {}, &CallOption::name);
  call_.options.insert(at, std::move(read));
  return true;
}

// `adwin`, `true`, `2`: as written.
bool ArgumentReader::read_word(const ast::Arg& arg, const OptionDef& option, CallOption& read) {
  read.word = on_one_line(c_.sources, arg.value->span);
  if (option.kind == OptionKind::flag)
    return arg.value->op == ast::Op::boolean ||
           unfit(*arg.value, expected(option.kind), spoken(c_, *arg.value));
  if (std::ranges::count(option.words, read.word) > 0) return true;
  auto& d = c_.diagnostics.error("T2128", arg.value->span,
                                 fmt::format("`{}` has no {} `{}`; known: {}", name(), option.name,
                                             read.word, listed(option.words)));
  if (const auto near = nearest(read.word, option.words))
    d.fix = Fix{"use the known word", {{arg.value->span, std::string(*near)}}};
  return false;
}

bool ArgumentReader::read_number(const ast::Arg& arg, const OptionDef& option, CallOption& read) {
  const auto value = row_.constant(*arg.value);
  if (!value) return false;
  if (!fits(option.kind, value->type, value->number))
    return unfit(*arg.value, fmt::format("{} after `{}:`", expected(option.kind), option.name),
                 describe(value->type));
  read.number = value->number;
  read.type = value->type;
  return true;
}

bool ArgumentReader::read_column(const ast::Arg& arg, const OptionDef& option, CallOption& read) {
  auto value = row_.value(*arg.value);
  if (!value) return false;
  if (value->op != RowOp::field)
    return unfit(*arg.value, fmt::format("{} after `{}:`", expected(option.kind), option.name),
                 "an expression");
  read.values.push_back(std::move(value));
  return true;
}

bool ArgumentReader::read_buckets(const ast::Arg& arg, CallOption& read) {
  if (arg.value->op == ast::Op::path && on_one_line(c_.sources, arg.value->span) == "auto") {
    read.word = "auto";
    return true;
  }
  if (arg.value->op != ast::Op::set || arg.value->children.empty())
    return unfit(*arg.value, expected(OptionKind::buckets), spoken(c_, *arg.value));
  for (const auto& child : arg.value->children) {
    auto value = row_.value(*child);
    if (!value) return false;
    read.values.push_back(std::move(value));
  }
  return true;
}

std::string ArgumentReader::known_names() const {
  std::vector<std::string_view> known;
  for (const auto& option : def().options) known.push_back(option.name);
  if (def().needs.reference) known.push_back("against");
  if (def().needs.prediction || def().needs.positive) known.push_back("prediction");
  if (def().needs.label) known.push_back("label");
  if (def().needs.score) known.push_back("score");
  known.insert(known.end(), {"over", "ago", "on"});
  return listed(known);
}

}  // namespace tocsin::dsl
