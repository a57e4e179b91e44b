#include "cli/verb.hpp"

#include <utility>

namespace tocsin::cli {

CLI::Validator one_of(std::vector<std::string> choices) {
  CLI::Validator check = CLI::IsMember(std::move(choices));
  check.description("");
  return check;
}

void add_store(CLI::App& verb, std::string& store, const std::string& about) {
  verb.add_option("--store", store, about)
      ->type_name("FILE")
      ->envname("TOCSIN_STORE")
      ->capture_default_str();
}

void add_format(CLI::App& verb, std::string& format) {
  verb.add_option("--format", format, "For people or for programs")
      ->type_name("table|json")
      ->check(one_of({"table", "json"}))
      ->capture_default_str();
}

}  // namespace tocsin::cli
