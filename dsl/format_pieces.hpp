// A clause as pieces of text with the places where its lines may be broken.
#pragma once

#include "dsl/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

struct Piece {
  enum class Kind : std::uint8_t {
    text,
    open,    // of a group: its `line`s are broken all or none
    close,   // of a group
    line,    // may be broken when the group does not fit
    shut,    // the same, before the closing bracket of a list
    fill,    // may be broken when what follows up to the next one does not fit
    comma,   // behind the last item of a list, when that is broken
    remark,  // a comment inside of the clause: the line ends behind it
  };
  enum class Group : std::uint8_t { clause, list, chain };

  Kind kind = Kind::text;
  Group group = Group::clause;  // open
  bool glued = false;           // text: no blank before it
  bool forced = false;          // open: something inside ends its line
  bool own_line = false;        // remark: nothing stands before it on its line
  std::uint32_t width = 0;      // text: columns, of the first line
  std::string_view text;        // text, remark
};

// Collects the pieces of one clause after the other.
class Pieces {
 public:
  // `source` outlives the pieces; `ascii`: all of it is.
  Pieces(std::string_view source, bool ascii) : source_(source), ascii_(ascii) {}

  void clear();
  // The clause up to its block, as one group.
  void add_clause(NodeRef clause);
  void add_mark(std::string_view mark, bool glued);

  const std::vector<Piece>& all() const { return all_; }
  std::size_t width() const { return width_; }         // on one line
  bool forced() const { return forced_; }              // cannot stand on one line
  bool broken() const { return broken_; }              // something in it could not be read
  std::string_view remark() const { return remark_; }  // the comment behind the clause
  std::uint32_t end() const { return end_; }  // in the source, of what was read, comments included
  bool has_semicolon() const { return has_semicolon_; }  // behind the clause

 private:
  void walk(NodeRef node);
  void visit(NodeRef parent, NodeRef node);
  void marks(NodeRef parent, std::uint32_t begin, std::uint32_t end);
  void list(NodeRef node);
  void items_of(NodeRef list);
  void chain(NodeRef node);
  void parenthesis(NodeRef node);
  void call(NodeRef node);
  void leaf(NodeRef node);
  void text(NodeRef parent, NodeRef node);
  void apart(NodeRef node);
  void comment(NodeRef node);
  Piece remark_of(NodeRef comment);
  void add_remarks(std::vector<Piece>& waiting);
  void put(std::string_view text, bool glued);
  void put(Piece::Kind kind);
  void open(Piece::Group group);
  void close();
  void force();

  std::string_view source_;
  bool ascii_;
  std::vector<Piece> all_;
  std::vector<std::size_t> open_;  // indices of the groups that are open
  std::deque<std::string> made_;   // texts that are not in the source
  std::size_t width_ = 0;
  bool glue_ = true;  // no blank before the next text
  bool forced_ = false;
  bool broken_ = false;
  bool measuring_ = false;  // in a clause where a name without arguments is a call
  std::string_view remark_;
  std::uint32_t end_ = 0;
  bool has_semicolon_ = false;
};

}  // namespace tocsin::dsl
