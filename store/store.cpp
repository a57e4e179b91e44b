#include "store/store.hpp"

#include "store/migrations.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace tocsin::store {
namespace {

constexpr std::size_t kMostPrepared = 200;

bool is_in_memory(const std::string& path) { return path == ":memory:"; }

// What SQLite would only call "unable to open database file".
Result<void> check_path(const std::string& path, IfMissing if_missing) {
  if (path.empty()) return fail("the store needs a file name, such as `tocsin.db`");
  if (is_in_memory(path)) return {};
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) {
    return fail("{}: is a folder; the store is one file, such as `{}`", path,
                (std::filesystem::path(path) / "tocsin.db").string());
  }
  if (if_missing == IfMissing::fail && !std::filesystem::exists(status)) {
    return fail(
        "{}: there is no such file; `tocsin replay RULES --data MODEL=FILE --store {}` makes one",
        path, path);
  }
  return {};
}

std::string_view advice(int code) {
  switch (code) {
    case SQLITE_NOTADB:
      return "is not an SQLite database; name another file, or one that does not exist yet";
    case SQLITE_CORRUPT: return "is damaged; restore a copy, or try `sqlite3 FILE .recover`";
    case SQLITE_READONLY:
      return "may only be read; a store that is written to needs write permission on the file and "
             "on its folder";
    case SQLITE_FULL:
      return "the disk is full; nothing of this step was kept, free some space and try again";
    case SQLITE_CANTOPEN:
      return "cannot be opened; the folder has to exist, and SQLite keeps two files beside the "
             "store, so it has to be writable";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process is writing to it and did not finish in time; try again";
    case SQLITE_NOMEM: return "there is not enough memory";
    default: return "";
  }
}

bool may_pass(int code) {
  return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL ||
         code == SQLITE_NOMEM || code == SQLITE_IOERR;
}

}  // namespace

void Store::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

void Store::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Store::Prepared Store::borrow(std::string_view sql) const {
  const auto kept = prepared_.find(sql);
  return kept == prepared_.end() ? nullptr : std::move(kept->second);
}

// Texts of values are the caller's and end with the call.
void Store::give_back(std::string_view sql, Prepared statement) const {
  sqlite3_reset(statement.get());
  sqlite3_clear_bindings(statement.get());
  auto kept = prepared_.find(sql);
  if (kept == prepared_.end() && prepared_.size() < kMostPrepared)
    kept = prepared_.try_emplace(std::string(sql)).first;
  if (kept != prepared_.end()) kept->second = std::move(statement);
}

Error Store::error(int code) const {
  const int primary = code & 0xff;
  const auto text = advice(primary);
  const auto retry = may_pass(primary) ? Retry::later : Retry::no;
  if (!text.empty()) return {fmt::format("{}: {}", path_, text), retry};
  std::string words = sqlite3_errmsg(handle_.get());
  if (const int cause = sqlite3_system_errno(handle_.get());
      primary == SQLITE_IOERR && cause != 0) {
    words += fmt::format(" ({})", std::strerror(cause));
  }
  return {fmt::format("{}: {}", path_, words), retry};
}

Result<void> Store::script(const char* sql) const {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error(sqlite3_extended_errcode(handle_.get())));
  return {};
}

Result<Store> Store::open(const std::string& path, IfMissing if_missing,
                          std::chrono::milliseconds patience) {
  if (auto fit = check_path(path, if_missing); !fit) return tl::unexpected(std::move(fit.error()));
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                    (if_missing == IfMissing::create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Store store(path, handle);  // SQLite hands out a handle for a failure too
  if (code != SQLITE_OK) return tl::unexpected(store.error(code));
  if (auto ready = store.prepare(patience); !ready) {
    return tl::unexpected(std::move(ready.error()));
  }
  return store;
}

// Nothing is written before the file is known to be ours, or empty.
Result<void> Store::prepare(std::chrono::milliseconds patience) {
  sqlite3_busy_timeout(handle(), static_cast<int>(patience.count()));
  // A store may come from anybody: its schema must not be able to call functions or change
  // settings.
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (auto ours = check_identity(*this); !ours) return ours;
  if (auto set = script(
          "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
      !set) {
    return set;
  }
  // Fails when another process is opening the same new file and has not finished; the mode stays in
  // the file, so that one sets it for both.
  (void)script("PRAGMA journal_mode = WAL;");
  return migrate(*this);
}

}  // namespace tocsin::store
