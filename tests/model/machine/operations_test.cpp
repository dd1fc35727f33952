// SPDX-License-Identifier: GPL-2.0-only
// Each operation is one row of one table: no row is missing, and the rows are consistent.
#include "catch.hpp"

#include "model/machine/operation/operation.hpp"

namespace walkcheck::machine {

TEST_CASE("every kind of step is one operation's, or an actor's") {
  for (const KindInfo& kind : kKinds) {
    INFO(kind.name);
    const Operation* operation = find_operation(kind.kind);
    REQUIRE((operation == nullptr) == (kind.family == Family::Actors));
    if (operation == nullptr) continue;
    CHECK(operation->kind == kind.kind);
    CHECK((operation->apply != nullptr) == kind.changes_cells);
    CHECK_FALSE((operation->is_granted == nullptr && operation->waits_for != nullptr));
  }
}

TEST_CASE("every primitive has what runs it") {
  for (const program::PrimitiveInfo& primitive : program::kPrimitives) {
    INFO(primitive.c_name);
    CHECK(has_invocation(primitive.primitive));
  }
}

} // namespace walkcheck::machine
