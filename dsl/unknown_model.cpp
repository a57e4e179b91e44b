#include "dsl/unknown_model.hpp"

#include "dsl/scope.hpp"

#include <algorithm>

namespace tocsin::dsl {
namespace {

// Adds a field for every bare name that nothing else declares.
class FieldFinder {
 public:
  FieldFinder(Checking& c, const Package& package, const std::vector<ast::Param>& params)
      : c_(c), package_(package), params_(params) {}

  void visit(const std::vector<ast::Clause>& clauses) {
    for (const auto& clause : clauses)
      std::visit([&](const auto& node) { visit(node); }, clause.node);
  }

  void visit(const ast::ExprPtr& expr) {
    if (!expr) return;
    if (expr->op == ast::Op::path && expr->path.parts.size() == 1) add(expr->path.parts.front());
    for (const auto& child : expr->children) visit(child);
    for (const auto& arg : expr->args) {
      visit(arg.value);
      visit(arg.where);
    }
  }

 private:
  void visit(const ast::Measure& measure) {
    visit(measure.value);
    visit(measure.where);
  }
  void visit(const ast::By& by) {
    for (const auto& segment : by.segments) add(segment.field);
  }
  void visit(const ast::Expect& expect) {
    visit(expect.condition);
    visit(expect.body);
  }
  template <typename Other>
  void visit(const Other&) {}

  // A parameter for a field is a field too, as long as nobody says which.
  bool is_declared(const std::string& name) const {
    const auto param =
        std::ranges::find(params_, name, [](const auto& p) -> const auto& { return p.name.text; });
    if (param != params_.end()) return param->type.word != "any";
    return package_.lets.contains(name) || is_measure_name(c_, name);
  }

  void add(const ast::Name& name) {
    auto& source = c_.models.back();
    if (is_declared(name.text) || source.fields.contains(name.text)) return;
    source.fields.emplace(name.text, source.types.size());
    source.types.emplace_back();
    source.places.push_back(name.span);
    Field field;
    field.name = field.column = name.text;
    c_.plan.models.back().schema.fields.push_back(std::move(field));
  }

  Checking& c_;
  const Package& package_;
  const std::vector<ast::Param>& params_;
};

}  // namespace

UnknownModel::UnknownModel(Checking& c, const Package& package, const ast::Template& node) : c_(c) {
  begin(node.name);
  FieldFinder(c_, package, node.params).visit(node.clauses);
}

UnknownModel::UnknownModel(Checking& c, const Package& package, const ast::Let& let) : c_(c) {
  begin(let.name);
  FieldFinder(c_, package, let.params).visit(let.value);
}

void UnknownModel::begin(const ast::Name& name) {
  node_.name = name;
  c_.plan.models.emplace_back();
  auto& source = c_.models.emplace_back();
  source.model = &node_;
  source.index = c_.models.size() - 1;
  source.damaged = source.is_unknown = true;
}

UnknownModel::~UnknownModel() {
  c_.models.pop_back();
  c_.plan.models.pop_back();
}

}  // namespace tocsin::dsl
