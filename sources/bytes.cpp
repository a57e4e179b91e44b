#include "sources/bytes.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace tocsin::sources {
namespace {

class File : public ByteSource {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() override { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  Result<std::size_t> read(std::span<char> into) override {
    ssize_t size = -1;
    do {
      size = ::read(descriptor_, into.data(), into.size());
    } while (size < 0 && errno == EINTR);
    if (size < 0) return fail("cannot be read: {}", std::strerror(errno));
    return static_cast<std::size_t>(size);
  }

 private:
  int descriptor_;
};

class Memory : public ByteSource {
 public:
  explicit Memory(std::string_view bytes) : bytes_(bytes) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t size = bytes_.copy(into.data(), into.size());
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
};

// Bytes that were read to see what they are, and then the rest.
class Peeked : public ByteSource {
 public:
  Peeked(std::string front, std::unique_ptr<ByteSource> rest)
      : front_(std::move(front)), rest_(std::move(rest)) {}

  Result<std::size_t> read(std::span<char> into) override {
    if (used_ == front_.size()) return rest_->read(into);
    const std::size_t size = front_.copy(into.data(), into.size(), used_);
    used_ += size;
    return size;
  }

 private:
  std::string front_;
  std::size_t used_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

struct Format {
  std::string_view magic;
  std::string_view name;
};

constexpr std::array<Format, 9> kForeign{{
    {"PAR1", "a Parquet file"},
    {"PK\x03\x04", "a zip archive or a spreadsheet"},
    {"SQLite format 3", "an SQLite database"},
    {"\x28\xb5\x2f\xfd", "a zstd file"},
    {"BZh", "a bzip2 file"},
    {"\xfd"
     "7zXZ",
     "an xz file"},
    {"\xff\xfe", "UTF-16 text"},
    {"\xfe\xff", "UTF-16 text"},
    {"\x89HDF", "an HDF5 file"},
}};
constexpr std::string_view kGzip = "\x1f\x8b";

Result<std::string> front_of(ByteSource& source) {
  std::string front(512, '\0');
  std::size_t size = 0;
  while (size < front.size()) {
    const auto got = source.read(std::span(front).subspan(size));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    size += *got;
  }
  front.resize(size);
  return front;
}

// Unpacks what is gzip, and refuses what a reader of text should not even begin to read.
Result<std::unique_ptr<ByteSource>> recognised(std::unique_ptr<ByteSource> source,
                                               bool promised_gzip) {
  auto front = front_of(*source);
  if (!front) return tl::unexpected(front.error());
  const bool gzip = front->starts_with(kGzip);
  if (promised_gzip && !gzip) return fail("is named .gz and holds no gzip data");
  for (const auto& format : kForeign) {
    if (front->starts_with(format.magic)) {
      return fail("is {}; CSV or JSON Lines in UTF-8 would have worked", format.name);
    }
  }
  std::unique_ptr<ByteSource> whole =
      std::make_unique<Peeked>(std::move(*front), std::move(source));
  return gzip ? gunzip(std::move(whole)) : std::move(whole);
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail("cannot be opened: {}", std::strerror(errno));
  return recognised(std::make_unique<File>(descriptor), path.ends_with(".gz"));
}

Result<std::unique_ptr<ByteSource>> open_memory(std::string_view bytes) {
  return recognised(std::make_unique<Memory>(bytes), false);
}

}  // namespace tocsin::sources
