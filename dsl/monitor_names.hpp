// Which monitors a name in a test or a pattern means.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// `model`, `model.monitor`, `model.contract`, `model.contract.check`, or without the model where
// `of_model` says which is meant or only one has it; with the alias of a package before it, its
// own. A contract stands for all its checks, a model for all its monitors. Nothing after T1201 or
// T1202.
std::optional<std::vector<std::size_t>> find_monitors(Checking& c, const Package& package,
                                                      std::optional<std::size_t> of_model,
                                                      const ast::Path& path);

// The monitors of the package and of those below it, or of the one of an alias, that a pattern
// matches part by part from the left; `*` is one part. T5107 when there is none.
std::vector<std::size_t> matching(Checking& c, const Package& package,
                                  std::optional<std::size_t> of_model, const ast::Path& pattern);

// True when the names and patterns of the project stand for too many monitors, with these `more`;
// T0016 the first time.
bool selects_too_many(Checking& c, std::size_t more, Span span);

// The model that a path names, or T1201.
std::optional<std::size_t> find_model(Checking& c, const Package& package, const ast::Path& path);

}  // namespace tocsin::dsl
