// SPDX-License-Identifier: GPL-2.0-only
// A template of inline assembly, in AT&T syntax and as LLVM writes it (`$0`, `${0:b}`, `$$` for a
// dollar), cut into instructions and what goes into other sections. Entry point: parse_assembly().
// Source: LLVM Language Reference, "Asm template argument modifiers"; the GNU assembler's manual,
// "AT&T Syntax versus Intel Syntax".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkcheck::frontend {

struct AssemblyOperand {
  enum class Kind {
    Reference, // an operand of the statement: $0, ${0:b}
    Number,    // an immediate: $$4
    StackSlot, // -4(%rsp)
    Text       // anything else
  };
  Kind kind = Kind::Text;
  bool gs = false;         // behind `%gs:`
  unsigned index = 0;      // Reference: which
  char modifier = 0;       // Reference: 0 for none
  std::int64_t number = 0; // Number: its value; StackSlot: how far from the stack pointer
  std::string text;        // as it was written
};

struct AssemblyInstruction {
  bool lock = false, rep = false;
  std::string mnemonic; // or a directive
  std::vector<AssemblyOperand> operands;
};

// From .pushsection to its .popsection.
struct AssemblySection {
  std::string name;
  std::vector<std::string> lines; // without labels
};

struct AssemblyText {
  std::vector<AssemblyInstruction> instructions;
  std::vector<AssemblySection> sections; // in the order in which they begin
};

// Nothing for a text that is not of this shape. Labels that are numbers are left out: whoever does
// not know what refers to them must look at the sections.
std::optional<AssemblyText> parse_assembly(std::string_view text);

// The instructions of a section.
std::optional<std::vector<AssemblyInstruction>>
parse_instructions(const std::vector<std::string>& lines);

} // namespace walkcheck::frontend
