// Finds the characters that give CSV its shape: commas, quotes and line ends.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tocsin::sources {

class Marks {
 public:
  static constexpr std::size_t kBlock = 64;

  // Starts anew at `from`. kBlock bytes past `end` are readable.
  void reset(const char* from, const char* end) {
    searched_ = from;
    end_ = end;
    at_ = count_ = 0;
  }

  // The next mark, or the end.
  const char* next() {
    while (at_ == count_) {
      if (searched_ >= end_) return end_;
      search();
    }
    return base_ + offsets_[at_++];
  }

 private:
  static constexpr std::size_t kStretch = 4096;  // its offsets stay in the first-level cache

  void search();

  const char* searched_ = nullptr;  // up to here; never before base_ and the offsets
  const char* end_ = nullptr;
  const char* base_ = nullptr;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  std::array<std::uint16_t, kStretch> offsets_;
};

}  // namespace tocsin::sources
