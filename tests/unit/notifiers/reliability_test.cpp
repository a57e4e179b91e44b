// What becomes of messages when their receiver fails and the program ends in the middle: for each
// kind of channel, fault and moment. docs/reliability.md holds the table; TOCSIN_BLESS=1 rewrites
// the part of each kind, whose diff is to be reviewed.
#include "notifiers/threads.hpp"
#include "tests/support/counterpart.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/notifiers/loopback_receiver.hpp"
#include "tests/unit/notifiers/outbox_world.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace tocsin;
using namespace tocsin::notifiers;
using test::Fault;
using test::LoopbackReceiver;

namespace {

enum class Crash { before_send, before_receipt, after_receipt };
constexpr std::pair<Crash, const char*> kCrashes[]{{Crash::before_send, "before it was sent"},
                                                   {Crash::before_receipt, "before its receipt"},
                                                   {Crash::after_receipt, "after its receipt"}};

// A kind of channel, and how its receiver answers when all is well.
struct Kind {
  std::string name;
  std::string status, body;
  // The settings, for a receiver at `scheme`://127.0.0.1:`port` or another host.
  std::vector<Setting> (*settings)(const std::string& address);
  bool is_mail = false;
};

Setting duration(std::string name, Duration d) {
  return number(std::move(name), double(d.count()));
}

std::vector<Setting> by_url(const std::string& address) { return {given("url", address)}; }
std::vector<Setting> by_secret_url(const std::string&) { return {from_variable("url", "URL")}; }

const Kind kKinds[]{
    {"alertmanager", "200 OK", "", by_url},
    {"discord", "204 No Content", "", by_secret_url},
    {"email", "", "",
     [](const std::string& address) {
       return std::vector<Setting>{{.name = "to", .texts = {"ml@bank.example"}},
                                   given("server", address)};
     },
     true},
    {"opsgenie", "202 Accepted", R"({"result":"Request will be processed","requestId":"r"})",
     [](const std::string& address) {
       return std::vector<Setting>{from_variable("key", "KEY"), given("url", address)};
     }},
    {"pagerduty", "202 Accepted",
     R"({"status":"success","message":"Event processed","dedup_key":"d"})",
     [](const std::string& address) {
       return std::vector<Setting>{from_variable("key", "KEY"), given("url", address)};
     }},
    {"slack", "200 OK", "ok", by_secret_url},
    {"slack_bot", "200 OK", R"({"ok":true,"channel":"C0ML0PS","ts":"1767323045.000200"})",
     [](const std::string& address) {
       return std::vector<Setting>{from_variable("token", "KEY"), given("to", "C0ML0PS"),
                                   given("url", address)};
     }},
    {"teams", "202 Accepted", "", by_secret_url},
    {"webhook", "204 No Content", "",
     [](const std::string& address) {
       return std::vector<Setting>{given("url", address), number("private", 1)};
     }},
};

// How the world is while it lasts.
struct Trouble {
  const char* name;
  Fault fault;
  Duration lasts;
  // Where the address leads meanwhile: "" the receiver, "dns" nowhere, "tls" a stranger.
  const char* elsewhere = "";
  bool passes = true;
};

const Trouble kTroubles[]{
    {"refuses the connection for 10 minutes", Fault::refuses, 10min},
    {"says nothing for 2 minutes", Fault::stalls, 2min},
    {"cuts its answer for 10 minutes", Fault::cuts, 10min},
    {"429 with Retry-After for 10 minutes (mail: 421)", Fault::too_many, 10min},
    {"500 for an hour (mail: 451)", Fault::failing, 1h},
    {"answers garbage for 10 minutes", Fault::garbage, 10min},
    {"its name is gone for 10 minutes", Fault::none, 10min, "dns"},
    {"its certificate is wrong for 10 minutes", Fault::none, 10min, "tls"},
    {"400 for ever (mail: 550)", Fault::never, 1000h, "", false},
};

// Sends to one of two addresses, as the world is just now.
class Moving : public Notifier {
 public:
  Moving(std::unique_ptr<Notifier> here, std::unique_ptr<Notifier> elsewhere,
         std::function<bool()> is_elsewhere)
      : here_(std::move(here)),
        elsewhere_(std::move(elsewhere)),
        is_elsewhere_(std::move(is_elsewhere)) {}
  Result<Receipt> send_to(const Message& message,
                          const std::vector<std::string>& to) const override {
    return (elsewhere_ && is_elsewhere_() ? elsewhere_ : here_)->send_to(message, to);
  }
  std::string preview(const Message& message) const override { return here_->preview(message); }
  Duration spacing() const override { return here_->spacing(); }

 private:
  std::unique_ptr<Notifier> here_, elsewhere_;
  std::function<bool()> is_elsewhere_;
};

std::vector<Message> messages() {
  std::vector<Message> all;
  const auto add = [&](const char* thread, Message message, int step) {
    message.thread = thread;
    message.key = fmt::format("{:032x}", all.size() + 1);
    message.step = static_cast<std::uint64_t>(step);
    message.alerts.front().alert.segment = fmt::format("platform=p{}", all.size());
    message.at = kSampleTime + std::chrono::seconds(all.size());
    all.push_back(std::move(message));
  };
  auto update = sample_message();
  update.kind = Message::Kind::update;
  add("ffeeddccbbaa99887766554433221100", sample_message(), 0);
  add("ffeeddccbbaa99887766554433221100", update, 1);
  add("ffeeddccbbaa99887766554433221100", sample_end(), 2);
  // Of an incident of its own: which of two threads comes first after a trouble is open, and what
  // comes first in an incident is what others in it reply to.
  auto other = sample_message();
  other.incident = "5b1f0c9a7e43";
  add("ffeeddccbbaa99887766554433221101", other, 0);
  return all;
}

struct Row {
  std::size_t owed = 0, delivered = 0, dead = 0, told = 0, repeated = 0, lost = 0;
};

// One life after the other of a program that sends four messages to one channel.
class Story {
 public:
  Story(const Kind& kind, const Trouble* trouble, int stranger)
      : kind_(kind),
        trouble_(trouble),
        stranger_(stranger),
        receiver_(
            kind.is_mail ? LoopbackReceiver::Protocol::smtp : LoopbackReceiver::Protocol::http,
            kind.status, kind.body) {
    world_.fallback = {"post", 30min};
    world_.post(messages());
  }

  void run(std::optional<Crash> crash) {
    crash_ = crash;
    while (!live()) end_life();
  }

  std::vector<std::string> taken() const { return receiver_.taken(); }
  std::size_t count(const char* sql) const {
    store::Transaction reading(world_.store, store::Transaction::Kind::read);
    return static_cast<std::size_t>(reading.find_integer(sql).value_or(0));
  }

 private:
  bool is_troubled() const { return trouble_ && world_.now < kSampleTime + trouble_->lasts; }

  std::unique_ptr<Notifier> notifier_at(const std::string& scheme, const std::string& host,
                                        int port, const std::shared_ptr<Threads>& threads) const {
    const auto address = fmt::format("{}://{}:{}", scheme, host, port);
    auto settings = kind_.settings(address);
    settings.push_back(duration("timeout", 150ms));
    auto environment =
        environment_of({{"URL", address + "/hook"}, {"KEY", "0123456789abcdef0123456789abcdef"}});
    environment.threads = threads;
    return need(
        make_notifier({.name = "oncall", .kind = kind_.name, .settings = settings}, environment));
  }

  void open_channels() {
    world_.channels.clear();
    const auto threads = need(threads_of(world_.store));
    const std::string scheme = kind_.is_mail ? "smtp" : "http", safe = scheme + "s";
    std::unique_ptr<Notifier> elsewhere;
    if (trouble_ && trouble_->elsewhere == std::string("dns"))
      elsewhere = notifier_at(scheme, "receiver.invalid", 80, threads);
    if (trouble_ && trouble_->elsewhere == std::string("tls"))
      elsewhere = notifier_at(safe, "127.0.0.1", stranger_, threads);
    world_.channels["oncall"] =
        std::make_unique<Moving>(notifier_at(scheme, "127.0.0.1", receiver_.port(), threads),
                                 std::move(elsewhere), [this] { return is_troubled(); });
    world_.add_channel("post");
  }

  std::string file() const { return folder_ / fmt::format("store-{}", lives_); }

  // What a killed process leaves is its files, without a last word of SQLite's: the next life gets
  // a copy that was made while they were open.
  void end_life() {
    const auto left = file();
    ++lives_;
    for (const auto* suffix : {"", "-wal"})
      if (std::filesystem::exists(left + suffix))
        std::filesystem::copy_file(left + suffix, file() + suffix);
    world_.store = need(store::Store::open(file(), store::IfMissing::fail));
  }

  bool crashes_at(Crash moment) {
    if (crash_ != moment) return false;
    crash_.reset();
    return true;
  }

  // False when the program ended before its work was done.
  bool live() {
    open_channels();
    auto outbox = need(Outbox::open(world_.store, world_.settings()));
    std::vector<Tried> answers;
    for (;;) {
      auto jobs = need(outbox.step(answers, world_.now, 1));
      answers.clear();
      if (jobs.empty()) {
        const auto due = outbox.due();
        if (!due) return true;
        world_.now = std::max(world_.now, *due);
        continue;
      }
      const auto& job = jobs.front();
      const bool is_ours = job.message.channel == "oncall";
      if (is_ours && crashes_at(Crash::before_send)) return false;
      receiver_.set(is_troubled() ? trouble_->fault : Fault::none);
      auto receipt = world_.channels.at(job.message.channel)->send_to(job.message, job.recipients);
      const bool arrived = receipt && receipt->delivery == Delivery::delivered;
      if (is_ours && arrived && crashes_at(Crash::before_receipt)) return false;
      answers = {{job.id, world_.now, receipt ? *receipt : without_answer(receipt.error())}};
      if (is_ours && arrived && crash_ == Crash::after_receipt) {
        need(outbox.step(answers, world_.now, 0));
        crashes_at(Crash::after_receipt);
        return false;
      }
    }
  }

  const Kind& kind_;
  const Trouble* trouble_;
  int stranger_;
  LoopbackReceiver receiver_;
  test::TempDir folder_;
  int lives_ = 0;
  World world_{file()};
  std::optional<Crash> crash_;
};

// Both sorted; with repetitions.
std::vector<std::string> missing(std::vector<std::string> from, std::vector<std::string> in) {
  std::vector<std::string> out;
  std::ranges::sort(from);
  std::ranges::sort(in);
  std::ranges::set_difference(from, in, std::back_inserter(out));
  return out;
}

Row told(const Kind& kind, const Trouble& trouble, Crash crash, int stranger,
         const std::vector<std::string>& owed) {
  Story story(kind, &trouble, stranger);
  story.run(crash);
  const auto taken = story.taken();
  Row row{.owed = messages().size()};
  row.delivered = story.count(
      "SELECT count(*) FROM outbox o JOIN messages m ON m.id = o.message"
      " WHERE m.channel = 'oncall' AND o.state = 'delivered'");
  row.dead = story.count(
      "SELECT count(*) FROM outbox o JOIN messages m ON m.id = o.message"
      " WHERE m.channel = 'oncall' AND o.state = 'dead' AND o.reason <> ''");
  row.told = story.count(
      "SELECT count(*) FROM outbox o JOIN outbox d ON d.message = o.copy_of"
      " WHERE o.state = 'delivered' AND d.state = 'dead'");
  row.repeated = missing(taken, owed).empty() ? 0 : 1;
  // Of a kind that says one message in several requests, all of them count as one.
  const auto lacking = missing(owed, taken).size();
  row.lost = row.dead == row.owed ? 0 : std::min(lacking, row.owed);
  row.lost = std::max(row.lost, row.owed - row.delivered - row.dead);
  const std::size_t requests = (owed.size() + row.owed - 1) / row.owed;
  CHECK(missing(taken, owed).size() <= requests * 2);
  return row;
}

std::string begin_of(const Kind& kind) { return fmt::format("## {}\n", kind.name); }

std::string section_of(const Kind& kind, int stranger) {
  Story undisturbed(kind, nullptr, stranger);
  undisturbed.run({});
  const auto owed = undisturbed.taken();
  REQUIRE(owed.size() >= messages().size());
  std::string out = begin_of(kind) +
                    "\n| fault | ends | owed | delivered | dead | told by the fallback | repeated "
                    "| lost |\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& trouble : kTroubles)
    for (const auto& [crash, moment] : kCrashes) {
      CAPTURE(kind.name, trouble.name, moment);
      const auto row = told(kind, trouble, crash, stranger, owed);
      CHECK(row.lost == 0);
      CHECK(row.repeated <= (crash == Crash::before_receipt ? 1 : 0));
      CHECK(row.dead == (trouble.passes ? 0 : row.owed));
      CHECK(row.told == row.dead);
      out += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", trouble.name, moment,
                         row.owed, row.delivered, row.dead, row.told, row.repeated, row.lost);
    }
  return out;
}

// The part of the page that is about this kind, up to the next one.
std::pair<std::size_t, std::size_t> place_in(const std::string& page, const Kind& kind) {
  const auto from = page.find(begin_of(kind));
  REQUIRE(from != std::string::npos);
  const auto next = page.find("\n## ", from);
  return {from, (next == std::string::npos ? page.size() : next + 1) - from};
}

void hold_against_page(const Kind& kind, std::string section) {
  const auto path = test::source_dir() / "docs" / "reliability.md";
  auto page = test::content_of(path);
  const auto [from, size] = place_in(page, kind);
  const auto written = page.substr(from, size);
  if (from + size < page.size()) section += "\n";
  if (std::getenv("TOCSIN_BLESS") != nullptr && written != section)
    std::ofstream(path) << page.replace(from, size, section);
  else
    CHECK(section == written);
}

void try_kind(const char* name) {
  const auto kind = std::ranges::find(kKinds, std::string_view(name), &Kind::name);
  REQUIRE(kind != std::end(kKinds));
  test::Counterpart stranger("tls_stub.py");
  if (!stranger.is_there()) return;
  hold_against_page(*kind, section_of(*kind, stranger.port()));
}

}  // namespace

// A case for each kind, so that they can run beside each other.
TEST_CASE("alertmanager loses nothing, whatever fails", "[reliability]") {
  try_kind("alertmanager");
}
TEST_CASE("discord loses nothing, whatever fails", "[reliability]") { try_kind("discord"); }
TEST_CASE("email loses nothing, whatever fails", "[reliability]") { try_kind("email"); }
TEST_CASE("opsgenie loses nothing, whatever fails", "[reliability]") { try_kind("opsgenie"); }
TEST_CASE("pagerduty loses nothing, whatever fails", "[reliability]") { try_kind("pagerduty"); }
TEST_CASE("slack loses nothing, whatever fails", "[reliability]") { try_kind("slack"); }
TEST_CASE("slack_bot loses nothing, whatever fails", "[reliability]") { try_kind("slack_bot"); }
TEST_CASE("teams loses nothing, whatever fails", "[reliability]") { try_kind("teams"); }
TEST_CASE("webhook loses nothing, whatever fails", "[reliability]") { try_kind("webhook"); }
