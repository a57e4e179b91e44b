// A growable row of bits, one a row of a batch, packed into 64-bit words.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin {

class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t size, bool value = false)
      : words_((size + 63) / 64, value ? ~std::uint64_t{0} : 0), size_(size) {
    trim();
  }

  std::size_t size() const { return size_; }
  bool operator[](std::size_t i) const { return (words_[i >> 6] >> (i & 63)) & 1; }
  void set(std::size_t i) { words_[i >> 6] |= std::uint64_t{1} << (i & 63); }
  void reset(std::size_t i) { words_[i >> 6] &= ~(std::uint64_t{1} << (i & 63)); }
  void assign(std::size_t i, bool value) { value ? set(i) : reset(i); }

  void push_back(bool value) {
    if ((size_ & 63) == 0) words_.push_back(0);
    ++size_;
    if (value) set(size_ - 1);
  }
  void clear() {
    words_.clear();
    size_ = 0;
  }
  void resize(std::size_t size) {
    words_.resize((size + 63) / 64, 0);
    size_ = size;
    trim();
  }

  // Both sides have the same size.
  Bits& operator&=(const Bits& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] &= other.words_[w];
    return *this;
  }
  Bits& operator|=(const Bits& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
    return *this;
  }
  void flip() {
    for (auto& word : words_) word = ~word;
    trim();
  }

  std::size_t count() const {
    std::size_t n = 0;
    for (const auto word : words_) n += static_cast<std::size_t>(std::popcount(word));
    return n;
  }
  bool any() const {
    for (const auto word : words_)
      if (word != 0) return true;
    return false;
  }

  // Bits past size() are zero.
  const std::vector<std::uint64_t>& words() const { return words_; }
  std::vector<std::uint64_t>& words() { return words_; }

  bool operator==(const Bits&) const = default;

 private:
  void trim() {
    if ((size_ & 63) != 0) words_.back() &= (std::uint64_t{1} << (size_ & 63)) - 1;
  }

  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

}  // namespace tocsin
