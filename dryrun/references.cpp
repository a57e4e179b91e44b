#include "dryrun/joined_rows.hpp"
#include "dryrun/replay.hpp"
#include "dsl/bindings.hpp"
#include "dsl/references_of.hpp"
#include "sources/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace tocsin::dryrun {
namespace {

std::set<std::size_t> wanted(const dsl::Plan& plan, std::size_t model) {
  std::set<std::size_t> references;
  for (const auto& monitor : plan.monitors) {
    if (monitor.model != model) continue;
    for (const auto& call : monitor.aggregates) references.merge(dsl::references_of(call));
  }
  return references;
}

Result<Batch> read_all(const Schema& schema, const std::string& path, sources::Intake& intake) {
  auto reader = sources::open_reference(schema, {path, ""}, intake);
  if (!reader) return tl::unexpected(std::move(reader.error()));
  Batch all, batch;
  for (;;) {
    const auto more = (*reader)->next(batch);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    append(all, batch);
  }
  if (all.rows == 0) return fail("{}: no row of the reference could be read", path);
  return all;
}

// A batch of no rows, with its columns.
Batch nothing(const Schema& schema) {
  Batch batch;
  batch.columns.resize(schema.fields.size());
  return batch;
}

// Names the file, whatever the trouble with it is.
Error unreadable(Error error, const ReferenceIntake& intake, bool is_bound,
                 std::string_view named_by) {
  if (error.message.find(intake.file) == std::string::npos)
    error = std::move(error).within("{}", intake.file);
  return is_bound
             ? std::move(error).within("{} {}={}", named_by, intake.name, intake.file)
             : std::move(error).within("reference {} (bind another file with --reference {}=FILE)",
                                       intake.name, intake.name);
}

}  // namespace

Result<LoadedReferences> load_references(const dsl::Plan& plan,
                                         const std::map<std::string, std::string>& files,
                                         std::string_view named_by) {
  LoadedReferences loaded{engine::References(plan.models.size()), {}};
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    const auto& model = plan.models[m];
    const auto needed = wanted(plan, m);
    for (std::size_t r = 0; r < model.references.size(); ++r) {
      loaded.rows[m].push_back(nothing(model.schema));
      const auto& reference = model.references[r];
      const auto* bound = dsl::bound_file(plan, model, files, "." + reference.name);
      const bool is_rolling = reference.rolling > Duration{0};
      if (is_rolling && bound != nullptr)
        return fail(
            "reference {}.{} is `rolling`, the model's own rows; it takes no file, but was "
            "given {}",
            dsl::full_name(model), reference.name, *bound);
      if (!needed.contains(r) || is_rolling) continue;
      const auto own = (std::filesystem::path(plan.root) / reference.path).string();
      loaded.intakes.push_back(
          {dsl::full_name(model) + "." + reference.name, bound ? *bound : own, {}});
      auto& intake = loaded.intakes.back();
      auto rows = read_all(model.schema, intake.file, intake.rows);
      if (!rows)
        return tl::unexpected(
            unreadable(std::move(rows.error()), intake, bound != nullptr, named_by));
      loaded.rows[m].back() = std::move(*rows);
    }
  }
  return loaded;
}

}  // namespace tocsin::dryrun
