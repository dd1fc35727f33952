// SPDX-License-Identifier: GPL-2.0-only
#include "checker/trace/canonical.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

namespace walkcheck::trace {
namespace {

using Progress = std::vector<std::size_t>; // per lane: how many of its events are done

// The causal past as one chain of events per CPU ("lane"), with what each event waits for.
struct Past {
  struct Event {
    std::size_t index;
    Progress needs;
  };
  std::vector<std::vector<Event>> lanes; // by ascending CPU

  bool enabled(const Progress& progress, std::size_t lane) const {
    if (progress[lane] == lanes[lane].size()) return false;
    const Progress& needs = lanes[lane][progress[lane]].needs;
    for (std::size_t i = 0; i < needs.size(); ++i)
      if (i != lane && progress[i] < needs[i]) return false;
    return true;
  }

  // Lets the lane go on for as long as it can.
  Progress extended(Progress progress, std::size_t lane) const {
    while (enabled(progress, lane))
      ++progress[lane];
    return progress;
  }

  bool complete(const Progress& progress) const {
    for (std::size_t i = 0; i < lanes.size(); ++i)
      if (progress[i] != lanes[i].size()) return false;
    return true;
  }
};

Past past_of(std::size_t events, const ChoiceOf& choice_of, const HappensBefore& happens_before,
             const std::vector<std::size_t>& targets) {
  const auto in_past = [&](std::size_t event) {
    return std::ranges::any_of(targets, [&](std::size_t target) {
      return event == target || happens_before(event, target);
    });
  };
  std::map<machine::CpuId, std::vector<std::size_t>> by_cpu;
  for (std::size_t event = 0; event < events; ++event)
    if (in_past(event)) by_cpu[choice_of(event).cpu].push_back(event);

  Past past;
  for (const auto& [cpu, chain] : by_cpu) {
    std::vector<Past::Event>& lane = past.lanes.emplace_back();
    for (const std::size_t event : chain) {
      Progress needs;
      for (const auto& [other, candidates] : by_cpu)
        needs.push_back(static_cast<std::size_t>(std::ranges::count_if(
            candidates, [&](std::size_t c) { return c != event && happens_before(c, event); })));
      lane.push_back({event, std::move(needs)});
    }
  }
  return past;
}

// The lanes to run, one after the other, each for as long as it can.
using Runs = std::vector<std::size_t>;

// Breadth first, so the first complete state has the fewest runs, and, as lanes are tried in
// ascending order, the lexicographically first such runs.
std::optional<Runs> fewest_runs(const Past& past, std::size_t max_states) {
  struct Node {
    Progress progress;
    std::size_t parent;
    std::size_t lane;
  };
  std::vector<Node> nodes{{Progress(past.lanes.size(), 0), 0, 0}};
  std::set<Progress> seen{nodes.front().progress};
  for (std::size_t at = 0; at < nodes.size() && nodes.size() <= max_states; ++at) {
    if (past.complete(nodes[at].progress)) {
      Runs runs;
      for (std::size_t node = at; node != 0; node = nodes[node].parent)
        runs.push_back(nodes[node].lane);
      std::ranges::reverse(runs);
      return runs;
    }
    for (std::size_t lane = 0; lane < past.lanes.size(); ++lane) {
      Progress next = past.extended(nodes[at].progress, lane);
      if (seen.insert(next).second) nodes.push_back({std::move(next), at, lane});
    }
  }
  return std::nullopt;
}

// Whoever gets furthest goes next.
Runs greedy_runs(const Past& past) {
  Runs runs;
  Progress progress(past.lanes.size(), 0);
  while (!past.complete(progress)) {
    std::size_t best = 0, best_gain = 0;
    for (std::size_t lane = 0; lane < past.lanes.size(); ++lane) {
      const std::size_t gain = past.extended(progress, lane)[lane] - progress[lane];
      if (gain > best_gain) {
        best = lane;
        best_gain = gain;
      }
    }
    if (best_gain == 0) throw std::logic_error("happens-before has a cycle");
    progress = past.extended(std::move(progress), best);
    runs.push_back(best);
  }
  return runs;
}

} // namespace

Canonical canonical(std::size_t events, const ChoiceOf& choice_of,
                    const HappensBefore& happens_before, const std::vector<std::size_t>& targets,
                    std::size_t max_states) {
  const Past past = past_of(events, choice_of, happens_before, targets);
  const std::optional<Runs> fewest = fewest_runs(past, max_states);
  const Runs runs = fewest ? *fewest : greedy_runs(past);

  Canonical result;
  result.fewest = fewest.has_value();
  result.switches = runs.empty() ? 0 : runs.size() - 1;
  Progress progress(past.lanes.size(), 0);
  for (const std::size_t lane : runs)
    while (past.enabled(progress, lane)) {
      const std::size_t event = past.lanes[lane][progress[lane]++].index;
      result.order.push_back(event);
      result.schedule.push_back(choice_of(event));
    }
  return result;
}

} // namespace walkcheck::trace
