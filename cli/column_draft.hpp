// One column of a sample as a field of a model block: its type, range, name and line.
#pragma once

#include "sources/profile.hpp"

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

struct FieldDraft {
  const sources::ColumnProfile* column = nullptr;
  std::string name;
  std::string role = "feature";
  FieldType type = FieldType::text;
  std::vector<std::string> members;  // commonest first
};

// The narrowest type that reads every value of the sample, or nearly every one where they are
// numbers. Types that nothing but a name could tell (a time in seconds since 1970) ask the name.
FieldType type_of(const sources::ColumnProfile& column);

// Role and name are still to be found.
FieldDraft draft_of(const sources::ColumnProfile& column);

// `  feature income: number, optional, range 0..20000  # 300 to 9800; 12 missing`
std::string line_of(const FieldDraft& field);

// A name that rules can write without back-ticks, and that is not in `taken`; it is added there.
std::string field_name(std::string_view column, std::set<std::string>& taken);

bool is_plain_name(std::string_view text);

// Whether one of the words that a name is made of, apart at `_`, blanks and the like, is in
// `words`.
bool has_word(std::string_view name, std::initializer_list<std::string_view> words);

}  // namespace tocsin::cli
