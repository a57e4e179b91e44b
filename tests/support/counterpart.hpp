// The other side of a network test: a program of tests/counterparts on loopback.
#pragma once

#include "tests/support/process.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tocsin::test {

class Counterpart {
 public:
  // `script` is a file of tests/counterparts. Without its packages is_there() is false and skip()
  // has been called, so that a test only returns.
  explicit Counterpart(const std::string& script, const std::vector<std::string>& arguments = {});

  bool is_there() const { return port_.has_value(); }
  int port() const { return *port_; }

  // What it recorded of the next request or mail; fails the test when there is none.
  nlohmann::json next();

 private:
  ChildProcess process_;
  std::optional<int> port_;
};

}  // namespace tocsin::test
