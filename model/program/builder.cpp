// SPDX-License-Identifier: GPL-2.0-only
// Labels are placed late, so jumps hold label numbers until finish() turns them into indices.
#include "model/program/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace walkcheck::program {
namespace {

Register register_of(const Operand& operand) {
  return static_cast<Register>(operand.value);
}

void resolve(Operation& operation, const std::vector<Label>& placed) {
  if (auto* jump = std::get_if<Jump>(&operation)) jump->target = placed.at(jump->target);
  if (auto* branch = std::get_if<Branch>(&operation)) {
    branch->if_true = placed.at(branch->if_true);
    branch->if_false = placed.at(branch->if_false);
  }
  if (auto* choice = std::get_if<Switch>(&operation)) {
    for (auto& [value, target] : choice->cases)
      target = placed.at(target);
    choice->otherwise = placed.at(choice->otherwise);
  }
}

} // namespace

Builder::Builder(std::string name, unsigned parameters) {
  program_.name = std::move(name);
  function("entry", parameters);
}

Operand Builder::fresh() {
  return {Operand::Kind::Register, current().registers++};
}

Operand Builder::global(const std::string& name, std::uint64_t bytes, std::uint64_t initial) {
  return variable(name, bytes, initial, false);
}

Operand Builder::local_global(const std::string& name, std::uint64_t bytes, std::uint64_t initial) {
  return variable(name, bytes, initial, true);
}

Operand Builder::variable(const std::string& name, std::uint64_t bytes, std::uint64_t initial,
                          bool local) {
  const auto [position, inserted] = globals_.try_emplace(name, program_.globals.size());
  if (inserted) {
    Global global{.name = name, .bytes = bytes, .initial = {}, .relocations = {}, .local = local};
    global.initialised = initial != 0;
    for (std::uint64_t i = 0; i < bytes; ++i) {
      const std::uint64_t byte = i < 8 ? initial >> (8 * i) : 0;
      global.initial.push_back(static_cast<std::uint8_t>(byte & 0xff));
    }
    program_.globals.push_back(std::move(global));
  }
  return {Operand::Kind::Global, position->second};
}

std::uint32_t Builder::function_index(const std::string& name) {
  const auto next = static_cast<std::uint32_t>(program_.functions.size());
  const auto [position, inserted] = functions_.try_emplace(name, next);
  if (inserted) {
    program_.functions.emplace_back().name = name;
    bodies_.emplace_back();
  }
  return position->second;
}

Operand Builder::function_address(const std::string& name) {
  return {Operand::Kind::Function, function_index(name)};
}

Operand Builder::local(const std::string& name, std::uint64_t bytes) {
  const std::uint32_t index = add_local(current(), name, bytes, 8);
  const Operand result = fresh();
  emit(LocalAddress{register_of(result), index});
  emit(LocalBegin{index});
  return result;
}

Operand Builder::undefined(const std::string& name) {
  program_.undefined.push_back(name);
  return {Operand::Kind::Undefined, program_.undefined.size() - 1};
}

void Builder::end_local(const std::string& name) {
  const auto& locals = current().locals;
  const auto found = std::ranges::find(locals, name, &Local::name);
  emit(LocalEnd{static_cast<std::uint32_t>(found - locals.begin())});
}

Operand Builder::binary(BinaryOp op, Operand left, Operand right, std::uint8_t bits) {
  const Operand result = fresh();
  emit(Binary{op, bits, register_of(result), left, right});
  return result;
}

Operand Builder::compare(Comparison comparison, Operand left, Operand right, std::uint8_t bits) {
  const Operand result = fresh();
  emit(Compare{comparison, bits, register_of(result), left, right});
  return result;
}

Operand Builder::cast(CastOp op, std::uint8_t from_bits, std::uint8_t to_bits, Operand operand) {
  const Operand result = fresh();
  emit(Cast{op, from_bits, to_bits, register_of(result), operand});
  return result;
}

Operand Builder::select(Operand condition, Operand if_true, Operand if_false) {
  const Operand result = fresh();
  emit(Select{register_of(result), condition, if_true, if_false});
  return result;
}

void Builder::copy(Operand to_register, Operand from) {
  emit(Copy{register_of(to_register), from});
}

Operand Builder::load(Operand address, std::uint8_t bytes, Ordering ordering) {
  const Operand result = fresh();
  emit(Load{register_of(result), address, bytes, ordering});
  return result;
}

void Builder::store(Operand address, Operand value, std::uint8_t bytes, Ordering ordering) {
  emit(Store{address, value, bytes, ordering});
}

Operand Builder::exchange(Operand address, Operand value, std::uint8_t bytes) {
  const Operand result = fresh();
  emit(Exchange{register_of(result), address, value, bytes});
  return result;
}

Builder::Compared Builder::compare_exchange(Operand address, Operand expected, Operand desired,
                                            std::uint8_t bytes) {
  const Compared result{fresh(), fresh()};
  emit(CompareExchange{register_of(result.old), register_of(result.success), address, expected,
                       desired, bytes});
  return result;
}

Operand Builder::fetch(FetchOp op, Operand address, Operand value, std::uint8_t bytes) {
  const Operand result = fresh();
  emit(FetchModify{op, register_of(result), address, value, bytes});
  return result;
}

Operand Builder::invoke(Primitive primitive, std::initializer_list<Operand> arguments,
                        std::string text) {
  Invoke invocation{primitive, std::nullopt, arguments, std::move(text)};
  Operand result;
  if (info(primitive).returns) {
    result = fresh();
    invocation.result = register_of(result);
  }
  emit(std::move(invocation));
  return result;
}

Operand Builder::opaque(const std::string& name, bool used) {
  const Operand result = used ? fresh() : Operand{};
  emit(Opaque{name, used ? std::optional(register_of(result)) : std::nullopt});
  if (std::ranges::find(program_.opaque, name) == program_.opaque.end()) {
    program_.opaque.push_back(name);
    std::ranges::sort(program_.opaque);
  }
  return result;
}

Label Builder::label() {
  auto& placed = bodies_[current_].placed;
  placed.push_back(UINT32_MAX);
  return static_cast<Label>(placed.size() - 1);
}

void Builder::place(Label label) {
  bodies_[current_].placed.at(label) = static_cast<Label>(current().body.size());
}

void Builder::jump(Label target) {
  emit(Jump{target});
}

void Builder::branch(Operand condition, Label if_true, Label if_false) {
  emit(Branch{condition, if_true, if_false});
}

void Builder::switch_on(Operand value, std::vector<std::pair<std::uint64_t, Label>> cases,
                        Label otherwise) {
  emit(Switch{value, std::move(cases), otherwise});
}

std::uint32_t Builder::new_loop() {
  current().loops.push_back(0);
  return static_cast<std::uint32_t>(current().loops.size() - 1);
}

void Builder::loop_enter(std::uint32_t loop) {
  emit(LoopEnter{loop});
}

void Builder::loop_again(std::uint32_t loop) {
  emit(LoopAgain{loop});
}

Operand Builder::call(Operand callee, std::vector<Operand> arguments) {
  const Operand result = fresh();
  emit(Call{register_of(result), callee, std::move(arguments)});
  return result;
}

Operand Builder::call(const std::string& function, std::vector<Operand> arguments) {
  return call(function_address(function), std::move(arguments));
}

void Builder::ret() {
  emit(Return{});
}

void Builder::ret(Operand value) {
  current().result_bits = 64;
  emit(Return{value});
}

void Builder::unreachable() {
  emit(Unreachable{});
}

void Builder::function(const std::string& name, unsigned parameters) {
  current_ = function_index(name);
  Function& function = current();
  for (unsigned i = 0; i < parameters; ++i) {
    function.parameters.push_back({fmt::format("p{}", i), 64});
  }
  function.registers = std::max(function.registers, parameters);
}

void Builder::emit(Operation operation) {
  const auto line = static_cast<std::uint32_t>(program_.debug.size());
  Debug debug;
  debug.chain.push_back({program_.name, line, 1, current().name});
  program_.debug.push_back(std::move(debug));
  current().body.push_back({std::move(operation), line});
}

Program Builder::finish() {
  for (current_ = 0; current_ < program_.functions.size(); ++current_) {
    emit(Return{}); // an end for the last block, and for labels placed behind it
    for (Instruction& instruction : current().body) {
      resolve(instruction.operation, bodies_[current_].placed);
    }
  }
  current_ = 0;
  return program_;
}

} // namespace walkcheck::program
