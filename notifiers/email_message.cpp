#include "notifiers/email_message.hpp"

#include "base/printable.hpp"
#include "charts/small_chart.hpp"
#include "net/digest.hpp"
#include "notifiers/email_body.hpp"
#include "notifiers/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

constexpr std::size_t kLine = 76;  // also the longest line that may hold an encoded word
constexpr std::string_view kWordStart = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";
constexpr std::size_t kLongestSubject = 250;
constexpr std::size_t kLongestName = 100;
constexpr std::string_view kEnd = "\r\n";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Raw bytes for which there is room in an encoded word that begins in this column.
std::size_t bytes_in_word(std::size_t column) {
  const std::size_t frame = kWordStart.size() + kWordEnd.size();
  return (kLine - column - frame) / 4 * 3;
}

std::string encoded_words(std::string_view text, std::size_t column) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(bytes_in_word(column), text.size());
    while (size < text.size() && is_continuation(text[size])) --size;
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("{}{}{}", kWordStart, net::base64(text.substr(0, size)), kWordEnd);
    text.remove_prefix(size);
    column = 1;
  }
  return out;
}

// Breaks go before blanks, so that unfolding gives back the very text. Nothing for a text with a
// word too long for the hard limit of a line.
std::optional<std::string> folded(std::string_view text, std::size_t column) {
  constexpr std::size_t kLongestWord = 900;
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' ', text.find_first_not_of(' ')), text.size());
    if (end > kLongestWord) return std::nullopt;
    if (!out.empty() && column + end > kLine) {
      out += kEnd;
      column = 0;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(end);
  }
  return out;
}

// atext of RFC 5322 and the dot.
bool is_address_char(char c) {
  constexpr std::string_view kSpecial = ".!#$%&'*+-/=?^_`{|}~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kSpecial.find(c) != std::string_view::npos;
}

bool is_domain_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '-';
}

bool has_empty_part(std::string_view dotted) {
  return dotted.empty() || dotted.front() == '.' || dotted.back() == '.' ||
         dotted.find("..") != std::string_view::npos;
}

bool is_address(std::string_view text) {
  constexpr std::size_t kLongestLocal = 64;
  constexpr std::size_t kLongestDomain = 253;
  const auto at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  const auto local = text.substr(0, at);
  const auto domain = text.substr(at + 1);
  if (local.size() > kLongestLocal || domain.size() > kLongestDomain) return false;
  return !has_empty_part(local) && !has_empty_part(domain) &&
         std::ranges::all_of(local, is_address_char) && std::ranges::all_of(domain, is_domain_char);
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

std::string_view without_quotes(std::string_view name) {
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
    return name.substr(1, name.size() - 2);
  return name;
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name)
    out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

std::string display_name(std::string_view name, std::size_t column) {
  constexpr std::string_view kSpecials = "()<>[]:;@\\,.\"";
  if (!is_ascii(name) || name.find("=?") != std::string_view::npos)
    return encoded_words(name, column);
  return name.find_first_of(kSpecials) == std::string_view::npos ? std::string(name) : quoted(name);
}

// `column`: where it will stand in its line.
std::string mailbox_text(const Mailbox& mailbox, std::size_t column) {
  if (mailbox.name.empty()) return mailbox.address;
  const std::string name = display_name(mailbox.name, column);
  const std::string address = "<" + mailbox.address + ">";
  const bool fits = column + name.size() + 1 + address.size() <= kLine;
  return name + (fits ? " " : "\r\n ") + address;
}

// One address a line is easy to read and never too long.
std::string address_header(std::string_view name, const std::vector<Mailbox>& mailboxes) {
  std::string out = fmt::format("{}: ", name);
  for (std::size_t i = 0; i < mailboxes.size(); ++i) {
    if (i > 0) out += ",\r\n ";
    out += mailbox_text(mailboxes[i], name.size() + 2);
  }
  return out + std::string(kEnd);
}

std::string_view domain_of(const Mailbox& from) {
  return std::string_view(from.address).substr(from.address.rfind('@') + 1);
}

// Hexadecimal keys and names of channels go through as they are; an id takes nothing else.
std::string id_of(std::string_view left, const Mailbox& from) {
  std::string safe;
  for (const char c : left) safe += is_domain_char(c) || c == '_' ? c : '-';
  return fmt::format("<{}@{}>", safe, domain_of(from));
}

std::string part(std::string_view boundary, std::string_view type, std::string_view content) {
  return fmt::format(
      "--{}\r\nContent-Type: {}; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
      boundary, type, quoted_printable(content));
}

std::string base64_lines(const std::string& bytes) {
  const std::string text = net::base64(bytes);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += kLine)
    out += text.substr(at, kLine) + std::string(kEnd);
  return out;
}

// The HTML with the picture that it shows; both alone where there is no picture.
std::string html_part(const Message& message, const Mailbox& from, std::string_view boundary) {
  const auto chart = charts::small_chart(message.course, message.severity_count);
  const std::string id = id_of("chart." + message.key, from);
  const std::string name = id.substr(1, id.size() - 2);
  const auto html = email_html_body(message, chart ? name : "");
  if (!chart) return part(boundary, "text/html", html);
  const std::string inner = "=_r_" + message.key.substr(0, 32);
  std::string out = fmt::format(
      "--{}\r\nContent-Type: multipart/related; type=\"text/html\";\r\n boundary=\"{}\"\r\n\r\n",
      boundary, inner);
  out += part(inner, "text/html", html);
  out += fmt::format(
      "--{}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-ID: {}\r\nContent-Disposition: inline; filename=\"chart.png\"\r\n\r\n{}",
      inner, id, base64_lines(chart->png()));
  return out + fmt::format("--{}--\r\n", inner);
}

std::string thread_headers(const Message& message, const Mailbox& from, const std::string& root) {
  const std::string own = message_id(message, from);
  std::string out = fmt::format("Message-ID: {}\r\n", own);
  const std::string group = message.step == 0 ? "" : thread_id(message, from);
  std::vector<std::string> ids;
  for (const auto& id : {root, group})
    if (!id.empty() && id != own && (ids.empty() || ids.back() != id)) ids.push_back(id);
  if (ids.empty()) return out;
  return out +
         fmt::format("In-Reply-To: {}\r\nReferences: {}\r\n", ids.back(), fmt::join(ids, "\r\n "));
}

// That nobody's absence note answers, and that a mail filter can sort by.
std::string machine_headers(const Message& message) {
  std::string out = "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
  const auto add = [&out](std::string_view name, std::string_view value) {
    out += text_header(name, short_line(value, kLongestName));
  };
  add("X-Tocsin-Group", message.group);
  add("X-Tocsin-Severity", message.severity_name);
  add("X-Tocsin-Incident", message.incident);
  return out;
}

}  // namespace

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  if (printable(text) != text) return std::nullopt;
  text = trimmed(text);
  Mailbox out{{}, std::string(text)};
  if (text.ends_with('>')) {
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) return std::nullopt;
    out.name = cut(without_quotes(trimmed(text.substr(0, open))), kLongestName);
    out.address = text.substr(open + 1, text.size() - open - 2);
  }
  if (!is_address(out.address)) return std::nullopt;
  return out;
}

std::string message_id(const Message& message, const Mailbox& from) {
  return message.step == 0 ? thread_id(message, from) : id_of(message.key, from);
}

std::string thread_id(const Message& message, const Mailbox& from) {
  return id_of(message.thread + "." + message.channel, from);
}

std::string text_header(std::string_view name, std::string_view value) {
  const std::string text = printable(value);
  if (text.empty()) return {};
  const std::size_t column = name.size() + 2;
  const bool plain =
      is_ascii(text) && text.find("=?") == std::string::npos && trimmed(text) == text;
  const auto lines = plain ? folded(text, column) : std::nullopt;
  return fmt::format("{}: {}\r\n", name, lines ? *lines : encoded_words(text, column));
}

std::string quoted_printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += kEnd;
      column = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool from_line = column == 0 && text.substr(i).starts_with("From ");
    const bool literal =
        byte >= 32 && byte <= 126 && c != '=' && !(c == ' ' && at_end) && !from_line;
    const std::size_t width = literal ? 1 : 3;
    // The last character of a line may fill it; any other leaves room for the soft break.
    if (column + width > (at_end ? kLine : kLine - 1)) {
      out += "=\r\n";
      column = 0;
    }
    if (literal)
      out += c;
    else
      out += {'=', kDigits[byte >> 4], kDigits[byte & 15]};
    column += width;
  }
  return out;
}

std::string mail_date(Instant t) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(t - day));
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

std::string email_text(const Message& message, const Mailbox& from, const std::vector<Mailbox>& to,
                       const std::string& root) {
  // Quoted-printable and base64 never write "=_", so no part can hold the boundary.
  const std::string boundary = "=_t_" + message.key.substr(0, 32);
  std::string out = fmt::format("Date: {}\r\n", mail_date(message.at));
  out += address_header("From", {from});
  out += address_header("To", to);
  out += text_header("Subject", short_line(headline(message), kLongestSubject));
  out += thread_headers(message, from, root) + machine_headers(message);
  out += fmt::format(
      "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n",
      boundary);
  out += part(boundary, "text/plain", email_plain_body(message));
  out += html_part(message, from, boundary);
  return out + fmt::format("--{}--\r\n", boundary);
}

}  // namespace tocsin::notifiers
