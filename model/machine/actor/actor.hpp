// SPDX-License-Identifier: GPL-2.0-only
// Who steps. Each actor is a thread of its own: a CPU that runs its program, or something that
// happens by itself. That each CPU has one program and a column of its own is how the table is
// filled, and nothing that anybody goes by: who asks an actor which column it stands in, or whether
// it runs a program, asks this table.
//
// A kind that happens by itself is a file of this folder (see interrupts.cpp, callbacks.cpp): whom
// there is in a CPU's column, when one is asked for a step, and the Operation that its step is; and
// a row of kByThemselves.
#pragma once

#include "model/machine/operation/visible.hpp"
#include "model/machine/state/world.hpp"

#include <array>
#include <optional>
#include <vector>

namespace walkcheck::machine {

struct Actor;

struct ActorKind {
  // Adds those that stand in this CPU's column.
  void (*add)(World& world, CpuId cpu, std::vector<Actor>& actors);
  // Whether there is something to do that it has not done. Null: there always is.
  bool (*is_asked)(const World& world, const Actor& actor) = nullptr;
};

struct Actor {
  const ActorKind* kind;
  CpuId cpu; // in whose column and name it steps
  // What it runs; its steps are those of its automaton. None: it happens by itself, and its step is
  // always this one.
  std::optional<ProgramId> program;
  Visible op = {};
};

extern const ActorKind kPrograms;
extern const ActorKind kInterrupts;
extern const ActorKind kCallbacks;

// In the order in which they stand in a column.
inline constexpr std::array kByThemselves{&kInterrupts, &kCallbacks};

// By ThreadId: the CPUs' programs, and then, CPU by CPU, what happens by itself.
std::vector<Actor> find_actors(World& world);

// Of one whose next step this is: Idle, Blocked or Ready.
CpuStatus status_of(World& world, const Actor& actor, const Visible& op);

} // namespace walkcheck::machine
