// SPDX-License-Identifier: GPL-2.0-only
// Wakeup trees: the sequences that remain to be explored from a point of the current execution, in
// their order (JACM 2017, section 6). Entry point: WakeupTrees::insert(), the paper's insert[E].
//
// A sequence is some events of the current execution after the point, in its order, and then one
// step that goes earlier than it did. So its happens-before can be read off the execution's own.
#pragma once

#include "checker/explore/cover.hpp"
#include "checker/explore/history.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace walkcheck::explore {

using WakeupId = std::uint32_t;
inline constexpr WakeupId kNoWakeup = UINT32_MAX;

// The events of `kept`, then `last`. insert() uses `kept` up.
struct Sequence {
  Row kept;
  Label last;
  FootprintId last_footprint;
};

class WakeupTrees {
public:
  struct Branch {
    Label label;
    FootprintId footprint;
    WakeupId children = kNoWakeup; // the leftmost one
    WakeupId next = kNoWakeup;     // sibling to the right
  };

  const Branch& branch(WakeupId id) const { return branches_[id]; }

  // Takes the leftmost branch off `roots`; its children are the tree of the next point.
  Branch take(WakeupId& roots) {
    const WakeupId id = roots;
    const Branch taken = branches_[id];
    roots = taken.next;
    branches_[id].next = free_;
    free_ = id;
    return taken;
  }

  // Adds the sequence, unless the tree below `roots` covers it already; returns what covers it, if
  // that can be known. `footprints`: a FootprintTable.
  template <std::size_t kWords, class Footprints>
  Cover insert(WakeupId& roots, Sequence sequence, const History<kWords>& history,
               Footprints& footprints) {
    Insertion<kWords, Footprints> insertion{*this, history, footprints, sequence, true, {}};
    insertion.run(roots);
    return insertion.cover;
  }

private:
  template <std::size_t kWords, class Footprints> struct Insertion {
    WakeupTrees& trees;
    const History<kWords>& history;
    Footprints& footprints;
    Sequence sequence;
    bool last_pending;
    Cover cover;

    void run(WakeupId& roots) {
      cover.known = true;
      WakeupId parent = kNoWakeup;
      for (;;) {
        WakeupId branch = parent == kNoWakeup ? roots : trees.branches_[parent].children;
        if (branch == kNoWakeup && parent != kNoWakeup)
          return; // a leaf: all that follows it will be explored
        if (parent != kNoWakeup && is_used_up()) break; // a longer sequence may take another way
        WakeupId rightmost = kNoWakeup;
        while (branch != kNoWakeup && !can_begin_with(trees.branches_[branch])) {
          rightmost = branch;
          branch = trees.branches_[branch].next;
        }
        if (branch == kNoWakeup) {
          append(roots, parent, rightmost);
          break;
        }
        parent = branch;
      }
      cover.known = false;
    }

    bool is_used_up() const {
      return !last_pending && lowest(sequence.kept, history.words()) == kNoEvent;
    }

    // Whether the branch's step is a weak initial of the sequence; if so, takes it off the
    // sequence.
    bool can_begin_with(const Branch& branch) {
      const EventIndex own = first_kept_of(branch.label.thread);
      if (own != kNoEvent) return begin_with_kept(branch, own);
      if (branch.label.thread == sequence.last.thread && last_pending) {
        if (branch.label != sequence.last ||
            history.conflicts_with_any(footprints[sequence.last_footprint], sequence.kept))
          return false;
        last_pending = false;
        cover.has_last = true;
        return true;
      }
      if (last_pending && footprints.conflict(branch.footprint, sequence.last_footprint))
        return false;
      if (history.conflicts_with_any(footprints[branch.footprint], sequence.kept)) return false;
      cover.add({branch.label.thread, branch.footprint});
      return true;
    }

    bool begin_with_kept(const Branch& branch, EventIndex own) {
      if (history.event(own).label != branch.label) return false;
      ConstRow before = history.before(own);
      for (std::size_t w = 0; w < history.words(); ++w)
        if ((before[w] & sequence.kept[w] & ~(w == own / 64 ? 1ULL << (own % 64) : 0)) != 0)
          return false;
      remove(sequence.kept, own);
      cover.needed = std::max(cover.needed, own + 1);
      return true;
    }

    EventIndex first_kept_of(ThreadId thread) const {
      ConstRow events = history.of_thread(thread);
      for (std::size_t w = 0; w < history.words(); ++w)
        if (const std::uint64_t bits = events[w] & sequence.kept[w]; bits != 0)
          return static_cast<EventIndex>(w * 64 + static_cast<unsigned>(std::countr_zero(bits)));
      return kNoEvent;
    }

    void append(WakeupId& roots, WakeupId parent, WakeupId sibling) {
      for_each(sequence.kept, history.words(), [&](EventIndex event) {
        const Event& kept = history.event(event);
        parent = trees.add(roots, parent, sibling, kept.label, kept.footprint);
        sibling = kNoWakeup;
      });
      if (last_pending) trees.add(roots, parent, sibling, sequence.last, sequence.last_footprint);
    }
  };

  // Adds a branch: the next sibling of `sibling` if there is one, else the first child of `parent`.
  WakeupId add(WakeupId& roots, WakeupId parent, WakeupId sibling, Label label,
               FootprintId footprint) {
    WakeupId id = free_;
    if (id != kNoWakeup) {
      free_ = branches_[id].next;
    } else {
      id = static_cast<WakeupId>(branches_.size());
      branches_.emplace_back();
    }
    branches_[id] = {label, footprint, kNoWakeup, kNoWakeup};
    if (sibling != kNoWakeup)
      branches_[sibling].next = id;
    else if (parent != kNoWakeup)
      branches_[parent].children = id;
    else
      roots = id;
    return id;
  }

  std::vector<Branch> branches_;
  WakeupId free_ = kNoWakeup;
};

} // namespace walkcheck::explore
