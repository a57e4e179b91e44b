#include "dryrun/simulation_load.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dryrun::simulation {
namespace {

Trouble read_trouble(TomlTable& table, const Spec& spec) {
  Trouble trouble;
  trouble.name = table.text(needed("name", "name = \"server_slow\"")).value_or("");
  trouble.title =
      table.text(maybe("title", "title = \"The server slows down\"")).value_or(trouble.name);
  trouble.starts = table.duration_range(needed("starts", "starts = [\"2d8h\", \"2d16h\"]"))
                       .value_or(std::pair<Duration, Duration>{});
  trouble.lasts = table.duration_range(needed("lasts", "lasts = [\"2h\", \"4h\"]"))
                      .value_or(std::pair(kDay, kDay));
  trouble.told_by = table.texts(needed("told_by", "told_by = \"slow_applications\""));
  trouble.also = table.texts(maybe("also", "also = [\"no_answer\"]"));
  trouble.echo = table.duration(maybe("echo", "echo = \"1d\"")).value_or(Duration::zero());
  if (trouble.lasts.first < 1min) table.wrong("lasts", "a minute is the least");
  if (trouble.starts.second + trouble.lasts.second > spec.days * kDay) {
    table.wrong("starts", fmt::format("may end after {}, and the run has `days = {}`",
                                      format_duration(trouble.starts.second + trouble.lasts.second),
                                      spec.days));
  }
  for (auto& change : table.tables(needed("change", "[[trouble.change]]"))) {
    trouble.changes.push_back(read_change(change, spec.fields, {}));
  }
  table.finish();
  return trouble;
}

}  // namespace

std::vector<Trouble> read_troubles(TomlTable& document, const Spec& spec) {
  std::vector<Trouble> troubles;
  for (auto& table : document.tables(maybe("trouble", "[[trouble]]"))) {
    auto trouble = read_trouble(table, spec);
    if (std::ranges::count(troubles, trouble.name, &Trouble::name)) {
      table.wrong("name",
                  fmt::format("a trouble {} stands above already", in_quotes(trouble.name)));
    }
    troubles.push_back(std::move(trouble));
  }
  return troubles;
}

}  // namespace tocsin::dryrun::simulation
