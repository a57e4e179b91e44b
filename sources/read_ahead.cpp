#include "sources/read_ahead.hpp"

#include <utility>

namespace tocsin::sources {
namespace {

// The texts that the dictionaries of a batch have got since the last call, by column.
std::vector<std::vector<std::string>> texts_since(const Batch& batch,
                                                  std::vector<std::size_t>& sent) {
  std::vector<std::vector<std::string>> texts(batch.columns.size());
  sent.resize(batch.columns.size(), 0);
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    const auto& dictionary = batch.columns[i].dictionary;
    for (; dictionary && sent[i] < dictionary->size(); ++sent[i])
      texts[i].push_back(dictionary->text(static_cast<std::uint32_t>(sent[i])));
  }
  return texts;
}

}  // namespace

ReadAhead::ReadAhead(std::unique_ptr<RowReader> reader, std::unique_ptr<Intake> own, Intake& intake)
    : reader_(std::move(reader)),
      own_(std::move(own)),
      intake_(intake),
      thread_([this](std::stop_token stop) { read(std::move(stop)); }) {}

void ReadAhead::read(std::stop_token stop) {
  for (bool goes_on = true; goes_on;) {
    Piece piece;
    piece.more = reader_->next(piece.batch);
    piece.new_texts = texts_since(piece.batch, texts_sent_);
    piece.intake = *own_;
    goes_on = piece.more.value_or(false);
    goes_on = put(std::move(piece), stop) && goes_on;
  }
}

// False when nobody wants it any more.
bool ReadAhead::put(Piece piece, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, std::move(stop), [this] { return pieces_.size() < kMostAhead; }))
    return false;
  pieces_.push_back(std::move(piece));
  changed_.notify_one();
  return true;
}

ReadAhead::Piece ReadAhead::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !pieces_.empty(); });
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  changed_.notify_one();
  return piece;
}

Result<bool> ReadAhead::next(Batch& batch) {
  if (end_) {
    batch = Batch{};
    return *end_;
  }
  Piece piece = take();
  batch = std::move(piece.batch);
  intake_ = std::move(piece.intake);
  dictionaries_.resize(batch.columns.size());
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    if (!batch.columns[i].dictionary) continue;
    auto& own = dictionaries_[i];
    if (!own) own = std::make_shared<Dictionary>();
    for (const auto& text : piece.new_texts[i]) own->code(text);
    batch.columns[i].dictionary = own;
  }
  if (!piece.more.value_or(false)) end_ = piece.more;
  return piece.more;
}

}  // namespace tocsin::sources
