// The one mail client: hands a finished message to a mail server and tells what became of it.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::net {

struct SmtpServer {
  std::string url;  // smtp://host:587 or smtps://host:465; a path is the name said in EHLO
  enum class Tls : std::uint8_t {
    required,
    off
  } starttls = Tls::required;  // of no concern to smtps
  std::string user;            // empty: no authentication
  std::string password;
  std::string ca_file;  // as in HttpOptions
};

struct Mail {
  std::string from;             // addresses of the envelope, without names or brackets
  std::vector<std::string> to;  // not empty
  std::string text;             // headers, empty line, body; any line ends
};

enum class SmtpOutcome : std::uint8_t {
  accepted,       // by the server, for the recipients that are not among the refusals
  later,          // 4xx
  refused,        // 5xx: this message will never be taken
  misconfigured,  // login, encryption, certificate: a person must act
  no_answer,      // no connection, or it broke; the message may even have been taken
};

// A recipient that the server would not take.
struct Refusal {
  std::string address;
  int code = 0;      // 550, 451, ...
  std::string text;  // the server's line
};

struct SmtpReply {
  SmtpOutcome outcome = SmtpOutcome::accepted;  // never no_answer: that is an error
  int code = 0;      // last reply code of the server; 0 when it did not say what failed
  std::string text;  // its last line, or curl's words when it said nothing
  std::vector<Refusal> refusals;
};

// What a transfer came to, by the code of curl and the last reply code of the server together. A
// reply code of 250 alone says nothing: it may be that of EHLO. Pure.
SmtpOutcome judge(int curl_code, int reply_code);

// Every line end (CR LF, LF, CR) as CR LF: a bare LF is read as a line end by some servers only,
// which lets a text smuggle in a second message.
std::string to_crlf(std::string_view text);

class Smtp {
 public:
  explicit Smtp(SmtpServer server) : server_(std::move(server)) {}

  // The server's word, whatever it is; an error (Retry::later) when there was none. One refused
  // recipient does not lose the others. Keeps no state between messages.
  Result<SmtpReply> send(const Mail& mail, Duration timeout) const;

 private:
  SmtpServer server_;
};

}  // namespace tocsin::net
