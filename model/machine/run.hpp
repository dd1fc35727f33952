// SPDX-License-Identifier: GPL-2.0-only
// A CPU's local work: from the completion of one visible operation to the next. One file per
// instruction family: run_arithmetic, run_memory, run_control, run_primitive, run_locks,
// run_sections; this header's loop and dispatch are in run.cpp.
#pragma once

#include "model/machine/local_state.hpp"
#include "model/machine/visible.hpp"
#include "model/machine/world.hpp"
#include "model/program/instruction.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace walkcheck::machine {

enum class Flow : std::uint8_t {
  Advance, // to the next instruction
  Jumped,  // the program counter is set
  Visible, // Run::next is a step of its own
  Stopped, // Run::status says how
};

struct Run {
  World& world;
  CpuId cpu;      // whose work this is, or in whose step a hook runs
  ProgramId text; // which program it runs
  LocalState& state;
  std::vector<Finding>& findings;

  CpuStatus status = CpuStatus::Ready; // Ready: `next` is the CPU's next visible operation
  Visible next = {};
  std::optional<std::uint64_t> returned = {};
  std::vector<DeedId> deeds = {};

  const program::Program& program() const { return world.program(text); }
  const program::Instruction& instruction() const;
  // What an operand is: to compute with.
  term::Value value(const program::Operand& operand) const;
  // An operand of what others see, or are given: it has to have a meaning.
  term::Value defined(const program::Operand& operand) const;
  // To go by: that it is this number, or that it is true, then holds for all that is alike.
  std::uint64_t number(const program::Operand& operand);
  bool truth(const program::Operand& operand);
  void set(program::Register result, term::Value value) {
    state.frames.back().registers[result] = value;
  }
  void set(std::optional<program::Register> result, term::Value value) {
    if (result) set(*result, value);
  }

  void did(Deed::Kind kind, std::uint32_t what = 0, std::string name = {}) {
    deeds.push_back(world.deeds.intern({kind, text, what, std::move(name)}));
  }
  void note(FindingKind kind, std::uint64_t value = 0, std::string what = {});
  Flow stop(CpuStatus with, FindingKind kind, std::uint64_t value = 0, std::string what = {});
  Flow fault(FindingKind kind, std::uint64_t value = 0) {
    return stop(CpuStatus::Faulted, kind, value);
  }

  // A new visible operation of the current instruction.
  Visible operation(StepKind kind) const;
  Flow visible(Visible op, std::vector<Access> accesses, bool guarded = false, bool stable = true);
  Flow visible_fault(Visible op, FindingKind kind, std::uint64_t value,
                     std::vector<Access> accesses = {});
};

// Thrown where an access of private memory is wrong.
struct PrivateFault {
  FindingKind kind;
  std::uint64_t address;
  std::string local;
};

// What `op`, which is the current instruction's, leaves behind in the CPU's own state.
void complete(Run& run, const Visible& op, const Outcome& outcome);
// Runs on to the next visible operation, or to the CPU's end.
void run_on(Run& run);

// --- Families ----------------------------------------------------------------------------------

Flow run_binary(Run& run, const program::Binary& in);
Flow run_compare(Run& run, const program::Compare& in);
Flow run_cast(Run& run, const program::Cast& in);

Flow run_load(Run& run, const program::Load& in);
Flow run_store(Run& run, const program::Store& in);
Flow run_exchange(Run& run, const program::Exchange& in);
Flow run_compare_exchange(Run& run, const program::CompareExchange& in);
Flow run_fetch(Run& run, const program::FetchModify& in);
// The value read (or replaced) reaches its registers.
void complete_memory(Run& run, const Visible& op, const term::Value& observed);

// Whether it is no multiple of it; so for all inputs that are alike.
bool is_misaligned(Run& run, const term::Value& address, std::uint32_t alignment);

Flow run_local_address(Run& run, const program::LocalAddress& in);
Flow run_local_begin(Run& run, const program::LocalBegin& in);
Flow run_local_end(Run& run, const program::LocalEnd& in);
// Whether it is an address in this CPU's private memory, or where that could be.
bool is_private(CpuId cpu, std::uint64_t address);
// Whether they are addresses of two objects, of which nothing says where one is beside the other.
// A number is no address of a page or of a function, which many numbers look like.
bool are_unrelated(const Run& run, std::uint64_t left, std::uint64_t right, bool are_pointers);
// Which local of another CPU an address is in, and whether that lives, only that CPU knows: throws
// PrivateFault for one there.
void refuse_others_local(const Run& run, std::uint64_t address);
// The bytes at this address, where they are in this CPU's own private memory. Throws PrivateFault
// where no living local has all of them.
std::uint8_t* private_bytes(Run& run, std::uint64_t address, std::uint64_t bytes);
// Which local all of the bytes are in, or that they are in none: then one address is like another.
void assume_local(Run& run, const term::Value& address, std::uint64_t bytes);
// What a function that nothing defines can reach of the locals is unknown from here on.
void lose_locals(Run& run, const program::Opaque& in, term::TermId unknown);
// An address of a local leaves the CPU's own state.
void note_published(Run& run, const term::Value& value);
// A frame's locals are there from here on, and are no more.
void make_frame(LocalState& state, CallFrame& frame, const program::Program& program);
void drop_frame(LocalState& state, const program::Function& function, CpuId cpu,
                const term::Value& returned);
// What private memory holds, and what it stems from.
term::Value read_private(Run& run, const std::uint8_t* from, std::uint8_t bytes);
void write_private(Run& run, std::uint8_t* to, std::uint8_t bytes, const term::Value& value);

Flow run_switch(Run& run, const program::Switch& in);
Flow run_call(Run& run, const program::Call& in);
Flow run_return(Run& run, const program::Return& in);
Flow run_loop_enter(Run& run, const program::LoopEnter& in);
Flow run_loop_again(Run& run, const program::LoopAgain& in);
void enter_function(LocalState& state, const program::Program& program, std::uint32_t function,
                    const std::vector<term::Value>& arguments, term::Terms& terms);

// --- Loops that only wait ----------------------------------------------------------------------

// The loop's first round begins.
void watch_loop(Run& run, std::uint32_t loop);
// Where a round has changed nothing: how to go on. Nothing: the next round counts.
std::optional<Flow> wait_in_loop(Run& run, std::uint32_t loop);
// `op` is the next step: it waits, if the loop that it is in does.
void watch_step(Run& run, Visible& op);
// A load of a constant, which is no step: so that it is known what is waited for in vain.
void note_constant(Run& run, Visible op);
// It has been taken.
void note_step(Run& run, const Visible& op, const Outcome& outcome);

Flow run_invoke(Run& run, const program::Invoke& in);
void complete_invoke(Run& run, const program::Invoke& in, const Visible& op,
                     std::uint64_t observed);

// Looks the frame of op.address up; false: `op` has become a fault that nothing can change any
// more.
bool look_up_frame(Run& run, Visible& op);

Flow run_lock(Run& run, const program::Invoke& in);
// Looks op.lock up, and the page that it lives in; false as above.
bool look_up_lock(Run& run, Visible& op, const program::Operand& operand);
// The lock that an operand names: where it is, and which of those in use, holds for all that is
// alike.
std::uint64_t lock_address(Run& run, const program::Operand& operand);
// What a step on op.lock accesses: with the lock, the state of its page.
std::vector<Access> lock_accesses(const Visible& op, AccessKind kind);
void complete_lock(Run& run, const program::Invoke& in, const Visible& op, std::uint64_t observed);

// IRQs, preemption and the RCU read side.
Flow run_section(Run& run, const program::Invoke& in);
void complete_section(Run& run, const program::Invoke& in);
// Marks on `op` what others can observe of going on with `after`; gives the accesses for it.
std::vector<Access> publish(const Run& run, Visible& op, const Sections& after);

} // namespace walkcheck::machine
