#include "dsl/catalogue.hpp"

namespace tocsin::dsl {

const MeasureDef* Catalogue::measure(std::string_view name) const {
  for (const auto* def : measures)
    if (def->name == name) return def;
  return nullptr;
}

const ChannelDef* Catalogue::channel(std::string_view name) const {
  for (const auto& def : channels)
    if (def.name == name) return &def;
  return nullptr;
}

const SourceDef* Catalogue::source(std::string_view name) const {
  for (const auto& def : sources)
    if (def.name == name) return &def;
  return nullptr;
}

}  // namespace tocsin::dsl
