#include "store/background.hpp"

#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::store {
namespace {

constexpr std::array kKinds{Message::Kind::beginning,    Message::Kind::update,
                            Message::Kind::repeat,       Message::Kind::end,
                            Message::Kind::acknowledged, Message::Kind::notice};

Message::Kind kind_of(const std::string& text) {
  const auto found =
      std::ranges::find(kKinds, text, [](Message::Kind kind) { return to_text(kind); });
  return found == kKinds.end() ? Message::Kind::update : *found;
}

std::string day_of(Instant at) { return format_utc(at).substr(0, 10); }

}  // namespace

Result<std::vector<Taken>> taken_messages(const Store& store) {
  std::vector<Taken> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT m.channel, m.thread, ifnull(json_extract(m.content, '$.incident'), ''), m.kind,"
      " r.receiver_id FROM messages m JOIN receipts r ON r.message = m.id"
      " WHERE r.result = 'delivered' AND r.receiver_id <> '' ORDER BY m.id",
      {}, [&](Row& row) {
        Taken taken;
        taken.message.channel = row.text();
        taken.message.thread = row.text();
        taken.message.incident = row.text();
        taken.message.kind = kind_of(row.text());
        taken.receiver_id = row.text();
        found.push_back(std::move(taken));
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<std::string> last_resolved(const Store& store, const AlertId& monitor,
                                  const std::string& incident, Instant before) {
  std::string found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT i.id, i.opened, i.cause, i.cause_text FROM incidents i"
      " WHERE i.state = 'resolved' AND i.engine_id <> ?4 AND i.opened < ?5"
      " AND EXISTS (SELECT 1 FROM episodes e JOIN alerts l ON l.id = e.alert"
      "   WHERE e.incident = i.id AND l.package = ?1 AND l.model = ?2 AND l.monitor = ?3)"
      " ORDER BY i.opened DESC, i.id LIMIT 1",
      {monitor.package, monitor.model, monitor.monitor, incident, before}, [&](Row& row) {
        const auto id = row.text();
        const auto opened = row.instant();
        const auto cause = row.text();
        const auto text = row.text();
        found = fmt::format("{} of {}, {}{}{}", id, day_of(opened), cause, text.empty() ? "" : ": ",
                            text);
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

}  // namespace tocsin::store
