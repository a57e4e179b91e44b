// The incident log's rows: what people ask for, and what they write. Each function is a part of the
// caller's transaction; a failure stays in it.
#pragma once

#include "store/records.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::store {

// ---- read ------------------------------------------------------------------------------------

// Newest first.
std::vector<IncidentRecord> find_incidents(Transaction& reading, const IncidentFilter& filter);
std::optional<IncidentRecord> find_incident(Transaction& reading, std::string_view id);
// The incident `id` with everything that belongs to it. It exists.
IncidentDetail read_detail(Transaction& reading, std::string_view id);
// Ids that begin so, in order.
std::vector<std::string> ids_with_prefix(Transaction& reading, std::string_view prefix);
// The incidents in which this alert fires: `model.monitor`, or `package.model.monitor`; in order.
std::vector<std::string> ids_firing(Transaction& reading, std::string_view alert);
// What people have answered to incidents of a run behind the one of that number, for the engine
// that runs it.
std::vector<AnswerRecord> answers_after(Transaction& reading, std::int64_t run,
                                        std::int64_t number);
// Every severity name of the runs in the store, mildest first; names only one ladder has stand
// among those of their rank.
std::vector<std::string> severity_names(Transaction& reading);

// ---- write -----------------------------------------------------------------------------------

// One more line of the timeline. `written_at` is the clock now; the deed may have been earlier.
void append(Transaction& writing, std::string_view incident, const Deed& deed, Instant written_at,
            std::string_view kind, std::string_view text);
// That somebody is on it for so long.
void append_answer(Transaction& writing, std::string_view incident, const Deed& deed,
                   Instant written_at, std::string_view text, Duration lasts);
// Whether this person said so at this time.
bool has_answer(Transaction& reading, std::string_view incident, const Deed& deed);
// What is resolved stays resolved.
void set_acknowledged(Transaction& writing, std::string_view incident, const Deed& deed);
// Who was on it is no more.
void set_unanswered(Transaction& writing, std::string_view incident);
void set_resolved(Transaction& writing, std::string_view incident, const Deed& deed,
                  std::string_view cause, std::string_view cause_text);
void add_step(Transaction& writing, std::string_view incident, const Deed& deed,
              std::string_view text);
// Says whether the link is new: an incident has an address once.
bool add_link(Transaction& writing, std::string_view incident, const Deed& deed,
              std::string_view url, std::string_view title);

}  // namespace tocsin::store
