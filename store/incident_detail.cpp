#include "store/incident_rows.hpp"
#include "store/outbox.hpp"

namespace tocsin::store {
namespace {

Severity severity(Row& row) {
  const int rank = row.small();
  return {rank, row.text()};
}

std::vector<TransitionRecord> transitions(Transaction& reading, std::int64_t episode) {
  std::vector<TransitionRecord> found;
  reading.each(
      "SELECT t.at, t.change, t.from_severity, f.name, t.to_severity, s.name, t.reason, t.value,"
      " t.value_text, t.low, t.high, t.threshold, t.n, t.labels, t.judged_from, t.judged_to"
      " FROM transitions t JOIN episodes e ON e.alert = t.alert AND e.number = t.episode"
      " JOIN alerts a ON a.id = t.alert"
      " LEFT JOIN severities f ON f.run = a.run AND f.rank = t.from_severity"
      " LEFT JOIN severities s ON s.run = a.run AND s.rank = t.to_severity"
      " WHERE e.id = ? ORDER BY t.at, t.id",
      {episode}, [&](Row& row) {
        TransitionRecord step;
        step.at = row.instant();
        step.change = row.text();
        step.from = severity(row);
        step.to = severity(row);
        step.reason = row.text();
        step.value = row.number();
        step.value_text = row.text();
        step.low = row.number();
        step.high = row.number();
        step.threshold = row.text();
        step.n = row.integer();
        step.labels = row.maybe_integer();
        step.judged_from = row.instant();
        step.judged_to = row.instant();
        found.push_back(std::move(step));
      });
  return found;
}

AlertId alert(Row& row) {
  AlertId id;
  id.package = row.text();
  id.model = row.text();
  id.monitor = row.text();
  id.segment = row.text();
  return id;
}

std::vector<EpisodeRecord> episodes(Transaction& reading, std::string_view incident) {
  std::vector<EpisodeRecord> found;
  std::vector<std::int64_t> rows;
  reading.each(
      "SELECT e.id, a.package, a.model, a.monitor, a.segment, e.number, a.kind, a.title, "
      "e.severity,"
      " s.name, e.began, e.reason, e.ended, e.end_reason, e.peak, e.peak_text, e.peak_at, e.peak_n"
      " FROM episodes e JOIN alerts a ON a.id = e.alert"
      " LEFT JOIN severities s ON s.run = a.run AND s.rank = e.severity"
      " WHERE e.incident = ? ORDER BY e.began, e.id",
      {incident}, [&](Row& row) {
        rows.push_back(row.integer());
        EpisodeRecord& one = found.emplace_back();
        one.alert = alert(row);
        one.number = row.integer();
        one.kind = row.text();
        one.title = row.text();
        one.severity = severity(row);
        one.began = row.instant();
        one.reason = row.text();
        one.ended = row.maybe_instant();
        one.end_reason = row.text();
        one.peak = row.number();
        one.peak_text = row.text();
        one.peak_at = row.maybe_instant();
        one.peak_n = row.integer();
      });
  for (std::size_t i = 0; i < rows.size(); ++i)
    found[i].transitions = transitions(reading, rows[i]);
  return found;
}

std::vector<TimelineRecord> timeline(Transaction& reading, std::string_view incident) {
  std::vector<TimelineRecord> found;
  reading.each(
      "SELECT t.at, t.written_at, p.name, t.kind, t.severity, s.name, t.text, e.number, a.package,"
      " a.model, a.monitor, a.segment"
      " FROM timeline t JOIN incidents i ON i.id = t.incident"
      " LEFT JOIN people p ON p.id = t.author"
      " LEFT JOIN severities s ON s.run = i.run AND s.rank = t.severity"
      " LEFT JOIN episodes e ON e.id = t.episode LEFT JOIN alerts a ON a.id = e.alert"
      " WHERE t.incident = ? ORDER BY t.at, t.id",
      {incident}, [&](Row& row) {
        TimelineRecord& line = found.emplace_back();
        line.at = row.instant();
        line.written_at = row.instant();
        line.author = row.text();
        line.kind = row.text();
        line.severity = severity(row);
        line.text = row.text();
        line.episode = row.maybe_integer();
        if (line.episode) line.alert = alert(row);
        if (line.severity.name.empty()) line.severity.rank = -1;
      });
  return found;
}

ReceiptResult receipt_result(std::string_view text) {
  for (const auto result : {ReceiptResult::delivered, ReceiptResult::partly,
                            ReceiptResult::rejected, ReceiptResult::given_up}) {
    if (to_text(result) == text) return result;
  }
  return ReceiptResult::retry;
}

std::vector<Receipt> receipts(Transaction& reading, std::int64_t message) {
  std::vector<Receipt> found;
  reading.each(
      "SELECT attempt, at, result, status, detail, receiver_id FROM receipts WHERE message = ?"
      " ORDER BY attempt",
      {message}, [&](Row& row) {
        Receipt& receipt = found.emplace_back();
        receipt.attempt = row.integer();
        receipt.at = row.instant();
        receipt.result = receipt_result(row.text());
        receipt.status = row.small();
        receipt.detail = row.text();
        receipt.receiver_id = row.text();
      });
  return found;
}

// Of a message that is not in the outbox, `state` is empty.
Delivery delivery(std::string_view state) {
  if (state.empty()) return Delivery::shown;
  switch (parse_stage(state).value_or(Stage::pending)) {
    case Stage::delivered: return Delivery::delivered;
    case Stage::partly: return Delivery::partly;
    case Stage::dead: return Delivery::dead;
    case Stage::pending:
    case Stage::under_way: break;
  }
  return Delivery::waiting;
}

std::vector<MessageRecord> messages(Transaction& reading, std::string_view incident) {
  std::vector<MessageRecord> found;
  std::vector<std::int64_t> rows;
  reading.each(
      "SELECT m.id, m.key, m.channel, m.kind, m.at, m.severity, s.name, m.headline, m.body,"
      " ifnull(o.state, '') FROM messages m JOIN message_incidents i ON i.message = m.id"
      " LEFT JOIN outbox o ON o.message = m.id"
      " LEFT JOIN severities s ON s.run = m.run AND s.rank = m.severity"
      " WHERE i.incident = ? ORDER BY m.at, m.id",
      {incident}, [&](Row& row) {
        rows.push_back(row.integer());
        MessageRecord& message = found.emplace_back();
        message.key = row.text();
        message.channel = row.text();
        message.kind = row.text();
        message.at = row.instant();
        message.severity = severity(row);
        message.headline = row.text();
        message.body = row.text();
        message.delivery = delivery(row.text());
      });
  for (std::size_t i = 0; i < rows.size(); ++i) found[i].receipts = receipts(reading, rows[i]);
  return found;
}

Deed deed(Row& row) {
  auto by = row.text();
  return {std::move(by), row.instant()};
}

std::vector<StepRecord> steps(Transaction& reading, std::string_view incident) {
  std::vector<StepRecord> found;
  reading.each(
      "SELECT p.name, s.at, s.text FROM steps s JOIN people p ON p.id = s.author"
      " WHERE s.incident = ? ORDER BY s.id",
      {incident}, [&](Row& row) {
        StepRecord& step = found.emplace_back();
        step.deed = deed(row);
        step.text = row.text();
      });
  return found;
}

std::vector<LinkRecord> links(Transaction& reading, std::string_view incident) {
  std::vector<LinkRecord> found;
  reading.each(
      "SELECT p.name, l.at, l.url, l.title FROM links l JOIN people p ON p.id = l.author"
      " WHERE l.incident = ? ORDER BY l.id",
      {incident}, [&](Row& row) {
        LinkRecord& link = found.emplace_back();
        link.deed = deed(row);
        link.url = row.text();
        link.title = row.text();
      });
  return found;
}

}  // namespace

IncidentDetail read_detail(Transaction& reading, std::string_view id) {
  IncidentDetail detail;
  detail.head = find_incident(reading, id).value_or(IncidentRecord{});
  detail.episodes = episodes(reading, id);
  detail.timeline = timeline(reading, id);
  detail.messages = messages(reading, id);
  detail.steps = steps(reading, id);
  detail.links = links(reading, id);
  return detail;
}

}  // namespace tocsin::store
