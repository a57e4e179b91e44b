#include "incidents/log.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"
#include "incidents/taxonomy.hpp"
#include "store/incident_rows.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

namespace tocsin::incidents {
namespace {

using store::Deed;
using store::IncidentState;
using store::Transaction;

constexpr std::size_t kShownIds = 5;
constexpr Duration kAnswerLasts = std::chrono::hours(24);

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void refuse(Transaction& transaction, std::string reason) { transaction.fail({std::move(reason)}); }

std::string some(std::vector<std::string> ids) {
  const auto more =
      ids.size() > kShownIds ? fmt::format(" and {} more", ids.size() - kShownIds) : "";
  ids.resize(std::min(ids.size(), kShownIds));
  return fmt::format("{}{}", fmt::join(ids, ", "), more);
}

std::string wrong_id(std::string_view id, const std::vector<std::string>& ids) {
  if (ids.empty())
    return fmt::format("there is no incident `{}`; `tocsin incidents list` shows all",
                       printable(id));
  return fmt::format("`{}` is the beginning of several incidents: {}; type more of it",
                     printable(id), some(ids));
}

std::string wrong_alert(std::string_view name, const std::vector<std::string>& ids) {
  if (ids.empty())
    return fmt::format("no alert `{}` fires; `tocsin incidents list` shows all incidents",
                       printable(name));
  return fmt::format("`{}` fires in several incidents: {}; name one of them", printable(name),
                     some(ids));
}

// The incident that `id` or its beginning names, or in which an alert of that name fires; a whole
// id wins over longer ones.
std::optional<IncidentRecord> pick(Transaction& transaction, std::string_view id) {
  if (auto found = store::find_incident(transaction, id)) return found;
  const bool is_alert = id.find('.') != std::string_view::npos;
  const auto ids = is_alert       ? store::ids_firing(transaction, id)
                   : is_blank(id) ? std::vector<std::string>{}
                                  : store::ids_with_prefix(transaction, id);
  if (ids.size() == 1) return store::find_incident(transaction, ids[0]);
  refuse(transaction, is_alert ? wrong_alert(id, ids) : wrong_id(id, ids));
  return std::nullopt;
}

std::optional<std::string> missing_name(const Doing& doing) {
  if (!is_blank(doing.by)) return std::nullopt;
  return "the log needs to know who you are: `--by NAME`";
}

using Work = std::function<void(Transaction&, const IncidentRecord&)>;

// Finds the incident, lets `work` write, and hands out what it has become, all in one transaction.
Result<IncidentDetail> change(const store::Store& store, std::string_view id, const Doing& doing,
                              const Work& work) {
  if (auto problem = missing_name(doing)) return fail("{}", *problem);
  Transaction writing(store, Transaction::Kind::write);
  IncidentDetail after;
  if (const auto incident = pick(writing, id)) {
    work(writing, *incident);
    after = store::read_detail(writing, incident->id);
  }
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return after;
}

// A note may tell of earlier; nobody answers what is not there yet.
bool is_too_early(Transaction& writing, const IncidentRecord& incident, const Doing& doing) {
  if (doing.at >= incident.opened) return false;
  refuse(writing, fmt::format("{} lies before incident {} was opened, {}", format_utc(doing.at),
                              incident.id, format_utc(incident.opened)));
  return true;
}

Deed deed(const Doing& doing) { return {doing.by, doing.at}; }

void append(Transaction& writing, const std::string& incident, const Doing& doing,
            std::string_view kind, std::string_view text) {
  store::append(writing, incident, deed(doing), doing.written_at, kind, text);
}

// Addresses are shown and clicked: nothing but the web, and nothing that ends a line.
std::optional<std::string> wrong_link(const Link& link) {
  const bool web = link.url.starts_with("http://") || link.url.starts_with("https://");
  const bool whole = link.url.find_first_of(" \t\r\n\"<>") == std::string::npos &&
                     printable(link.url) == link.url && link.url.find("://") + 3 < link.url.size();
  if (web && whole) return std::nullopt;
  return fmt::format("`{}` is no web address; a link looks like `https://wiki.example/postmortem`",
                     printable(link.url));
}

bool add_link(Transaction& writing, const std::string& incident, const Link& link,
              const Doing& doing) {
  if (const auto problem = wrong_link(link)) {
    refuse(writing, *problem);
    return false;
  }
  if (!store::add_link(writing, incident, deed(doing), link.url, link.title)) return false;
  append(writing, incident, doing, "linked",
         link.title.empty() ? link.url : fmt::format("{} ({})", link.url, link.title));
  return true;
}

// "for 2h: on it".
std::string words_of(const Answer& answer) {
  if (!answer.lasts) return answer.text;
  const auto lasts = "for " + format_duration(*answer.lasts);
  return answer.text.empty() ? lasts : lasts + ": " + answer.text;
}

std::string resolution_text(const IncidentRecord& before, const Resolution& resolution) {
  const std::string now =
      resolution.text.empty() ? resolution.cause : resolution.cause + ": " + resolution.text;
  if (before.state != IncidentState::resolved) return now;
  return fmt::format("{} (before: {})", now, before.cause.empty() ? "no cause" : before.cause);
}

// Names of the ladders in the store, for a filter that none of them has.
std::optional<std::string> unknown_severity(Transaction& reading, const std::string& severity) {
  const auto names = store::severity_names(reading);
  if (severity.empty() || names.empty() || std::ranges::find(names, severity) != names.end()) {
    return std::nullopt;
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto meant = nearest(severity, views);
  return fmt::format("no ladder in this store has a severity `{}`{}", printable(severity),
                     meant ? fmt::format("; did you mean `{}`?", *meant)
                           : fmt::format("; there are {}", fmt::join(names, ", ")));
}

}  // namespace

Result<std::vector<IncidentRecord>> Log::list(const IncidentFilter& filter) const {
  auto checked = filter;
  if (!filter.cause.empty()) {
    auto cause = parse_cause_filter(filter.cause);
    if (!cause) return tl::unexpected(std::move(cause.error()));
    checked.cause = *cause;
  }
  Transaction reading(store_, Transaction::Kind::read);
  if (auto problem = unknown_severity(reading, filter.severity)) refuse(reading, *problem);
  auto found = store::find_incidents(reading, checked);
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<IncidentDetail> Log::show(std::string_view id) const {
  Transaction reading(store_, Transaction::Kind::read);
  IncidentDetail detail;
  if (const auto incident = pick(reading, id)) detail = store::read_detail(reading, incident->id);
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return detail;
}

Result<IncidentDetail> Log::acknowledge(std::string_view id, const Answer& answer,
                                        const Doing& doing) {
  if (answer.lasts && answer.lasts->count() <= 0)
    return fail("nobody is on it for {}: say how long, such as `2h`",
                format_duration(*answer.lasts));
  return change(store_, id, doing, [&](Transaction& writing, const IncidentRecord& incident) {
    if (is_too_early(writing, incident, doing)) return;
    if (incident.state == IncidentState::resolved) {
      return refuse(writing, fmt::format("incident {} is resolved already; `tocsin incidents note "
                                         "{} TEXT` adds to it",
                                         incident.id, incident.id));
    }
    if (incident.acknowledged && incident.acknowledged->by == doing.by && !answer.lasts) {
      return refuse(writing,
                    fmt::format("incident {} is acknowledged by {} since {} already", incident.id,
                                printable(doing.by), format_utc(incident.acknowledged->at)));
    }
    store::set_acknowledged(writing, incident.id, deed(doing));
    store::append_answer(writing, incident.id, deed(doing), doing.written_at, words_of(answer),
                         answer.lasts.value_or(kAnswerLasts));
  });
}

Result<IncidentDetail> Log::resolve(std::string_view id, const Resolution& resolution,
                                    const Doing& doing) {
  const auto cause = parse_category(resolution.cause);
  if (!cause) return tl::unexpected(cause.error());
  if (std::ranges::any_of(resolution.steps, is_blank)) return fail("a step needs a text");
  return change(store_, id, doing, [&](Transaction& writing, const IncidentRecord& incident) {
    if (is_too_early(writing, incident, doing)) return;
    const bool again = incident.state == IncidentState::resolved;
    store::set_resolved(writing, incident.id, deed(doing), cause->name, resolution.text);
    append(writing, incident.id, doing, again ? "corrected" : "resolved",
           resolution_text(incident, resolution));
    for (const auto& step : resolution.steps) {
      store::add_step(writing, incident.id, deed(doing), step);
    }
    for (const auto& link : resolution.links) add_link(writing, incident.id, link, doing);
  });
}

Result<IncidentDetail> Log::note(std::string_view id, const std::string& text, const Doing& doing) {
  if (is_blank(text)) return fail("a note needs a text");
  return change(store_, id, doing, [&](Transaction& writing, const IncidentRecord& incident) {
    append(writing, incident.id, doing, "note", text);
  });
}

Result<IncidentDetail> Log::link(std::string_view id, const Link& link, const Doing& doing) {
  return change(store_, id, doing, [&](Transaction& writing, const IncidentRecord& incident) {
    if (!add_link(writing, incident.id, link, doing) && !writing.failed()) {
      refuse(writing, fmt::format("incident {} has the link {} already", incident.id, link.url));
    }
  });
}

}  // namespace tocsin::incidents
