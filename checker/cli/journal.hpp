// SPDX-License-Identifier: GPL-2.0-only
// The units that a run has done, on disk as soon as each is: a run that was killed goes on where it
// was. Entry point: Journal. One file of SQLite, which loses nothing that it was given when a
// process ends, however it does.
#pragma once

#include "checker/cli/run_identity.hpp"
#include "checker/cli/unit.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

struct sqlite3;

namespace walkcheck::cli {

class Journal {
public:
  // Makes the file if there is none. Throws InputError: another run is writing it, it is damaged or
  // no journal, or it is of a run of another identity.
  Journal(const std::filesystem::path& path, const Identity& run);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // What earlier runs have done, by index.
  const std::map<std::size_t, Unit>& done() const { return done_; }

  // May be called by several threads. Where it cannot be written, as on a full disk, this is said
  // once, and the run goes on without it.
  void record(const Unit& unit);

private:
  void require_same_run(const Identity& run);
  void read();

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> file_;
  std::map<std::size_t, Unit> done_;
  std::mutex writing_;
  bool is_lost_ = false;
};

} // namespace walkcheck::cli
