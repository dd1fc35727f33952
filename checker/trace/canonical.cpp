// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/canonical.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace walkcheck::trace {
namespace {

using Progress = std::vector<std::uint32_t>; // per lane: how many of its events are done

// One chain of events per CPU and per actor ("lane"), with what each event waits for.
struct Lanes {
  struct Event {
    std::size_t index;
    Progress needs;
  };
  std::vector<std::vector<Event>> lanes; // the CPUs' first, by ascending CPU
  std::size_t cpus = 0;                  // how many of them are CPUs'

  Lanes(const std::vector<std::size_t>& events, const WhoOf& who_of,
        const HappensBefore& happens_before) {
    std::map<std::pair<std::uint32_t, machine::CpuId>, std::vector<std::size_t>> by_who;
    for (const std::size_t event : events) {
      const Who who = who_of(event);
      by_who[{who.actor, who.cpu}].push_back(event);
    }
    for (const auto& [who, chain] : by_who) {
      std::vector<Event>& lane = lanes.emplace_back();
      if (who.first == 0) ++cpus;
      Progress needs(by_who.size(), 0); // these only grow along a lane
      for (const std::size_t event : chain) {
        std::size_t other = 0;
        for (const auto& [other_who, candidates] : by_who) {
          std::uint32_t& count = needs[other++];
          if (other_who == who) continue;
          while (count < candidates.size() && happens_before(candidates[count], event))
            ++count;
        }
        lane.push_back({event, needs});
      }
    }
  }

  bool enabled(const Progress& progress, std::size_t lane) const {
    if (progress[lane] == lanes[lane].size()) return false;
    const Progress& needs = lanes[lane][progress[lane]].needs;
    for (std::size_t i = 0; i < needs.size(); ++i)
      if (progress[i] < needs[i]) return false;
    return true;
  }

  // Takes each step that can happen by itself now, and calls visit(lane) for it.
  template <class Visit> void settle(Progress& progress, Visit visit) const {
    for (bool moved = true; std::exchange(moved, false);)
      for (std::size_t lane = cpus; lane < lanes.size(); ++lane)
        for (; enabled(progress, lane); moved = true) {
          visit(lane);
          ++progress[lane];
        }
  }

  // Runs a CPU's lane for as long as it can go on.
  template <class Visit> void extend(Progress& progress, std::size_t lane, Visit visit) const {
    for (; enabled(progress, lane); settle(progress, visit)) {
      visit(lane);
      ++progress[lane];
    }
  }
  Progress extended(Progress progress, std::size_t lane) const {
    extend(progress, lane, [](std::size_t) {});
    return progress;
  }
  Progress begin() const {
    Progress progress(lanes.size(), 0);
    settle(progress, [](std::size_t) {});
    return progress;
  }

  bool complete(const Progress& progress) const {
    for (std::size_t i = 0; i < lanes.size(); ++i)
      if (progress[i] != lanes[i].size()) return false;
    return true;
  }
};

// The lanes to run, one after the other, each for as long as it can.
using Runs = std::vector<std::size_t>;

struct Fewest {
  std::optional<Runs> runs;
  bool gave_up = false;
};

// Breadth first, so the first complete state has the fewest runs. Lanes are tried in ascending
// order, so these runs are also the lexicographically first.
Fewest fewest_runs(const Lanes& lanes, const CanonicalLimits& limits) {
  struct Node {
    Progress progress;
    std::size_t parent;
    std::size_t lane;
    std::size_t runs;
  };
  std::vector<Node> nodes{{lanes.begin(), 0, 0, 0}};
  std::set<Progress> seen{nodes.front().progress};
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    if (nodes.size() > limits.states) return {std::nullopt, true};
    if (lanes.complete(nodes[at].progress)) {
      Runs runs;
      for (std::size_t node = at; node != 0; node = nodes[node].parent)
        runs.push_back(nodes[node].lane);
      std::ranges::reverse(runs);
      return {runs, false};
    }
    if (nodes[at].runs > limits.switches) continue;
    for (std::size_t lane = 0; lane < lanes.cpus; ++lane) {
      if (!lanes.enabled(nodes[at].progress, lane)) continue;
      Progress next = lanes.extended(nodes[at].progress, lane);
      if (seen.insert(next).second)
        nodes.push_back({std::move(next), at, lane, nodes[at].runs + 1});
    }
  }
  return {};
}

// The lane that gets furthest goes next.
Runs greedy_runs(const Lanes& lanes) {
  Runs runs;
  Progress progress = lanes.begin();
  while (!lanes.complete(progress)) {
    std::size_t best = 0, best_gain = 0;
    for (std::size_t lane = 0; lane < lanes.cpus; ++lane) {
      const std::size_t gain = lanes.extended(progress, lane)[lane] - progress[lane];
      if (gain > best_gain) {
        best = lane;
        best_gain = gain;
      }
    }
    if (best_gain == 0) throw std::logic_error("happens-before has a cycle");
    progress = lanes.extended(std::move(progress), best);
    runs.push_back(best);
  }
  return runs;
}

} // namespace

std::optional<Canonical> canonical(const std::vector<std::size_t>& events, const WhoOf& who_of,
                                   const HappensBefore& happens_before,
                                   const CanonicalLimits& limits) {
  const Lanes lanes(events, who_of, happens_before);
  const Fewest found = fewest_runs(lanes, limits);
  if (!found.runs && !found.gave_up) return std::nullopt;
  const Runs runs = found.runs ? *found.runs : greedy_runs(lanes);

  Canonical result;
  result.fewest = !found.gave_up;
  result.switches = runs.empty() ? 0 : runs.size() - 1;
  Progress progress(lanes.lanes.size(), 0);
  const auto take = [&](std::size_t lane) {
    result.order.push_back(lanes.lanes[lane][progress[lane]].index);
  };
  lanes.settle(progress, take);
  for (const std::size_t lane : runs)
    lanes.extend(progress, lane, take);
  return result;
}

} // namespace walkcheck::trace
