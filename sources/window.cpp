#include "sources/window.hpp"

#include <algorithm>
#include <cstring>

namespace tocsin::sources {

Result<void> Window::more() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, size());
  end_ -= begin_;
  begin_ = 0;
  // A row longer than a chunk is looked at again from its start: doubling keeps that linear.
  const std::size_t room = std::max(chunk_, size());
  chunk_ = std::min(2 * chunk_, kMostChunk);
  if (buffer_.size() < end_ + room + kPadding) buffer_.resize(end_ + room + kPadding);
  const auto got = source_->read(std::span(buffer_.data() + end_, room));
  if (got) {
    end_ += *got;
    eof_ = *got == 0;
  }
  std::memset(buffer_.data() + end_, 0, kPadding);
  if (!got) return tl::unexpected(got.error());
  return {};
}

}  // namespace tocsin::sources
