// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/assembly_rows.hpp"

#include "model/frontend/whole/assembly_meanings.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace walkcheck::frontend {
namespace {

using Kind = AssemblyPlace::Kind;
using Meaning = bool (*)(AssemblyCall&, const AssemblyOperation&);

constexpr unsigned kSuffix = 1; // b, w, l or q may follow the name, and says the width
constexpr unsigned kLock = 2;   // may be locked
constexpr unsigned kNoByte = 4; // there is none of 8 bits
constexpr unsigned kWide = 8;   // nor of 16
constexpr unsigned kRep = 16;   // may have the prefix `rep`

struct Row {
  std::string_view name;
  unsigned operands;
  unsigned traits;
  Meaning run;
};

constexpr std::array kRows{Row{"mov", 2, kSuffix, meaning::move},
                           Row{"add", 2, kSuffix | kLock, meaning::add},
                           Row{"sub", 2, kSuffix | kLock, meaning::subtract},
                           Row{"and", 2, kSuffix | kLock, meaning::bitwise_and},
                           Row{"or", 2, kSuffix | kLock, meaning::bitwise_or},
                           Row{"xor", 2, kSuffix | kLock, meaning::bitwise_xor},
                           Row{"cmp", 2, kSuffix, meaning::compare},
                           Row{"test", 2, kSuffix, meaning::test},
                           Row{"sbb", 2, kSuffix, meaning::spread_carry},
                           Row{"inc", 1, kSuffix | kLock, meaning::increment},
                           Row{"dec", 1, kSuffix | kLock, meaning::decrement},
                           Row{"neg", 1, kSuffix, meaning::negate},
                           Row{"not", 1, kSuffix | kLock, meaning::invert},
                           Row{"xadd", 2, kSuffix | kLock, meaning::exchange_and_add},
                           Row{"xchg", 2, kSuffix | kLock, meaning::exchange},
                           Row{"cmpxchg", 2, kSuffix | kLock, meaning::compare_and_exchange},
                           Row{"bt", 2, kSuffix | kNoByte, meaning::bit_test},
                           Row{"bts", 2, kSuffix | kNoByte | kLock, meaning::bit_set},
                           Row{"btr", 2, kSuffix | kNoByte | kLock, meaning::bit_reset},
                           Row{"btc", 2, kSuffix | kNoByte | kLock, meaning::bit_complement},
                           Row{"bsf", 2, kSuffix | kNoByte | kRep, meaning::scan_forward},
                           Row{"bsr", 2, kSuffix | kNoByte, meaning::scan_reverse},
                           Row{"tzcnt", 2, kSuffix | kNoByte, meaning::trailing_zeros},
                           Row{"lzcnt", 2, kSuffix | kNoByte, meaning::leading_zeros},
                           Row{"popcnt", 2, kSuffix | kNoByte, meaning::population_count},
                           Row{"bswap", 1, kSuffix | kNoByte | kWide, meaning::swap_bytes}};

unsigned suffix_width(char suffix) {
  switch (suffix) {
  case 'b': return 8;
  case 'w': return 16;
  case 'l': return 32;
  case 'q': return 64;
  default: return 0;
  }
}

// The row, and the width that the name says; 0: none.
std::pair<const Row*, unsigned> find_row(std::string_view mnemonic) {
  const auto named = [](std::string_view name) -> const Row* {
    const auto* row = std::ranges::find(kRows, name, &Row::name);
    return row == kRows.end() ? nullptr : row;
  };
  if (const Row* row = named(mnemonic)) return {row, 0};
  if (mnemonic.empty()) return {nullptr, 0};
  const unsigned bits = suffix_width(mnemonic.back());
  const Row* row = bits == 0 ? nullptr : named(mnemonic.substr(0, mnemonic.size() - 1));
  return {row != nullptr && (row->traits & kSuffix) != 0 ? row : nullptr, bits};
}

// Without a suffix, the width is that of the register. What may be a number as well is one, if it
// is not of that width.
unsigned width_of(const AssemblyCall& call, const std::vector<AssemblyPlace>& places) {
  unsigned bits = 0;
  for (const AssemblyPlace& place : places)
    if (place.kind == Kind::Register && (bits == 0 || !call.may_be_number(place)))
      bits = place.bits;
  return bits;
}

// Both are full fences, and what they leave in memory is what was there.
bool is_locked_nothing(const AssemblyInstruction& instruction) {
  const std::string& name = instruction.mnemonic;
  const bool adds = name == "addl" || name == "addq" || name == "orl" || name == "orq";
  return instruction.lock && !instruction.rep && adds && instruction.operands.size() == 2 &&
         instruction.operands[0].kind == AssemblyOperand::Kind::Number &&
         instruction.operands[0].number == 0 &&
         instruction.operands[1].kind == AssemblyOperand::Kind::StackSlot;
}

// x86 reorders nothing that the lesser fences forbid, but around the stores that they are for: to
// memory that is not write-back, and non-temporal ones (SDM volume 3, section 9.2.2). What they
// still are is a barrier for the compiler.
bool run_fence(AssemblyCall& call, const AssemblyInstruction& instruction) {
  if (is_locked_nothing(instruction)) {
    call.fence(/*compiler_only=*/false);
    call.flags() = {};
    return true;
  }
  const std::string& name = instruction.mnemonic;
  const bool plain = !instruction.lock && !instruction.rep && instruction.operands.empty();
  if (!plain || (name != "mfence" && name != "lfence" && name != "sfence")) return false;
  call.fence(/*compiler_only=*/name != "mfence");
  return true;
}

bool run_set(AssemblyCall& call, const AssemblyInstruction& instruction) {
  if (!instruction.mnemonic.starts_with("set") || instruction.operands.size() != 1 ||
      instruction.lock || instruction.rep)
    return false;
  const auto place = call.place(instruction.operands[0]);
  llvm::Value* holds = condition(call.builder(), call.flags(), instruction.mnemonic.substr(3));
  return place && holds != nullptr &&
         call.write(*place, 8, call.builder().CreateZExt(holds, call.builder().getInt8Ty()));
}

bool run_row(AssemblyCall& call, const AssemblyInstruction& instruction) {
  const auto [row, suffix] = find_row(instruction.mnemonic);
  if (row == nullptr || instruction.operands.size() != row->operands) return false;
  if ((instruction.lock && (row->traits & kLock) == 0) ||
      (instruction.rep && (row->traits & kRep) == 0))
    return false;
  AssemblyOperation operation{suffix, instruction.lock, instruction.rep, {}};
  for (const AssemblyOperand& operand : instruction.operands) {
    const auto place = call.place(operand);
    if (!place) return false;
    operation.places.push_back(*place);
  }
  if (operation.bits == 0) operation.bits = width_of(call, operation.places);
  if (operation.bits == 0 || (operation.bits == 8 && (row->traits & kNoByte) != 0) ||
      (operation.bits == 16 && (row->traits & kWide) != 0))
    return false;
  // One operand at most is in memory.
  if (std::ranges::count(operation.places, Kind::Memory, &AssemblyPlace::kind) > 1) return false;
  return row->run(call, operation);
}

} // namespace

bool does_nothing(const AssemblyInstruction& instruction) {
  const std::string& name = instruction.mnemonic;
  if (instruction.lock) return false;
  if (name == "nop" || name == "pause")
    return instruction.operands.empty() && (name == "nop" || !instruction.rep);
  if (name == "prefetcht0" || name == "prefetchnta" || name == "prefetchw")
    return instruction.operands.size() == 1 && !instruction.rep &&
           instruction.operands[0].kind == AssemblyOperand::Kind::Reference;
  // clac and stac: whether the kernel may access user memory.
  return name == ".byte" && !instruction.rep && instruction.operands.size() == 3 &&
         instruction.operands[0].text == "0x0f" && instruction.operands[1].text == "0x01" &&
         (instruction.operands[2].text == "0xca" || instruction.operands[2].text == "0xcb");
}

bool run_instruction(AssemblyCall& call, const AssemblyInstruction& instruction) {
  return does_nothing(instruction) || run_fence(call, instruction) || run_set(call, instruction) ||
         run_row(call, instruction);
}

} // namespace walkcheck::frontend
