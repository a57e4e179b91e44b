#include "notifiers/signature.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::notifiers;

TEST_CASE("webhook_signature() gives the vector of the contract", "[notifiers][signature]") {
  const auto key = webhook_key("whsec_dG9jc2luLWV4YW1wbGUtc2VjcmV0LTAwMDE=");
  REQUIRE(key);
  CHECK(*key == "tocsin-example-secret-0001");
  CHECK(webhook_signature(
            *key, "msg_0001", "1767323045",
            R"({"type":"alert.fired","timestamp":"2026-01-02T03:04:05Z","data":{"id":"a1"}})") ==
        "v1,1wGsL0A93iS59QPeRjr+zT+GxW5O4b7mjgSSCjR2nwU=");
}

TEST_CASE("webhook_key() refuses what is no secret, without repeating it",
          "[notifiers][signature]") {
  const auto secret = GENERATE(
      as<std::string>{}, "", "dG9jc2luLWV4YW1wbGUtc2VjcmV0LTAwMDE=", "whsec_", "whsec_s3cret",
      "whsec_dG9jc2luLWV4YW1wbGUtc2VjcmV0LTAwMDE", "whpk_dG9jc2luLWV4YW1wbGUtc2VjcmV0LTAwMDE=");
  const auto key = webhook_key(secret);
  REQUIRE_FALSE(key);
  CHECK_THAT(key.error().message, !Catch::Contains("s3cret") && !Catch::Contains("dG9jc2lu"));
}
