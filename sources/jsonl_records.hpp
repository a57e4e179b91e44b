// Rows of a JSON Lines file: one object a line, of which the keys of the first level are columns.
#pragma once

#include "sources/records.hpp"
#include "sources/window.hpp"

#include <simdjson.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin::sources {

class JsonlRecords : public Records {
 public:
  static Result<std::unique_ptr<Records>> open(std::unique_ptr<ByteSource> bytes, std::string file,
                                               Intake& intake);

  const std::vector<std::string>& columns() const override { return columns_; }
  void want(std::span<const std::string> columns) override;
  Result<bool> next() override;
  std::string_view text() const override { return text_; }

 private:
  using Names = std::set<std::string, std::less<>>;
  struct Key {
    std::string name;
    std::size_t slot = 0;  // its place in cells_, the last one for the unwanted
    bool is_plain = true;  // stands in the file as it is, without backslashes
  };

  JsonlRecords(std::unique_ptr<ByteSource> bytes, std::string file, Intake& intake)
      : Records(std::move(file), intake), window_(std::move(bytes)) {}

  Result<void> look_ahead();
  Result<void> check_start() const;
  void collect_keys(std::string_view line, Names& seen);

  Result<bool> take_line();
  bool read_object(std::string_view& reason);
  bool read_field(simdjson::ondemand::field& field);
  std::size_t slot_of(simdjson::ondemand::field& field);
  Cell cell_of(simdjson::ondemand::value& value);
  Result<void> read_more();
  Result<void> skip_long_line();

  Window window_;
  simdjson::ondemand::parser parser_;
  std::vector<std::string> columns_;
  std::uint64_t lines_ = 0;  // before the window
  std::string_view text_;    // the present line; padding follows it

  // The keys in the order in which rows are expected to hold them: a guess that saves the search.
  std::vector<Key> keys_;
  std::unordered_map<std::string_view, std::size_t> key_numbers_;  // names stand in keys_
  std::size_t expected_ = 0;
};

}  // namespace tocsin::sources
