#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/new_file.hpp"
#include "cli/starter.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <ostream>
#include <system_error>
#include <utility>
#include <vector>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

struct InitArgs {
  std::string folder = ".";
};

// Before anything is written, so that nothing is half there.
void refuse_what_is_there(const fs::path& folder) {
  for (const auto& file : starter_files()) refuse_existing((folder / file.path).string());
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw StartupError{fmt::format("{}: {}", folder.string(), error.message())};
}

// Takes away what it made unless all of it could be made.
class Starting {
 public:
  explicit Starting(fs::path folder) : folder_(std::move(folder)) {
    for (auto at = fs::absolute(folder_).lexically_normal(); !at.empty() && !fs::exists(at);
         at = at.parent_path())
      made_.push_back(at);
    make_folder(folder_);
  }
  ~Starting() {
    std::error_code ignored;
    for (const auto& file : written_) fs::remove(file, ignored);
    for (const auto& folder : made_) fs::remove(folder, ignored);
  }
  Starting(const Starting&) = delete;
  Starting& operator=(const Starting&) = delete;

  void write(const StarterFile& file) {
    write_new_file((folder_ / file.path).string(), file.text);
    written_.push_back(folder_ / file.path);
  }
  void keep() {
    written_.clear();
    made_.clear();
  }

 private:
  fs::path folder_;
  std::vector<fs::path> made_, written_;  // folders from the deepest on
};

void run(const InitArgs& args, Invocation& invocation) {
  const fs::path folder(args.folder);
  refuse_what_is_there(folder);
  Starting start(folder);
  for (const auto& file : starter_files()) start.write(file);
  start.keep();
  for (const auto& file : starter_files()) {
    invocation.out << fmt::format("wrote {}\n", (folder / file.path).lexically_normal().string());
  }
  invocation.out << fmt::format(
      "Next: tocsin check {0}; tocsin test {0}; then put your own columns into model.tocsin.\n",
      args.folder);
}

}  // namespace

void add_init(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<InitArgs>();
  auto* command = app.add_subcommand(
      "init", "Start a folder of rules: a model, two fears, a route, and tests that pass.");
  command->add_option("DIR", args->folder, "The folder, made where there is none (default: this)");
  command->footer(
      "Example:\n  tocsin init rules && tocsin check rules && tocsin test rules\n"
      "Files that are there already are never touched: then nothing is written at all.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
