// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/condition.hpp"

#include <fmt/format.h>

#include <utility>

namespace walkcheck::program {
namespace {

// What is longer helps nobody: it is given a name.
constexpr std::size_t kLongest = 160;

std::vector<Register> results(const Operation& operation) {
  return std::visit(
      [](const auto& op) -> std::vector<Register> {
        if constexpr (requires { op.success; })
          return {op.old, op.success};
        else if constexpr (requires { op.result.has_value(); })
          return op.result ? std::vector<Register>{*op.result} : std::vector<Register>{};
        else if constexpr (requires { Register{op.result}; })
          return {op.result};
        else
          return {};
      },
      operation);
}

bool is_constant(const Operand& operand, std::uint64_t value) {
  return operand.kind == Operand::Kind::Constant && operand.value == value;
}

std::string_view sign(Comparison comparison) {
  switch (comparison) {
  case Comparison::Eq: return "==";
  case Comparison::Ne: return "!=";
  case Comparison::ULt:
  case Comparison::SLt: return "<";
  case Comparison::ULe:
  case Comparison::SLe: return "<=";
  case Comparison::UGt:
  case Comparison::SGt: return ">";
  case Comparison::UGe:
  case Comparison::SGe: return ">=";
  }
  return "";
}

Comparison opposite(Comparison comparison) {
  switch (comparison) {
  case Comparison::Eq: return Comparison::Ne;
  case Comparison::Ne: return Comparison::Eq;
  case Comparison::ULt: return Comparison::UGe;
  case Comparison::ULe: return Comparison::UGt;
  case Comparison::UGt: return Comparison::ULe;
  case Comparison::UGe: return Comparison::ULt;
  case Comparison::SLt: return Comparison::SGe;
  case Comparison::SLe: return Comparison::SGt;
  case Comparison::SGt: return Comparison::SLe;
  case Comparison::SGe: return Comparison::SLt;
  }
  return comparison;
}

bool is_signed(Comparison comparison) {
  return comparison == Comparison::SLt || comparison == Comparison::SLe ||
         comparison == Comparison::SGt || comparison == Comparison::SGe;
}

std::string_view sign(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add: return "+";
  case BinaryOp::Sub: return "-";
  case BinaryOp::Mul: return "*";
  case BinaryOp::UDiv:
  case BinaryOp::SDiv: return "/";
  case BinaryOp::URem:
  case BinaryOp::SRem: return "%";
  case BinaryOp::And: return "&";
  case BinaryOp::Or: return "|";
  case BinaryOp::Xor: return "^";
  case BinaryOp::Shl: return "<<";
  case BinaryOp::LShr:
  case BinaryOp::AShr: return ">>";
  }
  return "";
}

bool is_signed(BinaryOp op) {
  return op == BinaryOp::SDiv || op == BinaryOp::SRem || op == BinaryOp::AShr;
}

// Whether the result of operands that fit may have more bits than they.
bool may_overflow(BinaryOp op) {
  return op == BinaryOp::Add || op == BinaryOp::Sub || op == BinaryOp::Mul || op == BinaryOp::Shl ||
         is_signed(op);
}

std::string literal(std::uint64_t value) {
  return value < 10 ? fmt::format("{}", value) : fmt::format("{:#x}", value);
}

} // namespace

Conditions::Conditions(const Program& program, const Function& function,
                       const std::vector<unsigned>& steps)
    : program_(program), function_(function) {
  for (Label at = 0; at < function.body.size(); ++at)
    for (const Register result : results(function.body[at].operation))
      definitions_[result].push_back(at);
  name_values(steps);
  find_meeting();
}

// What conditions name, and then what those values are made of.
void Conditions::find_meeting() {
  for (const Instruction& instruction : function_.body) {
    if (const auto* branch = std::get_if<Branch>(&instruction.operation))
      condition(branch->condition);
    if (const auto* choice = std::get_if<Switch>(&instruction.operation)) value(choice->value);
  }
  for (std::size_t before = 0; before != meeting_.size();) {
    before = meeting_.size();
    for (const Instruction& instruction : function_.body)
      if (const auto* copy = std::get_if<Copy>(&instruction.operation)) assignment(*copy);
  }
}

std::string Conditions::assignment(const Copy& copy) const {
  if (!meeting_.contains(copy.result)) return {};
  return fmt::format("v{} = {}", copy.result, value(copy.operand));
}

// A name that two values have says nothing: then it is the step's number.
void Conditions::name_values(const std::vector<unsigned>& steps) {
  std::map<std::string, unsigned> used;
  std::map<Register, std::string> wanted;
  for (Register i = 0; i < function_.parameters.size(); ++i)
    ++used[wanted[i] = function_.parameters[i].name];
  for (const auto& [result, labels] : definitions_) {
    if (labels.size() != 1) continue;
    const Debug& debug = program_.debug[function_.body[labels[0]].debug];
    const std::string& name = debug.receiver.empty() ? debug.text : debug.receiver;
    const bool visible = steps[labels[0]] != 0 ||
                         std::holds_alternative<Invoke>(function_.body[labels[0]].operation);
    if (!name.empty() && visible) ++used[wanted[result] = name];
  }
  for (const auto& [result, name] : wanted) {
    const auto defined = definitions_.find(result);
    const unsigned step = defined == definitions_.end() ? 0 : steps[defined->second[0]];
    if (used[name] == 1)
      names_[result] = name;
    else if (step != 0)
      names_[result] = fmt::format("what step {} found", step);
  }
}

const Operation* Conditions::definition(const Operand& operand) const {
  if (operand.kind != Operand::Kind::Register) return nullptr;
  const auto found = definitions_.find(static_cast<Register>(operand.value));
  if (found == definitions_.end() || found->second.size() != 1) return nullptr;
  return &function_.body[found->second[0]].operation;
}

// Whether it can only be 0 or 1, being what a comparison said.
bool Conditions::is_truth(const Operand& operand) const {
  const Operation* by = definition(operand);
  if (by == nullptr) return false;
  if (std::holds_alternative<Compare>(*by)) return true;
  if (const auto* cast = std::get_if<Cast>(by))
    return cast->op == CastOp::ZeroExtend && is_truth(cast->operand);
  if (const auto* copy = std::get_if<Copy>(by)) return is_truth(copy->operand);
  const auto* binary = std::get_if<Binary>(by);
  return binary != nullptr && binary->op == BinaryOp::Xor && is_constant(binary->right, 1) &&
         is_truth(binary->left);
}

Conditions::Text Conditions::truth(const Operand& operand, bool negated) const {
  const Operation* by = definition(operand);
  if (by != nullptr) {
    if (const auto* compare = std::get_if<Compare>(by)) return truth_of(*compare, negated);
    if (const auto* copy = std::get_if<Copy>(by)) return truth(copy->operand, negated);
    const auto* cast = std::get_if<Cast>(by);
    if (cast != nullptr && is_truth(cast->operand)) return truth(cast->operand, negated);
    const auto* binary = std::get_if<Binary>(by);
    if (binary != nullptr && binary->op == BinaryOp::Xor && is_constant(binary->right, 1) &&
        (binary->bits == 1 || is_truth(binary->left)))
      return truth(binary->left, !negated);
  }
  if (operand.kind == Operand::Kind::Constant)
    return {(operand.value & 1) != (negated ? 1U : 0U) ? "1" : "0", true};
  if (!negated) return number(operand);
  return {'!' + part(operand), true};
}

// `x != 0` of what is true or false is x.
Conditions::Text Conditions::truth_of(const Compare& compare, bool negated) const {
  const bool equality = !is_signed(compare.comparison) && (compare.comparison == Comparison::Eq ||
                                                           compare.comparison == Comparison::Ne);
  if (equality && is_constant(compare.right, 0) && is_truth(compare.left))
    return truth(compare.left, negated != (compare.comparison == Comparison::Eq));
  const Comparison comparison = negated ? opposite(compare.comparison) : compare.comparison;
  const bool sign_matters = is_signed(comparison);
  const auto side = [&](const Operand& operand) {
    return sign_matters ? signed_part(operand, compare.bits) : part(operand);
  };
  return {fmt::format("{} {} {}", side(compare.left), sign(comparison), side(compare.right)),
          false};
}

Conditions::Text Conditions::number(const Operand& operand) const {
  switch (operand.kind) {
  case Operand::Kind::Constant: return {literal(operand.value), true};
  case Operand::Kind::Global: return {'&' + program_.globals[operand.value].name, true};
  case Operand::Kind::Function: return {program_.functions[operand.value].name, true};
  case Operand::Kind::Undefined: {
    const std::string& variable = program_.undefined[operand.value];
    return {variable.empty() ? "an undefined value" : variable, true};
  }
  case Operand::Kind::Register: break;
  }
  const auto key = static_cast<Register>(operand.value);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  const Operation* by = definition(operand);
  Text text = by == nullptr || names_.contains(key) ? named(operand) : computed(*by);
  if (text.text.empty() || text.text.size() > kLongest) text = named(operand);
  return known_.emplace(key, std::move(text)).first->second;
}

// Empty where it is no plain computation.
Conditions::Text Conditions::computed(const Operation& operation) const {
  if (std::holds_alternative<Compare>(operation)) {
    return truth_of(std::get<Compare>(operation), false);
  } else if (const auto* copy = std::get_if<Copy>(&operation)) {
    return number(copy->operand);
  } else if (const auto* select = std::get_if<Select>(&operation)) {
    const Text condition = truth(select->condition, false);
    return {fmt::format("{} ? {} : {}",
                        condition.is_whole ? condition.text : '(' + condition.text + ')',
                        part(select->if_true), part(select->if_false)),
            false};
  } else if (const auto* cast = std::get_if<Cast>(&operation)) {
    if (cast->op == CastOp::ZeroExtend) return number(cast->operand);
    if (cast->op == CastOp::Truncate && cast->to_bits == 1)
      return {fmt::format("{} & 1", part(cast->operand)), false};
    if (cast->op == CastOp::Truncate)
      return {fmt::format("(u{}){}", cast->to_bits, part(cast->operand)), true};
    return {fmt::format("(u{})(s{}){}", cast->to_bits, cast->from_bits, part(cast->operand)), true};
  } else if (const auto* binary = std::get_if<Binary>(&operation)) {
    const auto side = [&](const Operand& operand) {
      return is_signed(binary->op) ? signed_part(operand, binary->bits) : part(operand);
    };
    const std::string right =
        binary->op == BinaryOp::AShr ? part(binary->right) : side(binary->right);
    std::string text = fmt::format("{} {} {}", side(binary->left), sign(binary->op), right);
    if (!may_overflow(binary->op) || binary->bits == 64) return {std::move(text), false};
    return {fmt::format("(u{})({})", binary->bits, text), true};
  }
  return {"", false};
}

Conditions::Text Conditions::named(const Operand& operand) const {
  const auto key = static_cast<Register>(operand.value);
  const auto name = names_.find(key);
  if (name != names_.end()) return {name->second, name->second.find(' ') == std::string::npos};
  const auto found = definitions_.find(key);
  if (found != definitions_.end() && found->second.size() > 1) meeting_.insert(key);
  return {fmt::format("v{}", key), true};
}

std::string Conditions::part(const Operand& operand) const {
  const Text text = number(operand);
  return text.is_whole ? text.text : '(' + text.text + ')';
}

std::string Conditions::signed_part(const Operand& operand, unsigned bits) const {
  if (operand.kind != Operand::Kind::Constant) return fmt::format("(s{}){}", bits, part(operand));
  const unsigned unused = 64 - bits;
  return fmt::format("{}", static_cast<std::int64_t>(operand.value << unused) >> unused);
}

} // namespace walkcheck::program
