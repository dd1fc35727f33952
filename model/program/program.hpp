// SPDX-License-Identifier: GPL-2.0-only
// What one CPU runs, or an invariant's hooks: the functions of one translation unit, lowered.
#pragma once

#include "model/program/instruction.hpp"
#include "model/program/source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::program {

struct Parameter {
  std::string name;
  std::uint8_t bits; // 1 .. 64; pointers are 64
  bool operator==(const Parameter&) const = default;
};

// A local variable that is kept in memory. Others are far enough away that an index past its end
// meets none of them.
struct Local {
  std::string name; // may be empty
  std::uint64_t at; // in the frame's addresses
  std::uint64_t bytes;
  std::uint64_t offset; // in the frame's private memory
  std::uint64_t alignment = 1;
  // Its address may be kept in a form that is no address: in parts, or computed with.
  bool hides_address = false;
};

struct Function {
  std::string name;
  std::vector<Parameter> parameters; // arrive in registers 0 .. n-1
  std::uint8_t result_bits = 0;      // 0: void
  std::uint32_t registers = 0;
  std::uint64_t private_bytes = 0;  // of all locals
  std::uint64_t private_span = 0;   // addresses that a frame takes
  std::vector<Local> locals;        // sorted by `at`
  std::vector<std::uint32_t> loops; // each loop's head, as an index in Program::debug
  std::vector<Instruction> body;    // entered at 0
  SourceLocation place = {};        // of its definition
  // Of a kernel's function that all its files know: its symbol, of which there is one.
  std::string symbol = {};
  // Of another's: the file that it is compiled with. Each has its own of what is static in a
  // header.
  std::string unit = {};
};

// Gives the function one more local; its index.
std::uint32_t add_local(Function& function, std::string name, std::uint64_t bytes,
                        std::uint64_t alignment);

// An address inside a global's initial value that only linking can know.
struct Relocation {
  std::uint64_t offset; // of 8 bytes in `initial`
  Operand target;       // a Global or a Function
  std::uint64_t addend;
};

// A number that is a part of a variable, or all of it: then it has no name.
struct Member {
  std::string name; // "lock.owner" of a structure's structure
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

// Some bits of a variable; the lowest of its first byte is the first.
struct Extent {
  std::uint64_t first = 0;
  std::uint64_t bits = 0;
  auto operator<=>(const Extent&) const = default;
};

// 32 bits of a variable that are 1 or 0 for a whole run, and nobody knows which.
struct Question {
  std::uint64_t offset = 0; // in bytes; a multiple of 4
  std::string name;         // "static key mm_account"
};

// Where a variable is, of which there is one.
enum class Storage : std::uint8_t {
  Anywhere,
  PerCpu, // each CPU's instance is per_cpu_offset() from its address, at which there is nothing
  Pages,  // from kPagesBase on: see Global::pages_offset
};

// What the text says about a variable, for comparing what several units say of one.
struct Declaration {
  SourceLocation place;
  std::string type;   // "const long", "struct pair [4]"; empty where nothing is known of it
  std::string layout; // the type with the members of its structures
  bool constant = false;
};

// A variable with static storage. Globals of the same name in several programs are one variable,
// unless `local`: a static of this translation unit, which has one instance per CPU.
struct Global {
  std::string name;
  std::uint64_t bytes = 0;
  std::vector<std::uint8_t> initial; // size `bytes`
  std::vector<Relocation> relocations;
  bool local = false;
  bool constant = false;
  bool sptes = false;               // marked as KVM's SPTEs: changes of its words are events
  std::vector<Member> members = {}; // without those of arrays
  std::uint64_t alignment = 1;
  // The text gives the initial value, be it zero: no other unit can give another.
  bool initialised = false;
  Declaration declared = {};
  Storage storage = Storage::Anywhere;
  std::uint64_t pages_offset = 0; // of Storage::Pages, in bytes from kPagesBase
  // The bits whose value no text gives: they are not zero but unknown.
  std::vector<Extent> not_given = {};
  std::vector<Question> questions = {}; // these are not among them
  // Of a static that linking has brought here from another program: which one has it.
  std::optional<std::uint32_t> owner = std::nullopt;
};

// A function that runs inside other programs' steps: where its event occurs.
struct Hook {
  std::string event;
  std::uint32_t function; // index in `functions`
};

// A function of a kernel that all its files know, and where a program has its text from.
struct Definition {
  std::string symbol;
  SourceLocation place;
};

struct Program {
  std::string name; // of the spec, for messages
  // Of kernel files as they are: memory that no text gives has a meaning there that is not known.
  bool is_whole = false;
  // What would have to be so for a verdict to be about that text, and was not found out.
  std::vector<std::string> assumed = {};
  std::vector<Definition>
      definitions; // in its files, by symbol, whether the entry leads there or not
  std::vector<Function> functions;
  std::uint32_t entry = 0; // index in `functions`; not of an invariant
  std::vector<Hook> hooks; // of an invariant
  std::vector<Global> globals;
  std::vector<Debug> debug = {Debug{}};
  std::vector<std::string> opaque;    // functions that nothing defines, sorted
  std::vector<std::string> undefined; // what has an undefined value: a variable's name, or nothing
};

} // namespace walkcheck::program
