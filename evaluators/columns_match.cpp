#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/bit_slice.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

// By field of the model. Labels come apart from their events, so they are no columns of these.
struct Spec {
  bool has_reference = false;
  std::vector<bool> is_there{};    // the reference has the column
  std::vector<bool> can_match{};   // and a value of the type in it
  std::vector<bool> is_counted{};  // no label
};

struct State {
  std::uint64_t count = 0;
  std::vector<bool> shown{};  // a value of the type was seen

  void add(Spec& spec, Block& block, Rows rows) {
    count += rows.size();
    const auto& columns = block.batch().columns;
    shown.resize(spec.is_there.size());
    for (std::size_t field = 0; field < std::min(columns.size(), shown.size()); ++field)
      if (!shown[field] && columns[field].valid.size() >= block.begin() + block.rows())
        shown[field] =
            count_set(slice(columns[field].valid, block.begin(), block.rows()), rows) > 0;
  }
  void merge(const Spec&, const State& later) {
    count += later.count;
    shown.resize(std::max(shown.size(), later.shown.size()));
    for (std::size_t field = 0; field < later.shown.size(); ++field)
      if (later.shown[field]) shown[field] = true;
  }
  Value value(const Spec& spec) const {
    if (count == 0 || !spec.has_reference) return {};
    std::size_t all = 0, same = 0;
    for (std::size_t field = 0; field < shown.size(); ++field) {
      if (!spec.is_counted[field]) continue;
      all += spec.is_there[field] || shown[field] ? 1 : 0;
      same += spec.can_match[field] && shown[field] ? 1 : 0;
    }
    if (all == 0) return {};
    return {.known = true, .value = static_cast<double>(same) / static_cast<double>(all)};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.u64(shown.size());
    for (const bool one : shown) out.boolean(one);
  }
  void load(const Spec& spec, Decoder& in) {
    count = load_rows(in);
    shown.resize(in.count());
    if (!shown.empty() && shown.size() != spec.is_there.size()) return in.fail();
    for (std::size_t field = 0; field < shown.size(); ++field) shown[field] = in.boolean();
  }
};

Spec read(const ReferenceView& reference) {
  Spec spec{.has_reference = reference.block.rows() > 0};
  const auto& schema = reference.block.schema();
  const auto& columns = reference.block.batch().columns;
  for (std::size_t field = 0; field < schema.fields.size(); ++field) {
    const bool is_read = field < columns.size() && columns[field].valid.any();
    const bool is_damaged = field < columns.size() && columns[field].malformed.any();
    spec.can_match.push_back(is_read);
    spec.is_there.push_back(is_read || is_damaged);
    spec.is_counted.push_back(std::ranges::find(schema.label_fields, field) ==
                              schema.label_fields.end());
  }
  return spec;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall&, const ReferenceView* reference) {
  return aggregate_of<State>(reference == nullptr ? Spec{} : read(*reference));
}

}  // namespace

const dsl::MeasureDef& columns_match() {
  static const dsl::MeasureDef def{
      .name = "columns_match",
      .summary = "Share of the columns that are those of a reference, with their types.",
      .params = {{"R", dsl::ParamKind::reference}},
      .result = dsl::ResultKind::share,
      .low = 0,
      .high = 1,
      .formula =
          "columns that R has and the window shows with the same type / columns of R or the window",
      .dialect =
          "Over the fields of the model but its labels. The window shows a column when one of its "
          "events has a value of the type in it; whether R has one is asked of all its rows. "
          "Undefined without events, and where R has no rows.",
      .cost = dsl::Cost::counts,
      .push_down = "count(column) of each column",
      .phrase = "the share of columns that are those of {R}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
