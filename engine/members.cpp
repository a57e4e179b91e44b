#include "engine/members.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace tocsin::engine {
namespace {

constexpr int kRankedDays = 7;
constexpr std::uint64_t kOtherPart = ~std::uint64_t{0};
constexpr const char* kOtherText = "other";

std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value + 0.0); }

}  // namespace

MemberIndex::MemberIndex(const Schema& schema, std::vector<dsl::SegmentField> fields,
                         const Dictionaries& dictionaries)
    : schema_(schema), fields_(std::move(fields)), dictionaries_(dictionaries) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    auto& declared = declared_.emplace_back();
    for (const auto& value : fields_[i].members) declared.push_back(part_of(i, value));
  }
  reset();
}

void MemberIndex::reset() {
  ids_.clear();
  order_.clear();
  by_code_.clear();
  by_day_.clear();
  met_ = 0;
  members_.assign(1, {});
  add(Parts(fields_.size(), kOtherPart));
}

MemberId MemberIndex::add(const Parts& parts) {
  Member member{.parts = parts, .labels = {}, .text = {}};
  for (std::size_t i = 0; i < fields_.size(); ++i)
    member.labels.emplace_back(schema_.fields[fields_[i].field].name, value_of(i, parts[i]));
  member.text = to_text(member.labels);
  members_.push_back(std::move(member));
  return size() - 1;
}

// A category is its code in the engine's dictionary; a number or yes/no is its bits.
bool MemberIndex::read_parts(const evaluators::Block& block, std::size_t row, Parts& parts) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const std::size_t field = fields_[i].field;
    if (!block.is_valid(field, row)) return false;
    const bool is_category = schema_.fields[field].type == FieldType::category;
    parts[i] = is_category ? block.codes(field)[row] : bits_of(block.numbers(field)[row]);
  }
  return true;
}

std::uint64_t MemberIndex::part_of(std::size_t field, const std::string& value) const {
  const auto type = schema_.fields[fields_[field].field].type;
  if (type == FieldType::category) return dictionaries_[fields_[field].field]->code(value);
  if (type == FieldType::boolean) return bits_of(value == "true" ? 1 : 0);
  return bits_of(std::strtod(value.c_str(), nullptr));
}

std::string MemberIndex::value_of(std::size_t field, std::uint64_t part) const {
  if (part == kOtherPart) return kOtherText;
  const auto type = schema_.fields[fields_[field].field].type;
  if (type == FieldType::category)
    return dictionaries_[fields_[field].field]->text(static_cast<std::uint32_t>(part));
  const double value = std::bit_cast<double>(part);
  if (type == FieldType::boolean) return value != 0 ? "true" : "false";
  return fmt::format("{}", value);
}

// A value outside a declared set, or values that all call themselves `other`.
bool MemberIndex::is_other(const Parts& parts) const {
  bool calls_itself_other = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& declared = declared_[i];
    if (!declared.empty() &&
        std::find(declared.begin(), declared.end(), parts[i]) == declared.end())
      return true;
    calls_itself_other = calls_itself_other && value_of(i, parts[i]) == kOtherText;
  }
  return calls_itself_other;
}

MemberId MemberIndex::number_of(const Parts& parts) {
  const auto [at, is_new] = ids_.try_emplace(parts, kOther);
  if (!is_new) return at->second;
  order_.push_back(parts);
  if (!is_other(parts)) at->second = add(parts);
  return at->second;
}

MemberId MemberIndex::intern(const std::vector<std::string>& values) {
  TOCSIN_CHECK(values.size() == fields_.size(), "a value for every field of `by`");
  Parts parts;
  for (std::size_t i = 0; i < fields_.size(); ++i) parts.push_back(part_of(i, values[i]));
  return number_of(parts);
}

// One category is the usual case: its codes are small numbers.
void MemberIndex::number_codes(const evaluators::Block& block, const Rows& rows,
                               std::vector<MemberId>& members) {
  const std::size_t field = fields_.front().field;
  const auto codes = block.codes(field);
  by_code_.resize(dictionaries_[field]->size(), kNowhere);
  for (const std::uint32_t row : rows) {
    if (!block.is_valid(field, row)) continue;
    MemberId& member = by_code_[codes[row]];
    if (member == kNowhere) member = number_of({codes[row]});
    members[row] = member;
  }
}

std::vector<MemberId> MemberIndex::number(evaluators::Block& block, const Rows& rows) {
  std::vector<MemberId> members(block.rows(), kNowhere);
  if (fields_.size() == 1 && dictionaries_[fields_.front().field]) {
    number_codes(block, rows, members);
    return members;
  }
  Parts parts(fields_.size()), before;
  MemberId last = kNowhere;
  for (const std::uint32_t row : rows) {
    if (!read_parts(block, row, parts)) continue;
    if (parts != before) {
      last = number_of(parts);
      before = parts;
    }
    members[row] = last;
  }
  return members;
}

void MemberIndex::count(const evaluators::Block& block, const Rows& rows,
                        const std::vector<MemberId>& members) {
  Instant midnight = kForever;
  std::vector<std::uint64_t>* day = nullptr;
  for (const std::uint32_t row : rows) {
    const MemberId id = members[row];
    if (id == kNowhere) continue;
    const Instant time = block.time(row);
    if (midnight == kForever || time < midnight || time >= midnight + kDay) {
      midnight = floor_to(time, kDay);
      day = &by_day_[midnight];
    }
    if (day->size() <= id) day->resize(members_.size(), 0);
    ++(*day)[id];
    Instant& last = members_[id].last_event;
    met_ += last == kBeginning;
    last = std::max(last, time);
  }
  while (by_day_.size() > kRankedDays + 1) by_day_.erase(by_day_.begin());
}

std::map<MemberIndex::Parts, MemberIndex::Rows> MemberIndex::group(evaluators::Block& block,
                                                                   const Rows& rows) const {
  std::map<Parts, Rows> groups;
  Parts parts(fields_.size());
  for (const std::uint32_t row : rows)
    if (read_parts(block, row, parts)) groups[parts].push_back(row);
  Rows others;
  for (auto at = groups.begin(); at != groups.end();) {
    if (is_other(at->first)) others.insert(others.end(), at->second.begin(), at->second.end());
    at = is_other(at->first) ? groups.erase(at) : std::next(at);
  }
  std::sort(others.begin(), others.end());
  groups[members_[kOther].parts] = std::move(others);
  return groups;
}

std::uint64_t MemberIndex::events_before(MemberId id, Instant day) const {
  std::uint64_t n = 0;
  for (auto at = by_day_.lower_bound(day - kRankedDays * kDay);
       at != by_day_.end() && at->first < day; ++at)
    if (id < at->second.size()) n += at->second[id];
  return n;
}

void MemberIndex::save(Encoder& out) const {
  out.u64(order_.size());
  for (const auto& parts : order_)
    for (const std::uint64_t part : parts) out.u64(part);
  for (const auto& member : members_) out.instant(member.last_event);
  out.u64(by_day_.size());
  for (const auto& [day, counts] : by_day_) {
    out.instant(day);
    out.u64(counts.size());
    for (const std::uint64_t n : counts) out.u64(n);
  }
}

void MemberIndex::load(Decoder& in) {
  reset();
  for (std::size_t n = in.count(fields_.size()); n > 0 && !in.failed(); --n) {
    Parts parts(fields_.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = in.u64();
      const auto& dictionary = dictionaries_[fields_[i].field];
      if (dictionary && parts[i] >= dictionary->size()) return in.fail();
    }
    number_of(parts);
  }
  for (auto& member : members_) {
    member.last_event = in.instant();
    met_ += member.last_event != kBeginning;
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    auto& counts = by_day_[in.instant()];
    counts.resize(in.count());
    for (auto& c : counts) c = in.u64();
  }
}

}  // namespace tocsin::engine
