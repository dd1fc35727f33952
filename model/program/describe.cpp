// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/describe.hpp"

#include "model/program/overloaded.hpp"

#include <fmt/format.h>

#include <optional>

namespace walkcheck::program {
namespace {

constexpr std::string_view kPrefix = "__wc_";

std::string_view name(Ordering ordering) {
  switch (ordering) {
  case Ordering::Plain: return "plain";
  case Ordering::Once: return "once";
  case Ordering::Atomic: return "atomic";
  }
  return "";
}

std::string_view name(FetchOp op) {
  switch (op) {
  case FetchOp::Add: return "add";
  case FetchOp::Sub: return "sub";
  case FetchOp::And: return "and";
  case FetchOp::Or: return "or";
  case FetchOp::Xor: return "xor";
  case FetchOp::Nand: return "nand";
  }
  return "";
}

// Neither another CPU's word nor one that anybody writes.
bool is_private(const Operand& address, const Program& program, const std::set<Register>& locals) {
  switch (address.kind) {
  case Operand::Kind::Register: return locals.contains(static_cast<Register>(address.value));
  case Operand::Kind::Global:
    return program.globals[address.value].constant || program.globals[address.value].local;
  case Operand::Kind::Constant:
  case Operand::Kind::Function:
  case Operand::Kind::Undefined: return false;
  }
  return false;
}

std::string callee_name(const Operand& callee, const Program& program) {
  if (callee.kind == Operand::Kind::Function)
    return fmt::format("{}()", program.functions[callee.value].name);
  return "through a pointer";
}

std::string invoked(const Invoke& invoke) {
  const std::string_view name = info(invoke.primitive).c_name.substr(kPrefix.size());
  return invoke.text.empty() ? std::string(name) : fmt::format("{} \"{}\"", name, invoke.text);
}

} // namespace

std::set<Register> private_addresses(const Function& function) {
  std::set<Register> locals;
  auto is_local = [&](const Operand& operand) {
    return operand.kind == Operand::Kind::Register &&
           locals.contains(static_cast<Register>(operand.value));
  };
  // Definitions come before their uses, but for loops; those are conservatively left out.
  for (const Instruction& instruction : function.body) {
    if (const auto* local = std::get_if<LocalAddress>(&instruction.operation))
      locals.insert(local->result);
    const auto* sum = std::get_if<Binary>(&instruction.operation);
    if (sum != nullptr && sum->op == BinaryOp::Add && is_local(sum->left))
      locals.insert(sum->result);
  }
  return locals;
}

Role role(const Instruction& instruction, const Program& program,
          const std::set<Register>& locals) {
  auto access = [&](const auto& op) {
    return is_private(op.address, program, locals) ? Role::Local : Role::Step;
  };
  return std::visit(
      Overloaded{
          [&](const Load& op) { return access(op); }, [&](const Store& op) { return access(op); },
          [&](const Exchange& op) { return access(op); },
          [&](const CompareExchange& op) { return access(op); },
          [&](const FetchModify& op) { return access(op); },
          [](const Invoke& op) { return has(op.primitive, Trait::Note) ? Role::Note : Role::Step; },
          [](const Call&) { return Role::Note; }, [](const Opaque&) { return Role::Note; },
          [](const Jump&) { return Role::End; }, [](const Branch&) { return Role::End; },
          [](const Switch&) { return Role::End; }, [](const Return&) { return Role::End; },
          [](const Unreachable&) { return Role::End; },
          [](const NotModelled&) { return Role::End; }, [](const auto&) { return Role::Local; }},
      instruction.operation);
}

std::string describe(const Instruction& instruction, const Program& program) {
  auto bits = [](std::uint8_t bytes) { return bytes * 8; };
  return std::visit(
      Overloaded{
          [&](const Load& op) {
            return fmt::format("load{} {}", bits(op.bytes), name(op.ordering));
          },
          [&](const Store& op) {
            return fmt::format("store{} {}", bits(op.bytes), name(op.ordering));
          },
          [&](const Exchange& op) { return fmt::format("exchange{} atomic", bits(op.bytes)); },
          [&](const CompareExchange& op) {
            return fmt::format("cmpxchg{} atomic", bits(op.bytes));
          },
          [&](const FetchModify& op) {
            return fmt::format("fetch-{}{} atomic", name(op.op), bits(op.bytes));
          },
          [](const Invoke& op) { return invoked(op); },
          [&](const Call& op) { return fmt::format("call {}", callee_name(op.callee, program)); },
          [](const Opaque& op) {
            return fmt::format("opaque {}(){}", op.name,
                               op.result ? ", its value unknown" : ", no effect");
          },
          [](const Unreachable&) { return std::string("must not be reached"); },
          [](const NotModelled& op) { return "ends here: " + op.what; },
          [](const Return&) { return std::string("return"); },
          [](const auto&) { return std::string("local work"); }},
      instruction.operation);
}

std::vector<Label> targets(const Operation& operation) {
  if (const auto* jump = std::get_if<Jump>(&operation)) return {jump->target};
  if (const auto* branch = std::get_if<Branch>(&operation))
    return {branch->if_true, branch->if_false};
  std::vector<Label> result;
  if (const auto* choice = std::get_if<Switch>(&operation)) {
    for (const auto& [value, target] : choice->cases)
      result.push_back(target);
    result.push_back(choice->otherwise);
  }
  return result;
}

} // namespace walkcheck::program
