#include "lsp/server.hpp"

#include "lsp/capabilities.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace tocsin::lsp {
namespace {

bool is_id(const Json& id) { return id.is_string() || id.is_number_integer(); }

Refusal invalid(std::string why) { return {error_code::kInvalidRequest, std::move(why)}; }

std::int64_t version_of(const Json& document) {
  const auto version = document.is_object() ? document.value("version", Json(0)) : Json(0);
  if (!version.is_number_integer())
    throw Refusal{error_code::kInvalidParams, "expected a whole number `version`"};
  return version.get<std::int64_t>();
}

// The message as JSON, or a refusal of it.
Json parsed(const std::string& text) {
  auto message = Json::parse(text, nullptr, false);
  if (message.is_discarded())
    return refusal(nullptr, {error_code::kParse, "the message is not JSON in UTF-8"});
  return message;
}

// The ids of requests that other messages in the batch cancel.
std::set<std::string> cancelled(const std::vector<Json>& messages) {
  std::set<std::string> ids;
  for (const auto& message : messages)
    if (message.is_object() && message.value("/method"_json_pointer, Json()) == "$/cancelRequest")
      ids.insert(message.value("/params/id"_json_pointer, Json()).dump());
  return ids;
}

}  // namespace

Server::Server(Disk disk, Knowledge knowledge)
    : workspace_(std::move(disk), knowledge), version_(knowledge.version) {}

std::string Server::refuse_stream(const std::string& why) {
  return to_wire(refusal(nullptr, {error_code::kParse, why}));
}

std::vector<std::string> Server::receive(std::span<const std::string> messages) {
  std::vector<Json> batch;
  for (const auto& text : messages) batch.push_back(parsed(text));
  const auto dropped = cancelled(batch);
  for (const auto& message : batch) {
    if (done_) break;
    const auto id = message.is_object() ? message.value("/id"_json_pointer, Json()) : Json();
    if (is_id(id) && message.contains("method") && dropped.contains(id.dump()))
      send(refusal(id, {error_code::kRequestCancelled, "the client cancelled it"}));
    else
      receive_one(message);
  }
  if (phase_ == Phase::running)
    for (const auto& message : workspace_.publish()) send(message);
  return std::exchange(out_, {});
}

void Server::receive_one(const Json& message) {
  if (!message.is_object())
    return send(refusal(nullptr, invalid("a message is one object, batches are not part of it")));
  if (!message.contains("method")) {
    const bool is_ours = message.contains("error") && message.value("id", Json()).is_null();
    if (is_ours) return send(message);                                    // it could not be parsed
    if (message.contains("result") || message.contains("error")) return;  // an answer to us
    return send(refusal(nullptr, invalid("a message has a `method`")));
  }
  const auto& method = message["method"];
  const auto id = message.value("id", Json());
  if (!method.is_string())
    return send(refusal(is_id(id) ? id : Json(), invalid("`method` is a text")));
  if (message.value("jsonrpc", Json()) != "2.0")
    return send(refusal(is_id(id) ? id : Json(), invalid("expected `\"jsonrpc\": \"2.0\"`")));
  const auto params = message.value("params", Json::object());
  if (!message.contains("id")) return take_note(method.get<std::string>(), params);
  if (!is_id(id))
    return send(refusal(nullptr, invalid("expected a whole number or a text as `id`")));
  answer(id, method.get<std::string>(), params);
}

void Server::answer(const Json& id, const std::string& method, const Json& params) {
  try {
    send(response(id, result_of(method, params)));
  } catch (const Refusal& why) {
    send(refusal(id, why));
  } catch (const Json::exception& error) {
    send(refusal(id, {error_code::kInvalidParams, error.what()}));
  }
}

Json Server::result_of(const std::string& method, const Json& params) {
  if (phase_ == Phase::starting && method != "initialize")
    throw Refusal{error_code::kNotInitialized, "expected `initialize` first"};
  if (phase_ == Phase::shut_down) throw invalid("the server was shut down");
  if (phase_ == Phase::running && method == "initialize") throw invalid("`initialize` came twice");
  const auto found = requests().find(method);
  if (found == requests().end())
    throw Refusal{error_code::kMethodNotFound, fmt::format("there is no request `{}`", method)};
  return found->second(*this, params);
}

// A notification has no answer: what is wrong with one is written to the client's log.
void Server::take_note(const std::string& method, const Json& params) {
  if (method != "exit" && phase_ != Phase::running) return;
  const auto found = notifications().find(method);
  if (found == notifications().end()) return;
  constexpr int kError = 1;
  const auto log = [&](const std::string& why) {
    send(notification("window/logMessage",
                      {{"type", kError}, {"message", fmt::format("{}: {}", method, why)}}));
  };
  try {
    (this->*found->second)(params);
  } catch (const Refusal& why) {
    log(why.message);
  } catch (const Json::exception& error) {
    log(error.what());
  }
}

const std::map<std::string_view, Server::Notification>& Server::notifications() {
  static const std::map<std::string_view, Notification> all{
      {"exit", &Server::exit},
      {"initialized", &Server::initialized},
      {"textDocument/didChange", &Server::did_change},
      {"textDocument/didClose", &Server::did_close},
      {"textDocument/didOpen", &Server::did_open},
      {"textDocument/didSave", &Server::did_save},
      {"workspace/didChangeWatchedFiles", &Server::did_save},
      {"workspace/didChangeWorkspaceFolders", &Server::did_change_folders},
  };
  return all;
}

// ---- the life of a session ---------------------------------------------------------------------

Json Server::initialize(const Json& params) {
  const auto encoding = chosen_encoding(params);
  workspace_.set_encoding(encoding);
  watches_files_ =
      flag(params, "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration");
  for (const auto& uri : folders_of(params)) workspace_.add_folder(uri);
  workspace_.reload();
  phase_ = Phase::running;
  return {{"capabilities", capabilities(encoding)},
          {"serverInfo", {{"name", "tocsin"}, {"version", version_}}}};
}

Json Server::shutdown(const Json&) {
  phase_ = Phase::shut_down;
  return nullptr;
}

void Server::initialized(const Json&) {
  if (watches_files_) send(watch_rule_files());
}

void Server::exit(const Json&) { done_ = true; }

// ---- documents ---------------------------------------------------------------------------------

void Server::did_open(const Json& params) {
  const auto& document = member(params, "textDocument");
  workspace_.open(text_member(document, "uri"), text_member(document, "text"),
                  version_of(document));
}

void Server::did_change(const Json& params) {
  const auto& document = member(params, "textDocument");
  const auto& uri = text_member(document, "uri");
  const auto version = version_of(document);
  for (const auto& change : member(params, "contentChanges"))
    workspace_.change(uri, change, version);
}

void Server::did_close(const Json& params) {
  workspace_.close(text_member(member(params, "textDocument"), "uri"));
}

void Server::did_save(const Json&) { workspace_.reload(); }

void Server::did_change_folders(const Json& params) {
  const auto& event = member(params, "event");
  for (const auto& folder : member(event, "added"))
    workspace_.add_folder(text_member(folder, "uri"));
  for (const auto& folder : member(event, "removed"))
    workspace_.remove_folder(text_member(folder, "uri"));
  workspace_.reload();
}

}  // namespace tocsin::lsp
