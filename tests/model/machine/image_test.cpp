// SPDX-License-Identifier: GPL-2.0-only
// Linking: one variable per name, static variables per CPU, relocations, and setups that are
// refused.
#include "catch.hpp"

#include "driver.hpp"

#include "model/program/diagnostic.hpp"

using namespace walkcheck;
using namespace walkcheck::machine;
using namespace walkcheck::machine::testing;

TEST_CASE("a variable is shared by name, a static is not") {
  Builder writer("writer"), reader("reader");
  writer.store(writer.global("shared"), at(1));
  writer.store(writer.local_global("own"), at(1));
  reader.ret(reader.add(
      reader.binary(program::BinaryOp::Mul, reader.load(reader.global("shared")), at(10)),
      reader.load(reader.local_global("own"))));
  Machine machine(setup_of({writer.finish(), reader.finish()}));
  learn(machine);
  run(machine, 0);
  run(machine, 1);
  CHECK(machine.returned(1) == 10);
  CHECK(machine.name_of(program::kGlobalBase) == "own@writer");
  CHECK(machine.name_of(program::kGlobalBase + 2 * (64 + 4096) + 4) == "shared + 4");
}

TEST_CASE("an initial value wins over none; two are an error") {
  const auto linked = [](std::uint64_t first, std::uint64_t second) {
    Builder a("a"), b("b");
    a.ret(a.load(a.global("x", 8, first)));
    b.ret(b.load(b.global("x", 8, second)));
    Machine machine(setup_of({a.finish(), b.finish()}));
    run(machine, 0);
    return machine.returned(0).value();
  };
  CHECK(linked(0, 7) == 7);
  CHECK(linked(7, 0) == 7);
  CHECK(linked(7, 7) == 7);
  CHECK_THROWS_AS(linked(7, 8), InputError);

  Builder a("a"), b("b");
  a.load(a.global("x", 8));
  b.load(b.global("x", 16));
  CHECK_THROWS_AS(Machine(setup_of({a.finish(), b.finish()})), InputError);
}

TEST_CASE("an explicit zero is an initial value") {
  Builder a("a"), b("b");
  a.ret(a.load(a.global("x", 8, 0)));
  b.ret(b.load(b.global("x", 8, 5)));
  program::Program zero = a.finish();
  const program::Program five = b.finish();
  CHECK_NOTHROW(Machine(setup_of({zero, five})));
  zero.globals[0].initialised = true;
  CHECK_THROWS_AS(Machine(setup_of({zero, five})), InputError);
  CHECK_THROWS_AS(Machine(setup_of({five, zero})), InputError);
  CHECK_NOTHROW(Machine(setup_of({zero, zero})));
}

TEST_CASE("units that declare a variable differently are told the places") {
  const auto unit = [](const std::string& name, const std::string& type,
                       const std::string& layout) {
    Builder b(name);
    b.ret(b.load(b.global("x", 8)));
    program::Program program = b.finish();
    program.globals[0].declared = {{name + ".c", 3, 0, ""}, type, layout, false};
    return program;
  };
  const auto cause = [](const program::Program& one, const program::Program& other) -> std::string {
    try {
      Machine(setup_of({one, other}));
      return "";
    } catch (const InputError& error) {
      return to_string(error.diagnostics().at(0));
    }
  };
  const auto a = unit("a", "long", "long");
  CHECK(cause(a, unit("b", "long", "long")).empty());
  CHECK(cause(a, unit("b", "const long", "const long"))
            .starts_with("b.c:3: the variable 'x' is of type 'const long' here and 'long' in "
                         "a.c:3"));
  CHECK(cause(unit("a", "struct s", "struct s { long a }"),
              unit("b", "struct s", "struct s { int a }"))
            .starts_with("b.c:3: 'struct s', the type of the variable 'x', has other members "
                         "here than in a.c:3"));
}

TEST_CASE("a variable is aligned as its text asks for") {
  for (const std::uint64_t alignment : {1U, 64U, 128U, 4096U, 1U << 21}) {
    Builder b("cpu");
    b.global("before", 24);
    b.ret(b.global("x", 8));
    program::Program program = b.finish();
    program.globals[1].alignment = alignment;
    Machine machine(setup_of({program}));
    run(machine, 0);
    CHECK(machine.returned(0).value() % alignment == 0);
  }
  Builder b("cpu");
  b.ret(b.global("x", 8));
  program::Program program = b.finish();
  program.globals[0].alignment = 1U << 22;
  CHECK_THROWS_AS(Machine(setup_of({program})), InputError);
}

// It calls the function to which the second word of `ops` points, and has a callback() that returns
// `result`.
program::Program calling(const std::string& name, std::uint64_t result, bool fills = true) {
  Builder b(name);
  const Operand table = b.global("ops", 16);
  b.ret(b.call(b.load(b.add(table, at(8))), {}));
  if (!fills) return b.finish();
  b.function("callback", 0);
  b.ret(b.add(at(result), b.load(b.local_global("own", 8, 0))));
  program::Program program = b.finish();
  program.globals[0].relocations = {{8, {Operand::Kind::Function, 1}, 0}};
  return program;
}

TEST_CASE("a shared table of callbacks leads each CPU to its own text of the one function") {
  Machine machine(setup_of({calling("a", 1), calling("b", 1)}));
  run(machine, 0);
  run(machine, 1);
  CHECK(machine.returned(0) == 1);
  CHECK(machine.returned(1) == 1);
  // Two functions with the same name: the table cannot have both as its initial value.
  CHECK_THROWS_AS(Machine(setup_of({calling("a", 1), calling("b", 2)})), InputError);
}

TEST_CASE("a pointer leads to the text of the program that has it") {
  Machine machine(setup_of({calling("a", 1), calling("b", 2, false)}));
  run(machine, 0);
  run(machine, 1);
  CHECK(machine.returned(0) == 1);
  CHECK(machine.returned(1) == 1);
  CHECK_NOTHROW(Machine(setup_of({calling("b", 2, false), calling("a", 1)})));
}

TEST_CASE("whose static a function means, called from elsewhere, has to be clear") {
  CHECK_THROWS_AS(Machine(setup_of({calling("a", 1), calling("a", 1), calling("b", 2, false)})),
                  InputError);
}

TEST_CASE("a setup that is none is refused") {
  CHECK_THROWS_AS(Machine(Setup{}), InputError);
  Builder b("cpu", 2);
  const program::Program program = b.finish();
  CHECK_THROWS_AS(Machine(setup_of({program})), InputError); // it gives no arguments
  Setup setup = setup_of({program});
  setup.cpus[0].arguments = {1, 2};
  CHECK_NOTHROW(Machine(setup));
  setup.words = {{address_of(kData), 1}};
  CHECK_THROWS_AS(Machine(setup), InputError);
  setup.words = {{address_of(kTable) + 4, 1}};
  CHECK_THROWS_AS(Machine(setup), InputError);
  setup.words = {};
  setup.frames.push_back({kTable, FrameState::Data, "again"});
  CHECK_THROWS_AS(Machine(setup), InputError);
}

TEST_CASE("addresses have names that do not change from run to run") {
  Builder b("vcpu");
  b.ret(b.local("x"));
  Machine machine(setup_of({b.finish()}));
  CHECK(machine.name_of(address_of(kTable)) == "PTE table");
  CHECK(machine.name_of(address_of(kTable) + 24) == "PTE table[3]");
  CHECK(machine.name_of(address_of(0x77)) == "frame 0x77");
  CHECK(machine.name_of(program::kPrivateBase + 8) == "stack of vcpu + 8");
  CHECK(machine.name_of(program::kFunctionBase) == "entry");
  CHECK(machine.name_of(UINT64_MAX) == "0xffffffffffffffff");
}
