#include "charts/png.hpp"

#include "base/check.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace tocsin::charts {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";

void add_number(std::string& out, std::uint64_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

void add_chunk(std::string& out, std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  add_number(out, data.size());
  out += body;
  add_number(out,
             crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
}

std::string compressed(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  const int code = compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                             reinterpret_cast<const Bytef*>(data.data()),
                             static_cast<uLong>(data.size()), Z_BEST_COMPRESSION);
  TOCSIN_CHECK(code == Z_OK, "zlib compresses into as much room as it asked for");
  out.resize(size);
  return out;
}

// The pixels that lie within [from, to), of `size`.
std::pair<std::size_t, std::size_t> covered(double from, double to, std::size_t size) {
  const auto most = static_cast<double>(size);
  return {static_cast<std::size_t>(std::clamp(std::round(from), 0., most)),
          static_cast<std::size_t>(std::clamp(std::round(to), 0., most))};
}

}  // namespace

Picture::Picture(std::size_t width, std::size_t height, std::vector<Colour> colours)
    : width_(width), height_(height), colours_(std::move(colours)), pixels_(width * height, 0) {
  TOCSIN_CHECK(width > 0 && height > 0, "a picture has pixels");
  TOCSIN_CHECK(!colours_.empty() && colours_.size() <= 256, "a pixel is one byte");
}

void Picture::fill(double left, double top, double right, double bottom, std::uint8_t colour) {
  const auto [x1, x2] = covered(left, right, width_);
  const auto [y1, y2] = covered(top, bottom, height_);
  for (std::size_t y = y1; y < y2; ++y)
    for (std::size_t x = x1; x < x2; ++x) pixels_[y * width_ + x] = colour;
}

void Picture::dot(double x, double y, double thick, std::uint8_t colour) {
  const double radius = thick / 2;
  const auto [x1, x2] = covered(x - radius, x + radius, width_);
  const auto [y1, y2] = covered(y - radius, y + radius, height_);
  for (std::size_t py = y1; py < y2; ++py) {
    for (std::size_t px = x1; px < x2; ++px) {
      const double dx = static_cast<double>(px) + 0.5 - x, dy = static_cast<double>(py) + 0.5 - y;
      if (dx * dx + dy * dy <= radius * radius) pixels_[py * width_ + px] = colour;
    }
  }
}

void Picture::line(double x1, double y1, double x2, double y2, double thick, std::uint8_t colour) {
  constexpr double kStep = 0.5;
  const double length = std::hypot(x2 - x1, y2 - y1);
  const auto steps = static_cast<std::size_t>(std::ceil(length / kStep));
  for (std::size_t i = 0; i <= steps; ++i) {
    const double share = steps == 0 ? 0 : static_cast<double>(i) / static_cast<double>(steps);
    dot(x1 + share * (x2 - x1), y1 + share * (y2 - y1), thick, colour);
  }
}

std::string Picture::png() const {
  constexpr std::string_view kIndexed("\x08\x03\x00\x00\x00", 5);  // 8 bits, colours by number
  std::string header;
  add_number(header, width_);
  add_number(header, height_);
  header += kIndexed;
  std::string palette;
  for (const auto& [red, green, blue] : colours_)
    palette += {static_cast<char>(red), static_cast<char>(green), static_cast<char>(blue)};
  std::string rows;
  for (std::size_t y = 0; y < height_; ++y) {
    rows += '\0';  // the row as it is, without a filter
    rows.append(reinterpret_cast<const char*>(&pixels_[y * width_]), width_);
  }
  std::string out(kSignature);
  add_chunk(out, "IHDR", header);
  add_chunk(out, "PLTE", palette);
  add_chunk(out, "IDAT", compressed(rows));
  add_chunk(out, "IEND", "");
  return out;
}

}  // namespace tocsin::charts
