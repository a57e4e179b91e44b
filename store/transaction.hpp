// Statements that happen all or not at all. After a failure every further call does nothing, and
// commit() tells the first one, so that a long recipe reads without a check on each line.
#pragma once

#include "base/time.hpp"
#include "store/store.hpp"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3_stmt;

namespace tocsin::store {

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

// What takes the place of a `?`. Texts and blobs are borrowed until the call ends; NaN and an
// absent instant become NULL.
class Value {
 public:
  Value(Blob v) : held_(v) {}
  Value(std::integral auto v) : held_(static_cast<std::int64_t>(v)) {}
  Value(double v) : held_(v) {}
  Value(std::string_view v) : held_(v) {}
  Value(const std::string& v) : held_(std::string_view(v)) {}
  Value(const char* v) : held_(std::string_view(v)) {}
  Value(Instant v) : held_(v.time_since_epoch().count()) {}
  Value(std::nullptr_t) {}
  template <typename T>
  Value(const std::optional<T>& v) {
    if (v) held_ = Value(*v).held_;
  }
  int bind(sqlite3_stmt* statement, int place) const;  // SQLite's result code

 private:
  std::variant<std::monostate, std::int64_t, double, std::string_view, Blob> held_;
};

// One row of an answer. Each call reads the next column, in the order of the SELECT.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer();
  int small() { return static_cast<int>(integer()); }
  std::optional<std::int64_t> maybe_integer();
  double number();  // NULL is NaN
  std::string text();
  std::string blob();  // NULL is empty
  Instant instant() { return Instant{Duration(integer())}; }
  std::optional<Instant> maybe_instant();

 private:
  sqlite3_stmt* statement_;
  int column_ = 0;
};

// A statement that is run again and again, read by SQLite once. The store outlives it.
class Statement {
 public:
  explicit Statement(std::string_view sql) : sql_(sql) {}

 private:
  friend class Transaction;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::string_view sql_;
  std::unique_ptr<sqlite3_stmt, Finalize> prepared_;
};

class Transaction {
 public:
  // A `write` takes the file for itself at once; a `read` sees one state of it throughout.
  enum class Kind { read, write };
  Transaction(const Store& store, Kind kind);
  ~Transaction();  // what was not committed is undone
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // The number of rows that the statement inserted, changed or deleted; 0 after a failure.
  int run(std::string_view sql, std::initializer_list<Value> values = {});
  int run(Statement& statement, std::initializer_list<Value> values);
  // Several statements without values.
  void script(const char* sql);
  void each(std::string_view sql, std::initializer_list<Value> values,
            const std::function<void(Row&)>& read);
  // The same while `read` wants another row.
  void each_while(std::string_view sql, std::initializer_list<Value> values,
                  const std::function<bool(Row&)>& read);
  // The first column of the first row; nothing without a row, for NULL, or after a failure.
  std::optional<std::int64_t> find_integer(std::string_view sql, std::initializer_list<Value> = {});
  std::optional<std::string> find_text(std::string_view sql, std::initializer_list<Value> = {});
  std::int64_t last_id() const;  // of the row that was inserted last

  // Refuses the whole transaction for a reason of the caller's. The first reason stays.
  void fail(Error error);
  bool failed() const { return error_.has_value(); }
  Result<void> commit();

 private:
  sqlite3_stmt* prepare(std::string_view sql);
  void step(std::string_view sql, std::initializer_list<Value> values,
            const std::function<bool(sqlite3_stmt*)>& on_row);
  void step(sqlite3_stmt* statement, std::initializer_list<Value> values,
            const std::function<bool(sqlite3_stmt*)>& on_row);

  const Store& store_;
  bool open_ = false;
  std::optional<Error> error_;
};

}  // namespace tocsin::store
