// SPDX-License-Identifier: GPL-2.0-only
// The invariants' hooks. They run inside the step in which their event occurs, after the step's own
// work; what they access joins its footprint, so that no order that could break an invariant is
// taken to be equivalent to another. Entry points: after_step(), initially(), at_end().
//
// always() is a claim about each state, and depends only on the cells that it reads. A set has the
// cells that any evaluation of it has read so far. A step that writes a cell of the set evaluates
// it, and all that this evaluation reads joins the step's footprint, also if it ended early: what
// it read made it end. A step that writes no cell of the set evaluates nothing.
//
// That loses nothing. Take any interleaving and the one explored in its place. Suppose that an
// evaluation reads a cell outside the set, and take the first that does. Its step writes a cell of
// the set, or it would read what the last evaluation read. Its reads before that cell are in the
// step's footprint, so they give the same in the explored interleaving: there, too, it reads the
// cell, which is in the set therefore. So between two such steps no answer changes, and at them the
// answers are the same in both interleavings. The set is learnt: if it grows by a cell that a step
// of this search has written before, the search is void.
//
// Events: those raised in C (a walk begins or ends, __wc_event()), a change of a page-table word or
// an SPTE, the free of a table, every state ("always"), and the end.
#pragma once

#include "model/machine/actor/automaton.hpp"

#include <cstddef>
#include <deque>
#include <vector>

namespace walkcheck::machine {

class Hooks {
public:
  Hooks(World& world, Reads& reads);

  bool any() const { return any_; }
  // See Machine.
  void begin_search();
  bool is_void() const { return is_void_; }
  // More cells are known to change now: local work done with them as constants is void.
  void forget();
  // Whether, in some state, a hook may run in such a step.
  bool may_run_in(const Visible& op) const;

  // Runs the hooks after the CPU's step has done `op`, with the changes in the cells' log from
  // `log_size` on. Returns the step's footprint with what the hooks accessed, and adds their
  // findings. Throws InputError where a hook does what it must not, such as writing a word that is
  // not its own.
  FootprintId after_step(CpuId cpu, const Visible& op, const Outcome& outcome, std::size_t log_size,
                         std::vector<Finding>& findings);
  // What always() hooks find in the initial state.
  std::vector<Finding> initially();
  // What hooks find when every CPU has finished. Nothing is changed. The findings are given to CPU
  // 0, as the CPU that finished last is not the same in all orders of one execution.
  std::vector<Finding> at_end();

private:
  enum class May : std::uint8_t { Write, Look };
  // The knowledge about one always().
  struct Watch {
    std::vector<bool> reads;  // by cell: whether some evaluation has read it
    std::vector<bool> learnt; // by footprint: whether `reads` includes its reads
    std::vector<std::uint32_t>
        asked;                 // by footprint: twice `version`, and whether it writes such a cell
    std::uint32_t version = 1; // of `reads`, and of the search
  };

  void raise(const Event* event, const std::vector<term::Value>& arguments, May may);
  void raise_changes(std::size_t begin, std::size_t end, std::uint32_t debug);
  const Event* event_of(const Cell& cell, std::uint64_t now) const;
  void check_state(FootprintId step);
  bool concerns(FootprintId step, Watch& watch);
  bool find_out(FootprintId step, const Watch& watch);
  void learn(FootprintId reads, Watch& watch);
  void call(const Listener& listener, const std::vector<term::Value>& arguments, May may);
  void step(const Node& node, const Outcome& outcome, May may);
  [[noreturn]] void refuse(const Listener& listener, const Visible& op, May may) const;
  bool is_allowed(const Visible& op, May may) const;

  World& world_;
  Reads& reads_;
  std::vector<std::deque<Automaton>> automata_; // by invariant, then CPU
  bool any_;
  const Event* word_changed_;
  const Event* spte_changed_;
  const Event* table_freed_;
  const Event* always_;
  const Event* at_end_;
  FootprintId nothing_;
  std::vector<Watch> watches_; // by listener of always_
  std::vector<bool> written_;  // by cell: in this search
  bool is_void_ = false;
  // Of the step in which hooks are running.
  CpuId cpu_ = 0;
  FootprintId accessed_ = 0;
  std::vector<Finding>* findings_ = nullptr;
};

} // namespace walkcheck::machine
