// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/actor/automaton.hpp"

#include "model/machine/actor/local_work.hpp"
#include "model/machine/operation/operation.hpp"

#include <utility>

namespace walkcheck::machine {

namespace {

const std::vector<Finding> kNoFindings;

} // namespace

const Node* Automaton::begin() {
  const Edge& first = enter(world_.program(text_).entry, world_.setup.cpus[cpu_].arguments);
  if (first.findings->empty() && first.target->status == CpuStatus::Ready) {
    world_.deeds.note(first.deeds);
    return first.target;
  }
  // Findings met before the first visible operation need a step that reports them.
  Node& node = new_node();
  node.op.footprint = world_.footprints.intern({});
  node.index.emplace(first.observed, 0);
  node.edges.push_back(first);
  return &node;
}

const Edge& Automaton::enter(std::uint32_t function, const std::vector<term::Value>& arguments) {
  const auto [entered, inserted] = entered_.try_emplace({function, arguments});
  if (inserted) {
    LocalState state;
    std::vector<Finding> findings;
    Run run{{world_, cpu_, text_, state}, reads_, findings};
    enter_function(state, run.program(), function, arguments, world_.terms());
    run_on(run);
    const Node* target = node_of(run);
    entered->second = {0, {}, target, keep(std::move(findings)), keep(std::move(run.deeds))};
  }
  return entered->second;
}

const Edge& Automaton::find_or_build(const Node& from, const Outcome& outcome) {
  if (!outcome.fault) {
    const auto known = from.index.find(outcome.observed);
    if (known != from.index.end()) return from.edges[known->second];
  } else {
    for (const Edge& edge : from.edges) {
      if (edge.observed == outcome.observed && edge.fault == outcome.fault) return edge;
    }
  }
  LocalState state = unpack(*from.state);
  std::vector<Finding> findings;
  Run run{{world_, cpu_, text_, state}, reads_, findings};
  complete(run, from.op, outcome);
  if (run.status == CpuStatus::Ready) run_on(run);
  const Node* target = node_of(run);
  if (!outcome.fault) {
    from.index.emplace(outcome.observed, static_cast<std::uint32_t>(from.edges.size()));
  }
  return from.edges.emplace_back(Edge{outcome.observed, outcome.fault, target,
                                      keep(std::move(findings)), keep(std::move(run.deeds))});
}

const std::vector<Finding>* Automaton::keep(std::vector<Finding> findings) {
  return findings.empty() ? &kNoFindings : &findings_.emplace_back(std::move(findings));
}

const std::vector<DeedId>* Automaton::keep(std::vector<DeedId> deeds) {
  return deeds.empty() ? nullptr : &deeds_.emplace_back(std::move(deeds));
}

Node& Automaton::new_node() {
  Node& node = nodes_.emplace_back();
  node.number = static_cast<std::uint32_t>(nodes_.size());
  return node;
}

const Node* Automaton::node_of(const Run& run) {
  if (run.status != CpuStatus::Ready) {
    const auto [end, inserted] = ends_.try_emplace({run.status, run.returned}, nullptr);
    if (inserted) {
      Node& node = new_node();
      node.status = run.status;
      node.returned = run.returned;
      end->second = &node;
    }
    return end->second;
  }
  const auto [state, inserted] = states_.try_emplace(pack(run.state), nullptr);
  if (inserted) {
    Node& node = new_node();
    node.op = run.next;
    if (!run.is_hook()) note_wait(world_, cpu_, run.state, node.op);
    node.waits = may_wait(node.op);
    node.held = world_.held(run.state.held);
    node.state = &state->first;
    state->second = &node;
  }
  return state->second;
}

} // namespace walkcheck::machine
