// The samples of one metric, pushed by remote write or OTLP: a row each.
#include "sources/kind.hpp"

namespace tocsin::sources {

const SourceKind& metrics() {
  static const SourceKind kind{
      .def = {.name = "metrics",
              .summary = "The samples of one metric, pushed by remote write or OTLP: a row each.",
              .takes_path = true,
              .batches = false},
  };
  return kind;
}

}  // namespace tocsin::sources
