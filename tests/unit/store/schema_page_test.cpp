#include "tests/support/data_dir.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace tocsin;
using namespace tocsin::test;

namespace {

using Schema = std::map<std::string, std::vector<std::string>>;

// "### runs: ..." begins a table, "| `id` | ..." is a column of it.
Schema described() {
  std::ifstream page(source_dir() / "docs" / "store.md");
  REQUIRE(page);
  Schema schema;
  std::string table;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("#")) table.clear();
    if (line.starts_with("### ")) table = line.substr(4, line.find(':') - 4);
    if (!table.empty() && line.starts_with("| `")) {
      schema[table].push_back(line.substr(3, line.find('`', 3) - 3));
    }
  }
  return schema;
}

Schema built() {
  const auto store = open_store();
  Schema schema;
  store::Transaction reading(store, store::Transaction::Kind::read);
  reading.each(
      "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
      " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid",
      {}, [&](store::Row& row) {
        const auto table = row.text();
        schema[table].push_back(row.text());
      });
  return schema;
}

}  // namespace

TEST_CASE("the page describes every column of the schema, in its order", "[store][docs]") {
  CHECK(described() == built());
}
