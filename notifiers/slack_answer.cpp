// The words with which Slack's Web API refuses, as the table of its errors sorts them.
#include "notifiers/alert_json.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/slack_bot.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view word, Words words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_form_refused(std::string_view word) {
  return is_one_of(word, {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long",
                          "msg_too_long", "no_text", "too_many_attachments",
                          "attachment_payload_limit_exceeded", "metadata_too_large",
                          "invalid_charset", "invalid_form_data", "invalid_post_type",
                          "missing_post_type", "invalid_arg_name", "invalid_array_arg"}) ||
         word.starts_with("invalid_metadata_");
}

bool is_update_refused(std::string_view word) {
  return is_one_of(word, {"cant_update_message", "edit_window_closed", "is_inactive",
                          "block_mismatch", "update_failed"});
}

bool is_root_gone(std::string_view word) {
  return is_one_of(word,
                   {"message_not_found", "cannot_reply_to_message", "thread_not_found",
                    "restricted_action_thread_locked", "restricted_action_non_threadable_channel"});
}

bool is_for_operator(std::string_view word) {
  return is_one_of(word,
                   {"invalid_auth", "not_authed", "token_revoked", "token_expired",
                    "account_inactive", "missing_scope", "no_permission", "not_allowed_token_type",
                    "access_denied", "accesslimited", "ekm_access_denied", "org_login_required",
                    "two_factor_setup_required", "channel_not_found", "not_in_channel",
                    "is_archived", "team_not_found", "method_deprecated"}) ||
         word.starts_with("restricted_action");
}

std::string text_at(const Json& json, const char* name) {
  return json.is_object() && json.contains(name) && json[name].is_string()
             ? json[name].get<std::string>()
             : "";
}

SlackAnswer refused(Receipt receipt, std::string_view word) {
  constexpr Duration kLongWait = std::chrono::minutes(5);
  if (word == "message_limit_exceeded" && !receipt.retry_after) receipt.retry_after = kLongWait;
  receipt.delivery = Delivery::rejected;
  if (is_form_refused(word)) return {std::move(receipt), SlackRemedy::as_text};
  if (is_update_refused(word)) return {std::move(receipt), SlackRemedy::as_new};
  if (is_root_gone(word)) return {std::move(receipt), SlackRemedy::as_new_root};
  receipt.setup_broken = is_for_operator(word);
  // A word that is not known may pass; who counts the attempts ends them.
  if (!receipt.setup_broken) receipt.delivery = Delivery::retry;
  return {std::move(receipt)};
}

}  // namespace

std::optional<SlackPlace> slack_place(std::string_view id) {
  const auto slash = id.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == id.size()) return std::nullopt;
  return SlackPlace{std::string(id.substr(0, slash)), std::string(id.substr(slash + 1))};
}

SlackAnswer classify_slack_api(const net::HttpReply& reply, Instant now) {
  auto receipt = receipt_of(reply, now);
  if (reply.status != 200) {
    receipt.delivery = is_transient(reply.status) ? Delivery::retry : Delivery::rejected;
    receipt.setup_broken = receipt.delivery == Delivery::rejected;
    return {std::move(receipt)};
  }
  const auto json = Json::parse(reply.body, nullptr, false);
  const SlackPlace place{text_at(json, "channel"), text_at(json, "ts")};
  const bool is_ok = json.is_object() && json.contains("ok") && json["ok"] == true;
  if (is_ok && !place.channel.empty() && !place.ts.empty()) {
    receipt.retry_after.reset();
    receipt.receiver_id = place.id();
    receipt.detail = text_at(json, "warning");
    return {std::move(receipt)};
  }
  const std::string word = text_at(json, "error");
  if (!word.empty()) return refused(std::move(receipt), word);
  receipt.delivery = Delivery::retry;  // a proxy's page, perhaps
  return {std::move(receipt)};
}

}  // namespace tocsin::notifiers
