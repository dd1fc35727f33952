// SPDX-License-Identifier: GPL-2.0-only
// Writes a Program in C++, one instruction per call, for tests that have no C.
//
//   Builder b("writer");
//   const Operand x = b.global("x");
//   b.store(x, b.add(b.load(x), b.constant(1)));
//   Program p = b.finish();
//
// Each instruction has its own debug entry: file = the program's name, line = how many instructions
// of the program came before it, plus 1.
#pragma once

#include "model/program/program.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace walkcheck::program {

class Builder {
public:
  // Starts in the entry function, named `entry`, whose parameters are 64 bits wide.
  explicit Builder(std::string name, unsigned parameters = 0);

  // --- Operands ---------------------------------------------------------------------------------
  static Operand constant(std::uint64_t value) { return {Operand::Kind::Constant, value}; }
  Operand parameter(unsigned index) const { return {Operand::Kind::Register, index}; }
  Operand fresh(); // a register that nothing has written yet
  // The address of a variable; the first call decides its size and initial value.
  Operand global(const std::string& name, std::uint64_t bytes = 8, std::uint64_t initial = 0);
  Operand local_global(const std::string& name, std::uint64_t bytes = 8, std::uint64_t initial = 0);
  Operand function_address(const std::string& name);
  // Of a local of that many bytes, which begins here and has no value.
  Operand local(const std::string& name, std::uint64_t bytes = 8);
  Operand undefined(const std::string& name);
  void end_local(const std::string& name);

  // --- Instructions; those with a value return the register that holds it
  // -------------------------
  Operand binary(BinaryOp op, Operand left, Operand right, std::uint8_t bits = 64);
  Operand add(Operand left, Operand right) { return binary(BinaryOp::Add, left, right); }
  Operand compare(Comparison comparison, Operand left, Operand right, std::uint8_t bits = 64);
  Operand cast(CastOp op, std::uint8_t from_bits, std::uint8_t to_bits, Operand operand);
  Operand select(Operand condition, Operand if_true, Operand if_false);
  void copy(Operand to_register, Operand from);

  Operand load(Operand address, std::uint8_t bytes = 8, Ordering ordering = Ordering::Once);
  void store(Operand address, Operand value, std::uint8_t bytes = 8,
             Ordering ordering = Ordering::Once);
  Operand exchange(Operand address, Operand value, std::uint8_t bytes = 8);
  struct Compared {
    Operand old, success;
  };
  Compared compare_exchange(Operand address, Operand expected, Operand desired,
                            std::uint8_t bytes = 8);
  Operand fetch(FetchOp op, Operand address, Operand value, std::uint8_t bytes = 8);

  Operand invoke(Primitive primitive, std::initializer_list<Operand> arguments = {},
                 std::string text = {});
  Operand opaque(const std::string& name, bool used);

  // --- Control
  // ------------------------------------------------------------------------------------
  Label label();           // to be placed later
  void place(Label label); // here
  void jump(Label target);
  void branch(Operand condition, Label if_true, Label if_false);
  void switch_on(Operand value, std::vector<std::pair<std::uint64_t, Label>> cases,
                 Label otherwise);
  std::uint32_t new_loop();
  void loop_enter(std::uint32_t loop);
  void loop_again(std::uint32_t loop);
  Operand call(Operand callee, std::vector<Operand> arguments);
  Operand call(const std::string& function, std::vector<Operand> arguments);
  void ret();
  void ret(Operand value);
  void unreachable();

  // What follows belongs to this function. finish() ends each open function with a plain return.
  void function(const std::string& name, unsigned parameters);

  Program finish();

private:
  struct Body {
    std::vector<Label> placed; // by label: the instruction's index
  };
  void emit(Operation operation);
  Operand variable(const std::string& name, std::uint64_t bytes, std::uint64_t initial, bool local);
  std::uint32_t function_index(const std::string& name);
  Function& current() { return program_.functions[current_]; }

  Program program_;
  std::uint32_t current_ = 0;
  std::vector<Body> bodies_;
  std::map<std::string, std::uint32_t> functions_;
  std::map<std::string, std::uint64_t> globals_;
};

} // namespace walkcheck::program
