#include "cli/commands.hpp"
#include "cli/rules.hpp"
#include "cli/version.hpp"
#include "dsl/codes.hpp"
#include "lsp/disk.hpp"
#include "lsp/framing.hpp"
#include "lsp/server.hpp"
#include "notifiers/notifier.hpp"
#include "prose/explanation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <unistd.h>
#include <vector>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

// Where explanations of diagnostics are laid down, for editors that open what a code links to.
std::optional<fs::path> page_folder() {
  const auto* cache = std::getenv("XDG_CACHE_HOME");
  const auto* home = std::getenv("HOME");
  const bool has_cache = cache != nullptr && *cache == '/';
  if (!has_cache && (home == nullptr || *home != '/')) return std::nullopt;
  const auto base = has_cache ? fs::path(cache) : fs::path(home) / ".cache";
  return base / "tocsin" / kVersion;
}

// Written under another name first: two servers may be at it at the same time.
bool write_page(const fs::path& page, const dsl::Code& code) {
  std::error_code error;
  fs::create_directories(page.parent_path(), error);
  const auto draft = fs::path(fmt::format("{}.{}", page.string(), getpid()));
  std::ofstream out(draft, std::ios::binary);
  out << fmt::format("{}[{}]: {}\n\n{}", dsl::level_name(code.level), code.name, code.title,
                     code.text);
  out.close();
  if (out) fs::rename(draft, page, error);
  if (!out || error) fs::remove(draft, error);
  return fs::exists(page, error);
}

std::optional<std::string> page_of(const std::string& name) {
  static std::map<std::string, std::optional<std::string>> known;
  const auto [at, added] = known.emplace(name, std::nullopt);
  if (!added) return at->second;
  const auto folder = page_folder();
  const auto* code = dsl::find_code(name);
  if (!folder || code == nullptr) return std::nullopt;
  const auto page = *folder / (name + ".txt");
  if (write_page(page, *code)) at->second = page.string();
  return at->second;
}

// Blocks until there is something; false at the end of the input.
bool read_some(lsp::Framing& framing) {
  std::array<char, 1 << 16> bytes{};
  ssize_t size = 0;
  do size = read(STDIN_FILENO, bytes.data(), bytes.size());
  while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  framing.feed({bytes.data(), static_cast<std::size_t>(size)});
  return true;
}

void send(const std::vector<std::string>& messages, Invocation& invocation) {
  for (const auto& message : messages) invocation.out << lsp::framed(message);
  invocation.out.flush();
}

// All messages that are complete, and an answer to what is none.
std::vector<std::string> take(lsp::Framing& framing, Invocation& invocation) {
  std::vector<std::string> messages;
  while (auto frame = framing.next()) {
    if (frame->broken)
      send({lsp::Server::refuse_stream(frame->text)}, invocation);
    else
      messages.push_back(std::move(frame->text));
  }
  return messages;
}

void serve(Invocation& invocation) {
  lsp::Server server(lsp::real_disk(), {.catalogue = catalogue(),
                                        .columns_of = columns_of,
                                        .setting_fault = notifiers::setting_fault,
                                        .written_at = written_at,
                                        .today = invocation.now,
                                        .page_of = page_of,
                                        .paragraph = prose::paragraph,
                                        .version = kVersion});
  lsp::Framing framing;
  while (!server.is_done() && invocation.out && read_some(framing))
    send(server.receive(take(framing, invocation)), invocation);
  invocation.exit_code = server.exit_code();
}

}  // namespace

void add_lsp(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand(
      "lsp", "Serve editors: the language server protocol on standard input and output.");
  command->add_flag_callback("--stdio", [] {}, "What it does anyway; many editors say it");
  command->footer(
      "Editors start it by themselves and stop it when they close. In Neovim:\n"
      "  vim.lsp.start({ name = \"tocsin\", cmd = { \"tocsin\", \"lsp\" },\n"
      "                  root_dir = vim.fs.root(0, \"tocsin.toml\") })\n"
      "A project is the folder that holds tocsin.toml, else the folder of the file, as for\n"
      "`tocsin check`. Exit codes: 0 after the editor said `shutdown` and `exit`, else 1.");
  command->callback([&invocation] { serve(invocation); });
}

}  // namespace tocsin::cli
