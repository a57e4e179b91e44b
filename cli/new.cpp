#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/new_file.hpp"
#include "cli/new_model.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

constexpr std::uint64_t kMostRows = 100'000;

struct NewModelArgs {
  ModelWishes wishes;
  std::string from, out;
};

void run(const NewModelArgs& args, Invocation& invocation) {
  check_name(args.wishes.name);
  if (!args.out.empty()) refuse_existing(args.out);  // before a long sample is read
  sources::Intake intake;
  const auto profile = sources::profile({args.from, ""}, kMostRows, intake);
  if (!profile) throw StartupError{profile.error().message};
  const auto text = model_text(*profile, args.from, args.wishes);
  if (!text) throw StartupError{text.error().message};
  for (const auto& [reason, tally] : intake.row_reasons) {
    invocation.err << fmt::format("{}: {} rows left out: {}\n", args.from, tally.count, reason);
  }
  if (args.out.empty()) {
    invocation.out << *text;
    return;
  }
  write_new_file(args.out, *text);
  invocation.out << fmt::format("{}: {} columns, from {} rows\n", args.out, profile->columns.size(),
                                profile->rows);
}

void add_new_model(CLI::App& parent, Invocation& invocation) {
  auto args = std::make_shared<NewModelArgs>();
  auto* command = parent.add_subcommand(
      "model", "Write the model block for a file of predictions: types, sets, ranges, roles.");
  command->add_option("NAME", args->wishes.name, "How rules will call the model")->required();
  command->add_option("--from", args->from, "A sample of its rows: .csv or .jsonl, .gz too")
      ->required()
      ->type_name("FILE");
  command->add_option("--time", args->wishes.time, "The column of the event time")
      ->type_name("COLUMN");
  command
      ->add_option("--key", args->wishes.key, "The columns by which labels find their prediction")
      ->delimiter(',')
      ->type_name("COLUMN[,COLUMN]");
  command->add_option("--prediction", args->wishes.prediction, "The column of the answer")
      ->type_name("COLUMN");
  command->add_option("--score", args->wishes.score, "The column of the probability")
      ->type_name("COLUMN");
  command->add_option("--label", args->wishes.label, "The column of what turned out to be true")
      ->type_name("COLUMN");
  command->add_option("--out", args->out, "A new file to write; otherwise it goes to the output")
      ->type_name("FILE");
  command->footer(
      "Example:\n  tocsin new model ranker --from last_week.csv --out ranker.tocsin\n"
      "Read what it wrote: names of columns say little about what they mean.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace

void add_new(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("new", "Write a first text of something, from data.");
  command->require_subcommand(1);
  add_new_model(*command, invocation);
}

}  // namespace tocsin::cli
