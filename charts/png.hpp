// A picture of few colours, and how it is written as PNG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::charts {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
};

// Pixels are numbers of colours; the first colour is that of the paper. Drawing outside of the
// picture does nothing.
class Picture {
 public:
  // At most 256 colours; width and height at least 1.
  Picture(std::size_t width, std::size_t height, std::vector<Colour> colours);

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }
  std::uint8_t at(std::size_t x, std::size_t y) const { return pixels_[y * width_ + x]; }

  void fill(double left, double top, double right, double bottom, std::uint8_t colour);
  // A line with round ends, `thick` pixels across.
  void line(double x1, double y1, double x2, double y2, double thick, std::uint8_t colour);

  // The same picture is always the same bytes.
  std::string png() const;

 private:
  void dot(double x, double y, double thick, std::uint8_t colour);

  std::size_t width_, height_;
  std::vector<Colour> colours_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace tocsin::charts
