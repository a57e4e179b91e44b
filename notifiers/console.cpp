// Messages as plain lines on the standard output.
#include "base/printable.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tocsin::notifiers {
namespace {

// "2026-03-02T09:00:00Z [oncall] PAGE loan_rejection: ...", the body indented below it.
std::string lines_of(const Message& message) {
  std::string out = fmt::format("{} [{}] {}\n", format_utc(message.at), printable(message.channel),
                                printable(headline(message)));
  const std::string text = printable_lines(body(message));
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    out += "  " + text.substr(from, end - from) + "\n";
    from = end + 1;
  }
  return out;
}

class Console : public Notifier {
 public:
  Console(std::string channel, std::ostream* out) : channel_(std::move(channel)), out_(out) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    *out_ << lines_of(message) << std::flush;
    if (!*out_) return fail("channel {}: cannot write to the standard output", channel_);
    return Receipt{.receiver_id = message.key};
  }
  std::string preview(const Message& message) const override { return lines_of(message); }

 private:
  std::string channel_;
  std::ostream* out_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  return std::make_unique<Console>(settings.channel(), environment.console);
}

}  // namespace

const NotifierDef& console() {
  static const NotifierDef def{.channel = {.name = "console",
                                           .summary = "Plain lines on the standard output.",
                                           .settings = {}},
                               .make = make};
  return def;
}

}  // namespace tocsin::notifiers
