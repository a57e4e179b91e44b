// The model that a template or a let is read with before anybody uses it: it has every field that
// is asked for, of a type that nobody knows.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// The last model of the plan for as long as it lives.
class UnknownModel {
 public:
  UnknownModel(Checking& c, const Package& package, const ast::Template& node);
  UnknownModel(Checking& c, const Package& package, const ast::Let& let);
  ~UnknownModel();
  UnknownModel(const UnknownModel&) = delete;
  UnknownModel& operator=(const UnknownModel&) = delete;

 private:
  void begin(const ast::Name& name);

  Checking& c_;
  ast::Model node_;
};

}  // namespace tocsin::dsl
