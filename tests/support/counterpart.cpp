#include "tests/support/counterpart.hpp"

#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

std::vector<std::string> command(const std::string& script,
                                 const std::vector<std::string>& arguments) {
  // The distribution's own Python: the mail server comes as one of its packages.
  std::vector<std::string> out{"/usr/bin/python3",
                               (source_dir() / "tests" / "counterparts" / script).string()};
  out.insert(out.end(), arguments.begin(), arguments.end());
  return out;
}

}  // namespace

Counterpart::Counterpart(const std::string& script, const std::vector<std::string>& arguments)
    : process_(command(script, arguments)), port_(process_.read_port()) {}

nlohmann::json Counterpart::next() {
  const auto line = process_.read_line();
  if (!line) FAIL("the other side has seen nothing more");
  return nlohmann::json::parse(*line);
}

}  // namespace tocsin::test
