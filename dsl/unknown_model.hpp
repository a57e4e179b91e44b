// The model that a template is read with before anybody uses it: it has every field that the
// template asks for, of a type that nobody knows.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// The last model of the plan for as long as it lives.
class UnknownModel {
 public:
  UnknownModel(Checking& c, const Package& package, const ast::Template& node);
  ~UnknownModel();
  UnknownModel(const UnknownModel&) = delete;
  UnknownModel& operator=(const UnknownModel&) = delete;

 private:
  Checking& c_;
  ast::Model node_;
};

}  // namespace tocsin::dsl
