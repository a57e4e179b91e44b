// Finds the public data sets that some tests compare with. They are not part of the repository.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace tocsin::test {

// The root of the repository this test was built from.
std::filesystem::path source_dir();

// The tocsin program built beside this test; it may be missing when only one test was built.
std::filesystem::path tocsin_binary();

// The folder named by TOCSIN_DATA, else ../shared/data beside the repository; none if there is
// none.
std::optional<std::filesystem::path> data_dir();

// One file or folder below data_dir(), such as "nyc_taxi/trips.csv.gz". None has been reported by
// skip(), so that a test only returns:
//   const auto file = needed_data("nyc_taxi/trips.csv.gz");
//   if (!file) return;
std::optional<std::filesystem::path> needed_data(std::string_view relative);

}  // namespace tocsin::test
