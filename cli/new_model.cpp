#include "cli/new_model.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"
#include "cli/column_draft.hpp"
#include "cli/rules.hpp"
#include "dsl/builtin.hpp"
#include "dsl/format.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tocsin::cli {
namespace {

using sources::ColumnProfile;
using sources::Profile;

class Draft {
 public:
  Draft(const Profile& profile, std::string file, const ModelWishes& wishes)
      : profile_(profile), file_(std::move(file)), wishes_(wishes) {}

  Result<std::string> text() {
    if (const auto known = check_wishes(); !known) return tl::unexpected(known.error());
    if (const auto found = find_time(); !found) return tl::unexpected(found.error());
    find_key();
    plan_fields();
    if (const auto found = find_roles(); !found) return tl::unexpected(found.error());
    return written();
  }

 private:
  Result<void> check_wishes() const {
    std::vector<std::string> said{wishes_.time, wishes_.prediction, wishes_.score, wishes_.label};
    said.insert(said.end(), wishes_.key.begin(), wishes_.key.end());
    for (const auto& name : said) {
      if (!name.empty() && !column(name)) return tl::unexpected(unknown(name));
    }
    return {};
  }

  Error unknown(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const auto& column : profile_.columns) names.push_back(column.name);
    std::string text = fmt::format("{} has no column `{}`", file_, printable(name));
    if (const auto near = nearest(name, names)) text += fmt::format("; did you mean `{}`?", *near);
    return {text + fmt::format("; the columns are: {}",
                               printable(fmt::format("{}", fmt::join(names, ", "))))};
  }

  const ColumnProfile* column(std::string_view name) const {
    const auto found = std::ranges::find(profile_.columns, name, &ColumnProfile::name);
    return found == profile_.columns.end() ? nullptr : &*found;
  }

  Result<void> find_time() {
    if (!wishes_.time.empty()) {
      time_ = column(wishes_.time);
      if (!time_->all(FieldType::time))
        return fail(
            "{}: the column `{}` does not hold times alone; ISO 8601 or seconds since 1970 "
            "would have worked",
            file_, printable(time_->name));
      return {};
    }
    for (const auto& candidate : profile_.columns) {
      if (type_of(candidate) != FieldType::time || candidate.missing > 0) continue;
      if (time_ == nullptr || (!is_event_time(*time_) && is_event_time(candidate)))
        time_ = &candidate;
    }
    if (time_ == nullptr)
      return fail(
          "{}: no column holds the time of each row (ISO 8601, or seconds since 1970 under a "
          "name such as `at`); say which with --time",
          file_);
    return {};
  }

  static bool is_event_time(const ColumnProfile& column) {
    return has_word(column.name, {"time", "timestamp", "ts", "at"});
  }

  void find_key() {
    for (const auto& name : wishes_.key) key_.push_back(column(name));
    if (!key_.empty()) return;
    for (const auto& candidate : profile_.columns) {
      const bool named = has_word(candidate.name, {"id", "key", "uuid", "guid"});
      if (!named || !candidate.unique || candidate.present == 0 || candidate.missing > 0) continue;
      key_ = {&candidate};
      return;
    }
  }

  bool stands_elsewhere(const ColumnProfile& column) const {
    return &column == time_ || std::ranges::find(key_, &column) != key_.end();
  }

  void plan_fields() {
    for (const auto& column : profile_.columns) {
      if (stands_elsewhere(column)) taken_.insert(column.name);
    }
    for (const auto& column : profile_.columns) {
      if (stands_elsewhere(column)) continue;
      fields_.push_back(draft_of(column));
      fields_.back().name = field_name(column.name, taken_);
    }
  }

  Result<void> check_role(const std::string& wish, const FieldDraft* field,
                          std::string_view role) const {
    if (wish.empty() || (field != nullptr && field->role == role)) return {};
    if (field == nullptr)
      return fail("{}: the column `{}` is the time or the key and cannot be the {} too", file_,
                  printable(wish), role);
    if (role == "score")
      return fail(
          "{}: the column `{}` cannot be the score: its values are no shares between 0 and 1",
          file_, printable(wish));
    if (role == "label" && field->role == "field")
      return fail("{}: the label `{}` and the prediction `{}` are of different types", file_,
                  printable(wish), printable(wishes_.prediction));
    return fail("{}: the column `{}` cannot be the {} and the {} at once", file_, printable(wish),
                role, field->role);
  }

  FieldDraft* field(std::string_view wish, std::initializer_list<std::string_view> words) {
    for (auto& field : fields_) {
      if (wish.empty() ? has_word(field.column->name, words) && field.role == "feature"
                       : field.column->name == wish)
        return &field;
    }
    return nullptr;
  }

  Result<void> find_roles() {
    FieldDraft* label =
        field(wishes_.label, {"label", "target", "actual", "outcome", "truth", "true"});
    if (label != nullptr) label->role = "label";
    FieldDraft* score = field(wishes_.score, {"score", "prob", "proba", "probability", "p"});
    if (score != nullptr && score->type == FieldType::share) score->role = "score";
    FieldDraft* prediction =
        field(wishes_.prediction, {"prediction", "predicted", "pred", "decision", "yhat"});
    if (prediction != nullptr) prediction->role = "prediction";
    for (auto& field : fields_) {
      if (has_word(field.column->name, {"latency", "status", "arm", "variant", "response"}))
        if (field.role == "feature") field.role = "field";
    }
    if (label != nullptr && prediction != nullptr && label != prediction)
      agree(*prediction, *label);
    if (const auto fits = check_role(wishes_.label, label, "label"); !fits) return fits;
    if (const auto fits = check_role(wishes_.score, score, "score"); !fits) return fits;
    return check_role(wishes_.prediction, prediction, "prediction");
  }

  // A prediction and its label are compared, so both are of one type.
  static void agree(FieldDraft& prediction, FieldDraft& label) {
    const auto either = [&](FieldType a, FieldType b) {
      return (prediction.type == a && label.type == b) || (prediction.type == b && label.type == a);
    };
    if (either(FieldType::integer, FieldType::number))
      prediction.type = label.type = FieldType::number;
    if (either(FieldType::boolean, FieldType::integer) ||
        either(FieldType::boolean, FieldType::number))
      prediction.type = label.type = FieldType::number;
    if (prediction.type != label.type) {
      label.role = "field";
      return;
    }
    if (prediction.members.empty() || label.members.empty()) {
      prediction.members.clear();
      label.members.clear();
      return;
    }
    for (const auto& member : label.members) add_member(prediction, member);
    label.members = prediction.members;
  }

  static void add_member(FieldDraft& field, const std::string& member) {
    if (std::ranges::find(field.members, member) == field.members.end())
      field.members.push_back(member);
  }

  static std::string in_back_ticks(const std::string& name) {
    return is_plain_name(name) ? name : '`' + name + '`';
  }

  std::string title() const {
    std::string title = wishes_.name;
    std::ranges::replace(title, '_', ' ');
    title.front() = title.front() >= 'a' && title.front() <= 'z'
                        ? static_cast<char>(title.front() - 32)
                        : title.front();
    return '"' + title + '"';
  }

  std::string key_line() const {
    if (key_.empty())
      return "  # Labels that come later find their prediction by `key COLUMN`; no column is one "
             "by its name.\n";
    std::vector<std::string> names;
    for (const auto* column : key_) names.push_back(in_back_ticks(column->name));
    return fmt::format("  key {}\n", fmt::join(names, ", "));
  }

  std::string written() const {
    std::string out = fmt::format(
        "tocsin 1\n\n# From {}{} rows of {}; what was seen stands beside each field.\nmodel {} {} "
        "{{\n",
        profile_.whole_file ? "the " : "the first ", profile_.rows, printable(file_), wishes_.name,
        title());
    out += fmt::format(
        "  time {}{}\n", in_back_ticks(time_->name),
        time_->zoneless ? "  # without a zone: taken for UTC; else say in \"Zone\"" : "");
    out += key_line() + "\n";
    for (const auto& field : fields_) out += line_of(field);
    return out + "}\n";
  }

  const Profile& profile_;
  std::string file_;
  const ModelWishes& wishes_;
  const ColumnProfile* time_ = nullptr;
  std::vector<const ColumnProfile*> key_;
  std::set<std::string> taken_;
  std::vector<FieldDraft> fields_;
};

}  // namespace

void check_name(const std::string& name) {
  constexpr auto kGood = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  const bool good = !name.empty() && name.find_first_not_of(kGood) == std::string::npos &&
                    !(name.front() >= '0' && name.front() <= '9') && !dsl::is_reserved(name);
  if (good && dsl::is_builtin(catalogue(), name))
    throw StartupError{fmt::format(
        "`{0}` is the name of a builtin, which no model may hide; `{0}_model` would do", name)};
  if (!good)
    throw StartupError{fmt::format(
        "`{}` cannot be the name of a model; letters, digits and _ can, such as loan_rejection",
        name)};
}

Result<std::string> model_text(const Profile& profile, const std::string& file,
                               const ModelWishes& wishes) {
  if (profile.rows == 0) return fail("{} holds no rows to learn from", file);
  auto text = Draft(profile, file, wishes).text();
  if (text) *text = dsl::format(*text).text;
  return text;
}

}  // namespace tocsin::cli
