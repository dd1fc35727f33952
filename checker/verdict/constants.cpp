// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/constants.hpp"

#include "model/program/instructions.hpp"

#include <algorithm>
#include <variant>

namespace walkcheck::verdict {

using program::Operand;

Constants::Constants(const program::Function& function, std::uint32_t program,
                     const Unwritten& unwritten, By by)
    : function_(function), program_(program), unwritten_(unwritten), by_(by),
      definitions_(function.registers), reachable_(function.body.size(), true) {
  find_definitions();
  do {
    known_.assign(function.registers, std::nullopt);
    // Arguments may have any value.
    for (std::size_t i = 0; i < function.parameters.size(); ++i)
      known_[i] = KnownBits::wide(function.parameters[i].bits);
  } while (leave_out_unreachable());
}

void Constants::find_definitions() {
  for (program::Label at = 0; at < function_.body.size(); ++at)
    std::visit([&](const auto& in) { define(in, at); }, function_.body[at].operation);
}

template <class Kind> void Constants::define(const Kind& in, program::Label at) {
  if constexpr (requires { in.success; }) {
    definitions_[in.old].push_back(at);
    definitions_[in.success].push_back(at);
  } else if constexpr (requires { in.result.has_value(); }) {
    if (in.result) definitions_[*in.result].push_back(at);
  } else if constexpr (requires { program::Register{in.result}; }) {
    definitions_[in.result].push_back(at);
  }
}

bool Constants::leave_out_unreachable() {
  std::vector<bool> reachable(function_.body.size());
  std::vector<program::Label> open{0};
  while (!open.empty()) {
    const program::Label at = open.back();
    open.pop_back();
    if (at >= reachable.size() || reachable[at] || !reachable_[at]) continue;
    reachable[at] = true;
    for (const program::Label each : next(at))
      open.push_back(each);
  }
  const bool more = reachable != reachable_;
  reachable_ = std::move(reachable);
  return more;
}

std::vector<program::Label> Constants::next(program::Label at) {
  const program::Operation& operation = function_.body[at].operation;
  if (const auto* branch = std::get_if<program::Branch>(&operation)) {
    const KnownBits condition = value(branch->condition);
    if (condition.is_true() || condition.is_false()) {
      if (left_out_because_ == nullptr) left_out_because_ = condition.because;
      return {condition.is_true() ? branch->if_true : branch->if_false};
    }
  }
  return program::successors(operation, at);
}

KnownBits Constants::value(const Operand& operand, unsigned depth) {
  if (operand.kind == Operand::Kind::Constant) return KnownBits::number(operand.value);
  if (operand.kind != Operand::Kind::Register || depth == kDeepest) return {};
  std::optional<KnownBits>& known = known_[operand.value];
  if (known) return *known;
  known = KnownBits{}; // in a loop, where it depends on itself: its value a round ago may be any
  std::optional<KnownBits> all;
  for (const program::Label at : definitions_[operand.value]) {
    if (!reachable_[at]) continue;
    const KnownBits one = result(function_.body[at].operation, depth + 1);
    all = all ? either(*all, one) : one;
  }
  KnownBits found = all.value_or(KnownBits{});
  if (found.because == nullptr) found.because = left_out_because_;
  known_[operand.value] = found;
  return found;
}

KnownBits Constants::result(const program::Operation& operation, unsigned depth) {
  using namespace program;
  if (const auto* in = std::get_if<Copy>(&operation)) return value(in->operand, depth);
  if (const auto* in = std::get_if<Cast>(&operation)) return cast(*in, value(in->operand, depth));
  if (const auto* in = std::get_if<Binary>(&operation))
    return binary(in->op, in->bits, value(in->left, depth), value(in->right, depth));
  if (const auto* in = std::get_if<Compare>(&operation))
    return compared(in->comparison, in->bits, value(in->left, depth), value(in->right, depth),
                    in->left == in->right);
  if (const auto* in = std::get_if<Select>(&operation)) return select(*in, depth);
  if (const auto* in = std::get_if<Load>(&operation)) return load(in->address, in->bytes, depth);
  if (const auto* in = std::get_if<Invoke>(&operation)) return invoke(*in, depth);
  return {};
}

KnownBits Constants::select(const program::Select& in, unsigned depth) {
  const KnownBits condition = value(in.condition, depth);
  const KnownBits if_true = value(in.if_true, depth), if_false = value(in.if_false, depth);
  KnownBits result = condition.is_true()    ? if_true
                     : condition.is_false() ? if_false
                                            : either(if_true, if_false);
  if (result.because == nullptr) result.because = condition.because;
  return result;
}

KnownBits Constants::load(const Operand& from, unsigned bytes, unsigned depth) {
  const KnownBits any = KnownBits::wide(8 * bytes);
  const auto at = address(from, depth);
  const auto variable = at ? unwritten(at->global) : std::nullopt;
  if (!variable) return any;
  const std::vector<std::uint8_t>& initial = variable->initial;
  const bool uniform =
      std::ranges::adjacent_find(initial, std::ranges::not_equal_to{}) == initial.end();
  const std::uint64_t offset = at->offset.value_or(0);
  if ((!at->offset && !uniform) || offset > initial.size() || bytes > initial.size() - offset)
    return any;
  std::uint64_t number = 0;
  for (unsigned i = 0; i < bytes; ++i)
    number |= std::uint64_t{initial[offset + i]} << (8 * i);
  KnownBits known = KnownBits::number(number);
  if (!variable->is_own) known.because = variable->name;
  return known;
}

// A lock whose address nobody has is held by nobody.
KnownBits Constants::invoke(const program::Invoke& in, unsigned depth) {
  if (in.primitive != program::Primitive::LockIsTaken) return {};
  const auto at = address(in.arguments[0], depth);
  const auto lock = at ? unwritten(at->global) : std::nullopt;
  if (!lock) return KnownBits::wide(1);
  KnownBits known = KnownBits::number(0);
  if (!lock->is_own) known.because = lock->name;
  return known;
}

std::optional<Unwritten::Variable> Constants::unwritten(std::uint64_t global) const {
  const auto variable = unwritten_.find(program_, global);
  return variable && (by_ == By::AllTexts || variable->is_own) ? variable : std::nullopt;
}

std::optional<Constants::Address> Constants::address(const Operand& operand, unsigned depth,
                                                     unsigned sums) {
  if (operand.kind == Operand::Kind::Global) return Address{operand.value, 0};
  if (operand.kind != Operand::Kind::Register || sums == kMostSums) return std::nullopt;
  const std::vector<program::Label>& definitions = definitions_[operand.value];
  if (definitions.size() != 1) return std::nullopt;
  const program::Operation& operation = function_.body[definitions[0]].operation;
  if (const auto* copy = std::get_if<program::Copy>(&operation))
    return address(copy->operand, depth, sums + 1);
  const auto* sum = std::get_if<program::Binary>(&operation);
  if (sum == nullptr || sum->op != program::BinaryOp::Add || sum->bits != 64) return std::nullopt;
  auto base = address(sum->left, depth, sums + 1);
  const Operand& offset = base ? sum->right : sum->left;
  if (!base) base = address(sum->right, depth, sums + 1);
  if (!base) return std::nullopt;
  const KnownBits by = value(offset, depth + 1);
  if (!by.is_number()) return Address{base->global, std::nullopt};
  if (base->offset) *base->offset += by.ones;
  return base;
}

} // namespace walkcheck::verdict
