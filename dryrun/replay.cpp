#include "dryrun/replay.hpp"

#include "dryrun/stray_times.hpp"
#include "dsl/not_evaluated.hpp"
#include "engine/schedule.hpp"
#include "sources/sorted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tocsin::dryrun {
namespace {

std::string known_models(const dsl::Plan& plan) {
  std::vector<std::string> names;
  for (const auto& model : plan.models) names.push_back(dsl::full_name(model));
  return fmt::format("{}", fmt::join(names, ", "));
}

Result<void> check_names(const dsl::Plan& plan, const std::map<std::string, std::string>& files,
                         std::string_view option) {
  for (const auto& [model, file] : files)
    if (auto known = dsl::named_model(plan, model); !known)
      return tl::unexpected(std::move(known.error()).within("{} {}={}", option, model, file));
  return {};
}

// One model's events on their way from the file into the engine.
struct Feed {
  std::size_t model = 0;
  std::unique_ptr<ModelIntake> intake =
      std::make_unique<ModelIntake>();  // readers keep its address
  sources::SortedRows rows;
  Instant ingested = kBeginning;  // all rows with an earlier arrival are in the engine
  bool is_done = false;
};

// Cuts a batch to the rows at or after `from` and at or before `to`; they are in order of time.
Batch cut(const Batch& batch, Instant from, Instant to);

template <typename T>
std::vector<T> slice(const std::vector<T>& values, std::size_t begin, std::size_t end) {
  if (values.empty()) return {};
  return {values.begin() + static_cast<std::ptrdiff_t>(begin),
          values.begin() + static_cast<std::ptrdiff_t>(end)};
}

Bits slice(const Bits& bits, std::size_t begin, std::size_t end) {
  Bits part;
  for (std::size_t i = begin; i < end && i < bits.size(); ++i) part.push_back(bits[i]);
  return part;
}

Batch cut(const Batch& batch, Instant from, Instant to) {
  const auto& time = batch.time;
  const auto begin =
      static_cast<std::size_t>(std::lower_bound(time.begin(), time.end(), from) - time.begin());
  const auto end =
      static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), to) - time.begin());
  Batch part;
  part.rows = end - begin;
  part.time = slice(time, begin, end);
  part.arrival = slice(batch.arrival, begin, end);
  part.key = slice(batch.key, begin, end);
  part.label_known = slice(batch.label_known, begin, end);
  for (const auto& column : batch.columns) {
    part.columns.push_back({.numbers = slice(column.numbers, begin, end),
                            .times = slice(column.times, begin, end),
                            .codes = slice(column.codes, begin, end),
                            .texts = slice(column.texts, begin, end),
                            .dictionary = column.dictionary,
                            .valid = slice(column.valid, begin, end),
                            .malformed = slice(column.malformed, begin, end)});
  }
  for (const Instant t : batch.unreadable)
    if (t >= from && t <= to) part.unreadable.push_back(t);
  part.delivery = slice(batch.delivery, begin, end);
  for (const auto& delivery : batch.delivered)
    if (delivery.at >= from && delivery.at <= to) part.delivered.push_back(delivery);
  return part;
}

bool needs_cut(const Batch& batch, Instant from, Instant to) {
  const auto is_outside = [&](Instant at) { return at < from || at > to; };
  const bool has_others = std::ranges::any_of(batch.delivered, is_outside, &Delivery::at) ||
                          std::ranges::any_of(batch.unreadable, is_outside);
  return has_others || (batch.rows > 0 && (batch.time.front() < from || batch.time.back() > to));
}

class Replay {
 public:
  Replay(std::shared_ptr<const dsl::Plan> plan, const ReplayOptions& options,
         const OutcomeSink& sink)
      : plan_(std::move(plan)), options_(options), sink_(sink) {}

  Result<ReplayReport> run();

 private:
  Result<void> open(std::size_t model, const std::string& file);
  Result<void> ingest_labels(Feed& feed);
  Result<void> read(Feed& feed);
  void pass_over(std::size_t model, const Batch& batch);
  Result<void> pass(Instant to);
  Result<void> heed_incidents(Instant to);
  void leave_out(const RealIncident& incident);
  Result<void> start();
  Result<void> make_engine();
  Error nothing_to_replay();
  Instant natural_end() const;
  std::string labels_file(const dsl::ModelPlan& model) const;
  void show_progress() const;
  ReplayReport report();

  std::shared_ptr<const dsl::Plan> plan_;
  const ReplayOptions& options_;
  const OutcomeSink& sink_;
  std::vector<Feed> feeds_;
  std::vector<ReferenceIntake> references_;
  std::unique_ptr<engine::Engine> engine_;
  std::size_t heeded_ = 0;   // of the incidents
  Instant start_{}, end_{};  // start_: of the first row that is read
  Instant first_row_ = kForever, last_row_ = kBeginning;
};

std::string Replay::labels_file(const dsl::ModelPlan& model) const {
  if (const auto* bound = dsl::bound_file(*plan_, model, options_.labels)) return *bound;
  if (!model.schema.labels_apart || model.labels.path.empty()) return "";
  return (std::filesystem::path(plan_->root) / model.labels.path).string();
}

Result<void> Replay::open(std::size_t model, const std::string& file) {
  Feed feed;
  feed.model = model;
  feed.intake->model = dsl::full_name(plan_->models[model]);
  feed.intake->data_file = file;
  feed.intake->labels_file = labels_file(plan_->models[model]);
  auto rows =
      sources::open_sorted_rows(plan_->models[model].schema, {file, ""}, feed.intake->rows,
                                {.batch_rows = options_.batch_rows,
                                 .notes_deliveries = engine::judges_batches(*plan_, model)});
  if (!rows) return tl::unexpected(std::move(rows.error()));
  feed.rows = std::move(*rows);
  feeds_.push_back(std::move(feed));
  return {};
}

Result<void> Replay::ingest_labels(Feed& feed) {
  const auto& file = feed.intake->labels_file;
  if (file.empty()) return {};
  const auto& schema = plan_->models[feed.model].schema;
  auto reader = sources::open_sorted_labels(schema, {file, ""}, feed.intake->labels,
                                            {.batch_rows = options_.batch_rows});
  if (!reader) return tl::unexpected(std::move(reader.error()));
  for (LabelBatch batch;;) {
    const auto more = (*reader)->next(batch);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
    engine_->ingest(feed.model, batch);
  }
}

// Reads the first file to its end, since the reasons are found on the way.
Error Replay::nothing_to_replay() {
  auto& feed = feeds_.front();
  for (Batch batch;;) {
    const auto more = feed.rows.reader->next(batch);
    if (!more) return more.error();
    if (!*more) break;
  }
  const auto& intake = *feed.intake;
  std::string text = intake.data_file + ": no row could be read, so there is nothing to replay";
  const auto examples = sources::examples_text(intake.rows.row_reasons, "", "  ");
  if (!examples.empty()) text += '\n' + examples.substr(0, examples.size() - 1);
  return {text};
}

Result<void> Replay::start() {
  for (const auto& feed : feeds_) {
    if (feed.rows.extent.rows == 0) continue;
    first_row_ = std::min(first_row_, feed.rows.extent.first);
    last_row_ = std::max(last_row_, feed.rows.extent.last);
  }
  if (first_row_ == kForever) return tl::unexpected(nothing_to_replay());
  for (const auto& feed : feeds_)
    if (auto sound = check_stray_times(*plan_, feed.intake->data_file, feed.rows.extent, options_);
        !sound)
      return sound;
  start_ = options_.from.value_or(std::min(first_row_, options_.to.value_or(first_row_)));
  end_ = options_.to.value_or(std::max(natural_end(), start_));
  if (auto made = make_engine(); !made) return made;
  for (const auto& silence : options_.silences) engine_->silence(silence);
  if (options_.state) return {};
  for (auto& feed : feeds_)
    if (auto done = ingest_labels(feed); !done) return done;
  return {};
}

Result<void> Replay::make_engine() {
  auto references = load_references(*plan_, options_.references);
  if (!references) return tl::unexpected(std::move(references.error()));
  references_ = std::move(references->intakes);
  const auto& state = options_.state;
  engine_ = std::make_unique<engine::Engine>(plan_, std::move(references->rows),
                                             state ? state->start : start_);
  if (!state) return {};
  if (!engine_->load(state->state))
    return fail("the state at {} is none of these rules, or of another version of tocsin",
                format_utc(state->at));
  start_ = state->at + Duration(1);
  return {};
}

// The first tick at which the last row is old enough for every monitor of its model.
Instant Replay::natural_end() const {
  Instant end = kBeginning;
  for (const auto& feed : feeds_) {
    if (feed.rows.extent.rows == 0) continue;
    const auto& model = plan_->models[feed.model];
    const Instant last = feed.rows.extent.last;
    end = std::max(end, last + model.lateness + model.schema.horizon);
    for (const auto& monitor : plan_->monitors)
      if (monitor.model == feed.model)
        end = std::max(end,
                       engine::first_tick(monitor, model, last + engine::shift_of(monitor, model)));
  }
  return end;
}

// Rows before --from are not read, but their labels are not without an event.
void Replay::pass_over(std::size_t model, const Batch& batch) {
  if (options_.state || !plan_->models[model].schema.labels_apart || batch.key.empty()) return;
  const auto begin = std::ranges::lower_bound(batch.time, start_) - batch.time.begin();
  if (begin > 0)
    engine_->pass_over(model, std::span(batch.key).first(static_cast<std::size_t>(begin)));
}

Result<void> Replay::read(Feed& feed) {
  Batch batch;
  const auto more = feed.rows.reader->next(batch);
  if (!more) return tl::unexpected(more.error());
  if (batch.rows > 0) feed.ingested = batch.arrival.back();
  pass_over(feed.model, batch);
  const bool past_end = batch.rows > 0 && batch.time.front() > end_;
  const bool has_any = batch.rows > 0 || !batch.unreadable.empty();
  if ((!past_end && has_any) || !batch.delivered.empty())
    engine_->ingest(feed.model,
                    needs_cut(batch, start_, end_) ? cut(batch, start_, end_) : std::move(batch));
  if (*more && !past_end) return {};
  feed.is_done = true;
  if (!options_.to || feed.rows.extent.last <= end_) engine_->close(feed.model);
  return {};
}

void Replay::leave_out(const RealIncident& incident) {
  for (std::size_t i = 0; i < plan_->monitors.size(); ++i) {
    const auto& monitor = plan_->monitors[i];
    if (monitor.name == incident.monitor && monitor.package == incident.package &&
        plan_->models[monitor.model].schema.model == incident.model)
      engine_->leave_out(i, incident.from, incident.to);
  }
}

// Those that are judged to be real up to `to`, each at its time.
Result<void> Replay::heed_incidents(Instant to) {
  for (; heeded_ < options_.incidents.size(); ++heeded_) {
    const auto& incident = options_.incidents[heeded_];
    if (incident.judged > to) break;
    if (incident.judged > start_)
      if (auto taken = sink_(engine_->advance(incident.judged - Duration(1))); !taken) return taken;
    leave_out(incident);
  }
  return {};
}

Result<void> Replay::pass(Instant to) {
  if (auto heeded = heed_incidents(to); !heeded) return heeded;
  if (auto taken = sink_(engine_->advance(to)); !taken) return taken;
  if (options_.between) options_.between(engine_);
  show_progress();
  return {};
}

void Replay::show_progress() const {
  if (!options_.progress) return;
  std::uint64_t rows = 0, of = 0;
  for (const auto& feed : feeds_) {
    rows += feed.intake->rows.rows;
    of += feed.rows.extent.rows;
  }
  options_.progress(rows, of);
}

ReplayReport Replay::report() {
  ReplayReport report{.start = options_.state ? options_.state->at : start_,
                      .end = end_,
                      .first_row = first_row_,
                      .last_row = last_row_,
                      .models = {},
                      .references = std::move(references_)};
  for (auto& feed : feeds_) {
    feed.intake->counts = engine_->counts(feed.model);
    report.models.push_back(std::move(*feed.intake));
  }
  return report;
}

Result<ReplayReport> Replay::run() {
  for (std::size_t model = 0; model < plan_->models.size(); ++model)
    if (const auto* file = dsl::bound_file(*plan_, plan_->models[model], options_.data))
      if (auto opened = open(model, *file); !opened)
        return tl::unexpected(std::move(opened.error()));
  if (auto started = start(); !started) return tl::unexpected(std::move(started.error()));
  for (;;) {
    const auto next =
        std::min_element(feeds_.begin(), feeds_.end(), [](const Feed& a, const Feed& b) {
          return std::make_pair(a.is_done, a.ingested) < std::make_pair(b.is_done, b.ingested);
        });
    if (next->is_done) break;
    if (auto done = read(*next); !done) return tl::unexpected(std::move(done.error()));
    Instant safe = kForever;  // rows at this very instant may still follow in the next batch
    for (const auto& feed : feeds_)
      if (!feed.is_done)
        safe =
            std::min(safe, feed.ingested == kBeginning ? kBeginning : feed.ingested - Duration(1));
    if (safe > start_ && safe < end_)
      if (auto done = pass(safe); !done) return tl::unexpected(std::move(done.error()));
  }
  if (auto done = pass(end_); !done) return tl::unexpected(std::move(done.error()));
  if (options_.at_end) options_.at_end(*engine_, end_);
  return report();
}

}  // namespace

Result<ReplayOptions> with_sources(const dsl::Plan& plan, ReplayOptions options) {
  const bool bound_by_hand = !options.data.empty();
  for (const auto& model : plan.models) {
    const auto name = dsl::full_name(model);
    if (model.source.path.empty() || dsl::bound_file(plan, model, options.data)) continue;
    const auto file = (std::filesystem::path(plan.root) / model.source.path).string();
    const bool is_there = file.find('*') != std::string::npos || std::filesystem::exists(file);
    if (!is_there && bound_by_hand) continue;
    if (!is_there)
      return fail("model `{}`: its source {} is not here; bind a file with --data {}=FILE", name,
                  file, name);
    options.data[name] = file;
  }
  return options;
}

Result<std::shared_ptr<const dsl::Plan>> plan_for(std::shared_ptr<const dsl::Plan> plan,
                                                  const ReplayOptions& options) {
  for (const auto& [files, option] :
       {std::pair{&options.data, "--data"}, std::pair{&options.labels, "--labels"}})
    if (auto known = check_names(*plan, *files, option); !known)
      return tl::unexpected(std::move(known.error()));
  if (options.data.empty())
    return fail("nothing to replay: bind a file with --data MODEL=FILE (models: {})",
                known_models(*plan));
  auto copy = std::make_shared<dsl::Plan>(*plan);
  std::erase_if(copy->monitors, [&](const dsl::MonitorPlan& monitor) {
    return dsl::bound_file(*copy, copy->models[monitor.model], options.data) == nullptr;
  });
  for (auto& model : copy->models) {
    const auto* labels = dsl::bound_file(*copy, model, options.labels);
    if (labels == nullptr) continue;
    if (model.schema.label_fields.empty() || model.schema.key_fields.empty())
      return fail("--labels {}={}: model `{}` needs a `label` and a `key` to join labels by",
                  model.schema.model, *labels, model.schema.model);
    model.schema.labels_apart = true;
  }
  copy->tests.clear();
  return std::shared_ptr<const dsl::Plan>(std::move(copy));
}

Result<ReplayReport> replay(std::shared_ptr<const dsl::Plan> plan, const ReplayOptions& options,
                            const OutcomeSink& sink) {
  auto bound = plan_for(std::move(plan), options);
  if (!bound) return tl::unexpected(std::move(bound.error()));
  if (const auto refusals = dsl::not_evaluated(**bound); !refusals.empty())
    return fail("{}", refusals.front().message);
  return Replay(*bound, options, sink).run();
}

}  // namespace tocsin::dryrun
