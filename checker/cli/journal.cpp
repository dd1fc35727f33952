// SPDX-License-Identifier: GPL-2.0-only
#include "checker/cli/journal.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::cli {
namespace {

constexpr int kVersion = 1;

class Failed : public std::runtime_error {
public:
  Failed(sqlite3* file, int code) : std::runtime_error(sqlite3_errmsg(file)), code(code) {}
  int code;
};

// A statement with its values, in their order.
class Statement {
public:
  Statement(sqlite3* file, const std::string& text) : file_(file), statement_(nullptr, &finalize) {
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v2(file, text.c_str(), -1, &made, nullptr));
    statement_.reset(made);
  }

  void bind(int at, std::int64_t value) { check(sqlite3_bind_int64(statement_.get(), at, value)); }
  void bind(int at, const std::string& value) {
    check(sqlite3_bind_blob64(statement_.get(), at, value.data(), value.size(), SQLITE_TRANSIENT));
  }

  // Whether there is a row.
  bool step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) throw Failed(file_, code);
    return code == SQLITE_ROW;
  }

  std::int64_t number(int column) { return sqlite3_column_int64(statement_.get(), column); }
  std::optional<std::string> text(int column) {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
    return size == 0 ? ""
                     : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }

private:
  static int finalize(sqlite3_stmt* statement) { return sqlite3_finalize(statement); }
  void check(int code) const {
    if (code != SQLITE_OK) throw Failed(file_, code);
  }

  sqlite3* file_;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
};

void run_statement(sqlite3* file, const std::string& text) {
  Statement statement(file, text);
  while (statement.step()) {
  }
}

[[noreturn]] void fail(const std::filesystem::path& path, std::string cause, std::string remedy) {
  throw InputError(Diagnostic{path.string(), 0, 0, std::move(cause), std::move(remedy)});
}

[[noreturn]] void fail(const std::filesystem::path& path, const Failed& failed) {
  if (failed.code == SQLITE_BUSY || failed.code == SQLITE_LOCKED)
    fail(path, "another run is writing this journal", "wait for it, or name another file");
  if (failed.code == SQLITE_CANTOPEN || failed.code == SQLITE_READONLY)
    fail(path, "this journal cannot be opened for writing", "name another file");
  fail(path, fmt::format("this is no journal, or a damaged one: {}", failed.what()),
       "remove it, or name another file");
}

} // namespace

Journal::Journal(const std::filesystem::path& path, const Identity& run)
    : path_(path), file_(nullptr, &sqlite3_close) {
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  file_.reset(opened);
  try {
    if (code != SQLITE_OK) throw Failed(opened, code);
    // Nobody else may write it until this run ends, however it ends.
    run_statement(opened, "PRAGMA locking_mode = EXCLUSIVE");
    run_statement(opened, "BEGIN EXCLUSIVE");
    run_statement(opened, "CREATE TABLE IF NOT EXISTS run (what TEXT PRIMARY KEY, is_ BLOB)");
    run_statement(opened, "CREATE TABLE IF NOT EXISTS unit (number INTEGER PRIMARY KEY, text BLOB, "
                          "result BLOB, trace BLOB)");
    require_same_run(run);
    read();
    run_statement(opened, "COMMIT");
  } catch (const Failed& failed) {
    fail(path_, failed);
  } catch (const nlohmann::ordered_json::exception&) {
    fail(path_, "this journal is damaged", "remove it, or name another file");
  }
}

Journal::~Journal() = default;

void Journal::require_same_run(const Identity& run) {
  Identity known;
  Statement rows(file_.get(), "SELECT what, is_ FROM run");
  while (rows.step())
    known[rows.text(0).value_or("")] = rows.text(1).value_or("");
  Identity here = run;
  here["journal"] = std::to_string(kVersion);
  if (known.empty()) {
    for (const auto& [what, is] : here) {
      Statement row(file_.get(), "INSERT INTO run VALUES (?, ?)");
      row.bind(1, what);
      row.bind(2, is);
      row.step();
    }
    return;
  }
  if (const auto what = difference(here, known))
    fail(path_, fmt::format("this journal is of a run with {}", *what),
         "run it with those again, or name another file");
}

void Journal::read() {
  Statement rows(file_.get(), "SELECT number, text, result, trace FROM unit");
  while (rows.step()) {
    const auto index = static_cast<std::size_t>(rows.number(0));
    done_[index] = {index, rows.text(1).value_or(""),
                    nlohmann::ordered_json::parse(rows.text(2).value_or("")), rows.text(3)};
  }
}

void Journal::record(const Unit& unit) {
  const std::scoped_lock lock(writing_);
  if (is_lost_) return;
  try {
    Statement row(file_.get(), "INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?)");
    row.bind(1, static_cast<std::int64_t>(unit.index));
    row.bind(2, unit.text);
    row.bind(3, unit.result.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    if (unit.trace) row.bind(4, *unit.trace);
    row.step();
  } catch (const Failed& failed) {
    is_lost_ = true;
    std::cerr << fmt::format("--journal: {} cannot be written ({}); the run goes on without it\n",
                             path_.string(), failed.what());
  }
}

} // namespace walkcheck::cli
