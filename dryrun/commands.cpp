#include "dryrun/commands.hpp"

#include "base/codec.hpp"
#include "dsl/bindings.hpp"
#include "store/envelope.hpp"

#include <algorithm>

namespace tocsin::dryrun {
namespace {

enum class Tag : std::uint8_t { silence = 1, acknowledgement = 2 };

void put(Encoder& out, const Labels& labels) {
  out.u64(labels.size());
  for (const auto& [name, value] : labels) {
    out.text(name);
    out.text(value);
  }
}

Labels labels_of(Decoder& in) {
  Labels labels;
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    auto name = in.text();
    labels.emplace_back(std::move(name), in.text());
  }
  return labels;
}

std::string name_of(const dsl::Plan& plan, std::size_t monitor) {
  const auto& known = plan.monitors[monitor];
  return dsl::full_name(plan.models[known.model]) + "." + known.name;
}

std::vector<std::size_t> monitors_of(const dsl::Plan& plan, Decoder& in) {
  std::vector<std::size_t> monitors;
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const auto name = in.text();
    for (std::size_t i = 0; i < plan.monitors.size(); ++i)
      if (name_of(plan, i) == name) monitors.push_back(i);
  }
  return monitors;
}

Silence silence_of(Decoder& in) {
  Silence silence;
  silence.id = in.text();
  silence.selector = in.text();
  silence.where = labels_of(in);
  silence.from = in.instant();
  silence.to = in.instant();
  silence.because = in.text();
  silence.by = in.text();
  return silence;
}

engine::Acknowledgement acknowledgement_of(const dsl::Plan& plan, Decoder& in) {
  engine::Acknowledgement said;
  said.at = in.instant();
  said.by = in.text();
  said.lasts = in.duration();
  said.incident = in.text();
  said.monitors = monitors_of(plan, in);
  said.where = labels_of(in);
  return said;
}

}  // namespace

std::string encode(const Silence& silence) {
  Encoder out;
  out.u8(static_cast<std::uint8_t>(Tag::silence));
  out.text(silence.id);
  out.text(silence.selector);
  put(out, silence.where);
  out.instant(silence.from);
  out.instant(silence.to);
  out.text(silence.because);
  out.text(silence.by);
  return store::seal(store::Content::command, out.bytes());
}

std::string encode(const dsl::Plan& plan, const engine::Acknowledgement& said) {
  Encoder out;
  out.u8(static_cast<std::uint8_t>(Tag::acknowledgement));
  out.instant(said.at);
  out.text(said.by);
  out.duration(said.lasts);
  out.text(said.incident);
  out.u64(said.monitors.size());
  for (const auto monitor : said.monitors) out.text(name_of(plan, monitor));
  put(out, said.where);
  return store::seal(store::Content::command, out.bytes());
}

Result<Command> decode_command(const dsl::Plan& plan, std::string_view body) {
  const auto bytes = store::open_seal(store::Content::command, body);
  if (!bytes) return tl::unexpected(bytes.error());
  Decoder in(*bytes);
  const auto tag = static_cast<Tag>(in.u8());
  Command command;
  if (tag == Tag::silence)
    command = silence_of(in);
  else if (tag == Tag::acknowledgement)
    command = acknowledgement_of(plan, in);
  else
    return fail("this command is none that this tocsin knows; a newer one may have written it");
  if (in.failed() || !in.at_end()) return fail("this command is damaged");
  return command;
}

}  // namespace tocsin::dryrun
