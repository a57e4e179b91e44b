// What Slack's Web API is sent with a bot token, and how its answers are read. Pure.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::notifiers {

// A posted message as Slack knows it. `ts` looks like a number and is none.
struct SlackPlace {
  std::string channel;
  std::string ts;

  std::string id() const { return channel + "/" + ts; }
};
// The place in id(); nothing where it is none.
std::optional<SlackPlace> slack_place(std::string_view id);

// Bodies of chat.postMessage. `to` is a channel; `root` the message that it answers, null: none. An
// answer of the highest severity is shown in the channel as well.
enum class SlackForm { blocks, text };
std::string slack_post(const Message& message, std::string_view to, const SlackPlace* root,
                       SlackForm form = SlackForm::blocks);
// One line in the conversation below `root`.
std::string slack_reply(const Message& message, const SlackPlace& root);
// Body of chat.update: the message at `place` shows the present state.
std::string slack_update(const Message& message, const SlackPlace& place);

// What the word of a failed call asks for beside trying again or giving up.
enum class SlackRemedy { none, as_text, as_new, as_new_root };
struct SlackAnswer {
  Receipt receipt;
  SlackRemedy remedy = SlackRemedy::none;
};
SlackAnswer classify_slack_api(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
