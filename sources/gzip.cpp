#include "base/check.hpp"
#include "sources/bytes.hpp"

#include <zlib.h>

#include <algorithm>
#include <vector>

namespace tocsin::sources {
namespace {

class Gunzip : public ByteSource {
 public:
  explicit Gunzip(std::unique_ptr<ByteSource> packed) : packed_(std::move(packed)), in_(kChunk) {
    constexpr int kGzipOnly = 16;  // added to the window bits
    TOCSIN_CHECK(inflateInit2(&stream_, MAX_WBITS + kGzipOnly) == Z_OK, "zlib starts");
  }
  ~Gunzip() override { inflateEnd(&stream_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Result<std::size_t> read(std::span<char> into) override {
    // A call of inflate() may take input and give nothing yet.
    while (!done_) {
      if (stream_.avail_in == 0) {
        const auto more = refill();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return at_end_of_input();
      }
      if (between_members_) {
        const auto next = begin_member();
        if (!next) return tl::unexpected(next.error());
        continue;
      }
      const auto size = inflate_into(into);
      if (!size || *size > 0) return size;
    }
    return 0;
  }

 private:
  static constexpr std::size_t kChunk = 64 * 1024;

  Result<bool> refill() {
    const auto size = packed_->read(in_);
    if (!size) return tl::unexpected(size.error());
    stream_.next_in = reinterpret_cast<Bytef*>(in_.data());
    stream_.avail_in = static_cast<uInt>(*size);
    return *size > 0;
  }

  Result<std::size_t> at_end_of_input() {
    done_ = true;
    if (!between_members_) return fail("the gzip data end in the middle: the file is cut off");
    return 0;
  }

  // Zeros fill up blocks of tapes and network copies; anything else after a member is another one.
  Result<void> begin_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
      padded_ = true;
    }
    if (stream_.avail_in == 0) return {};
    if (padded_ || *stream_.next_in != 0x1f) return fail("something else follows the gzip data");
    TOCSIN_CHECK(inflateReset(&stream_) == Z_OK, "zlib starts anew");
    between_members_ = false;
    return {};
  }

  Result<std::size_t> inflate_into(std::span<char> into) {
    constexpr std::size_t kMost = std::size_t{1} << 30;
    const std::size_t room = std::min(into.size(), kMost);
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    between_members_ = status == Z_STREAM_END;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      done_ = true;
      return fail("the gzip data are damaged ({})",
                  stream_.msg == nullptr ? "no reason given" : stream_.msg);
    }
    return room - stream_.avail_out;
  }

  std::unique_ptr<ByteSource> packed_;
  std::vector<char> in_;
  z_stream stream_{};
  bool between_members_ = false;
  bool padded_ = false;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed) {
  return std::make_unique<Gunzip>(std::move(packed));
}

}  // namespace tocsin::sources
