// SPDX-License-Identifier: GPL-2.0-only
// Who steps. Each actor is a thread of its own: a CPU that runs its program, or something that
// happens by itself. The table of actors is filled with one program and one column for each CPU,
// but no other code may rely on that: it asks the table which column an actor stands in, and
// whether it runs a program. Entry point: find_actors().
//
// A kind of actor that happens by itself has a row in kByThemselves and a file in this folder (see
// interrupts.cpp, callbacks.cpp). The file says which actors stand in a CPU's column, when one has
// something to do, and which Operation its step is.
#pragma once

#include "model/machine/operation/visible.hpp"
#include "model/machine/state/world.hpp"

#include <array>
#include <optional>
#include <vector>

namespace walkcheck::machine {

struct Actor;

struct ActorKind {
  // Adds the actors of this kind that stand in this CPU's column.
  void (*add)(World& world, CpuId cpu, std::vector<Actor>& actors);
  // Whether the actor has something left to do. Null: it always has.
  bool (*is_asked)(const World& world, const Actor& actor) = nullptr;
};

struct Actor {
  const ActorKind* kind;
  CpuId cpu; // the CPU in whose column and name it steps
  // The program that it runs; its automaton then has its steps. None: it happens by itself, and its
  // step is always `op`.
  std::optional<ProgramId> program;
  Visible op = {};
};

extern const ActorKind kPrograms;
extern const ActorKind kInterrupts;
extern const ActorKind kCallbacks;

// In their order in a column.
inline constexpr std::array kByThemselves{&kInterrupts, &kCallbacks};

// By ThreadId: the CPUs' programs, and then, CPU by CPU, what happens by itself.
std::vector<Actor> find_actors(World& world);

// The status of an actor with this next step: Idle, Blocked or Ready.
CpuStatus status_of(World& world, const Actor& actor, const Visible& op);

} // namespace walkcheck::machine
