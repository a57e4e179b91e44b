#include "sources/chain.hpp"

#include "sources/kind.hpp"
#include "sources/text.hpp"

#include <algorithm>

namespace tocsin::sources {

Chain::Chain(const SourceKind& kind, std::vector<InputFile> files,
             std::vector<WantedColumn> columns, Intake& intake, bool conceal)
    : kind_(&kind),
      files_(std::move(files)),
      columns_(std::move(columns)),
      intake_(&intake),
      conceal_(conceal) {
  for (const auto& column : columns_) names_.push_back(column.name);
}

Result<Chain> Chain::open(const SourceKind& kind, std::vector<InputFile> files,
                          std::vector<WantedColumn> columns, Intake& intake, bool conceal) {
  Chain chain(kind, std::move(files), std::move(columns), intake, conceal);
  if (auto opened = chain.open_file(); !opened) return tl::unexpected(opened.error());
  return chain;
}

Result<bool> Chain::next() {
  for (;;) {
    auto more = records_->next();
    if (!more || *more || opened_ == files_.size()) return more;
    if (auto opened = open_file(); !opened) return tl::unexpected(opened.error());
  }
}

Result<void> Chain::open_file() {
  const auto& file = files_[opened_];
  auto bytes = file.open();
  if (!bytes) return tl::unexpected(std::move(bytes.error()).within("{}", file.name));
  if (records_) {
    skipped_before_ += records_->skipped();
    skipped_in_.push_back(records_->skipped());
  }
  auto records = kind_->open(std::move(*bytes), file.name, *intake_);
  if (!records) return tl::unexpected(records.error());
  records_ = std::move(*records);
  ++opened_;
  intake_->files.push_back(file.name);
  if (auto good = check_columns(); !good) return good;
  if (conceal_) records_->conceal();
  records_->want(names_);
  present_.clear();
  for (const auto& name : names_) {
    present_.push_back(std::ranges::find(records_->columns(), name) != records_->columns().end());
  }
  return {};
}

Result<void> Chain::check_columns() const {
  const auto& known = records_->columns();
  if (known.empty()) return {};  // JSON Lines without a row lacks nothing
  for (const auto& column : columns_) {
    const bool needed = column.need == WantedColumn::Need::always ||
                        (column.need == WantedColumn::Need::with_header && kind_->has_header);
    if (!needed || std::ranges::find(known, column.name) != known.end()) continue;
    return fail("{}:1:1: no column `{}` for {}{}", records_->file(), column.name, column.field,
                known_columns(column.name, known));
  }
  return {};
}

}  // namespace tocsin::sources
