// Turns cells of one column into values of the field that the schema declares.
#pragma once

#include "base/batch.hpp"
#include "base/schema.hpp"
#include "sources/records.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::sources {

// The text of a cell that stands for itself, as in a key or a category: CSV as it is, JSON numbers
// as CSV would have them, true and false. False for what is no such value. `scratch` may hold it.
bool plain_text(const Cell& cell, std::string& scratch, std::string_view& text);

// A time as parse_time() reads it, of a JSON text or number.
std::optional<Instant> read_instant(const Cell& cell, std::string_view zone);
// An ISO time that says neither Z nor an offset; an epoch has no need of one.
bool is_zoneless(const Cell& cell);

class FieldReader {
 public:
  // Times without a zone are in `zone`; empty: UTC. The field outlives the reader.
  FieldReader(const Field& field, std::string zone);

  // Gives `column` room for `rows` values, all missing, and takes back what end() cut off.
  void begin(Column& column, std::size_t rows) const;
  void end(Column& column, std::size_t rows) const;

  enum class Outcome : std::uint8_t { valid, missing, malformed };
  // Reads one value into its row. A missing value is malformed where the field must have one.
  Outcome read(const Cell& cell, Column& column, std::size_t row);
  // Why the last cell was malformed: "not a number". Static.
  std::string_view reason() const { return reason_; }
  // Whether a time without a zone was read and none was declared.
  bool saw_zoneless_time() const { return zoneless_; }

  const Field& field() const { return field_; }

 private:
  // A category seen before: a text of up to sixteen bytes is two words, and needs no hashing.
  struct KnownText {
    std::uint64_t front = 0;
    std::uint64_t back = 0;
    std::uint32_t size = 0;  // 0: none yet
    std::uint32_t code = 0;
  };

  Outcome read_value(const Cell& cell, Column& column, std::size_t row);
  Outcome read_number(const Cell& cell, double& value);
  Outcome read_share(const Cell& cell, double& value);
  Outcome read_duration(const Cell& cell, double& value);
  Outcome read_boolean(const Cell& cell, double& value);
  Outcome read_time(const Cell& cell, std::int64_t& value);
  Outcome read_category(const Cell& cell, Column& column, std::uint32_t& code);
  Outcome read_text(const Cell& cell, std::string& value);
  Outcome in_range(double value);
  Outcome malformed(std::string_view reason);

  const Field& field_;
  std::string zone_;
  std::shared_ptr<Dictionary> dictionary_;
  std::array<KnownText, 256> known_{};
  std::string scratch_;
  std::string_view reason_;
  bool zoneless_ = false;
};

}  // namespace tocsin::sources
