// Any bytes as a CSV file: rows, counts or an error, the same for every size of batches.
#include "tests/fuzz/read_rows.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tocsin::fuzz::read_rows(data, size, "csv");
  return 0;
}
