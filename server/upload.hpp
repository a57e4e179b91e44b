// What a client sends as rows: out of the bytes of a request, what the engine takes.
#pragma once

#include "base/batch.hpp"
#include "base/result.hpp"
#include "base/schema.hpp"
#include "sources/intake.hpp"

#include <cstdint>
#include <string>

namespace tocsin::server {

struct Upload {
  std::string content_type;  // text/csv, application/x-ndjson, application/json, ...
  std::string encoding;      // of the body: gzip, zstd or none
  std::string body;
};

inline constexpr std::size_t kMostUnpacked = 64 << 20;  // bytes of one upload, unpacked

struct EventUpload {
  Batch rows;  // arrivals are those of a file until stamp() knows better
  sources::Intake intake;
};
struct LabelUpload {
  LabelBatch labels;
  sources::Intake intake;
};

// An error speaks of the whole body: of another kind than it claims, damaged, too large when it is
// unpacked, or without a column that the schema needs. Rows that cannot be read are counted.
Result<EventUpload> read_events(const Schema& schema, Upload upload);
// For a schema with `labels_apart`.
Result<LabelUpload> read_labels(const Schema& schema, Upload upload);

// Whether rows of this Content-Type are taken.
bool is_known_type(std::string_view content_type);

// The time at which an upload came, for all of its rows: their arrival, and that of labels that say
// none, or a later one. `number`: of the upload in its stream, for who judges uploads one by one.
void stamp(const Schema& schema, Batch& rows, Instant receipt, std::uint32_t number);
void stamp(LabelBatch& labels, Instant receipt);

// The answer as JSON: how many rows were accepted and how many malformed, with the lines of the
// first of each reason.
std::string answer_of(const sources::Intake& intake);

}  // namespace tocsin::server
