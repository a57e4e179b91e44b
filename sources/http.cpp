// Rows that are pushed over HTTP. A server takes them; there is no file to open.
#include "sources/kind.hpp"

namespace tocsin::sources {

const SourceKind& http() {
  static const SourceKind kind{
      .def = {.name = "http",
              .summary = "Rows as JSON, pushed to the engine; the default.",
              .takes_path = false,
              .batches = true},
  };
  return kind;
}

}  // namespace tocsin::sources
