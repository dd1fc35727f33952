// SPDX-License-Identifier: GPL-2.0-only
// C text -> clang 19 -> LLVM IR -> Program. Only this folder includes LLVM. Entry points: lower(),
// lower_invariant().
//
// Of a kernel tree there are two ways: functions are cut out as text and compiled with our headers
// (slice.hpp), or files are compiled as they are with the tree's (whole/).
//
// clang compiles the spec to IR without running a pass. Inlining and SROA then remove the accesses
// to locals. The accesses that are left are, one for one, those that the source makes.
#pragma once

#include "model/frontend/kernel_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/program.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::frontend {

// Functions cut out of one file of a kernel tree, unmodified, with their own line numbers.
struct Slice {
  std::string file;                   // relative to the tree
  std::vector<std::string> functions; // at least one; also enums, structs and macros by name
};

struct Source {
  // The spec's C text, compiled after specs/kernel/walkcheck.h and the slices. There is none if a
  // sliced function is itself the entry.
  std::optional<std::filesystem::path> spec;
  std::string shown_as; // the name of the spec's file in messages and traces
  std::vector<Slice> slices;
  // Files of a kernel tree that are compiled whole, with the tree's own headers, flags and
  // configuration, the first of them together with the spec. Then there are no slices.
  std::vector<std::string> files;
  // Replaced functions whose text in the tree need not be one that the replacement was compared
  // with: see replaced_bodies.hpp.
  std::set<std::string> accepted;
  std::string entry;                          // the function that the CPU runs
  std::map<std::string, std::string> defines; // -D

  bool is_of_tree() const { return !slices.empty() || !files.empty(); }
};

struct Options {
  std::filesystem::path specs; // the folder with kernel/, walkers/, ...: the include path
  KernelTree* tree = nullptr;  // needed if a source has slices
  kbuild::PreparedTree* prepared = nullptr; // needed if a source has whole files
};

// Throws InputError if the text does not compile, if a construct is not supported, if a function is
// missing, or if the entry's signature has other types than integers and pointers.
program::Program lower(const Source& source, const Options& options);

// An invariant is a spec without an entry. Its functions are hooks, each named after its event:
// on_walk_begin(address), on_walk_end(level), on_word_changed(word, before, after),
// on_spte_changed(sptep, before, after), on_table_freed(table), always(), at_end(), and on_NAME(a,
// b) for an event that a spec raises with __wc_event("NAME", a, b). Throws InputError as lower()
// does, and also if a function is neither a hook nor static.
program::Program lower_invariant(const Source& source, const Options& options);

// Whether the machine itself raises an event of this name, rather than a spec.
bool is_machine_event(std::string_view event);

} // namespace walkcheck::frontend
