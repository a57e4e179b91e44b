#include "dryrun/simulate.hpp"

#include "base/result.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using dryrun::SimulatedFile;
using dryrun::SimulationReport;
using dryrun::SimulationSpec;

constexpr auto kAbout =
    "Writes the prediction log of a model that does not exist, with late labels, a reference of "
    "its\n"
    "training, and troubles whose times are known: a way to see what your rules would tell.\n"
    "A pack's simulation.toml describes the model; docs/simulation.md explains how to write one.";
constexpr auto kExample =
    "\nFor example:\n"
    "  tocsin simulate rules/loan_rejection --days 21 --seed 7 --out /tmp/loan\n";

struct SimulateArgs {
  std::string pack;
  std::string out_dir;
  std::string rate;
  int days = 0;
  std::int64_t seed = 1;
};

// One line on a terminal that is written over, once a run has taken a second.
class ProgressLine {
 public:
  explicit ProgressLine(Invocation& invocation) : invocation_(invocation) {}
  ~ProgressLine() {
    if (shown_) invocation_.err << "\r\033[K" << std::flush;
  }

  void show(const dryrun::SimulationProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!invocation_.err_is_terminal || now < next_) return;
    next_ = now + 100ms;
    shown_ = true;
    fmt::print(invocation_.err, "\rsimulating {:.0f}%, {} rows", progress.share * 100,
               progress.rows);
    invocation_.err << std::flush;
  }

 private:
  Invocation& invocation_;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + 1s;
  bool shown_ = false;
};

template <typename T>
T value_or_stop(Result<T> result) {
  if (!result) throw StartupError{result.error().message};
  return std::move(*result);
}

std::string is_seed(const std::string& text) {
  constexpr std::size_t kMostDigits = 18;
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && !text.empty() && text.size() <= kMostDigits) return "";
  return fmt::format("expected a whole number of at most {} digits, found {}", kMostDigits, text);
}

dryrun::SimulateOptions options_of(const SimulateArgs& args) {
  dryrun::SimulateOptions options{.seed = static_cast<std::uint64_t>(args.seed),
                                  .out_dir = args.out_dir};
  if (args.days > 0) options.days = args.days;
  if (!args.rate.empty()) {
    auto rate = dryrun::parse_rate(args.rate);
    if (!rate) throw StartupError{std::move(rate.error()).within("--rate").message};
    options.rate = *rate;
  }
  return options;
}

std::string_view name_of(SimulatedFile::Content content) {
  switch (content) {
    case SimulatedFile::Content::predictions: return "predictions";
    case SimulatedFile::Content::labels: return "labels";
    case SimulatedFile::Content::reference: return "reference";
    case SimulatedFile::Content::truth: return "troubles";
  }
  return {};
}

void print_files(std::ostream& out, const SimulationReport& report) {
  for (const auto& file : report.files) {
    fmt::print(out, "{:>11} {:<12} {}\n", file.rows, name_of(file.content), file.path);
  }
}

void print_troubles(std::ostream& out, const SimulationReport& report) {
  if (!report.troubles.empty()) fmt::print(out, "\nTroubles, and who is to tell them:\n");
  for (const auto& trouble : report.troubles) {
    fmt::print(out, "  {:%Y-%m-%d %H:%M} to {:%Y-%m-%d %H:%M}  {}\n{:38}{}: {}\n",
               std::chrono::floor<std::chrono::seconds>(trouble.from),
               std::chrono::floor<std::chrono::seconds>(trouble.to), trouble.title, "",
               trouble.name, fmt::join(trouble.told_by, ", "));
  }
  if (report.left_out.empty()) return;
  fmt::print(out, "\nLeft out, because they may end after the last day: {}\n",
             fmt::join(report.left_out, ", "));
}

std::string file_option(const SimulationSpec& spec, const SimulatedFile& file) {
  switch (file.content) {
    case SimulatedFile::Content::predictions:
      return fmt::format("--data {}={}", spec.model, file.path);
    case SimulatedFile::Content::labels:
      return fmt::format("--labels {}={}", spec.model, file.path);
    case SimulatedFile::Content::reference:
      return fmt::format("--reference {}.{}={}", spec.model, spec.reference->name, file.path);
    case SimulatedFile::Content::truth: break;
  }
  return {};
}

// The command that shows what the rules make of it.
void print_next_step(std::ostream& out, const SimulateArgs& args, const SimulationSpec& spec,
                     const SimulationReport& report) {
  const std::string rules = std::filesystem::is_directory(args.pack) ? args.pack : "RULES";
  fmt::print(out, "\nNext: tocsin replay {}", rules);
  for (const auto& file : report.files) {
    const auto option = file_option(spec, file);
    if (!option.empty()) fmt::print(out, " \\\n        {}", option);
  }
  out << '\n';
}

void run_simulate(const SimulateArgs& args, Invocation& invocation) {
  auto options = options_of(args);
  const auto spec = value_or_stop(dryrun::load_simulation(args.pack));
  const auto report = [&] {
    ProgressLine line(invocation);
    options.progress = [&](const dryrun::SimulationProgress& progress) { line.show(progress); };
    return value_or_stop(dryrun::simulate(spec, options));
  }();
  fmt::print(invocation.out, "{} from {} to {}, seed {}\n", spec.model, format_utc(report.start),
             format_utc(report.end), args.seed);
  print_files(invocation.out, report);
  print_troubles(invocation.out, report);
  print_next_step(invocation.out, args, spec, report);
}

}  // namespace

void add_simulate(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("simulate", kAbout);
  auto args = std::make_shared<SimulateArgs>();
  command->add_option("PACK", args->pack, "A folder with a simulation.toml, or such a file")
      ->required();
  command->add_option("--out", args->out_dir, "The folder to write to; it is made if need be")
      ->required()
      ->type_name("DIR");
  command->add_option("--days", args->days, "Whole days, instead of those of simulation.toml")
      ->check(CLI::Range(1, dryrun::simulation::kMostDays))
      ->type_name("N");
  command->add_option("--seed", args->seed, "Another number gives another history; 1 by default")
      ->check(is_seed)
      ->type_name("N");
  command
      ->add_option(
          "--rate", args->rate,
          "Mean rate of events instead of that of simulation.toml, such as 5/s, 100/m or 2000/h")
      ->type_name("R");
  command->footer(kExample);
  command->callback([args, &invocation] { run_simulate(*args, invocation); });
}

}  // namespace tocsin::cli
