// What the rows of a model look like: the fields a source has to read, and how.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

enum class FieldType : std::uint8_t {
  boolean,
  integer,
  number,
  share,
  duration,
  time,
  text,
  category
};
enum class Role : std::uint8_t { feature, prediction, score, label, field };

struct Field {
  std::string name;
  std::string column;  // the name in the file or message; `name` unless `column "x"` was said
  FieldType type = FieldType::text;
  Role role = Role::field;
  bool optional = false;
  bool sensitive = false;
  Duration duration_unit{0};  // `duration in ms`: what a bare number means; 0: text with a unit
  std::vector<std::string> members;                       // `category of [...]`; empty: any value
  double low = -std::numeric_limits<double>::infinity();  // `range a..b`, in the column's unit
  double high = std::numeric_limits<double>::infinity();  // (durations: nanoseconds)
};

// Numbers of columns are indices into `fields`. The fields of `time` and `key` are in it too.
struct Schema {
  std::string model;
  std::vector<Field> fields;
  std::size_t time_field = 0;
  std::string time_zone;                  // of times without a zone; empty: UTC
  std::vector<std::size_t> key_fields;    // empty: rows cannot be joined with labels
  std::vector<std::size_t> label_fields;  // all fields with Role::label
  std::optional<std::string> arrives;     // the column that says when the label became known
  Duration horizon{0};                    // `within` of the label: H
  bool labels_apart = false;              // a `labels` source brings them, not the row

  std::optional<std::size_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (fields[i].name == name) return i;
    return std::nullopt;
  }
};

}  // namespace tocsin
