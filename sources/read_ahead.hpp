// Reads rows on a thread of its own, so that a file is parsed while the batch before is judged.
#pragma once

#include "sources/source.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tocsin::sources {

// Hands on what `reader` reads, batch by batch, in the same order and with the same words about it:
// `intake` always says what was found up to the batch that was handed on last, and not how far the
// thread has come. The reader writes to `own`; nothing else may be shared with it.
class ReadAhead : public RowReader {
 public:
  ReadAhead(std::unique_ptr<RowReader> reader, std::unique_ptr<Intake> own, Intake& intake);

  Result<bool> next(Batch& batch) override;

 private:
  static constexpr std::size_t kMostAhead = 40;  // batches

  using Texts = std::vector<std::string>;
  struct Piece {
    Result<bool> more = false;
    Batch batch;
    Intake intake;
    std::vector<Texts> new_texts;  // by column: what its dictionary did not have before
  };

  void read(std::stop_token stop);
  bool put(Piece piece, std::stop_token stop);
  Piece take();

  // Of the thread.
  std::unique_ptr<RowReader> reader_;
  std::unique_ptr<Intake> own_;
  std::vector<std::size_t> texts_sent_;  // by column

  // Of both.
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Piece> pieces_;

  // Of the caller. Its dictionaries are copies: those of the thread grow while it reads on.
  Intake& intake_;
  std::vector<std::shared_ptr<Dictionary>> dictionaries_;  // by column
  std::optional<Result<bool>> end_;                        // what the last piece said
  std::jthread thread_;                                    // the last member: it uses all others
};

}  // namespace tocsin::sources
