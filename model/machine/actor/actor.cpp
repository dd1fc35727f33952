// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine/actor/actor.hpp"

#include "model/machine/operation/operation.hpp"

namespace walkcheck::machine {
namespace {

void add_program(World& /*world*/, CpuId cpu, std::vector<Actor>& actors) {
  actors.push_back({&kPrograms, cpu, ProgramId{cpu}});
}

} // namespace

constinit const ActorKind kPrograms{add_program};

std::vector<Actor> find_actors(World& world) {
  std::vector<Actor> actors;
  for (CpuId cpu = 0; cpu < world.cpus(); ++cpu)
    kPrograms.add(world, cpu, actors);
  for (CpuId cpu = 0; cpu < world.cpus(); ++cpu)
    for (const ActorKind* kind : kByThemselves)
      kind->add(world, cpu, actors);
  return actors;
}

CpuStatus status_of(World& world, const Actor& actor, const Visible& op) {
  const auto is_asked = actor.kind->is_asked;
  if (is_asked != nullptr && !is_asked(world, actor)) return CpuStatus::Idle;
  return is_granted(world, actor.cpu, op) ? CpuStatus::Ready : CpuStatus::Blocked;
}

} // namespace walkcheck::machine
