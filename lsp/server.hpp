// The language server: messages of a client in, messages to it out. It knows no stream and no
// clock; what it asks of the file system goes through Disk.
#pragma once

#include "lsp/features.hpp"
#include "lsp/workspace.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::lsp {

class Server {
 public:
  Server(Disk disk, Knowledge knowledge);

  // Messages as they came, in their order; those to send. All that have arrived are given at once:
  // requests among them that a later one cancels are not worked on, and of changes of a text that
  // follow each other only the last state is checked.
  std::vector<std::string> receive(std::span<const std::string> messages);

  // What to send for bytes that are no message.
  static std::string refuse_stream(const std::string& why);

  bool is_done() const { return done_; }  // `exit` came: no more messages
  // 0 after `shutdown` and `exit`, else 1.
  int exit_code() const { return done_ && phase_ == Phase::shut_down ? 0 : 1; }

 private:
  enum class Phase { starting, running, shut_down };
  using Request = std::function<Json(Server& server, const Json& params)>;
  using Notification = void (Server::*)(const Json& params);
  static const std::map<std::string_view, Request>& requests();  // server_requests.cpp
  static Request about_file(Json (*feature)(const Asked& asked));
  static Request about_place(Json (*feature)(const Asked& asked, std::size_t offset));
  static Request about_range(Json (*feature)(const Asked& asked, std::size_t begin,
                                             std::size_t end));
  static const std::map<std::string_view, Notification>& notifications();

  void receive_one(const Json& message);
  void answer(const Json& id, const std::string& method, const Json& params);
  Json result_of(const std::string& method, const Json& params);
  void take_note(const std::string& method, const Json& params);
  void send(const Json& message) { out_.push_back(to_wire(message)); }

  // What a request is about: a file, and a place in it as a byte.
  Asked asked(const Json& params);
  std::size_t offset(const Asked& asked, const Json& position) const;

  Json initialize(const Json& params);
  Json shutdown(const Json& params);
  Json references(const Json& params);
  Json rename(const Json& params);
  Json workspace_symbols(const Json& params);

  void initialized(const Json& params);
  void exit(const Json& params);
  void did_open(const Json& params);
  void did_change(const Json& params);
  void did_close(const Json& params);
  void did_save(const Json& params);
  void did_change_folders(const Json& params);

  Workspace workspace_;
  std::string version_;
  Phase phase_ = Phase::starting;
  bool done_ = false;
  bool watches_files_ = false;  // the client can be asked to tell of changes on disk
  std::vector<std::string> out_;
};

}  // namespace tocsin::lsp
