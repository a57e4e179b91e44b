// Literals with their units: 95%, 2pp, 300ms, 5/s, 50EUR, 2026-03-02T10:00Z.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

bool is_literal(const ast::Expr& expr);

// A constant in the units of Sample. Null after T2101, T2102, T2117, T2119 or T2121.
RowExprPtr literal(Checking& c, const Package& package, const ast::Expr& expr);

// Reports `5/min`, and `5/hour` where `hour` is no name of the rules (T2101).
bool is_misnamed_rate(Checking& c, const Scope& scope, const ast::Expr& expr);

// A unit of money or the like: true when it is declared, else T2101, T2102 or T2117.
bool is_declared_unit(Checking& c, const Package& package, const std::string& unit, Span span);

// An instant as written, in `zone` when it names none itself (empty: it must). T2119, T2121.
std::optional<Instant> instant(Checking& c, const std::string& text, std::string_view zone,
                               Span span);
bool has_zone(std::string_view datetime);

}  // namespace tocsin::dsl
