// SPDX-License-Identifier: GPL-2.0-only
// C text -> clang 19 -> LLVM IR -> Program. The only folder that includes LLVM.
//
// clang compiles the spec to IR without running a pass; inlining and SROA then remove the accesses
// to locals, so that what is left, one for one, are the accesses that the source makes.
#pragma once

#include "model/frontend/kernel_tree.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/program.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::frontend {

// Functions cut out of one file of a kernel tree, unmodified, with their own line numbers.
struct Slice {
  std::string file;                   // relative to the tree
  std::vector<std::string> functions; // at least one; also enums, structs and macros by name
};

struct Source {
  // The spec's C text, compiled after specs/kernel/walkcheck.h and the slices; none where a sliced
  // function is itself the entry.
  std::optional<std::filesystem::path> spec;
  std::string shown_as; // how messages and traces name the spec's file
  std::vector<Slice> slices;
  std::string entry;                          // the function that the CPU runs
  std::map<std::string, std::string> defines; // -D
};

struct Options {
  std::filesystem::path specs; // the folder with kernel/, walkers/, ...: the include path
  KernelTree* tree = nullptr;  // needed where a source has slices
};

// Throws InputError: the text does not compile, a construct is not supported, a function is
// missing, the entry's signature is not made of integers and pointers.
program::Program lower(const Source& source, const Options& options);

// An invariant: a spec without an entry, whose functions are its hooks, each named for its event:
// on_walk_begin(address), on_walk_end(level), on_word_changed(word, before, after),
// on_spte_changed(sptep, before, after), on_table_freed(table), always(), at_end(), and on_NAME(a,
// b) for what a spec raises with __wc_event("NAME", a, b). Throws InputError as lower() does, and
// where a function is neither a hook nor static.
program::Program lower_invariant(const Source& source, const Options& options);

// Whether the machine itself raises an event of this name, rather than a spec.
bool is_machine_event(std::string_view event);

} // namespace walkcheck::frontend
