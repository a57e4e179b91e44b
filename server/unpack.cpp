#include "server/unpack.hpp"

#include "base/check.hpp"
#include "base/printable.hpp"
#include "sources/bytes.hpp"

#include <zstd.h>

#include <memory>

namespace tocsin::server {
namespace {

constexpr std::size_t kChunk = 256 << 10;
constexpr int kMostWindowLog = 27;  // 128 MiB, what zstd itself takes without being asked

tl::unexpected<Error> too_much(std::size_t most) {
  return fail("the body is over {} bytes when it is unpacked", most);
}

Result<std::string> gunzip(std::string_view packed, std::size_t most) {
  if (!packed.starts_with("\x1f\x8b")) return fail("the body is not gzip, as its header says");
  auto bytes = sources::open_memory(packed);  // unpacks what begins as gzip does
  if (!bytes) return tl::unexpected(std::move(bytes.error()));
  std::string whole;
  for (std::size_t size = 0;;) {
    whole.resize(size + kChunk);
    const auto more = (*bytes)->read({whole.data() + size, kChunk});
    if (!more) return tl::unexpected(more.error());
    size += *more;
    if (size > most) return too_much(most);
    if (*more > 0) continue;
    whole.resize(size);
    return whole;
  }
}

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

Result<std::string> unzstd(std::string_view packed, std::size_t most) {
  const std::unique_ptr<ZSTD_DStream, FreeStream> stream(ZSTD_createDStream());
  TOCSIN_CHECK(stream != nullptr, "zstd starts");
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kMostWindowLog);
  std::string whole;
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  for (std::size_t size = 0;;) {
    whole.resize(size + kChunk);
    ZSTD_outBuffer out{whole.data() + size, kChunk, 0};
    const std::size_t left = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(left)) return fail("the zstd data are damaged ({})", ZSTD_getErrorName(left));
    size += out.pos;
    if (size > most) return too_much(most);
    const bool has_more = in.pos < in.size || out.pos == out.size;
    if (has_more && (left > 0 || in.pos < in.size)) continue;
    if (left > 0) return fail("the zstd data end in the middle");
    whole.resize(size);
    return whole;
  }
}

}  // namespace

Result<std::string> unpack(std::string_view encoding, std::string body, std::size_t most) {
  if (encoding.empty() || encoding == "identity") return body;
  if (encoding == "gzip" || encoding == "x-gzip") return gunzip(body, most);
  if (encoding == "zstd") return unzstd(body, most);
  return fail("Content-Encoding {}: expected gzip, zstd or none", printable(encoding));
}

}  // namespace tocsin::server
