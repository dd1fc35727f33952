// SPDX-License-Identifier: GPL-2.0-only
#include "model/word/describe.hpp"

#include "model/word/bits.hpp"

#include <fmt/format.h>

namespace walkcheck::word {
namespace {

constexpr std::uint64_t kCommon = kPresent | kWritable | kUser | kAccessed | kDirty;

bool is_huge(Level level) {
  return level == Level::k2M || level == Level::k1G;
}

Class classify_non_present(std::uint64_t word, Level level) {
  if (level == Level::k2M && (word & kPse) != 0)
    return (word & kProtNone) != 0 ? Class::ProtNone : Class::MidSplit;
  if ((level == Level::k4K || level == Level::k2M) && (word & kProtNone) != 0)
    return Class::ProtNone;
  return Class::NonPresent;
}

} // namespace

Class classify(std::uint64_t word, Level level) {
  // The 5-level pgd_none() alone does not mask the erratum's bits.
  if (level == Level::k256T ? word == 0 : is_none(word)) return Class::None;
  if ((word & kPresent) == 0) return classify_non_present(word, level);
  if (level == Level::k4K) return Class::Leaf;
  return is_huge(level) && (word & kPse) != 0 ? Class::Leaf : Class::Table;
}

std::uint64_t pfn(std::uint64_t word, Level level) {
  const std::uint64_t field = pfn_field(word);
  // Bit 12 of a huge leaf is PAT, and the bits below its size are reserved.
  if (is_huge(level) && (word & kPse) != 0) return field & ~((bytes(level) >> 12) - 1);
  return field;
}

bool has_target(Class what) {
  return what != Class::None && what != Class::NonPresent;
}

std::string describe(std::uint64_t word, Level level) {
  const std::string mapping = level == Level::k4K ? "4K page" : fmt::format("{} leaf", name(level));
  switch (classify(word, level)) {
  case Class::None: return "none";
  case Class::Table: return "table";
  case Class::Leaf: return mapping;
  case Class::MidSplit: return mapping + ", mid-split";
  case Class::ProtNone: return mapping + ", PROT_NONE";
  case Class::NonPresent:
    return level == Level::k4K || level == Level::k2M ? "migration/swap entry" : "not present";
  }
  return {};
}

std::uint64_t make_table(std::uint64_t pfn) {
  return (pfn << 12 & kPfnMask) | kCommon;
}

std::uint64_t make_leaf(std::uint64_t pfn, Level level) {
  return (pfn << 12 & kPfnMask) | kCommon | (is_huge(level) ? kPse : 0);
}

} // namespace walkcheck::word
