// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/assembly_sections.hpp"

#include "model/frontend/whole/assembly.hpp"
#include "model/frontend/whole/assembly_rows.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Module.h>

#include <array>
#include <regex>
#include <string_view>

namespace walkcheck::frontend {
namespace {

constexpr std::string_view kBugTable = "__bug_table";
constexpr std::string_view kAlternatives = ".altinstructions";
constexpr std::string_view kReplacement = ".altinstr_replacement";

// What puts numbers into a section, and not instructions.
bool is_data(const std::string& line) {
  static constexpr std::array<std::string_view, 12> kData{".long",  ".quad",  ".word",   ".byte",
                                                          ".2byte", ".4byte", ".8byte",  ".balign",
                                                          ".align", ".asciz", ".string", ".org"};
  const std::string word = line.substr(0, line.find_first_of(" \t"));
  return llvm::is_contained(kData, word);
}

// Sections that the linker discards, and the places of lock prefixes, which a kernel on one
// processor takes away.
bool is_note(const AssemblySection& section) {
  return (section.name.starts_with(".discard.") || section.name == ".smp_locks") &&
         llvm::all_of(section.lines, is_data);
}

bool run_all(AssemblyCall& call, const std::vector<AssemblyInstruction>& instructions) {
  return llvm::all_of(instructions,
                      [&](const AssemblyInstruction& each) { return run_instruction(call, each); });
}

bool is_trap(const AssemblyInstruction& instruction) {
  if (instruction.lock || instruction.rep) return false;
  if (instruction.mnemonic == "ud2") return instruction.operands.empty();
  return instruction.mnemonic == ".byte" && instruction.operands.size() == 2 &&
         instruction.operands[0].text == "0x0f" && instruction.operands[1].text == "0x0b";
}

// The last number of an entry of the table, but for what it is padded to, is a word of flags.
std::optional<std::int64_t> bug_flags(const AssemblyCall& call, const AssemblySection& table) {
  static const std::regex kWord(R"(^\.word\s+\$\{([0-9]{1,3}):c\}$)");
  std::smatch match;
  std::optional<std::int64_t> flags;
  for (const std::string& line : table.lines) {
    if (!is_data(line)) return std::nullopt;
    if (line.starts_with(".org")) continue;
    flags.reset();
    if (std::regex_match(line, match, kWord))
      flags = call.constant(static_cast<unsigned>(std::stoul(match[1])));
  }
  return flags;
}

// The flags' lowest bit says that the kernel goes on behind the instruction.
bool run_bug(AssemblyCall& call, const AssemblyText& text) {
  if (text.instructions.size() != 1 || !is_trap(text.instructions[0])) return false;
  const auto flags = bug_flags(call, text.sections[0]);
  if (!flags) return false;
  const bool warns = (*flags & 1) != 0;
  llvm::IRBuilder<>& builder = call.builder();
  builder.CreateCall(
      call.module().getOrInsertFunction(warns ? kKernelWarning : kKernelBug, builder.getVoidTy()));
  return true;
}

// The function that counts the bits of a word is called where the processor has no instruction for
// it. Their results are the same.
bool run_population_count(AssemblyCall& call, const AssemblyInstruction& original,
                          const AssemblyInstruction& replacement) {
  if (original.mnemonic != "call" || original.operands.size() != 1 || original.lock || original.rep)
    return false;
  const std::string& called = original.operands[0].text;
  const bool same = (called == "__sw_hweight32" && replacement.mnemonic == "popcntl") ||
                    (called == "__sw_hweight64" && replacement.mnemonic == "popcntq");
  return same && call.passes_to_function(replacement.operands) &&
         run_instruction(call, replacement);
}

// One instruction in place of another, if the processor has some feature: only where that makes no
// difference.
bool run_alternative(AssemblyCall& call, const AssemblyText& text) {
  if (text.sections.size() != 2 || text.sections[0].name != kAlternatives ||
      text.sections[1].name != kReplacement)
    return false;
  const auto replacement = parse_instructions(text.sections[1].lines);
  if (!replacement || text.sections[0].lines.size() != 5 ||
      !llvm::all_of(text.sections[0].lines, is_data))
    return false;
  std::vector<AssemblyInstruction> original = text.instructions;
  if (original.empty() || original.back().mnemonic != ".skip") return false;
  original.pop_back(); // padding, so that the longer of the two fits
  const auto is_fence = [](const AssemblyInstruction& each) {
    return each.mnemonic == "lfence" && each.operands.empty() && !each.lock && !each.rep;
  };
  const auto idle = [&](const AssemblyInstruction& each) {
    return does_nothing(each) || is_fence(each);
  };
  if (llvm::all_of(original, idle) && llvm::all_of(*replacement, idle)) return true;
  return original.size() == 1 && replacement->size() == 1 &&
         run_population_count(call, original[0], (*replacement)[0]);
}

} // namespace

bool run_assembly(AssemblyCall& call, AssemblyText text) {
  llvm::erase_if(text.sections, is_note);
  if (text.sections.empty()) return run_all(call, text.instructions);
  if (text.sections.size() == 1 && text.sections[0].name == kBugTable) return run_bug(call, text);
  return run_alternative(call, text);
}

} // namespace walkcheck::frontend
