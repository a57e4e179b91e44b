#include "server/log.hpp"

#include "server/command.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tocsin;
using namespace tocsin::server;
using Catch::Contains;
using Catch::EndsWith;

TEST_CASE("a line of the log is one line, whatever its texts hold", "[server]") {
  std::string text, json;
  const Log as_text(LogForm::text, [&](const std::string& line) { text = line; });
  const Log as_json(LogForm::json, [&](const std::string& line) { json = line; });
  for (const auto* log : {&as_text, &as_json})
    log->warn("the store does not take it", {{"why", "disk\nfull \x1b[2J"}, {"what", "journal"}});
  CHECK_THAT(text, Contains(" warn: the store does not take it why=\"disk full") &&
                       EndsWith(" what=journal\n"));
  CHECK(text.find('\n') == text.size() - 1);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(json.find('\n') == json.size() - 1);
  const auto line = nlohmann::json::parse(json);
  CHECK(line["level"] == "warn");
  CHECK(line["why"] == "disk\nfull \x1b[2J");
}

TEST_CASE("commands are read from the journal as they were written", "[server]") {
  const Silence silence{"3f2a",
                        "loans.*",
                        {{"platform", "smava"}},
                        Instant{Duration(1)},
                        Instant{Duration(2)},
                        "load \"test\"",
                        "ana"};
  const auto read = decode_command(encode(silence));
  REQUIRE(read.has_value());
  const auto& again = std::get<Silence>(*read);
  CHECK(again.id == silence.id);
  CHECK(again.selector == silence.selector);
  CHECK(again.where == silence.where);
  CHECK(again.from == silence.from);
  CHECK(again.to == silence.to);
  CHECK(again.because == silence.because);
  CHECK(again.by == silence.by);

  const store::AnswerRecord answer{7, "c0ffee", {"ben", Instant{Duration(3)}}, kDay};
  const auto said = std::get<store::AnswerRecord>(decode_command(encode(answer)).value());
  CHECK(said.number == 7);
  CHECK(said.incident == "c0ffee");
  CHECK(said.deed.by == "ben");
  CHECK(said.deed.at == answer.deed.at);
  CHECK(said.lasts == kDay);
  for (const auto* bytes : {"", "{}", "[]", "{\"silence\": 1}", "\xff"})
    CHECK_FALSE(decode_command(bytes).has_value());
}
