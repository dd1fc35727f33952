// SPDX-License-Identifier: GPL-2.0-only
// The objects of ours that kernel files run on, such as the mm: wc_world and wc_given in
// specs/tree/world.h. Entry point: find_given().
#pragma once

#include "model/program/program.hpp"

#include <map>
#include <string>
#include <vector>

namespace llvm {
class GlobalVariable;
class Module;
} // namespace llvm

namespace walkcheck::frontend {

// By the variable's name: the parts that wc_given() says are as its initial value has them, be it
// zero. To be asked before passes run: nothing else keeps these marks.
using Given = std::map<std::string, std::vector<program::Extent>>;
Given find_given(const llvm::Module& module);

// Whether it is an object of ours: what its initial value leaves zero is not given. It may be one
// that each CPU has.
bool is_of_world(const llvm::GlobalVariable& variable);

// Whether it is the struct pages of the frames, which are where virtual addresses of such are.
bool is_of_pages(const llvm::GlobalVariable& variable);

// Of struct pages, which take so many bytes: how far its first is from the first of all.
std::uint64_t offset_of_pages(const llvm::GlobalVariable& variable, std::uint64_t bytes);

// The bits of a variable of this size that are in none of the extents.
std::vector<program::Extent> all_but(std::uint64_t bits, const std::vector<program::Extent>& given);

} // namespace walkcheck::frontend
