#include "store/envelope.hpp"

#include "base/check.hpp"
#include "base/codec.hpp"

#include <fmt/format.h>
#include <zstd.h>

namespace tocsin::store {
namespace {

constexpr std::string_view kMagic = "tocs";
constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kHead = 23;  // magic, format, content, compressed or not, hash
constexpr int kLevel = 3;          // of zstd: beyond it time grows and bytes hardly shrink

std::string wrap(Content content, bool is_compressed, std::string_view bytes) {
  Encoder head;
  for (const char c : kMagic) head.u8(static_cast<std::uint8_t>(c));
  head.u8(kFormat);
  head.u8(static_cast<std::uint8_t>(content));
  head.boolean(is_compressed);
  head.hash(hash128(bytes));
  std::string sealed;
  sealed.reserve(kHead + bytes.size());
  sealed += head.bytes();
  sealed += bytes;
  return sealed;
}

Result<std::string> decompress(std::string_view bytes) {
  const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR)
    return fail("what is compressed in them is damaged");
  if (size > kMostOpened)
    return fail("they would grow to {} bytes; {} are the most", size, kMostOpened);
  std::string content(size, '\0');
  const auto got = ZSTD_decompress(content.data(), content.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) return fail("what is compressed in them is damaged");
  return content;
}

}  // namespace

std::string_view to_text(Content content) {
  switch (content) {
    case Content::rows: return "rows";
    case Content::labels: return "labels";
    case Content::state: return "a state";
    case Content::command: return "a command";
  }
  return "something unknown";
}

std::string seal(Content content, std::string_view bytes) { return wrap(content, false, bytes); }

std::string seal_compressed(Content content, std::string_view bytes) {
  std::string small(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress(small.data(), small.size(), bytes.data(), bytes.size(), kLevel);
  TOCSIN_CHECK(ZSTD_isError(size) == 0, "zstd takes any bytes where there is room for them");
  small.resize(size);
  return wrap(content, true, small);
}

Result<Sealed> inspect(std::string_view sealed) {
  if (sealed.size() < kHead || !sealed.starts_with(kMagic))
    return fail("these bytes are none that tocsin wrote");
  Decoder head(sealed.substr(kMagic.size()));
  if (const auto format = head.u8(); format > kFormat)
    return fail("a newer tocsin wrote these bytes (format {}, this one knows up to {})", format,
                kFormat);
  const std::uint8_t content = head.u8();
  const std::uint8_t compressed = head.u8();
  const bool is_known = content >= 1 && content <= 4 && compressed <= 1;
  const auto bytes = sealed.substr(kHead);
  if (!is_known || head.hash() != hash128(bytes))
    return fail("these bytes are damaged: they do not match the hash that stands before them");
  return Sealed{static_cast<Content>(content), compressed == 1, bytes};
}

Result<std::string> open_seal(Content content, std::string_view sealed) {
  auto found = inspect(sealed);
  if (!found) return tl::unexpected(std::move(found.error()));
  if (found->content != content)
    return fail("these bytes hold {}, not {}", to_text(found->content), to_text(content));
  if (!found->is_compressed) return std::string(found->bytes);
  return decompress(found->bytes);
}

}  // namespace tocsin::store
