// Templates: bodies that several monitors share, with parameters.
#pragma once

#include "dsl/monitor_body.hpp"
#include "dsl/params.hpp"

#include <memory>
#include <optional>

namespace tocsin::dsl {

// Reads every template once, knowing of its parameters and of the model only what is declared: what
// is wrong with it whoever uses it is said even when nobody does.
void check_templates(Checking& c);

// A monitor `from` a template: what the parameters stand for, and the clauses of both.
struct Instance {
  const ast::Template* node = nullptr;
  std::unique_ptr<Arguments> arguments;
  Body body;  // of the monitor, with the template's clauses where it has none of the same head

  bool holds(Span span) const;  // it was written in the template
};

// Nothing when there is no such template. T1201, T1202, T6101 to T6104 and those of the arguments.
std::optional<Instance> instantiate(Checking& c, const Scope& scope, const ast::Monitor& monitor,
                                    BodyKind kind, Body own);

// What was said about clauses of the template since `first` depends on this use of it: it names the
// monitor, unless it was said of the template itself.
void name_instance(Checking& c, const Instance& instance, const ast::Monitor& monitor,
                   std::size_t first);

}  // namespace tocsin::dsl
