// SPDX-License-Identifier: GPL-2.0-only
// A CPU, or an invariant's hooks in the steps of one CPU, as an automaton, built on demand. A node
// is a local state just before a visible operation, or a CPU's end. An edge is one thing that the
// operation may observe: the value read, whether a try-lock succeeded, the alternative chosen, or a
// fault. It leads to the next node and carries the findings met on the way. Entry points: begin(),
// follow().
#pragma once

#include "model/machine/operation/run.hpp"
#include "model/machine/operation/visible.hpp"
#include "model/machine/state/local_state.hpp"
#include "model/machine/state/world.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace walkcheck::machine {

struct Node;

struct Edge {
  term::Value observed;
  std::optional<FindingKind> fault;
  const Node* target;
  const std::vector<Finding>* findings;
  // Mutable, as deeds that count for good need not be noted again: see DeedLog::note().
  mutable const std::vector<DeedId>* deeds = nullptr;
};

struct Node {
  std::uint32_t number = 0;            // among those of its automaton, from 1
  CpuStatus status = CpuStatus::Ready; // never Blocked: only the shared state can say that
  bool waits = false;                  // the shared state may say that it is Blocked
  HeldId held = 0;                     // locks held exclusively before `op`
  Visible op;                          // unless the CPU has ended
  std::optional<std::uint64_t> returned;
  const PackedState* state = nullptr; // null: the CPU has ended, or not begun
  // Mutable, as edges are built on demand; the node's meaning does not change.
  mutable std::vector<Edge> edges;
  mutable std::map<term::Value, std::uint32_t> index; // of all edges without a fault
};

class Automaton {
public:
  Automaton(World& world, Reads& reads, CpuId cpu, ProgramId text)
      : world_(world), reads_(reads), cpu_(cpu), text_(text) {}
  Automaton(const Automaton&) = delete;
  Automaton(Automaton&&) = default;

  // The node before the CPU's first step.
  const Node* begin();

  // Calls a function from outside: leads to the node before its first visible operation, or its
  // end.
  const Edge& enter(std::uint32_t function, const std::vector<term::Value>& arguments);

  const Edge& follow(const Node& from, const Outcome& outcome) {
    if (!outcome.fault && from.edges.size() <= kFewEdges) {
      for (const Edge& edge : from.edges) {
        if (edge.observed == outcome.observed && !edge.fault) return edge;
      }
    }
    return find_or_build(from, outcome);
  }

  // Of the nodes that were met.
  template <class Is> bool all_of(Is is) const {
    for (const Node& node : nodes_)
      if (!is(node)) return false;
    return true;
  }

private:
  static constexpr std::size_t kFewEdges = 8;

  const Edge& find_or_build(const Node& from, const Outcome& outcome);
  const std::vector<Finding>* keep(std::vector<Finding> findings);
  const std::vector<DeedId>* keep(std::vector<DeedId> deeds);
  // The node at which a run has stopped: that of its local state, or of the CPU's end.
  const Node* node_of(const Run& run);
  Node& new_node();

  World& world_;
  Reads& reads_;
  CpuId cpu_;
  ProgramId text_;
  // Pointers into these stay valid, also when the automaton is moved.
  std::deque<Node> nodes_;
  std::deque<std::vector<Finding>> findings_;
  std::deque<std::vector<DeedId>> deeds_;
  std::map<std::pair<std::uint32_t, std::vector<term::Value>>, Edge> entered_;
  std::map<PackedState, const Node*> states_;
  std::map<std::pair<CpuStatus, std::optional<std::uint64_t>>, const Node*> ends_;
};

} // namespace walkcheck::machine
