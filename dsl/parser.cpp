#include "dsl/parser.hpp"

#include "base/spelling.hpp"
#include "base/utf8.hpp"
#include "dsl/allow.hpp"
#include "dsl/build.hpp"
#include "dsl/found_token.hpp"
#include "dsl/literal.hpp"
#include "dsl/syntax.hpp"
#include "dsl/syntax_errors.hpp"
#include "dsl/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace tocsin::dsl {

namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

struct Encoding {
  std::string_view mark;  // at the beginning of a file
  std::string_view name;
};

// Longest first: the mark of UTF-16 begins that of UTF-32. Without a mark, the header shows it.
constexpr std::array<Encoding, 6> kWideEncodings{{
    {{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
    {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
    {"\xFF\xFE", "UTF-16LE"},
    {"\xFE\xFF", "UTF-16BE"},
    {{"t\0o\0", 4}, "UTF-16LE"},
    {{"\0t\0o", 4}, "UTF-16BE"},
}};

// Empty: none of these.
std::string_view wide_encoding(std::string_view text) {
  const auto* found = std::ranges::find_if(
      kWideEncodings, [&](const Encoding& wide) { return text.starts_with(wide.mark); });
  return found == kWideEncodings.end() ? std::string_view{} : found->name;
}

void not_utf8(std::string_view text, Span place, Diagnostics& diagnostics) {
  auto& d = diagnostics.error(
      "T0011", place, fmt::format("the file is not valid UTF-8 at byte {}", place.begin + 1));
  const auto wide = wide_encoding(text);
  if (!wide.empty()) d.message += fmt::format("; it is {}", wide);
  d.notes.push_back(fmt::format("save the file as UTF-8, or convert it: iconv -f {} -t UTF-8",
                                wide.empty() ? "LATIN1" : wide));
}

// What is no rule file at all is told once and not read.
bool is_readable(std::string_view text, std::uint32_t file, Diagnostics& diagnostics) {
  if (text.size() > kMaxBytes) {
    const auto mebibytes = static_cast<double>(text.size()) / (1 << 20);
    diagnostics.error(
        "T0001", {file, 0, 0},
        fmt::format("expected a rule file of at most 4 MiB, found {:.1f} MiB", mebibytes));
    return false;
  }
  const auto place = [file](std::size_t at) {
    return Span{file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)};
  };
  const auto nul = text.find('\0');
  const auto bad = first_invalid_utf8(text);
  if (bad || !wide_encoding(text).empty()) {
    not_utf8(text, place(bad.value_or(nul)), diagnostics);
    return false;
  }
  if (nul == std::string_view::npos) return true;
  diagnostics.error("T0001", place(nul),
                    fmt::format("expected text, found a NUL at byte {}", nul + 1));
  return false;
}

bool says_tocsin(std::string_view word) {
  static constexpr std::array<std::string_view, 1> kWord{"tocsin"};
  return word == kWord[0] || nearest(word, kWord);
}

// The item that says the version, or means to.
NodeRef header_item(const Tree& tree) {
  for (const auto item : children(tree.root()))
    if (item.is(Kind::item))
      return says_tocsin(token_at(tree.text(), item.begin()).text) ? item : NodeRef{};
  return {};
}

void missing_header(std::string_view text, std::uint32_t file, Diagnostics& diagnostics) {
  const std::uint32_t start = text.starts_with(kBom) ? kBom.size() : 0;
  auto& d = diagnostics.error("T0013", {file, start, start},
                              "missing `tocsin 1` header; add the language version");
  d.fix = Fix{"begin the file with the version", {{{file, start, start}, "tocsin 1\n"}}};
}

// A version that this program does not know may mean anything by the rest of the file.
bool is_known_version(NodeRef header, std::uint32_t file, Diagnostics& diagnostics) {
  const auto number = header.child(Kind::header).child(Kind::integer);
  const auto version = number_value(number.text()).value_or(0);
  if (!number || version == kLanguageVersion) return true;
  const Span span{file, number.begin(), number.end()};
  if (version > kLanguageVersion)
    diagnostics.error("T0014", span,
                      fmt::format("language version {} is newer than this program ({})",
                                  number.text(), kLanguageVersion));
  else
    diagnostics.error("T0001", span,
                      fmt::format("expected the language version `1`, found `{}`", number.text()));
  return false;
}

}  // namespace

ast::File parse(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics) {
  const std::string_view text = sources.file(file).text;
  ast::File unread{.file = file, .broken = true};
  if (!is_readable(text, file, diagnostics)) return unread;

  const auto syntax = read_syntax(text);
  const auto header = header_item(syntax.tree);
  if (!is_known_version(header, file, diagnostics)) return unread;
  const bool comes_late = std::ranges::any_of(syntax.failures, [&](const Failure& failure) {
    return failure.block.empty() && token_at(text, failure.at).text == "tocsin";
  });
  if (!header && !comes_late) missing_header(text, file, diagnostics);
  for (const auto& failure : syntax.failures) report_failure(failure, text, file, diagnostics);
  report_mended(syntax.tree, file, diagnostics);
  auto read = build::file({file, &diagnostics}, syntax.tree.root());
  read.allowances = find_allowances(syntax.tree, file, diagnostics);
  return read;
}

}  // namespace tocsin::dsl
