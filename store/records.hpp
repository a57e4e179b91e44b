// What the store hands out: plain values, one a row of a listing. Severities are ranks in the
// ladder of the run together with their names; -1 and an empty name mean none.
#pragma once

#include "base/alert.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::store {

enum class RunKind { live, replayed };
std::string_view to_text(RunKind kind);

struct Severity {
  int rank = -1;
  std::string name;
};

// A person's doing, with its time.
struct Deed {
  std::string by;
  Instant at{};
};

enum class IncidentState { open, acknowledged, resolved };
std::string_view to_text(IncidentState state);
std::optional<IncidentState> parse_state(std::string_view text);

struct IncidentRecord {
  std::string id;         // what people type; the engine's id unless another run had taken it
  std::string engine_id;  // what messages carry
  std::int64_t run = 0;
  RunKind kind = RunKind::live;
  std::string package, model;  // of its first alert
  std::string title;
  Severity severity;  // highest ever
  IncidentState state = IncidentState::open;
  Instant opened{};
  std::optional<Instant> ended;  // nothing while alerts of it fire, or could still join
  std::int64_t alerts = 0;       // different alerts
  std::int64_t episodes = 0;
  std::optional<Deed> acknowledged, resolved;
  std::string cause, cause_text;
};

struct TransitionRecord {
  Instant at{};
  std::string change;
  Severity from, to;
  std::string reason;
  double value = 0;  // in the units of Sample; NaN: none
  std::string value_text;
  double low = 0, high = 0;  // NaN: not known
  std::string threshold;
  std::int64_t n = 0;
  std::optional<std::int64_t> labels;  // nothing for a measure without labels
  Instant judged_from{}, judged_to{};
};

struct EpisodeRecord {
  AlertId alert;
  std::int64_t number = 0;
  std::string kind, title;
  Severity severity;  // highest
  Instant began{};
  std::string reason;  // why it began
  std::optional<Instant> ended;
  std::string end_reason;
  double peak = 0;  // the worst value while it fired; NaN: it never had one
  std::string peak_text;
  std::optional<Instant> peak_at;
  std::int64_t peak_n = 0;
  std::vector<TransitionRecord> transitions;
};

struct TimelineRecord {
  Instant at{};
  Instant written_at{};
  std::string author;  // empty: the engine
  std::string kind;
  std::optional<AlertId> alert;
  std::optional<std::int64_t> episode;
  Severity severity;
  std::string text;
};

// What one attempt came to. `partly`: some recipients have it, the others never will. `given up`:
// it will not be tried again, or never was. All but `retry` settle the message.
enum class ReceiptResult { delivered, partly, retry, rejected, given_up };
std::string_view to_text(ReceiptResult result);

struct Receipt {
  std::int64_t attempt = 0;  // from 1
  Instant at{};
  ReceiptResult result = ReceiptResult::retry;
  int status = 0;           // HTTP status or SMTP reply code; 0: none
  std::string detail;       // what the receiver said, in words; no secrets
  std::string receiver_id;  // how the receiver knows the message; may be empty
};

// shown: a replay kept it to itself; waiting: no attempt has settled it yet; dead: nobody has it.
enum class Delivery { shown, waiting, delivered, partly, dead };
std::string_view to_text(Delivery delivery);

struct MessageRecord {
  std::string key, channel, kind;
  Instant at{};
  Severity severity;
  std::string headline, body;
  Delivery delivery = Delivery::shown;
  std::vector<Receipt> receipts;
};

struct StepRecord {
  Deed deed;
  std::string text;
};

struct LinkRecord {
  Deed deed;
  std::string url, title;
};

struct IncidentDetail {
  IncidentRecord head;
  std::vector<EpisodeRecord> episodes;   // by their beginning
  std::vector<TimelineRecord> timeline;  // by time; of one instant in the order of writing
  std::vector<MessageRecord> messages;   // by time
  std::vector<StepRecord> steps;
  std::vector<LinkRecord> links;
};

// That somebody said, in this log, to be on an incident.
struct AnswerRecord {
  std::int64_t number = 0;  // rising in the order of writing
  std::string incident;     // the engine's id
  Deed deed;
  Duration lasts{0};
};

struct IncidentFilter {
  std::string model;                  // `model` or `package.model` of any of its alerts; empty: all
  std::string severity;               // at least this name in the ladder of its run; empty: all
  std::vector<IncidentState> states;  // empty: all
  std::string cause;                  // a category, or the part before its dot; empty: all
  std::optional<Instant> since, until;  // opened in [since, until)
};

}  // namespace tocsin::store
