// Brings the entries of a journal into an engine. Live, after a restart and over the recorded past
// it is done here, so that the three cannot differ.
#pragma once

#include "base/outcome.hpp"
#include "base/result.hpp"
#include "dsl/plan.hpp"
#include "engine/engine.hpp"
#include "store/batch_codec.hpp"
#include "store/journal.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dryrun {

class JournalFeed {
 public:
  explicit JournalFeed(std::shared_ptr<const dsl::Plan> plan);

  // Entries in the order of their positions, each before time passes its receipt. Rows and labels
  // arrive at the receipt of their entry. Before a command, time passes to just before its receipt,
  // for what it does depends on what was judged until then: what was decided comes back. Entries of
  // models that the plan does not have are passed over.
  Result<Outcome> take(engine::Engine& engine, const store::Entry& entry);

  // The last instant that no entry after this one can still be received at or before.
  static Instant just_before(const store::Entry& entry) { return entry.received - Duration(1); }

  std::uint64_t rows() const { return rows_; }  // rows and labels that were taken
  // Entries that were passed over, by the name of their model.
  const std::map<std::string, std::uint64_t>& passed_over() const { return passed_over_; }

 private:
  Result<Outcome> take_rows(engine::Engine& engine, std::size_t model, const store::Entry& entry);
  Result<Outcome> take_command(engine::Engine& engine, const store::Entry& entry);

  std::shared_ptr<const dsl::Plan> plan_;
  std::vector<store::BatchDecoder> decoders_;  // by model
  std::map<std::string, std::size_t> models_;
  std::map<std::string, std::uint64_t> passed_over_;
  std::uint64_t rows_ = 0;
};

}  // namespace tocsin::dryrun
