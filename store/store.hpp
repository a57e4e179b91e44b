// One SQLite file that is tocsin's. Used by one thread at a time; other processes may use the file
// too.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::store {

enum class IfMissing { create, fail };

// How long a step waits for another process that is writing.
inline constexpr std::chrono::milliseconds kPatience{5000};

class Store {
 public:
  // `path` is a file, or `:memory:`. Refuses what is no SQLite file, what belongs to another
  // program and what a newer tocsin wrote, all of them untouched; upgrades an older store.
  static Result<Store> open(const std::string& path, IfMissing if_missing,
                            std::chrono::milliseconds patience = kPatience);

  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }

  // What SQLite's code means to a person, with the file's name; tells whether to try again.
  Error error(int code) const;
  // Runs SQL without values, several statements too.
  Result<void> script(const char* sql) const;

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;
  // For transactions: SQLite reads a statement once, and it is kept for the next one who runs it.
  // Null when nobody gave one back.
  Prepared borrow(std::string_view sql) const;
  void give_back(std::string_view sql, Prepared statement) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  Store(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
  Result<void> prepare(std::chrono::milliseconds patience);

  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  mutable std::unordered_map<std::string, Prepared, Hasher, std::equal_to<>> prepared_;
};

}  // namespace tocsin::store
