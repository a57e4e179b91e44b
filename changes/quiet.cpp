#include "changes/quiet.hpp"

#include "changes/facets.hpp"
#include "changes/names.hpp"
#include "changes/pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tocsin::changes {
namespace {

using dsl::Plan;

std::string monitors_text(const Plan& plan, const std::vector<std::size_t>& monitors) {
  std::vector<std::string> names;
  for (const auto index : monitors) names.push_back(name_of(plan, plan.monitors[index]));
  std::ranges::sort(names);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string filter_text(const dsl::AlertFilter& filter) {
  using Op = dsl::AlertFilter::Op;
  const auto each = [&](std::string_view word) {
    std::vector<std::string> parts;
    for (const auto& arg : filter.args) parts.push_back(filter_text(arg));
    return fmt::format("({})", fmt::join(parts, word));
  };
  const auto value = [&] { return filter.values.empty() ? "" : quoted(filter.values[0]); };
  switch (filter.op) {
    case Op::always: return "";
    case Op::equal: return fmt::format("{} = {}", filter.name, value());
    case Op::not_equal: return fmt::format("{} != {}", filter.name, value());
    case Op::in: return fmt::format("{} in {}", filter.name, quoted(filter.values));
    case Op::like: return fmt::format("{} like {}", filter.name, value());
    case Op::and_: return each(" and ");
    case Op::or_: return each(" or ");
    case Op::not_: return "not " + filter_text(filter.args.front());
  }
  return "";
}

std::string suppression_name(const Plan& plan, const dsl::SuppressPlan& suppression) {
  auto text = "suppression while " + monitors_text(plan, suppression.sources);
  if (suppression.severity >= 0) text += " >= " + severity_name(plan, suppression.severity);
  if (!suppression.same.empty()) text += fmt::format(" same {}", fmt::join(suppression.same, ", "));
  return text;
}

std::string time_of_day(Duration time) {
  const auto minutes = time / std::chrono::minutes(1);
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string times_text(const dsl::MutePlan& mute) {
  static constexpr std::array<const char*, 7> kDays{"mo", "tu", "we", "th", "fr", "sa", "su"};
  std::vector<std::string> each;
  for (const auto& time : mute.times) {
    std::vector<std::string> days;
    for (const auto day : time.weekdays)
      days.emplace_back(kDays[static_cast<std::size_t>(day - 1) % 7]);
    each.push_back(fmt::format("{} {}..{} in \"{}\"", fmt::join(days, " "), time_of_day(time.from),
                               time_of_day(time.to), time.zone));
  }
  std::ranges::sort(each);
  return fmt::format("{}", fmt::join(each, "; "));
}

Facets parts_of(const Plan& plan, const dsl::SuppressPlan& suppression) {
  return {{"holds back", monitors_text(plan, suppression.monitors), Aspect::delivery}};
}

Facets parts_of(const Plan& plan, const dsl::MutePlan& mute) {
  return {{"every", times_text(mute), Aspect::delivery},
          {"on", monitors_text(plan, mute.monitors), Aspect::delivery},
          {"up to", severity_name(plan, mute.up_to), Aspect::delivery},
          {"title", quoted(mute.title), Aspect::text}};
}

Facets parts_of(const Plan&, const dsl::SilencePlan& silence) {
  return {{"where", filter_text(silence.where), Aspect::delivery},
          {"to", format_utc(silence.to), Aspect::delivery},
          {"because", quoted(silence.because), Aspect::text},
          {"by", quoted(silence.by), Aspect::text}};
}

}  // namespace

void compare_quiet(const Plan& old, const Plan& now, std::vector<Change>& changes) {
  const auto parts = [](const Plan& plan, const auto& thing) { return parts_of(plan, thing); };
  const auto suppression = [](const Plan& plan) {
    return by_name(plan.suppressions, [&](const auto& one) { return suppression_name(plan, one); });
  };
  each_pair(old, now, suppression, "{}", Aspect::delivery, parts, changes);
  const auto mute = [](const Plan& plan) {
    return by_name(plan.mutes, [](const auto& one) {
      return one.package.empty() ? one.name : one.package + "." + one.name;
    });
  };
  each_pair(old, now, mute, "mute {}", Aspect::delivery, parts, changes);
  const auto silence = [](const Plan& plan) {
    return by_name(plan.silences, [&](const auto& one) {
      return fmt::format("{} from {}", monitors_text(plan, one.monitors), format_utc(one.from));
    });
  };
  each_pair(old, now, silence, "silence of {}", Aspect::delivery, parts, changes);
}

}  // namespace tocsin::changes
