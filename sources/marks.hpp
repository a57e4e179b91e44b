// Finds the characters that give CSV its shape: commas, quotes and line ends.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace tocsin::sources {

class Marks {
 public:
  static constexpr std::size_t kBlock = 64;

  // Starts anew at `from`. kBlock bytes past `end` are readable.
  void reset(const char* from, const char* end) {
    next_block_ = from;
    end_ = end;
    marks_ = 0;
  }

  // The next mark, or the end.
  const char* next() {
    while (marks_ == 0)
      if (!look_on()) return end_;
    const char* const mark = block_ + std::countr_zero(marks_);
    marks_ &= marks_ - 1;
    return mark;
  }

  // The next mark that is no comma, or the end.
  struct Passed {
    const char* mark;
    std::size_t commas = 0;            // on the way there
    const char* last_comma = nullptr;  // of these
  };
  Passed pass_commas();

 private:
  // Goes to the next block; false when there is none.
  bool look_on();

  const char* next_block_ = nullptr;
  const char* end_ = nullptr;
  const char* block_ = nullptr;
  std::uint64_t marks_ = 0;   // a bit for each byte of the block that is a mark and still to come
  std::uint64_t commas_ = 0;  // of all marks of the block, those that are commas
};

}  // namespace tocsin::sources
