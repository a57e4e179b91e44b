#include "net/smtp.hpp"

#include "tests/support/counterpart.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tocsin;
using namespace tocsin::net;
using namespace std::chrono_literals;

namespace {

using Tls = SmtpServer::Tls;

SmtpServer plain(const test::Counterpart& stub) {
  return {.url = fmt::format("smtp://127.0.0.1:{}", stub.port()), .starttls = Tls::off};
}

Mail mail_to(std::vector<std::string> to) {
  return {"alerts@example.org", std::move(to),
          "From: alerts@example.org\nSubject: test\n\nfirst\n.\n..two dots\rlast\n"};
}

}  // namespace

TEST_CASE("judge() reads curl's code and the reply code together", "[net][smtp]") {
  struct Case {
    std::string_view why;
    int curl;
    int reply;
    SmtpOutcome want;
  };
  const auto c = GENERATE(values<Case>({
      {"accepted", 0, 250, SmtpOutcome::accepted},
      {"recipient refused", 55, 550, SmtpOutcome::refused},
      {"recipient deferred", 55, 451, SmtpOutcome::later},
      {"greylisted", 55, 450, SmtpOutcome::later},
      {"too big, refused at MAIL", 55, 552, SmtpOutcome::refused},
      {"the connection broke while sending", 55, 250, SmtpOutcome::no_answer},
      {"the connection broke before a reply", 55, 0, SmtpOutcome::no_answer},
      {"refused after the final dot", 8, 554, SmtpOutcome::refused},
      {"deferred after the final dot", 8, 452, SmtpOutcome::later},
      {"the server closes", 8, 421, SmtpOutcome::later},
      {"a reply that is none", 8, 0, SmtpOutcome::no_answer},
      {"authentication needed", 55, 530, SmtpOutcome::misconfigured},
      {"bad password", 67, 535, SmtpOutcome::misconfigured},
      {"the server cannot check passwords now", 67, 454, SmtpOutcome::later},
      {"STARTTLS required, not offered: 250 is that of EHLO", 64, 250, SmtpOutcome::misconfigured},
      {"certificate", 60, 220, SmtpOutcome::misconfigured},
      {"EHLO refused", 9, 550, SmtpOutcome::misconfigured},
      {"EHLO refused for now", 9, 421, SmtpOutcome::later},
      {"name not found", 6, 0, SmtpOutcome::no_answer},
      {"connect refused", 7, 0, SmtpOutcome::no_answer},
      {"timeout", 28, 354, SmtpOutcome::no_answer},
      {"nothing came", 52, 0, SmtpOutcome::no_answer},
      {"the connection broke while reading", 56, 250, SmtpOutcome::no_answer},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(judge(c.curl, c.reply) == c.want); }
}

TEST_CASE("to_crlf() makes every line end one that no server misreads", "[net][smtp]") {
  CHECK(to_crlf("a\nb\r\nc\rd\n\n\r\r\n") == "a\r\nb\r\nc\r\nd\r\n\r\n\r\n\r\n");
  CHECK(to_crlf("") == "");
  CHECK(to_crlf("no end") == "no end");
}

TEST_CASE("a mail arrives with its dots and without a bare line end", "[net][smtp]") {
  test::Counterpart stub("smtp_stub.py");
  if (!stub.is_there()) return;
  const auto reply = Smtp(plain(stub)).send(mail_to({"a@example.org", "b@example.org"}), 10s);
  REQUIRE(reply);
  CHECK(reply->outcome == SmtpOutcome::accepted);
  CHECK(reply->code == 250);
  CHECK(reply->text == "250 2.0.0 taken as 4711");
  CHECK(reply->refusals.empty());
  const auto seen = stub.next();
  CHECK(seen["from"] == "alerts@example.org");
  CHECK(seen["to"] == nlohmann::json{"a@example.org", "b@example.org"});
  CHECK(seen["mail"]["bare_line_ends"] == 0);
  CHECK(seen["mail"]["raw"] ==
        "From: alerts@example.org\r\nSubject: test\r\n\r\nfirst\r\n.\r\n..two dots\r\nlast\r\n");
}

TEST_CASE("one refused recipient does not lose the others", "[net][smtp]") {
  test::Counterpart stub("smtp_stub.py",
                         {"--rcpt", "b@example.org=550", "--rcpt", "c@example.org=451"});
  if (!stub.is_there()) return;
  const auto reply =
      Smtp(plain(stub)).send(mail_to({"b@example.org", "a@example.org", "c@example.org"}), 10s);
  REQUIRE(reply);
  CHECK(reply->outcome == SmtpOutcome::accepted);
  REQUIRE(reply->refusals.size() == 2);
  CHECK(reply->refusals[0].address == "b@example.org");
  CHECK(reply->refusals[0].code == 550);
  CHECK(reply->refusals[0].text == "550 5.1.1 no such user");
  CHECK(reply->refusals[1].address == "c@example.org");
  CHECK(reply->refusals[1].code == 451);
  CHECK(stub.next()["to"] == nlohmann::json{"a@example.org"});
}

TEST_CASE("a server's refusal is its word, not an error", "[net][smtp]") {
  struct Case {
    std::string_view why;
    std::vector<std::string> arguments;
    SmtpOutcome want;
    int code;
    std::string text;
  };
  const auto c = GENERATE(values<Case>({
      {"no such user",
       {"--rcpt", "a@example.org=550"},
       SmtpOutcome::refused,
       550,
       "550 5.1.1 no such user"},
      {"mailbox full",
       {"--rcpt", "a@example.org=552"},
       SmtpOutcome::refused,
       552,
       "552 5.2.2 mailbox full"},
      {"local trouble",
       {"--rcpt", "a@example.org=451"},
       SmtpOutcome::later,
       451,
       "451 4.3.0 local trouble"},
      {"refused after the text",
       {"--data", "554 5.7.1 no"},
       SmtpOutcome::refused,
       554,
       "554 5.7.1 no"},
      {"deferred after the text",
       {"--data", "452 4.3.1 no space"},
       SmtpOutcome::later,
       452,
       "452 4.3.1 no space"},
      {"too big",
       {"--size", "20"},
       SmtpOutcome::refused,
       552,
       "552 Error: message size exceeds fixed maximum message size"},
  }));
  DYNAMIC_SECTION(c.why) {
    test::Counterpart stub("smtp_stub.py", c.arguments);
    if (!stub.is_there()) return;
    const auto reply = Smtp(plain(stub)).send(mail_to({"a@example.org"}), 10s);
    REQUIRE(reply);
    CHECK(reply->outcome == c.want);
    CHECK(reply->code == c.code);
    CHECK(reply->text == c.text);
  }
}

TEST_CASE("the password must be right", "[net][smtp]") {
  test::Counterpart stub("smtp_stub.py", {"--auth", "alerts:pa:ss wörd"});
  if (!stub.is_there()) return;
  auto server = plain(stub);
  server.user = "alerts";
  SECTION("right") {
    server.password = "pa:ss wörd";
    const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 10s);
    REQUIRE(reply);
    CHECK(reply->outcome == SmtpOutcome::accepted);
    CHECK(stub.next()["user"] == "alerts");
  }
  SECTION("wrong") {
    server.password = "s3cret";
    const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 10s);
    REQUIRE(reply);
    CHECK(reply->outcome == SmtpOutcome::misconfigured);
    CHECK(reply->code == 535);
    CHECK_THAT(reply->text, !Catch::Contains("s3cret"));
  }
  SECTION("missing") {
    server.user.clear();
    const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 10s);
    REQUIRE(reply);
    CHECK(reply->outcome == SmtpOutcome::misconfigured);
    CHECK(reply->code == 530);
  }
}

TEST_CASE("STARTTLS is insisted on and its certificate is checked", "[net][smtp]") {
  const test::TempDir dir;
  test::Counterpart stub("smtp_stub.py", {"--tls", dir.path().string()});
  if (!stub.is_there()) return;
  auto server = plain(stub);
  server.starttls = Tls::required;
  SECTION("with its own certificate trusted") {
    server.ca_file = (dir / "cert.pem").string();
    const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 10s);
    REQUIRE(reply);
    CHECK(reply->outcome == SmtpOutcome::accepted);
    CHECK(stub.next()["tls"] == true);
  }
  SECTION("with a certificate that nobody vouches for") {
    const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 10s);
    REQUIRE(reply);
    CHECK(reply->outcome == SmtpOutcome::misconfigured);
    CHECK(reply->code == 0);
    CHECK_THAT(reply->text, Catch::Contains("certificate"));
  }
}

TEST_CASE("a server without STARTTLS gets no mail that needs it", "[net][smtp]") {
  test::Counterpart stub("smtp_stub.py");
  if (!stub.is_there()) return;
  auto server = plain(stub);
  server.starttls = Tls::required;
  const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 10s);
  REQUIRE(reply);
  CHECK(reply->outcome == SmtpOutcome::misconfigured);
  CHECK(reply->code == 0);
}

TEST_CASE("a server that does not answer is an error that may pass", "[net][smtp]") {
  int port = 0;
  {
    test::Counterpart stub("smtp_stub.py");
    if (!stub.is_there()) return;
    port = stub.port();
  }
  const SmtpServer server{.url = fmt::format("smtp://127.0.0.1:{}", port), .starttls = Tls::off};
  const auto reply = Smtp(server).send(mail_to({"a@example.org"}), 5s);
  REQUIRE_FALSE(reply);
  CHECK(reply.error().retry == Retry::later);
  CHECK_THAT(reply.error().message, Catch::StartsWith(fmt::format("smtp://127.0.0.1:{}: ", port)));
}
