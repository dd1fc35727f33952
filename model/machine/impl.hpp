// SPDX-License-Identifier: GPL-2.0-only
// The machine's parts: the shared state, one automaton for each CPU and where it stands, and the
// steps done, each with what is needed to undo and to record it.
#pragma once

#include "model/machine/actor/actor.hpp"
#include "model/machine/actor/automaton.hpp"
#include "model/machine/hooks/hooks.hpp"
#include "model/machine/machine.hpp"
#include "model/machine/operation/loop_waits.hpp"
#include "model/machine/state/value_numbers.hpp"
#include "model/machine/state/world.hpp"

#include <deque>
#include <span>
#include <vector>

namespace walkcheck::machine {

struct Mark {
  ThreadId thread;
  unsigned alternative;
  const Node* from;
  std::size_t log_size;
  std::size_t deeds; // noted before it
  Outcome outcome;
};

struct Machine::Impl {
  explicit Impl(Setup setup);

  const Node& node(ThreadId thread) const { return *current[thread]; }
  Machine::Result run_hooks(const Mark& mark, std::span<const Finding> own);
  // Whether the step that was just applied changed a word or a table.
  void note_changes(const Mark& mark);
  // Makes its automaton.
  const Node* begin_of(const Actor& actor);
  // All CPUs before their first steps. What was learnt about changing cells stays.
  void restart();
  // The last step, whose changes are in the cells, has made the execution void.
  [[noreturn]] void start_again();

  World world;
  Reads reads;
  std::vector<Actor> actors;       // by thread
  std::vector<Automaton> automata; // by program, of those that actors run
  Hooks hooks;
  std::vector<Finding> found;       // of the last step, where hooks run
  std::vector<Finding> initially;   // of the invariants, in the initial state
  std::vector<const Node*> current; // by thread
  CpuSet absent = 0;                // that never begin
  Node absent_node;
  ValueNumbers values;
  std::deque<Node> own_nodes; // of what happens by itself: each stays at its one node
  std::vector<Mark> marks;
  std::vector<std::vector<std::optional<DeedId>>> changed; // by program, then cell
};

} // namespace walkcheck::machine
