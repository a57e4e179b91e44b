// Builds a schema and a batch of rows out of a short table, as a source would have read it.
#pragma once

#include "base/batch.hpp"
#include "base/schema.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::test {

struct Table {
  Schema schema;
  Batch batch;

  std::size_t field(std::string_view name) const;  // must be there
};

// One word a field, one line a row, words divided by blanks:
//   table("at:time latency:duration status:category income:number? outcome:bool:label",
//         {"09:00:01  120ms  ok     -     true",
//          "09:00:02  250ms  error  4100  -"})
// A field is `name:type` with `?` for optional and `:feature`, `:prediction`, `:score`, `:label` or
// `:key` behind. Types: bool int number share duration time text category.
// A cell is `-` where it is missing and `!` where it is malformed; missing is malformed, too, where
// the field is neither optional nor a label. Shares may be written 95%, durations as in the rules
// or as bare nanoseconds, times as 09:00:01 (of 2026-03-02), 2026-03-02T09:00:01Z or epoch seconds.
// Without a time field the rows are a second apart from 2026-03-02T00:00:01Z on and a field `at` is
// added. A label in its row is known with the row. A key is hashed; so are several, as one text
// each.
Table table(std::string_view fields, const std::vector<std::string>& rows);

// The same by columns, for data that is computed. Nothing is missing but by nullopt; all optional.
class Columns {
 public:
  using Numbers = std::vector<std::optional<double>>;
  using Texts = std::vector<std::optional<std::string>>;

  Columns& numbers(std::string name, const Numbers& values, FieldType type = FieldType::number,
                   Role role = Role::field);
  Columns& texts(std::string name, const Texts& values, FieldType type = FieldType::category,
                 Role role = Role::field);
  Table table() const;

 private:
  Column& add(std::string name, FieldType type, Role role, std::size_t rows);

  Table made_;
};

// Numbers without a hole.
Columns::Numbers numbers(const std::vector<double>& values);

}  // namespace tocsin::test
