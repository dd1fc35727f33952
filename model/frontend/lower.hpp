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

} // namespace walkcheck::frontend
