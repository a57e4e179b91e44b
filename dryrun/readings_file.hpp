// Every reading of a replay as a file: the stable form for notebooks and for checks from outside.
#pragma once

#include "base/reading.hpp"
#include "base/result.hpp"
#include "dsl/plan.hpp"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dryrun {

// CSV with the header slot,model,monitor,segment,value,low,high,n,labelled,state,reason, or JSON
// Lines with the same keys. Times in UTC. Shares and ratios are fractions, durations seconds, rates
// per second, all with the fewest digits that read back as the same number. An unknown value is
// empty (JSON: null) and `reason` says why. `state` is ok, pending or the severity that fires.
class ReadingsFile {
 public:
  // `path` ends in .csv or .jsonl.
  static Result<ReadingsFile> create(const std::string& path);

  Result<void> write(const dsl::Plan& plan, const std::vector<Reading>& readings);
  // Only now is there a file at `path`; what stood there before stays until then, and for good when
  // the replay fails.
  Result<void> close();

  ReadingsFile(ReadingsFile&& other) noexcept;
  ReadingsFile& operator=(ReadingsFile&&) = delete;
  ~ReadingsFile();

 private:
  ReadingsFile(std::string path, bool is_csv) : path_(std::move(path)), is_csv_(is_csv) {}

  std::string path_;
  std::string part_;  // where the lines go until they are whole; empty: nothing to put away
  bool is_csv_;
  std::ofstream out_;
};

}  // namespace tocsin::dryrun
