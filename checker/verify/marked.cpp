// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/marked.hpp"

#include "checker/trace/shown.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace walkcheck::verify {
namespace {

using program::Operand;

// What the registers of a function are, where that follows from its text alone. Values that meet
// where paths do are known where all of them are the same.
class Constants {
public:
  explicit Constants(const program::Function& function) {
    for (const program::Instruction& instruction : function.body)
      std::visit([&](const auto& operation) { define(operation, instruction.operation); },
                 instruction.operation);
  }

  std::optional<std::uint64_t> value(const Operand& operand, unsigned depth = 0) const {
    if (operand.kind == Operand::Kind::Constant) return operand.value;
    if (operand.kind != Operand::Kind::Register || depth == kDeepest) return std::nullopt;
    const auto found = definitions_.find(operand.value);
    if (found == definitions_.end()) return std::nullopt;
    std::optional<std::uint64_t> known;
    for (const program::Operation* operation : found->second) {
      const auto value = result(*operation, depth + 1);
      if (!value || (known && *known != *value)) return std::nullopt;
      known = value;
    }
    return known;
  }

private:
  static constexpr unsigned kDeepest = 64;

  template <class Kind> void define(const Kind& operation, const program::Operation& whole) {
    if constexpr (requires { operation.success; }) {
      definitions_[operation.old].push_back(&whole);
      definitions_[operation.success].push_back(&whole);
    } else if constexpr (requires { operation.result.has_value(); }) {
      if (operation.result) definitions_[*operation.result].push_back(&whole);
    } else if constexpr (requires { program::Register{operation.result}; }) {
      definitions_[operation.result].push_back(&whole);
    }
  }

  std::optional<std::uint64_t> result(const program::Operation& operation, unsigned depth) const {
    if (const auto* copy = std::get_if<program::Copy>(&operation))
      return value(copy->operand, depth);
    if (const auto* compare = std::get_if<program::Compare>(&operation))
      return compared(*compare, depth);
    if (const auto* cast = std::get_if<program::Cast>(&operation)) {
      const auto from = value(cast->operand, depth);
      if (!from || cast->op == program::CastOp::SignExtend) return std::nullopt;
      return *from & ones(cast->op == program::CastOp::Truncate ? cast->to_bits : cast->from_bits);
    }
    if (const auto* binary = std::get_if<program::Binary>(&operation)) return of(*binary, depth);
    if (const auto* select = std::get_if<program::Select>(&operation)) {
      const auto condition = value(select->condition, depth);
      if (condition) return value(*condition != 0 ? select->if_true : select->if_false, depth);
      const auto yes = value(select->if_true, depth), no = value(select->if_false, depth);
      return yes == no ? yes : std::nullopt;
    }
    return std::nullopt;
  }

  // `x == x`, and what no unsigned number is, are known whatever x is.
  std::optional<std::uint64_t> compared(const program::Compare& compare, unsigned depth) const {
    using program::Comparison;
    const auto left = value(compare.left, depth), right = value(compare.right, depth);
    const std::uint64_t mask = ones(compare.bits);
    const bool same = compare.left == compare.right;
    switch (compare.comparison) {
    case Comparison::Eq:
      if (same) return 1;
      break;
    case Comparison::Ne:
      if (same) return 0;
      break;
    case Comparison::UGe:
      if (same || (right && (*right & mask) == 0)) return 1;
      break;
    case Comparison::ULt:
      if (same || (right && (*right & mask) == 0)) return 0;
      break;
    case Comparison::ULe:
      if (same || (right && (*right & mask) == mask)) return 1;
      break;
    case Comparison::UGt:
      if (same || (right && (*right & mask) == mask)) return 0;
      break;
    case Comparison::SGe:
    case Comparison::SLe:
      if (same) return 1;
      return std::nullopt;
    case Comparison::SLt:
    case Comparison::SGt:
      if (same) return 0;
      return std::nullopt;
    }
    if (!left || !right) return std::nullopt;
    const std::uint64_t x = *left & mask, y = *right & mask;
    switch (compare.comparison) {
    case Comparison::Eq: return x == y;
    case Comparison::Ne: return x != y;
    case Comparison::UGe: return x >= y;
    case Comparison::ULt: return x < y;
    case Comparison::ULe: return x <= y;
    case Comparison::UGt: return x > y;
    case Comparison::SGe:
    case Comparison::SLe:
    case Comparison::SLt:
    case Comparison::SGt: break;
    }
    return std::nullopt;
  }

  std::optional<std::uint64_t> of(const program::Binary& binary, unsigned depth) const {
    using program::BinaryOp;
    const auto left = value(binary.left, depth), right = value(binary.right, depth);
    const std::uint64_t mask = ones(binary.bits);
    if (binary.op == BinaryOp::Or &&
        ((left && (*left & mask) == mask) || (right && (*right & mask) == mask)))
      return mask;
    if (binary.op == BinaryOp::And && ((left && *left == 0) || (right && *right == 0))) return 0;
    if (!left || !right) return std::nullopt;
    switch (binary.op) {
    case BinaryOp::Add: return (*left + *right) & mask;
    case BinaryOp::Sub: return (*left - *right) & mask;
    case BinaryOp::And: return *left & *right & mask;
    case BinaryOp::Or: return (*left | *right) & mask;
    case BinaryOp::Xor: return (*left ^ *right) & mask;
    case BinaryOp::Mul: return (*left * *right) & mask;
    case BinaryOp::UDiv:
    case BinaryOp::SDiv:
    case BinaryOp::URem:
    case BinaryOp::SRem:
    case BinaryOp::Shl:
    case BinaryOp::LShr:
    case BinaryOp::AShr: break;
    }
    return std::nullopt;
  }

  static std::uint64_t ones(unsigned bits) { return bits >= 64 ? ~0ULL : (1ULL << bits) - 1; }

  std::map<std::uint64_t, std::vector<const program::Operation*>> definitions_; // by register
};

std::string place_of(const program::Program& program, std::uint32_t debug) {
  const program::SourceLocation* at = trace::shown(program.debug[debug].chain);
  return at == nullptr ? std::string("an unknown place") : fmt::format("{}:{}", at->file, at->line);
}

void add_marked(const program::Program& program, std::uint32_t index, std::vector<Marked>& places) {
  for (const program::Function& function : program.functions) {
    std::optional<Constants> constants; // made for those few that have claims
    for (const program::Instruction& instruction : function.body) {
      const auto* invoke = std::get_if<program::Invoke>(&instruction.operation);
      if (invoke == nullptr) continue;
      const std::uint32_t debug = instruction.debug;
      if (invoke->primitive == program::Primitive::WalkBegin)
        places.push_back(
            {Marked::Kind::WalkBegin, index, debug, place_of(program, debug), false, false});
      if (invoke->primitive != program::Primitive::Require) continue;
      if (!constants) constants.emplace(function);
      const auto value = constants->value(invoke->arguments[0]);
      places.push_back({Marked::Kind::Claim, index, debug, place_of(program, debug),
                        value && *value != 0, value && *value == 0});
    }
  }
}

} // namespace

std::vector<Marked> marked(const machine::Setup& setup) {
  std::vector<Marked> places;
  std::uint32_t index = 0;
  for (const machine::CpuSetup& cpu : setup.cpus)
    add_marked(cpu.program, index++, places);
  for (const machine::InvariantSetup& invariant : setup.invariants)
    add_marked(invariant.program, index++, places);
  return places;
}

} // namespace walkcheck::verify
