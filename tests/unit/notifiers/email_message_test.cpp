#include "notifiers/email_message.hpp"

#include "tests/support/data_dir.hpp"
#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace tocsin;
using namespace tocsin::notifiers;

namespace {

const Mailbox kFrom{"tocsin", "alerts@example.org"};
const std::vector<Mailbox> kTo{{"", "ml@bank.example"}, {"Risk, Berlin", "risk@bank.example"}};

std::string headers_of(const Message& message) {
  const std::string text = email_text(message, kFrom, kTo);
  return text.substr(0, text.find("\r\n\r\n") + 2);
}

std::string documented_headers() {
  std::ostringstream page;
  page << std::ifstream(test::source_dir() / "docs/messages.md").rdbuf();
  const std::string all = page.str();
  const auto from = all.find("Date: Mon");
  std::string out;
  for (const char c : all.substr(from, all.find("```", from) - from))
    out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

}  // namespace

TEST_CASE("the headers of a mail are those of the reference page", "[notifiers][email]") {
  CHECK(headers_of(sample_message()) == documented_headers());
}

TEST_CASE("a later message refers to the first of its thread", "[notifiers][email]") {
  const auto headers = headers_of(sample_end());
  CHECK_THAT(headers, Catch::Contains(
                          "Message-ID: <ffffffffffffffffffffffffffffffff@example.org>\r\n"
                          "In-Reply-To: <ffeeddccbbaa99887766554433221100.oncall@example.org>\r\n"
                          "References: <ffeeddccbbaa99887766554433221100.oncall@example.org>\r\n"));
  CHECK_THAT(headers, Catch::Contains("\r\nSubject: RESOLVED loan_rejection: "));
  CHECK_THAT(headers_of(sample_message()), !Catch::Contains("In-Reply-To"));
}

TEST_CASE("the same message is the same mail", "[notifiers][email]") {
  CHECK(email_text(sample_message(), kFrom, kTo) == email_text(sample_message(), kFrom, kTo));
}

TEST_CASE("text_header() encodes what is not plain ASCII, 75 characters a word at most",
          "[notifiers][email]") {
  struct Case {
    std::string_view why, value, want;
  };
  const auto c = GENERATE(values<Case>({
      {"plain", "a b", "Subject: a b\r\n"},
      {"nothing", "", ""},
      {"the example of the contract", "[FIRING] betrug v7: PSI 0,41 ü",
       "Subject: =?UTF-8?B?W0ZJUklOR10gYmV0cnVnIHY3OiBQU0kgMCw0MSDDvA==?=\r\n"},
      {"ASCII that looks encoded", "=?x?=", "Subject: =?UTF-8?B?PT94Pz0=?=\r\n"},
      {"a blank at the end", "a ", "Subject: =?UTF-8?B?YSA=?=\r\n"},
      {"an injected header", "a\r\nBcc: x@y", "Subject: a  Bcc: x@y\r\n"},
      // 13 three-byte characters fill the 39 bytes of the first word.
      {"words end between code points", "東東東東東東東東東東東東東京",
       "Subject: =?UTF-8?B?5p2x5p2x5p2x5p2x5p2x5p2x5p2x5p2x5p2x5p2x5p2x5p2x5p2x?=\r\n "
       "=?UTF-8?B?5Lqs?=\r\n"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(text_header("Subject", c.value) == c.want); }
}

TEST_CASE("a long header is folded before its blanks and keeps all of them", "[notifiers][email]") {
  std::string value = "start";
  for (int i = 0; i < 60; ++i) value += i % 7 == 0 ? "   word" : " word";
  auto header = text_header("Subject", value);
  CHECK(longest_line(header) <= 77);  // with the CR
  for (auto at = header.find("\r\n "); at != std::string::npos; at = header.find("\r\n "))
    header.erase(at, 2);
  CHECK(header == "Subject: " + value + "\r\n");
  CHECK(longest_line(text_header("Subject", std::string(3000, 'x'))) <= 77);
}

TEST_CASE("quoted_printable() keeps any text within 76 characters of ASCII", "[notifiers][email]") {
  struct Case {
    std::string_view why, text, want;
  };
  const auto c = GENERATE(values<Case>({
      {"plain", "a b\n", "a b\r\n"},
      {"the sign itself", "p = 1", "p =3D 1"},
      {"other characters", "0.41 …", "0.41 =E2=80=A6"},
      {"a blank at the end of a line", "a \nb ", "a=20\r\nb=20"},
      {"a line that begins with From", "From me\n From me", "=46rom me\r\n From me"},
      {"the mark of a signature", "-- \n", "--=20\r\n"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(quoted_printable(c.text) == c.want); }
  CHECK(quoted_printable(std::string(76, 'x')) == std::string(76, 'x'));
  CHECK(quoted_printable(std::string(77, 'x')) == std::string(75, 'x') + "=\r\nxx");
  CHECK(quoted_printable(std::string(75, 'x') + "=") == std::string(75, 'x') + "=\r\n=3D");
}

TEST_CASE("parse_mailbox() takes addresses that every server takes", "[notifiers][email]") {
  struct Case {
    std::string_view text, name, address;
  };
  const auto c = GENERATE(values<Case>({
      {"a@b", "", "a@b"},
      {" credit-ml+x@bank.example ", "", "credit-ml+x@bank.example"},
      {"Alerts <a@b.example>", "Alerts", "a@b.example"},
      {"\"Risk, Berlin\" <a@b.example>", "Risk, Berlin", "a@b.example"},
      {"Zürich <a@b.example>", "Zürich", "a@b.example"},
      {"<a@b.example>", "", "a@b.example"},
  }));
  const auto mailbox = parse_mailbox(c.text);
  REQUIRE(mailbox);
  CHECK(mailbox->name == c.name);
  CHECK(mailbox->address == c.address);
}

TEST_CASE("parse_mailbox() refuses what could say more than an address", "[notifiers][email]") {
  const auto text =
      GENERATE(as<std::string>{}, "", "a", "a@", "@b", "a b@c", "a@b c", "a@b>",
               "a@b\r\nRCPT TO:<x@y>", "<a@b", "a@b,c@d", "a@b, c@d", "\"a b\"@c", ".a@b", "a..b@c",
               "a@b.", "a@-b_c", "ü@b.example", "a@bücher.example", "a<b>@c");
  CAPTURE(text);
  CHECK_FALSE(parse_mailbox(text));
  CHECK_FALSE(parse_mailbox(std::string(65, 'a') + "@b"));
  CHECK(parse_mailbox(std::string(64, 'a') + "@b"));
}

TEST_CASE("mail_date() is English and UTC", "[notifiers][email]") {
  CHECK(mail_date(kSampleTime) == "Mon, 02 Mar 2026 09:08:00 +0000");
  CHECK(mail_date(Instant{std::chrono::seconds(1'767'323'045)}) ==
        "Fri, 02 Jan 2026 03:04:05 +0000");
  CHECK(mail_date(Instant{std::chrono::seconds(-1)}) == "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST_CASE("HTML shows data as text", "[notifiers][email]") {
  auto message = sample_message();
  message.alerts.front().title = "<script>x</script> & \"y\"";
  auto mail = email_text(message, kFrom, kTo);
  for (auto at = mail.find("=\r\n"); at != std::string::npos; at = mail.find("=\r\n"))
    mail.erase(at, 3);
  CHECK_THAT(mail, Catch::Contains("&lt;script&gt;x&lt;/script&gt; &amp; &quot;y&quot;"));
  // Quoted-printable writes the sign of equality as =3D.
  CHECK_THAT(mail, Catch::Contains("<a href=3D\"https://wiki.bank.example/loan-rejection\">"));
}
