#include "tests/properties/meaning.hpp"

#include "dsl/build.hpp"
#include "dsl/literal.hpp"
#include "dsl/syntax.hpp"

#include <fmt/format.h>

namespace tocsin::test {
namespace {

using namespace tocsin::dsl;

std::string_view without_blanks(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last + 1);
}

class Reader {
 public:
  explicit Reader(const Tree& tree) : tree_(tree) {}

  Meaning run() {
    visit(tree_.root(), false);
    return std::move(meaning_);
  }

 private:
  // `measuring`: a call without arguments is its name.
  void visit(NodeRef node, bool measuring) {
    switch (node.kind()) {
      case Kind::comment: return comment(node);
      case Kind::brace_below:  // the brace belongs up there
        for (const auto child : children(node)) visit(child, measuring);
        return;
      case Kind::doc:
      case Kind::stray_doc: return say(node, doc_lines(node.text()));
      case Kind::text: return say(node, text_value(node.text()));
      case Kind::error: return say(node, without_blanks(node.text()));
      case Kind::apart_time:
      case Kind::apart_percent:
      case Kind::apart_points: return apart(node);
      case Kind::time_offset:
        if (node.text().starts_with('+')) say(node, "+");
        return inside(node, measuring);
      case Kind::block: return block(node);
      case Kind::call:
        if (measuring && is_bare(node)) return inside(node.child(Kind::path), measuring, "path");
        break;
      case Kind::measure:
      case Kind::let:
      case Kind::expect: measuring = true; break;
      default: break;
    }
    if (is_leaf(node)) return say(node, node.text());
    inside(node, measuring);
  }

  static bool is_leaf(NodeRef node) {
    for (const auto child : children(node))
      if (!child.is(Kind::comment)) return false;
    return !node.is(Kind::args) && !node.is(Kind::set);
  }
  static bool is_bare(NodeRef call) {
    const auto args = call.child(Kind::args);
    return !args.has_children() &&
           call.child(Kind::path).text().find('.') == std::string_view::npos;
  }

  static std::string doc_lines(std::string_view text) {
    std::string result;
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      const auto line = without_blanks(text.substr(0, end));
      const auto mark = line.find('#');
      if (mark != std::string_view::npos) result += std::string(line.substr(mark)) + "\n";
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
  }

  void inside(NodeRef node, bool measuring) { inside(node, measuring, to_text(node.kind())); }
  void inside(NodeRef node, bool measuring, std::string_view kind) {
    meaning_.program += fmt::format("({} ", kind);
    for (const auto child : children(node)) visit(child, measuring);
    meaning_.program += ")";
  }
  void block(NodeRef node) {
    ++words_;  // its brace
    inside(node, false);
  }

  void say(NodeRef node, std::string_view value) {
    say(to_text(node.kind()), value);
    // A comment before `and` may stand behind it: it is about the operands.
    if (!node.is_word("and") && !node.is_word("or")) ++words_;
  }
  void say(std::string_view kind, std::string_view value) {
    meaning_.program += fmt::format("[{} {}]", kind, value);
  }

  // Written apart, `300 ms` is the duration that `300ms` is.
  void apart(NodeRef node) {
    const auto number = node.text().substr(0, number_size(node.text()));
    const auto kind = node.is(Kind::apart_time)      ? Kind::duration
                      : node.is(Kind::apart_percent) ? Kind::percent
                                                     : Kind::points;
    say(to_text(kind), fmt::format("{}{}", number, unit_text(node.text())));
    ++words_;
  }

  // Whether it stands on a line of its own; for the second of two in one place that is all one.
  void comment(NodeRef node) {
    const auto before = tree_.text().substr(0, node.begin());
    const auto line = before.substr(before.rfind('\n') + 1);
    const bool own = line.find_first_not_of(" \t;\xEF\xBB\xBF") == std::string_view::npos;
    const bool second = last_comment_ == words_;
    last_comment_ = words_;
    meaning_.comments.push_back(fmt::format("{} {} {}", words_,
                                            second ? "too"
                                            : own  ? "line"
                                                   : "behind",
                                            without_blanks(node.text())));
  }

  const Tree& tree_;
  Meaning meaning_;
  std::size_t words_ = 0;
  std::size_t last_comment_ = static_cast<std::size_t>(-1);  // words before it
};

}  // namespace

Meaning meaning(std::string_view text) {
  const auto syntax = read_syntax(text);
  auto result = Reader(syntax.tree).run();
  result.faults = syntax.failures.size();
  return result;
}

}  // namespace tocsin::test
