#include "dryrun/held_records.hpp"

#include <algorithm>

namespace tocsin::dryrun {

void add_record(std::vector<HeldBack>& all, HeldBack record) {
  if (!record.to) return all.push_back(std::move(record));
  const auto begun = std::find_if(all.rbegin(), all.rend(), [&](const HeldBack& known) {
    return !known.to && known.alert == record.alert && known.from == record.from &&
           known.cause.kind == record.cause.kind && known.cause.rule == record.cause.rule &&
           known.cause.name == record.cause.name;
  });
  if (begun != all.rend()) *begun = std::move(record);
}

}  // namespace tocsin::dryrun
