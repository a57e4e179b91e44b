#include "store/people.hpp"

namespace tocsin::store {

std::int64_t person(Transaction& writing, const std::string& name) {
  writing.run("INSERT INTO people (name) VALUES (?) ON CONFLICT DO NOTHING", {name});
  return writing.find_integer("SELECT id FROM people WHERE name = ?", {name}).value_or(0);
}

}  // namespace tocsin::store
