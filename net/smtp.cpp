#include "net/smtp.hpp"

#include "net/curl_handle.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::net {
namespace {

// The conversation as curl shows it: which command a reply belongs to is seen nowhere else.
struct Dialogue {
  std::string recipient;  // of the RCPT that has no reply yet
  std::string last_line;
  bool over = false;  // we said QUIT: what follows is no longer about the mail
  std::vector<Refusal> refusals;
};

std::string_view without_line_end(std::string_view line) {
  const auto end = line.find_last_not_of("\r\n");
  return end == std::string_view::npos ? std::string_view{} : line.substr(0, end + 1);
}

// 0 unless the line is the last one of a reply: three digits, then a blank or nothing.
int code_of(std::string_view line) {
  if (line.size() < 3 || (line.size() > 3 && line[3] != ' ')) return 0;
  int code = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + 3, code);
  return error == std::errc{} && end == line.data() + 3 ? code : 0;
}

void on_command(Dialogue& dialogue, std::string_view line) {
  constexpr std::string_view kRecipient = "RCPT TO:<";
  dialogue.recipient.clear();
  dialogue.over = line == "QUIT";
  if (!line.starts_with(kRecipient)) return;
  line.remove_prefix(kRecipient.size());
  dialogue.recipient = line.substr(0, line.find('>'));
}

void on_reply(Dialogue& dialogue, std::string_view line) {
  if (dialogue.over) return;
  dialogue.last_line = line;
  const int code = code_of(line);
  if (code == 0 || dialogue.recipient.empty()) return;
  if (code >= 400) dialogue.refusals.push_back({dialogue.recipient, code, std::string(line)});
  dialogue.recipient.clear();
}

int on_debug(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
  auto& dialogue = *static_cast<Dialogue*>(user);
  const auto line = without_line_end({data, size});
  if (type == CURLINFO_HEADER_OUT) on_command(dialogue, line);
  if (type == CURLINFO_HEADER_IN) on_reply(dialogue, line);
  return 0;
}

std::size_t on_read(char* to, std::size_t, std::size_t room, void* user) {
  auto& left = *static_cast<std::string_view*>(user);
  const auto size = std::min(room, left.size());
  std::copy_n(left.data(), size, to);
  left.remove_prefix(size);
  return size;
}

void set_server(CurlHandle& curl, const SmtpServer& server) {
  curl.set(CURLOPT_URL, server.url);
  curl.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl.set(CURLOPT_PROXY, "");  // the proxies of the environment are for the web
  if (server.starttls == SmtpServer::Tls::required) {
    curl.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  }
  curl.trust(server.ca_file);
  if (server.user.empty()) return;
  curl.set(CURLOPT_USERNAME, server.user);
  curl.set(CURLOPT_PASSWORD, server.password);
  curl.set(CURLOPT_SASL_IR, 1L);
}

void set_envelope(CurlHandle& curl, const Mail& mail, CurlList& recipients) {
  for (const auto& address : mail.to) recipients.add("<" + address + ">");
  curl.set(CURLOPT_MAIL_FROM, "<" + mail.from + ">");
  curl.set(CURLOPT_MAIL_RCPT, recipients.get());
  curl.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
}

void set_text(CurlHandle& curl, std::string_view& text) {
  curl.set(CURLOPT_UPLOAD, 1L);
  curl.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text.size()));
  curl.set(CURLOPT_READFUNCTION, on_read);
  curl.set(CURLOPT_READDATA, &text);
}

void listen(CurlHandle& curl, Dialogue& dialogue) {
  curl.set(CURLOPT_VERBOSE, 1L);
  curl.set(CURLOPT_DEBUGFUNCTION, on_debug);
  curl.set(CURLOPT_DEBUGDATA, &dialogue);
}

bool is_transient(int code) { return code >= 400 && code < 500; }

// Of a command that the server answered with something else than success.
SmtpOutcome judge_reply(int code) {
  constexpr int kAboutLogin[] = {530, 534, 535, 538};
  if (is_transient(code)) return SmtpOutcome::later;
  if (std::ranges::count(kAboutLogin, code) > 0) return SmtpOutcome::misconfigured;
  return code >= 500 && code < 600 ? SmtpOutcome::refused : SmtpOutcome::no_answer;
}

SmtpReply reply_of(SmtpOutcome outcome, const CurlHandle& curl, CURLcode code, Dialogue dialogue) {
  SmtpReply reply{outcome, curl.response_code(), std::move(dialogue.last_line),
                  std::move(dialogue.refusals)};
  if (outcome == SmtpOutcome::misconfigured || reply.text.empty()) reply.text = curl.trouble(code);
  // A success of an earlier command would mislead whoever reads why this one failed.
  if (outcome != SmtpOutcome::accepted && reply.code < 400) reply.code = 0;
  return reply;
}

}  // namespace

SmtpOutcome judge(int curl_code, int reply_code) {
  switch (curl_code) {
    case CURLE_OK: return SmtpOutcome::accepted;
    case CURLE_SEND_ERROR:
    case CURLE_WEIRD_SERVER_REPLY: return judge_reply(reply_code);
    case CURLE_LOGIN_DENIED:
    case CURLE_REMOTE_ACCESS_DENIED:
      // A 4xx is trouble of the server, which passes; a wrong password or name does not.
      return is_transient(reply_code) ? SmtpOutcome::later : SmtpOutcome::misconfigured;
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return SmtpOutcome::misconfigured;
    default: return SmtpOutcome::no_answer;
  }
}

std::string to_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n') {
      out += text[i];
      continue;
    }
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    out += "\r\n";
  }
  return out;
}

Result<SmtpReply> Smtp::send(const Mail& mail, Duration timeout) const {
  constexpr Duration kConnect = std::chrono::seconds(15);
  const std::string text = to_crlf(mail.text);
  std::string_view unread = text;
  CurlList recipients;
  Dialogue dialogue;
  CurlHandle curl;
  set_server(curl, server_);
  set_envelope(curl, mail, recipients);
  set_text(curl, unread);
  listen(curl, dialogue);
  curl.set_timeouts(kConnect, timeout);
  const CURLcode code = curl.perform();
  const SmtpOutcome outcome = judge(code, curl.response_code());
  if (outcome == SmtpOutcome::no_answer) {
    return fail_for_now("{}: {}", redacted(server_.url), curl.trouble(code));
  }
  return reply_of(outcome, curl, code, std::move(dialogue));
}

}  // namespace tocsin::net
