#include "store/transaction.hpp"

#include "base/check.hpp"

#include <sqlite3.h>

#include <cmath>

namespace tocsin::store {
void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

int Value::bind(sqlite3_stmt* statement, int place) const {
  struct Binder {
    sqlite3_stmt* statement;
    int place;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, place); }
    int operator()(std::int64_t v) const { return sqlite3_bind_int64(statement, place, v); }
    int operator()(double v) const { return sqlite3_bind_double(statement, place, v); }
    int operator()(std::string_view v) const {
      // An empty view may have no address, and a text without address would be NULL.
      return sqlite3_bind_text64(statement, place, v.empty() ? "" : v.data(), v.size(),
                                 SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(Blob v) const {
      const auto* from = v.bytes.empty() ? "" : v.bytes.data();
      return sqlite3_bind_blob64(statement, place, from, v.bytes.size(), SQLITE_STATIC);
    }
  };
  return std::visit(Binder{statement, place}, held_);
}

std::int64_t Row::integer() { return sqlite3_column_int64(statement_, column_++); }

double Row::number() {
  const int column = column_++;
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nan("");
  return sqlite3_column_double(statement_, column);
}

std::string Row::text() {
  const int column = column_++;
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Row::blob() {
  const int column = column_++;
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::int64_t> Row::maybe_integer() {
  const int column = column_++;
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int64(statement_, column);
}

std::optional<Instant> Row::maybe_instant() {
  const auto nanos = maybe_integer();
  return nanos ? std::optional(Instant{Duration(*nanos)}) : std::nullopt;
}

Transaction::Transaction(const Store& store, Kind kind) : store_(store) {
  auto begun = store_.script(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
  if (!begun) {
    fail(std::move(begun.error()));
  } else {
    open_ = true;
  }
}

Transaction::~Transaction() {
  // SQLite itself has ended the transaction after some failures, such as a full disk.
  if (open_ && sqlite3_get_autocommit(store_.handle()) == 0) (void)store_.script("ROLLBACK");
}

void Transaction::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

Result<void> Transaction::commit() {
  if (error_) return tl::unexpected(*error_);
  auto done = store_.script("COMMIT");
  if (!done) {
    fail(done.error());
  } else {
    open_ = false;
  }
  return done;
}

sqlite3_stmt* Transaction::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(store_.handle(), sql.data(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  if (code != SQLITE_OK) fail(store_.error(sqlite3_extended_errcode(store_.handle())));
  return statement;
}

// `on_row` says whether it wants another row.
void Transaction::step(sqlite3_stmt* statement, std::initializer_list<Value> values,
                       const std::function<bool(sqlite3_stmt*)>& on_row) {
  TOCSIN_CHECK(sqlite3_bind_parameter_count(statement) == static_cast<int>(values.size()),
               "as many values as the statement has question marks");
  int code = SQLITE_OK;
  int place = 1;
  for (const Value& value : values)
    if (code == SQLITE_OK) code = value.bind(statement, place++);
  if (code == SQLITE_OK) {
    while ((code = sqlite3_step(statement)) == SQLITE_ROW && on_row(statement)) {
    }
  }
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    fail(store_.error(sqlite3_extended_errcode(store_.handle())));
}

void Transaction::step(std::string_view sql, std::initializer_list<Value> values,
                       const std::function<bool(sqlite3_stmt*)>& on_row) {
  if (failed()) return;
  auto statement = store_.borrow(sql);
  if (!statement) statement.reset(prepare(sql));
  if (failed()) return;
  step(statement.get(), values, on_row);
  if (!failed()) store_.give_back(sql, std::move(statement));
}

int Transaction::run(std::string_view sql, std::initializer_list<Value> values) {
  step(sql, values, [](sqlite3_stmt*) { return true; });
  return failed() ? 0 : sqlite3_changes(store_.handle());
}

int Transaction::run(Statement& statement, std::initializer_list<Value> values) {
  if (failed()) return 0;
  if (!statement.prepared_) statement.prepared_.reset(prepare(statement.sql_));
  if (failed()) return 0;
  step(statement.prepared_.get(), values, [](sqlite3_stmt*) { return true; });
  sqlite3_reset(statement.prepared_.get());
  return failed() ? 0 : sqlite3_changes(store_.handle());
}

void Transaction::script(const char* sql) {
  if (failed()) return;
  if (auto done = store_.script(sql); !done) fail(std::move(done.error()));
}

void Transaction::each(std::string_view sql, std::initializer_list<Value> values,
                       const std::function<void(Row&)>& read) {
  each_while(sql, values, [&](Row& row) {
    read(row);
    return true;
  });
}

void Transaction::each_while(std::string_view sql, std::initializer_list<Value> values,
                             const std::function<bool(Row&)>& read) {
  step(sql, values, [&](sqlite3_stmt* statement) {
    Row row(statement);
    return read(row);
  });
}

std::optional<std::int64_t> Transaction::find_integer(std::string_view sql,
                                                      std::initializer_list<Value> values) {
  std::optional<std::int64_t> found;
  step(sql, values, [&](sqlite3_stmt* statement) {
    if (sqlite3_column_type(statement, 0) != SQLITE_NULL) found = Row(statement).integer();
    return false;
  });
  return found;
}

std::optional<std::string> Transaction::find_text(std::string_view sql,
                                                  std::initializer_list<Value> values) {
  std::optional<std::string> found;
  step(sql, values, [&](sqlite3_stmt* statement) {
    if (sqlite3_column_type(statement, 0) != SQLITE_NULL) found = Row(statement).text();
    return false;
  });
  return found;
}

std::int64_t Transaction::last_id() const { return sqlite3_last_insert_rowid(store_.handle()); }

}  // namespace tocsin::store
