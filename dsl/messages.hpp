// What should stand at each commit point of the grammar, in the words of a rule author. A commit
// point without a text here does not compile.
#pragma once

#include "dsl/grammar.hpp"
#include "dsl/words.hpp"

namespace tocsin::dsl {

namespace g = grammar;

template <typename Rule>
inline constexpr Expected expected{};

// Rules that cannot fail.
inline constexpr Expected kNever{Trouble::reported, {}};
template <typename... R>
inline constexpr Expected expected<tao::pegtl::opt<R...>> = kNever;
template <typename... R>
inline constexpr Expected expected<tao::pegtl::star<R...>> = kNever;
template <typename R>
inline constexpr Expected expected<g::more_on_line<R>> = kNever;
template <typename R>
inline constexpr Expected expected<g::more_on_lines<R>> = kNever;
template <typename... R>
inline constexpr Expected expected<g::head<R...>> = kNever;
template <>
inline constexpr Expected expected<g::gap> = kNever;
template <>
inline constexpr Expected expected<g::lines> = kNever;
template <>
inline constexpr Expected expected<g::continued> = kNever;

template <g::Chars Text>
inline constexpr Expected expected<g::mark<Text>>{Trouble::missing_mark, g::mark<Text>::text};
template <g::Chars Text>
inline constexpr Expected expected<g::word<Text>>{Trouble::missing_mark, g::word<Text>::text};
template <g::Chars Text, typename... Then>
inline constexpr Expected expected<g::phrase<Text, Then...>>{Trouble::missing_mark,
                                                             g::word<Text>::text};

template <typename Item>
inline constexpr Expected expected<g::block<Item>>{Trouble::missing_mark, "{"};
template <typename Item>
inline constexpr Expected expected<g::block_or_end<Item>>{Trouble::trailing, {}};

template <>
inline constexpr Expected expected<g::listed<g::param, g::close_parenthesis>>{
    Trouble::missing, "a parameter such as `limit: duration`"};

#define TOCSIN_EXPECT(rule, what) \
  template <>                     \
  inline constexpr Expected expected<g::rule>{Trouble::missing, what};
#define TOCSIN_EXPECT_NAME(rule, what) \
  template <>                          \
  inline constexpr Expected expected<g::rule>{Trouble::missing_name, what};
#define TOCSIN_EXPECT_VALUE(rule, what) \
  template <>                           \
  inline constexpr Expected expected<g::rule>{Trouble::missing_value, what};
#define TOCSIN_EXPECT_MARK(rule, mark) \
  template <>                          \
  inline constexpr Expected expected<g::rule>{Trouble::missing_mark, mark};

template <>
inline constexpr Expected expected<g::end>{Trouble::trailing, {}};
template <>
inline constexpr Expected expected<g::at_body>{Trouble::trailing, {}};

template <>
inline constexpr Expected expected<g::space>{Trouble::missing_blank, "a blank"};

TOCSIN_EXPECT_MARK(at_block, "{")
TOCSIN_EXPECT_MARK(record, "{")
TOCSIN_EXPECT_MARK(close_bracket, "]")
TOCSIN_EXPECT_MARK(close_parenthesis, ")")
TOCSIN_EXPECT(closing_tick, "a closing back-tick")
TOCSIN_EXPECT_MARK(equals, "=")

TOCSIN_EXPECT_NAME(name, "a name")
TOCSIN_EXPECT_NAME(quoted_chars, "a name between back-ticks")
TOCSIN_EXPECT_NAME(ident, "the name of a unit")
TOCSIN_EXPECT_NAME(path, "a name")
TOCSIN_EXPECT(text, "a text in quotes")
TOCSIN_EXPECT(integer, "a whole number")
TOCSIN_EXPECT(a_duration, "a duration such as `10m`")
TOCSIN_EXPECT(a_percent, "a percentage such as `95%`")
TOCSIN_EXPECT(date, "a date such as `2026-03-02`")
TOCSIN_EXPECT(datetime, "a time such as `2026-03-02T09:00Z`")
TOCSIN_EXPECT(time_of_day, "a time of day such as `08:00`")
TOCSIN_EXPECT(in_zone, "`in \"Zone\"`")

TOCSIN_EXPECT_VALUE(expr, "an expression")
TOCSIN_EXPECT_VALUE(given_value, "an expression")
TOCSIN_EXPECT_VALUE(and_expr, "a condition")
TOCSIN_EXPECT_VALUE(not_expr, "a condition")
TOCSIN_EXPECT_VALUE(add, "a value")
TOCSIN_EXPECT_VALUE(mul, "a value")
TOCSIN_EXPECT_VALUE(unary, "a value")
TOCSIN_EXPECT_VALUE(range_or_add, "a set, a list or a range")
TOCSIN_EXPECT_VALUE(range_expr, "a range such as `0..100`")
TOCSIN_EXPECT_MARK(dots, "..")
TOCSIN_EXPECT(missing_present, "`missing` or `present`")
TOCSIN_EXPECT(cmp_op, "a comparison such as `= 5`")
TOCSIN_EXPECT_VALUE(arg, "an argument")
TOCSIN_EXPECT(set_or_path, "a set such as `[\"a\", \"b\"]` or its name")
TOCSIN_EXPECT(call, "a source such as `http` or `csv(\"rows.csv\")`")

TOCSIN_EXPECT(type, "a type such as `number`, `share` or `category`")
TOCSIN_EXPECT(time_unit_name, kTimeUnit)
TOCSIN_EXPECT(param, "a parameter such as `limit: duration`")
TOCSIN_EXPECT(field_attr, "an attribute such as `optional` or `within 7d`")
TOCSIN_EXPECT(ref_from, "`from \"FILE\"` or `rolling 28d`")

TOCSIN_EXPECT_VALUE(measured, "a measure such as `precision` or `p95(latency)`")
TOCSIN_EXPECT(window_span, "a window such as `30m`")
TOCSIN_EXPECT(each_span, "an interval such as `1h`, `day` or `5000 events`")
TOCSIN_EXPECT_NAME(segment, "a field to segment by")
TOCSIN_EXPECT(need, "a need such as `300 labels` or `60% labelled`")
TOCSIN_EXPECT(counted, "`events`, `labels` or `positives`")
TOCSIN_EXPECT(gap_policy, "`keep`, `ok` or a severity")
TOCSIN_EXPECT(trigger, "a comparison such as `< 95%`")
TOCSIN_EXPECT(held_for, "a duration such as `10m`, or `3 of 5`")
TOCSIN_EXPECT(until_what, "`clear` or a comparison such as `>= 97%`")
TOCSIN_EXPECT(monitor_kind, "a kind of monitor such as `fear` or `drift`")

TOCSIN_EXPECT(severity_steps, "`<` and the next severity")
TOCSIN_EXPECT(route_to, "`to` and a channel")
TOCSIN_EXPECT(digest_when, "`hourly`, or a day and a time such as `daily 08:00 in \"UTC\"`")
TOCSIN_EXPECT(days, "days such as `weekday` or `saturday, sunday`")
TOCSIN_EXPECT(day_name, "a day such as `saturday`")
TOCSIN_EXPECT(selector, "a monitor, or a pattern such as `model.*`")
TOCSIN_EXPECT(pattern, "a monitor, or a pattern such as `model.*`")

TOCSIN_EXPECT(time_offset, "a time such as `+5m` or `2026-03-02T09:00Z`")
TOCSIN_EXPECT(state, "`ok`, `pending`, `no data` or `too few`")
TOCSIN_EXPECT(state_claim, kStateClaim)
TOCSIN_EXPECT(nothing, "`alert` or `message` after `no`")
TOCSIN_EXPECT(outcome, "an expectation such as `no alert` or `page from NAME`")
TOCSIN_EXPECT(at_action, "`expect` or `acknowledge`")

#undef TOCSIN_EXPECT
#undef TOCSIN_EXPECT_MARK
#undef TOCSIN_EXPECT_NAME
#undef TOCSIN_EXPECT_VALUE

}  // namespace tocsin::dsl
