// The rows of files and POSTs, held until every monitor `over each batch` has judged them.
#pragma once

#include "base/codec.hpp"
#include "engine/rows.hpp"
#include "evaluators/block.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace tocsin::engine {

class RowLoader;
class RowSaver;

class Deliveries {
 public:
  // A delivery that was taken in whole.
  class Whole {
   public:
    Whole(const Delivery& delivery, std::vector<RowRef> rows);

    const Delivery& delivery() const { return delivery_; }
    const std::vector<RowRef>& rows() const { return rows_; }
    Instant oldest() const { return oldest_; }  // event time; kForever: no rows
    // The rows side by side, with the labels that are known at `tick`; shared by all who ask at one
    // tick. `schema` outlives this.
    evaluators::Block& block(const Schema& schema, const std::vector<bool>& needed, Instant tick);

   private:
    Delivery delivery_;
    std::vector<RowRef> rows_;
    Instant oldest_ = kForever;
    Instant gathered_at_ = kBeginning;
    std::unique_ptr<Batch> gathered_;
    std::unique_ptr<evaluators::Block> block_;
  };

  // Somebody who judges each delivery once, `wait` after its last row arrived. Before the first
  // row.
  std::size_t reader(Duration wait);
  bool has_readers() const { return !readers_.empty(); }

  void add(const RowRef& row, std::uint32_t delivery);
  // Told in the order in which they end.
  void end(const Delivery& delivery);
  void drop(std::uint32_t delivery) { open_.erase(delivery); }

  // What has become due for a reader since it was asked before, in the order in which the
  // deliveries ended. Valid until the next row.
  std::vector<Whole*> due(std::size_t reader, Instant tick);
  // What every reader has judged.
  void forget();
  // The event time of the oldest row that is held; kForever: none.
  Instant oldest() const;

  void save(Encoder& out, RowSaver& rows) const;
  void load(Decoder& in, RowLoader& rows);

 private:
  struct Reader {
    Duration wait;
    std::uint64_t next = 0;  // number of the delivery that it has not judged yet
  };

  struct Open {
    std::vector<RowRef> rows;
    Instant oldest = kForever;
  };

  std::vector<Reader> readers_;
  std::map<std::uint32_t, Open> open_;
  std::deque<Whole> whole_;
  std::uint64_t first_ = 0;  // number of whole_.front(), in the order of their ends
};

}  // namespace tocsin::engine
