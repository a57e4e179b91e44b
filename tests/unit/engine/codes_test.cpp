#include "engine/codes.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

Schema schema() {
  Schema schema;
  schema.fields = {{.name = "platform", .type = FieldType::category},
                   {.name = "country", .type = FieldType::category},
                   {.name = "income", .type = FieldType::number}};
  return schema;
}

Column column(const std::shared_ptr<Dictionary>& dictionary,
              const std::vector<std::string>& texts) {
  Column column;
  column.dictionary = dictionary;
  for (const auto& text : texts) column.codes.push_back(dictionary->code(text));
  return column;
}

std::vector<std::string> texts(const Column& column) {
  std::vector<std::string> texts;
  for (const auto code : column.codes) texts.push_back(column.dictionary->text(code));
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("codes of every source become ours", "[engine][codes]") {
  const auto fields = schema();
  Codes codes(fields);
  const auto one = std::make_shared<Dictionary>(), two = std::make_shared<Dictionary>();
  auto first = column(one, {"a", "b", "a"});
  codes.adopt(first, 0);
  CHECK(texts(first) == Texts{"a", "b", "a"});
  auto second = column(two, {"b", "c", "a"});
  codes.adopt(second, 0);
  CHECK(texts(second) == Texts{"b", "c", "a"});
  CHECK(first.dictionary == second.dictionary);
  CHECK(first.codes[1] == second.codes[0]);
  SECTION("a dictionary that has grown meanwhile") {
    auto third = column(one, {"d", "b"});
    codes.adopt(third, 0);
    CHECK(texts(third) == Texts{"d", "b"});
  }
  SECTION("one dictionary for two fields") {
    auto other = column(two, {"a", "b"});
    codes.adopt(other, 1);
    CHECK(texts(other) == Texts{"a", "b"});
    CHECK(other.dictionary != first.dictionary);
  }
  SECTION("adopted twice is adopted") {
    const auto before = second.codes;
    codes.adopt(second, 0);
    CHECK(second.codes == before);
  }
}

TEST_CASE("columns of other types stay as they are", "[engine][codes]") {
  const auto fields = schema();
  Codes codes(fields);
  Column numbers;
  numbers.numbers = {1, 2};
  codes.adopt(numbers, 2);
  CHECK(numbers.numbers == std::vector<double>{1, 2});
  CHECK(numbers.dictionary == nullptr);
}

TEST_CASE("codes survive being saved", "[engine][codes]") {
  const auto fields = schema();
  Codes codes(fields), other(fields);
  auto some = column(std::make_shared<Dictionary>(), {"x", "y"});
  codes.adopt(some, 1);
  Encoder out;
  codes.save(out);
  Decoder in(out.bytes());
  other.load(in);
  CHECK(in.at_end());
  CHECK(other.dictionaries()[1]->text(1) == "y");
}

}  // namespace tocsin::engine
