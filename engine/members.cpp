#include "engine/members.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"

namespace tocsin::engine {
namespace {

constexpr int kRankedDays = 7;

}  // namespace

MemberIndex::MemberIndex(const Schema& schema, std::vector<std::size_t> fields,
                         const std::vector<std::shared_ptr<Dictionary>>& dictionaries)
    : schema_(schema),
      fields_(std::move(fields)),
      dictionaries_(dictionaries),
      labels_(1),
      last_event_(1, kBeginning) {}

// A category is its code in the engine's dictionary; a number or yes/no is its bits.
std::uint64_t MemberIndex::part(evaluators::Block& block, std::size_t field, std::size_t row,
                                bool& known) {
  known &= block.is_valid(field, row);
  if (!known) return 0;
  if (schema_.fields[field].type == FieldType::category) return block.codes(field)[row];
  return std::bit_cast<std::uint64_t>(block.numbers(field)[row] + 0.0);
}

std::string MemberIndex::text(std::size_t field, std::uint64_t part) const {
  if (schema_.fields[field].type == FieldType::category)
    return dictionaries_[field]->text(static_cast<std::uint32_t>(part));
  const double value = std::bit_cast<double>(part);
  if (schema_.fields[field].type == FieldType::boolean) return value != 0 ? "true" : "false";
  return fmt::format("{}", value);
}

MemberId MemberIndex::number_of(const std::vector<std::uint64_t>& parts) {
  const auto [at, is_new] = ids_.try_emplace(parts, static_cast<MemberId>(labels_.size()));
  if (is_new) {
    Labels labels;
    for (std::size_t i = 0; i < fields_.size(); ++i)
      labels.emplace_back(schema_.fields[fields_[i]].name, text(fields_[i], parts[i]));
    labels_.push_back(std::move(labels));
    last_event_.push_back(kBeginning);
  }
  return at->second;
}

MemberId MemberIndex::intern(const std::vector<std::string>& values) {
  TOCSIN_CHECK(values.size() == fields_.size(), "a value for every field of `by`");
  std::vector<std::uint64_t> parts;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto type = schema_.fields[fields_[i]].type;
    if (type == FieldType::category) parts.push_back(dictionaries_[fields_[i]]->code(values[i]));
    else if (type == FieldType::boolean) parts.push_back(std::bit_cast<std::uint64_t>(values[i] == "true" ? 1.0 : 0.0));
    else parts.push_back(std::bit_cast<std::uint64_t>(std::strtod(values[i].c_str(), nullptr)));
  }
  return number_of(parts);
}

const std::vector<MemberId>& MemberIndex::number(evaluators::Block& block) {
  rows_.assign(block.rows(), kNowhere);
  std::vector<std::uint64_t> parts(fields_.size()), before;
  MemberId last = kNowhere;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    bool known = true;
    for (std::size_t i = 0; i < fields_.size(); ++i) parts[i] = part(block, fields_[i], row, known);
    if (!known) continue;
    if (parts != before) {
      last = number_of(parts);
      before = parts;
    }
    rows_[row] = last;
  }
  return rows_;
}

void MemberIndex::count(evaluators::Block& block, const std::vector<std::uint32_t>& rows) {
  for (const std::uint32_t row : rows) {
    const MemberId id = rows_[row];
    if (id == kNowhere) continue;
    last_event_[id] = std::max(last_event_[id], block.time(row));
    auto& day = by_day_[floor_to(block.time(row), kDay)];
    if (day.size() <= id) day.resize(id + 1, 0);
    ++day[id];
  }
  while (by_day_.size() > kRankedDays + 1) by_day_.erase(by_day_.begin());
}

std::uint64_t MemberIndex::events_before(MemberId id, Instant day) const {
  std::uint64_t n = 0;
  for (auto at = by_day_.lower_bound(day - kRankedDays * kDay); at != by_day_.end() && at->first < day; ++at)
    if (id < at->second.size()) n += at->second[id];
  return n;
}

void MemberIndex::save(Encoder& out) const {
  std::vector<const std::vector<std::uint64_t>*> in_order(labels_.size() - 1);
  for (const auto& [parts, id] : ids_) in_order[id - 1] = &parts;
  out.u64(in_order.size());
  for (const auto* parts : in_order)
    for (const std::uint64_t part : *parts) out.u64(part);
  for (const Instant t : last_event_) out.instant(t);
  out.u64(by_day_.size());
  for (const auto& [day, counts] : by_day_) {
    out.instant(day);
    out.u64(counts.size());
    for (const std::uint64_t n : counts) out.u64(n);
  }
}

void MemberIndex::load(Decoder& in) {
  ids_.clear();
  labels_.assign(1, {});
  last_event_.assign(1, kBeginning);
  for (std::size_t n = in.count(fields_.size()); n > 0 && !in.failed(); --n) {
    std::vector<std::uint64_t> parts(fields_.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = in.u64();
      const auto& dictionary = dictionaries_[fields_[i]];
      if (dictionary && parts[i] >= dictionary->size()) return in.fail();
    }
    number_of(parts);
  }
  for (auto& t : last_event_) t = in.instant();
  by_day_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    auto& counts = by_day_[in.instant()];
    counts.resize(in.count());
    for (auto& c : counts) c = in.u64();
  }
}

}  // namespace tocsin::engine
