// Models: fields, types, roles, labels, references, sources.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// Fills Plan::models[index] and the names of the model's fields and references.
void check_model(Checking& c, std::size_t index);

// The parts of it, one file each.
void check_field(Checking& c, ModelSource& source, const ast::FieldItem& item);
void check_source(Checking& c, ModelSource& source, const ast::SourceItem& item);
void check_reference(Checking& c, ModelSource& source, const ast::RefItem& item);

// The type that was written, and what follows from it for `field`: members, the unit of durations.
// One that could not be read is `none`, which stays silent afterwards. T2101, T2102, T2112.
Type read_type(Checking& c, const ModelSource& source, const ast::TypeRef& ref, Field& field);

// Adds a field; T1101, T1102, T4111 are said, the first declaration counts.
std::optional<std::size_t> add_field(Checking& c, ModelSource& source, Field field, Type type,
                                     Span place);

// Collects `owner`, `runbook`, `tag`, ... of one block. T1101 within it.
class MetaCollector {
 public:
  MetaCollector(Checking& c, std::string where) : c_(c), where_(std::move(where)) {}
  void add(const ast::Meta& meta);
  const MetaDefaults& result() const { return result_; }

 private:
  Checking& c_;
  std::string where_;
  MetaDefaults result_;
  std::map<std::string, Span> seen_;
};

// `nearest` with the gaps filled from `farther`.
MetaDefaults merged(MetaDefaults nearest, const MetaDefaults& farther);

}  // namespace tocsin::dsl
