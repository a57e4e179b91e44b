#include "sources/source.hpp"

#include "base/check.hpp"
#include "sources/kind.hpp"
#include "sources/paths.hpp"
#include "sources/rows.hpp"

#include <algorithm>

namespace tocsin::sources {

#define TOCSIN_SOURCE(name) const SourceKind& name();
#include "sources/sources.def"
#undef TOCSIN_SOURCE

namespace {

struct Input {
  const SourceKind* kind;
  std::vector<InputFile> files;
};

Result<Input> find_input(const Location& location) {
  auto kind = kind_of(location);
  if (!kind) return tl::unexpected(kind.error());
  auto paths = expand(location.path);
  if (!paths) return tl::unexpected(paths.error());
  Input input{*kind, {}};
  for (const auto& path : *paths) {
    input.files.push_back({path, [path] { return open_file(path); }});
  }
  return input;
}

// The excerpt of a row could show any of its fields.
bool must_conceal(const Schema& schema) {
  return std::ranges::any_of(schema.fields, &Field::sensitive);
}

Result<std::unique_ptr<RowReader>> read_rows(const Schema& schema, Purpose purpose, Input input,
                                             Intake& intake, Options options) {
  TOCSIN_CHECK(options.batch_rows > 0, "batches of at least one row");
  auto layout = layout_of(schema, purpose);
  auto chain = Chain::open(*input.kind, std::move(input.files), layout.columns, intake,
                           must_conceal(schema));
  if (!chain) return tl::unexpected(chain.error());
  return std::make_unique<Rows>(schema, purpose, std::move(layout), std::move(*chain), intake,
                                options);
}

Result<std::unique_ptr<LabelReader>> read_labels(const Schema& schema, Input input, Intake& intake,
                                                 Options options) {
  TOCSIN_CHECK(options.batch_rows > 0, "batches of at least one row");
  TOCSIN_CHECK(!schema.key_fields.empty(), "labels of their own only for a model with a key");
  auto layout = layout_of(schema, Purpose::labels);
  auto chain = Chain::open(*input.kind, std::move(input.files), layout.columns, intake,
                           must_conceal(schema));
  if (!chain) return tl::unexpected(chain.error());
  return std::make_unique<Labels>(schema, std::move(layout), std::move(*chain), intake, options);
}

Result<Input> in_memory(std::string_view bytes, const Location& name) {
  const auto kind = kind_of(name);
  if (!kind) return tl::unexpected(kind.error());
  return Input{*kind, {{name.path, [bytes] { return open_memory(bytes); }}}};
}

}  // namespace

std::span<const SourceKind* const> kinds() {
  static const SourceKind* const all[] = {
#define TOCSIN_SOURCE(name) &name(),
#include "sources/sources.def"
#undef TOCSIN_SOURCE
  };
  return all;
}

std::vector<SourceDef> catalogue() {
  std::vector<SourceDef> defs;
  for (const auto* kind : kinds()) defs.push_back(kind->def);
  return defs;
}

Result<std::unique_ptr<RowReader>> open_rows(const Schema& schema, const Location& location,
                                             Intake& intake, Options options) {
  auto input = find_input(location);
  if (!input) return tl::unexpected(input.error());
  return read_rows(schema, Purpose::events, std::move(*input), intake, options);
}

Result<std::unique_ptr<RowReader>> open_reference(const Schema& schema, const Location& location,
                                                  Intake& intake, Options options) {
  auto input = find_input(location);
  if (!input) return tl::unexpected(input.error());
  return read_rows(schema, Purpose::reference, std::move(*input), intake, options);
}

Result<std::unique_ptr<LabelReader>> open_labels(const Schema& schema, const Location& location,
                                                 Intake& intake, Options options) {
  auto input = find_input(location);
  if (!input) return tl::unexpected(input.error());
  return read_labels(schema, std::move(*input), intake, options);
}

Result<std::vector<std::string>> columns_of(const Location& location) {
  auto input = find_input(location);
  if (!input) return tl::unexpected(input.error());
  Intake ignored;
  auto chain = Chain::open(*input->kind, std::move(input->files), {}, ignored, true);
  if (!chain) return tl::unexpected(chain.error());
  return chain->records().columns();
}

Result<std::unique_ptr<RowReader>> open_rows_in_memory(const Schema& schema, std::string_view bytes,
                                                       const Location& name, Intake& intake,
                                                       Options options) {
  auto input = in_memory(bytes, name);
  if (!input) return tl::unexpected(input.error());
  return read_rows(schema, Purpose::events, std::move(*input), intake, options);
}

Result<std::unique_ptr<LabelReader>> open_labels_in_memory(const Schema& schema,
                                                           std::string_view bytes,
                                                           const Location& name, Intake& intake,
                                                           Options options) {
  auto input = in_memory(bytes, name);
  if (!input) return tl::unexpected(input.error());
  return read_labels(schema, std::move(*input), intake, options);
}

}  // namespace tocsin::sources
