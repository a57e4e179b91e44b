// The first quarter of an hour: copy the loan file, change the names, ask what is wrong, test,
// replay recorded events, and get the sentence for who asked.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

std::string renamed(std::string text) {
  const std::pair<std::string, std::string> names[] = {{"loan_rejection", "card_fraud"},
                                                       {"platform", "shop"},
                                                       {"application_id", "order_id"},
                                                       {"decided_at", "ordered_at"}};
  for (const auto& [from, to] : names)
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

// The rules of the pack under other names, with a file of events.
class Copy {
 public:
  Copy() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(pack()))
      if (entry.path().extension() == ".tocsin" || entry.path().extension() == ".csv")
        dir_.write(std::filesystem::relative(entry.path(), pack()).string(),
                   renamed(content_of(entry.path())));
  }

  Run run(const std::vector<std::string>& arguments) const { return run_tocsin(dir_, arguments); }
  const TempDir& dir() const { return dir_; }

 private:
  static std::filesystem::path pack() { return source_dir() / "rules" / "loan_rejection"; }

  TempDir dir_;
};

// Two hours from 09:00, an order each `step` seconds; slow ones from 10:00 until 10:20.
std::string orders(int step) {
  std::string text =
      "ordered_at,order_id,income,shop,is_customer,decision,p_reject,arm,latency,status,response\n";
  const char* const shops[] = {"check24", "smava", "own_site"};
  for (int at = 0, i = 0; at < 7200; at += step, ++i)
    text += fmt::format(
        "2026-03-02 {:02}:{:02}:{:02},{},2400,{},true,accept,0.{:03},live,{},ok,model\n",
        9 + at / 3600, at / 60 % 60, at % 60, i, shops[i % 3], i % 1000,
        at >= 3600 && at < 4800 ? 420 : 120);
  return text;
}

}  // namespace

TEST_CASE("a copy of the loan file under other names is sound and passes its tests",
          "[scenario][newcomer]") {
  const Copy copy;
  const auto check = copy.run({"check", "."});
  INFO(check.err);
  CHECK(check.code == 0);
  CHECK(copy.run({"fmt", "--check", "."}).code == 0);
  const auto test = copy.run({"test", "."});
  INFO(test.out << test.err);
  CHECK(test.code == 0);
}

TEST_CASE("a name that was forgotten is pointed at, with the one to take", "[scenario][newcomer]") {
  const Copy copy;
  auto rules = content_of(copy.dir() / "fears.tocsin");
  rules.replace(rules.find("by shop"), 7, "by shopp");
  copy.dir().write("fears.tocsin", rules);
  const auto check = copy.run({"check", "."});
  CHECK(check.code == 1);
  CHECK_THAT(check.err, Contains("the model `card_fraud` has no field `shopp`") &&
                            Contains("    by shopp and overall\n") && Contains("       ^^^^^") &&
                            Contains("help: use the declared name") &&
                            Contains("    by shop and overall\n"));
  // Its tests name the segment, and are silent; nor is it said that there are none.
  CHECK_THAT(check.err, !Contains("L010"));
}

// 1200 of 3600 from +60m on: more than 5% of the window (T - 12m, T - 2m] from 10:03 on, and five
// minutes later it pages. The last of them leaves the window with 10:32, when at most 5% are slow:
// after 29m30s, so it is below 270ms from 10:32 on, and over ten minutes later.
TEST_CASE("recorded events show when it would have paged", "[scenario][newcomer]") {
  const Copy copy;
  copy.dir().write("orders.csv", orders(1));
  const auto replay = copy.run({"replay", ".", "--data", "card_fraud=orders.csv"});
  INFO(replay.out << replay.err);
  CHECK(replay.code == 0);
  CHECK_THAT(replay.out, Contains("The check makes the application form slow") &&
                             Contains("2026-03-02T10:08:00Z  page"));
}

TEST_CASE("a replay says why there was nothing to judge by", "[scenario][newcomer]") {
  const Copy copy;
  // 60 in ten minutes, 20 of each shop.
  copy.dir().write("orders.csv", orders(10));
  const auto replay = copy.run({"replay", ".", "--data", "card_fraud=orders.csv"});
  INFO(replay.out << replay.err);
  CHECK_THAT(replay.out, Contains("slow_applications [shop=smava]") &&
                             Contains("(mostly: needs 100 events; a window had at most 20)") &&
                             Contains("(mostly: needs 100 events; a window had at most 60)"));
}

TEST_CASE("the sentence for who asked", "[scenario][newcomer]") {
  const auto said = Copy().run({"explain", "slow_applications"});
  CHECK(said.code == 0);
  std::string text;
  for (const char c : said.out)
    if (c != '\n')
      text += c;
    else
      text += ' ';
  while (text.find("  ") != std::string::npos) text.replace(text.find("  "), 2, " ");
  for (const char* part :
       {"Pages oncall and ml_slack when the 95th percentile of latency over the last 10 minutes, "
        "per "
        "shop and overall, stays above 300ms for 5 minutes",
        "below 270ms for 10 minutes", "above 250ms for 10 minutes", "at least 100 events"})
    CHECK_THAT(text, Contains(part));
}

}  // namespace tocsin::test
