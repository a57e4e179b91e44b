// The grammar of the rule language, version 1, from the file down to expressions. terminals.hpp has
// the words, names, literals and blanks that it is made of.
//
// if_must<a, b...>: once `a` was read, a failure of `b` is an error at that place, never a reason
// to try something else. head<...> and block<item> stand where reading goes on after an error.
#pragma once

#include "dsl/recovery.hpp"
#include "dsl/terminals.hpp"

namespace tocsin::dsl::grammar {

// clang-format off

struct expr;
struct clause;

// ---- pieces ----------------------------------------------------------------------------------
// The word, a blank, and what has to follow.
template <Chars Word, typename... Then>
struct phrase       : if_must<word<Word>, space, Then...> {};
// `, item` any number of times; after the comma the item is certain.
template <typename Item>
struct more_on_line : star<if_must<seq<gap, one<','>>, gap, Item>> {};
template <typename Item>
struct more_on_lines : star<if_must<seq<gap, one<','>>, lines, Item>> {};
// Items up to a bracket; a comma may stand after the last.
template <typename Item, typename Close>
struct listed       : seq<not_at<Close>, must<Item>,
                          star<gap, one<','>, lines, not_at<Close>, must<Item>>, opt<gap, one<','>>,
                          lines> {};

struct trailing_doc : doc_line {};
struct end          : seq<gap, opt<sor<comment, trailing_doc>>,
                          sor<line_break, one<';'>, at<one<'}'>>, eof>> {};
struct at_block     : at<block_start> {};
struct at_body      : at<sor<block_start, end>> {};
template <typename Item>
struct block_or_end : sor<block<Item>, end> {};

struct a_duration   : sor<duration, apart_time, misnamed_time> {};
struct a_percent    : sor<percent, apart_percent> {};
struct text         : sor<raw_text, seq<not_at<mark<"\"\"\"">>, closed_text>, unclosed_text> {};
struct in_zone      : phrase<"in", text> {};

// ---- expressions -----------------------------------------------------------------------------
struct close_parenthesis : one<')'> {};
struct close_bracket : one<']'> {};
struct dots         : mark<".."> {};
struct double_equals : mark<"=="> {};
struct double_and   : mark<"&&"> {};
struct double_or    : mark<"||"> {};
struct bang         : seq<one<'!'>, not_at<one<'='>>> {};
struct or_op        : sor<word<"or">, double_or> {};
struct and_op       : sor<word<"and">, double_and> {};
struct not_op       : sor<word<"not">, bang> {};
struct cmp_op       : sor<mark<"<=">, mark<">=">, mark<"!=">, double_equals, one<'<', '>', '='>> {};
struct add_op       : one<'+', '-'> {};
struct mul_op       : one<'*', '/'> {};

struct boolean      : sor<word<"true">, word<"false">> {};
struct literal      : sor<datetime, rate, duration, percent, points, apart_time, apart_percent,
                          apart_points, tagged, number, text, boolean> {};
struct where_arg    : if_must<word<"where">, lines, expr> {};
struct arg_name     : seq<sor<name, text>, gap, one<':'>> {};
struct arg          : sor<if_must<arg_name, lines, expr>, seq<expr, opt<continued, where_arg>>,
                          where_arg> {};
struct args         : nested<one<'('>, lines, opt<listed<arg, close_parenthesis>>,
                             close_parenthesis> {};
struct call         : seq<path, opt<args>> {};  // without arguments it is the path
struct set          : nested<one<'['>, lines, opt<listed<expr, close_bracket>>, close_bracket> {};
struct parenthesis  : nested<one<'('>, lines, expr, lines, close_parenthesis> {};
struct primary      : sor<literal, set, call, parenthesis> {};
struct unary;
struct minus        : nested<one<'-'>, unary> {};
struct unary        : sor<minus, primary> {};
struct mul          : seq<unary, star<if_must<seq<gap, mul_op>, lines, unary>>> {};
struct add          : seq<mul, star<if_must<seq<gap, add_op>, lines, mul>>> {};
struct range_or_add : seq<add, opt<if_must<seq<gap, dots>, gap, add>>> {};
struct range_expr   : seq<add, gap, must<dots>, gap, must<add>> {};
struct missing_present : sor<word<"missing">, word<"present">> {};
struct comparison   : if_must<seq<gap, cmp_op>, lines, add> {};
struct membership   : if_must<seq<space, opt<word<"not">, space>, word<"in">>, lines,
                              range_or_add> {};
struct presence     : if_must<seq<space, word<"is">>, space, missing_present> {};
struct likeness     : if_must<seq<space, word<"like">>, lines, text> {};
struct cmp          : seq<add, opt<sor<comparison, membership, presence, likeness>>> {};
struct not_expr;
struct negation     : nested<not_op, lines, not_expr> {};
struct not_expr     : sor<negation, cmp> {};
struct and_expr     : seq<not_expr, star<if_must<seq<continued, and_op>, lines, not_expr>>> {};
struct expr         : seq<and_expr, star<if_must<seq<continued, or_op>, lines, and_expr>>> {};
struct set_or_path  : sor<set, path> {};

// ---- types, parameters -----------------------------------------------------------------------
struct time_unit_name : seq<at<time_unit, no_id_char>, ident> {};
struct type         : sor<word<"bool">, word<"int">, word<"share">, word<"time">, word<"text">,
                          word<"severity">, word<"reference">,
                          seq<word<"number">, opt<space, phrase<"in", ident>>>,
                          seq<word<"duration">, opt<space, phrase<"in", time_unit_name>>>,
                          seq<word<"category">, opt<space, phrase<"of", set_or_path>>>,
                          phrase<"any", word<"field">>> {};
struct fallback     : if_must<seq<gap, one<'='>>, lines, expr> {};
struct param        : seq<name, gap, must<mark<":">>, lines, must<type>, opt<fallback>> {};
struct params       : if_must<one<'('>, lines, listed<param, close_parenthesis>,
                              close_parenthesis> {};

// ---- model: the event schema -----------------------------------------------------------------
struct meta         : sor<if_must<sor<word<"owner">, word<"runbook">, word<"dashboard">,
                                      word<"because">, word<"message">>, space, text, end>,
                          phrase<"tag", name, gap, mark<"=">, lines, text, end>> {};
struct lateness     : if_must<seq<gap, one<','>>, gap, phrase<"lateness", a_duration>> {};
struct time_item    : phrase<"time", name, opt<space, in_zone>, opt<lateness>, end> {};
struct key_item     : phrase<"key", name, more_on_line<name>, end> {};
struct source_item  : if_must<sor<word<"source">, word<"labels">>, space, call, end> {};
struct ref_file     : phrase<"from", text, opt<space, phrase<"taken", date>>> {};
struct rolling      : phrase<"rolling", a_duration, opt<space, phrase<"ago", a_duration>>> {};
struct ref_from     : sor<ref_file, rolling> {};
struct ref_item     : phrase<"reference", name, space, ref_from, end> {};
struct role         : sor<word<"feature">, word<"prediction">, word<"score">, word<"label">,
                          word<"field">> {};
struct field_attr   : sor<word<"optional">, word<"sensitive">, phrase<"positive", text>,
                          phrase<"within", a_duration>, phrase<"arrives", name>,
                          phrase<"for", text>, phrase<"range", range_expr>,
                          phrase<"column", text>> {};
struct field_item   : if_must<role, space, name, gap, mark<":">, lines, type,
                              more_on_line<field_attr>, end> {};
struct model_item   : sor<time_item, key_item, source_item, ref_item, field_item, meta> {};
struct model        : if_must<word<"model">, head<space, name, opt<space, text>, at_block>,
                              block<model_item>> {};

// ---- watch: monitors of one model ------------------------------------------------------------
struct where        : phrase<"where", expr> {};
struct against      : phrase<"against", path> {};
struct every        : phrase<"every", a_duration> {};
struct event_span   : seq<integer, space, word<"events">> {};
struct calendar     : sor<word<"hour">, word<"day">, word<"week">, word<"month">> {};
struct each_span    : sor<event_span, word<"batch">, seq<calendar, opt<space, in_zone>>,
                          a_duration> {};
struct each         : phrase<"each", each_span> {};
struct window_span  : sor<each, event_span, a_duration> {};
struct label_mode   : sor<word<"matured">, phrase<"on", word<"arrival">>> {};
struct window       : phrase<"over", window_span, opt<continued, every>,
                             opt<continued, label_mode>> {};
struct window_item  : seq<window, must<end>> {};
struct raw          : if_must<sor<word<"promql">, word<"sql">>, space, text,
                              opt<continued, phrase<"as", type>>> {};
struct measured     : sor<raw, expr> {};
struct measure      : phrase<"measure", measured, opt<continued, where>, opt<continued, against>,
                             opt<continued, window>, end> {};
struct segment      : seq<name, opt<space, phrase<"of", set_or_path>>> {};
struct top          : phrase<"top", integer> {};
struct overall      : phrase<"and", word<"overall">> {};
struct by           : phrase<"by", segment, more_on_line<segment>, opt<space, top>,
                             opt<space, overall>, end> {};
struct counted      : sor<word<"events">, word<"labels">, word<"positives">> {};
struct need         : sor<if_must<a_percent, space, word<"labelled">>,
                          if_must<integer, space, counted>> {};
struct needs        : phrase<"needs", need, more_on_line<need>, end> {};
struct gap_word     : sor<seq<word<"no">, space, word<"data">>,
                          seq<word<"too">, space, word<"few">>> {};
struct gap_policy   : sor<word<"keep">, word<"ok">,
                          seq<name, opt<space, phrase<"after", a_duration>>>> {};
struct gap_item     : if_must<gap_word, space, gap_policy, end> {};
struct paused       : sor<phrase<"paused", word<"until">, space, date, continued,
                                 phrase<"because", text>, end>,
                          phrase<"trial", word<"until">, space, date, end>> {};
struct trigger      : sor<if_must<cmp_op, lines, add>, phrase<"outside", range_expr>,
                          phrase<"inside", range_expr>, word<"true">, word<"false">> {};
struct sure         : phrase<"with", a_percent, space, word<"confidence">> {};
struct n_of_m       : seq<integer, space, phrase<"of", integer>> {};
struct held_for     : sor<n_of_m, a_duration> {};
struct hold         : phrase<"for", held_for> {};
struct until_what   : sor<word<"clear">, seq<trigger, opt<continued, sure>>> {};
struct until_part   : phrase<"until", until_what, opt<continued, phrase<"for", a_duration>>> {};
struct ladder       : if_must<seq<name, space, word<"when">>, space, trigger, opt<continued, sure>,
                              opt<continued, hold>, opt<continued, until_part>, end> {};
struct expect       : nested<word<"expect">,
                             head<space, name, gap, mark<":">, lines, expr, at_body>,
                             block_or_end<clause>> {};
struct clause       : sor<measure, window_item, by, needs, gap_item, expect, paused, meta,
                          ladder> {};

struct was          : phrase<"was", name> {};
struct instance     : phrase<"from", path, opt<args>> {};
struct monitor_kind : sor<word<"fear">, word<"quality">, word<"drift">, word<"contract">,
                          word<"performance">, word<"service">> {};
struct monitor      : if_must<monitor_kind,
                              head<space, name, opt<space, text>, opt<continued, was>,
                                   opt<continued, instance>, at_body>, block_or_end<clause>> {};
struct let          : phrase<"let", name, opt<params>, gap, mark<"=">, lines, expr, end> {};
struct every_item   : phrase<"every", a_duration, end> {};
struct watch_item   : sor<let, monitor, every_item, needs, gap_item, meta> {};
struct watch        : if_must<word<"watch">, head<space, path, at_block>, block<watch_item>> {};
struct for_kind     : phrase<"for", monitor_kind> {};
struct template_decl : if_must<word<"template">,
                               head<space, name, opt<params>, opt<space, for_kind>, at_block>,
                               block<clause>> {};

// ---- delivery --------------------------------------------------------------------------------
struct setting      : if_must<name, space, expr, end> {};
struct channel      : if_must<word<"channel">,
                              head<space, name, gap, mark<":">, lines, name, at_block>,
                              block<setting>> {};
struct day_name     : sor<word<"monday">, word<"tuesday">, word<"wednesday">, word<"thursday">,
                          word<"friday">, word<"saturday">, word<"sunday">> {};
struct digest_when  : sor<word<"hourly">,
                          if_must<sor<word<"daily">, day_name>, space, time_of_day, space,
                                  in_zone>> {};
struct route_opt    : sor<phrase<"repeat", a_duration>, phrase<"wait", a_duration>, word<"quietly">,
                          phrase<"escalate", phrase<"to", name>, space,
                                 phrase<"after", a_duration>>,
                          phrase<"group", phrase<"by", path, more_on_lines<path>>>,
                          phrase<"digest", digest_when>> {};
struct route_to     : phrase<"to", name, more_on_line<name>> {};
struct route        : phrase<"route", opt<word<"only">, space>, name, more_on_lines<name>,
                             opt<continued, where>, continued, route_to, star<continued, route_opt>,
                             end> {};
struct incident     : phrase<"incident", phrase<"from", name>,
                             opt<continued, phrase<"by", path, more_on_lines<path>>>,
                             opt<continued, phrase<"join", a_duration>>, end> {};
struct any_part     : one<'*'> {};
struct pattern      : seq<sor<name, any_part>, star<one<'.'>, sor<name, any_part>>> {};
struct selector     : seq<pattern, more_on_lines<pattern>> {};
struct days         : sor<word<"day">, word<"weekday">, word<"weekend">,
                          seq<day_name, more_on_lines<day_name>>> {};
struct mute_item    : sor<phrase<"every", days, space, time_of_day, gap, dots, gap, time_of_day,
                                 opt<space, in_zone>, end>, phrase<"on", selector, end>,
                          phrase<"up", phrase<"to", name>, end>> {};
struct mute         : if_must<word<"mute">, head<space, name, opt<space, text>, at_block>,
                              block<mute_item>> {};
struct silence      : phrase<"silence", selector, opt<continued, where>, continued,
                             phrase<"from", datetime>, continued, phrase<"to", datetime>, continued,
                             phrase<"because", text>, continued, phrase<"by", text>, end> {};
struct suppress     : phrase<"suppress", selector, continued, phrase<"while", path>,
                             opt<if_must<seq<gap, cmp_op>, gap, name>>,
                             opt<continued, phrase<"same", name, more_on_lines<name>>>, end> {};

// ---- tests -----------------------------------------------------------------------------------
struct time_offset  : sor<if_must<one<'+'>, a_duration>, datetime, time_of_day> {};
struct when         : sor<phrase<"between", time_offset, space, phrase<"and", time_offset>>,
                          phrase<"by", time_offset>> {};
struct state        : sor<word<"ok">, word<"pending">, gap_word> {};
struct state_claim  : sor<if_must<seq<space, word<"is">>, space, state>,
                          if_must<seq<space, word<"held">>, space, word<"back">,
                                  opt<space, word<"by">, space, path>, opt<space, when>>> {};
struct nothing      : sor<if_must<word<"alert">, opt<space, phrase<"from", path>>,
                                  opt<space, where>>, phrase<"message", phrase<"to", name>>> {};
struct outcome      : sor<phrase<"no", nothing, opt<space, when>>,
                          phrase<"notified", name, opt<space, when>>,
                          phrase<"digest", phrase<"to", name>, opt<space, when>>,
                          if_must<seq<word<"value">, space, word<"of">>, space, path,
                                  opt<space, where>, gap, cmp_op, lines, add,
                                  opt<space, phrase<"within", add>>>,
                          if_must<seq<name, space, word<"from">>, space, path, opt<space, where>,
                                  opt<space, when>>,
                          seq<path, opt<space, where>, must<state_claim>>> {};
struct equals       : sor<double_equals, one<'='>> {};
struct given_value  : sor<word<"missing">, expr> {};
struct assign       : if_must<name, gap, equals, lines, given_value,
                              opt<space, phrase<"after", a_duration>>, end> {};
struct record       : block<assign> {};
struct at_action    : sor<phrase<"expect", outcome>,
                          phrase<"acknowledge", path, opt<space, where>>> {};
struct test_item    : sor<phrase<"clock", datetime, opt<space, in_zone>, end>,
                          phrase<"seed", integer, end>, phrase<"load", text, end>,
                          phrase<"reference", name, space, phrase<"from", text>, end>,
                          if_must<word<"given">, record>,
                          phrase<"send", integer, space, word<"events">,
                                 opt<space, phrase<"to", path>>, space, phrase<"over", a_duration>,
                                 opt<space, phrase<"from", time_offset>>, record>,
                          phrase<"feed", path, gap, mark<"=">, lines, expr, space,
                                 phrase<"over", a_duration>, end>, phrase<"quiet", a_duration, end>,
                          phrase<"ignore", selector, end>,
                          phrase<"at", time_offset, space, at_action, end>,
                          phrase<"expect", outcome, end>> {};
struct test         : if_must<word<"test">,
                              head<space, text, opt<space, phrase<"of", path>>, at_block>,
                              block<test_item>> {};

// ---- file and declarations -------------------------------------------------------------------
struct header       : phrase<"tocsin", integer, end> {};
struct use          : phrase<"use", text, opt<space, phrase<"as", name>>, end> {};
struct unit         : phrase<"unit", ident, more_on_lines<ident>, end> {};
struct severity_steps : plus<if_must<seq<gap, one<'<'>>, lines, name>> {};
struct severity     : phrase<"severity", name, severity_steps, end> {};
struct decl         : sor<use, unit, severity, let, model, watch, template_decl, channel, route,
                          incident, mute, silence, suppress, test> {};
struct file         : seq<opt<bom>, between, star<stray_docs, between>,
                          opt<at<word<"tocsin">>, recover<header>, between>,
                          star<not_at<sor<eof, outer_head<decl>>>, item<decl>, between>, eof> {};

// clang-format on

}  // namespace tocsin::dsl::grammar
