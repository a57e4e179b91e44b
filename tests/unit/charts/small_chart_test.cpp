#include "charts/small_chart.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace tocsin;
using namespace tocsin::charts;
using namespace std::chrono_literals;

namespace {

Course rising(std::initializer_list<double> values) {
  Course course;
  Instant at{};
  for (const double value : values) {
    course.points.push_back({at, value});
    at += 1min;
  }
  return course;
}

std::set<int> inks_in(const Picture& picture) {
  std::set<int> inks;
  for (std::size_t y = 0; y < picture.height(); ++y)
    for (std::size_t x = 0; x < picture.width(); ++x) inks.insert(picture.at(x, y));
  return inks;
}

// The middle of the line in a column, counted from above; 0: there is none.
std::size_t line_in(const Picture& picture, std::size_t x) {
  constexpr int kLine = 3;
  std::size_t first = 0, last = 0;
  for (std::size_t y = 0; y < picture.height(); ++y) {
    if (picture.at(x, y) != kLine) continue;
    if (first == 0) first = y;
    last = y;
  }
  return (first + last) / 2;
}

}  // namespace

TEST_CASE("a picture takes what lies in it and drops the rest", "[charts][png]") {
  Picture picture(10, 4, {{255, 255, 255}, {0, 0, 0}});
  picture.fill(8, -3, 40, 2, 1);
  CHECK(picture.at(7, 0) == 0);
  CHECK(picture.at(8, 0) == 1);
  CHECK(picture.at(9, 1) == 1);
  CHECK(picture.at(9, 2) == 0);
  picture.line(-5, 3.5, 3, 3.5, 1, 1);
  CHECK(picture.at(0, 3) == 1);
  CHECK(picture.at(4, 3) == 0);
}

TEST_CASE("a PNG begins and ends as one, and is the same each time", "[charts][png]") {
  const Picture picture(3, 2, {{255, 255, 255}});
  const auto bytes = picture.png();
  CHECK(bytes.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(bytes.substr(8, 8) == std::string("\0\0\0\x0dIHDR", 8));
  CHECK(bytes.substr(16, 8) == std::string("\0\0\0\x03\0\0\0\x02", 8));
  // The last chunk of every PNG, with its checksum.
  CHECK(bytes.substr(bytes.size() - 12) == std::string("\0\0\0\0IEND\xae\x42\x60\x82", 12));
  CHECK(bytes == picture.png());
}

TEST_CASE("a rising measure rises", "[charts][small_chart]") {
  const auto picture = small_chart(rising({1, 2, 3}), 3);
  REQUIRE(picture);
  CHECK(picture->width() == 960);
  CHECK(picture->height() == 240);
  const auto left = line_in(*picture, 20), middle = line_in(*picture, 480),
             right = line_in(*picture, 940);
  CHECK(left > middle);
  CHECK(middle > right);
  // 2 of 0.8 to 3.2 stands in the middle of the height.
  CHECK(middle == Approx(120).margin(1));
}

TEST_CASE("what is not known is a gap", "[charts][small_chart]") {
  const auto picture = small_chart(rising({1, 1, kUnknown, 1, 1}), 3);
  REQUIRE(picture);
  CHECK(line_in(*picture, 120) > 0);
  CHECK(line_in(*picture, 480) == 0);
  CHECK(line_in(*picture, 840) > 0);
}

TEST_CASE("levels have the colour of their severity", "[charts][small_chart]") {
  auto course = rising({1, 2});
  course.levels = {{1.2, "info > 1.2", 0}};
  CHECK(inks_in(*small_chart(course, 3)) == std::set<int>{0, 1, 3, 6});
  course.levels = {{1.2, "warn > 1.2", 1}, {1.5, "page > 1.5", 2}};
  CHECK(inks_in(*small_chart(course, 3)) == std::set<int>{0, 1, 3, 4, 5});
  CHECK(std::string(colour_name(2, 3)) == "red");
  CHECK(std::string(colour_name(1, 3)) == "amber");
  CHECK(std::string(colour_name(0, 3)) == "blue");
  CHECK(std::string(colour_name(0, 1)) == "red");
}

TEST_CASE("there is no chart of a single value, and none breaks on odd ones",
          "[charts][small_chart]") {
  CHECK_FALSE(small_chart({}, 3));
  CHECK_FALSE(small_chart(rising({1, kUnknown}), 3));
  CHECK(small_chart(rising({0, 0}), 3));
  CHECK(small_chart(rising({-1e308, 1e308}), 3));
  auto at_once = rising({1, 2});
  at_once.points[1].at = at_once.points[0].at;
  CHECK(small_chart(at_once, 3));
  auto wide = rising({1, 2});
  wide.points[0].low = -1e308;
  wide.points[0].high = 1e308;
  wide.points[1].low = 0;
  wide.points[1].high = 3;
  CHECK(small_chart(wide, 3));
}
