// Which fields a performance measure compares: prediction, label, score, and the positive value.
#pragma once

#include "dsl/check_aggregate.hpp"

namespace tocsin::dsl {

// Fields that a call names itself: `precision(prediction: p2, label: l2)`.
struct NamedRoles {
  std::optional<std::size_t> prediction, label, score;
  bool no_label = false;     // the call says what to take instead: ndcg(10, gain: clicks)
  bool all_classes = false;  // each is the positive one in turn: precision(average: macro)
};

// Fills the roles that `call.def` needs. False after T4102, T4109, T4115 or T4116.
bool settle_roles_of(Checking& c, const ModelSource& model, const NamedRoles& named,
                     AggregateCall& call, const ast::Expr& expr);

// The only field of a role, or `named`; of several scores that of the positive value. T4102, T4115.
std::optional<std::size_t> field_of(Checking& c, const ModelSource& model, Role role,
                                    std::optional<std::size_t> named, const std::string& positive,
                                    const ast::Expr& expr);

// Sets `call.positive`: the value of the prediction that counts as "yes"; of a bool label without
// prediction, true. T4109.
bool settle_positive(Checking& c, const ModelSource& model, std::optional<std::size_t> prediction,
                     AggregateCall& call, const ast::Expr& expr);

// A measure that reads a label in an expression knows which one, and what counts as positive, too:
// `needs 30 positives` asks for it.
void note_label(const Checking& c, const ModelSource& model, AggregateCall& call);

// Resolves `against`, and looks whether the reference file has the columns that are read.
// False after T1201, T4103 or T4104.
bool settle_reference(Checking& c, const ModelSource& model,
                      const std::optional<ast::Path>& against, AggregateCall& call,
                      const ast::Expr& expr);

// Whether a reference has all these columns: T4104, of predictions, labels and scores T4114.
bool can_read(Checking& c, const ModelSource& model, std::size_t reference,
              const std::vector<std::size_t>& fields, const ast::Expr& expr);

// Whether the rows of `on: REFERENCE` have what the call reads. T4104, T4114.
bool settle_on(Checking& c, const ModelSource& model, const AggregateCall& call,
               const ast::Expr& expr);

// Whether the reference has all these columns; true for one that is not here. T4104 at `span`.
bool has_columns(Checking& c, const ModelSource& model, std::size_t reference,
                 const std::vector<std::size_t>& fields, Span span);

// The path of the file that a reference is read from: bound by hand, else as the rules have it.
std::string reference_file(const Checking& c, const ModelPlan& model,
                           const ReferencePlan& reference);

// The columns of the file that a reference is bound to; nothing when it is not here.
const std::optional<std::vector<std::string>>& reference_columns(Checking& c,
                                                                 const ModelPlan& model,
                                                                 const ReferencePlan& reference);

}  // namespace tocsin::dsl
