// SPDX-License-Identifier: GPL-2.0-only
// What a page-table word is at its level, as a class and as a phrase for people; and how to make
// one. Source of the classes: the predicates in bits.hpp; mid-split is the word that
// pmdp_invalidate() leaves while an anonymous huge page is split.
#pragma once

#include "model/word/level.hpp"

#include <cstdint>
#include <string>

namespace walkcheck::word {

enum class Class : std::uint8_t {
  None,       // 0, or stray A/D bits only
  Table,      // present, points to the next table
  Leaf,       // present, maps a page
  MidSplit,   // PMD: PSE without P
  ProtNone,   // a mapping that the hardware must not use
  NonPresent, // migration or swap entry, or what nothing in the kernel reads as present
};

Class classify(std::uint64_t word, Level level);

// The frame that a present, mid-split or PROT_NONE word points to.
std::uint64_t pfn(std::uint64_t word, Level level);

// Whether a word of the class points to a frame.
bool has_target(Class what);

// "none", "table", "2M leaf", "2M leaf, mid-split", "4K page, PROT_NONE", "migration/swap entry"
std::string describe(std::uint64_t word, Level level);

std::uint64_t make_table(std::uint64_t pfn);
// A user mapping: present, writable, accessed, dirty. `level` is 4K, 2M or 1G.
std::uint64_t make_leaf(std::uint64_t pfn, Level level);

} // namespace walkcheck::word
