// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verdict/marked.hpp"

#include "checker/verdict/constants.hpp"

#include <fmt/format.h>

#include <optional>

namespace walkcheck::verdict {
namespace {

std::string place_of(const program::Program& program, std::uint32_t debug) {
  const program::SourceLocation* at = program::shown(program.debug[debug]);
  return at == nullptr ? std::string("an unknown place") : fmt::format("{}:{}", at->file, at->line);
}

// The claims of one function, judged by the text: which cannot fail, or always fail, and why.
class Claims {
public:
  Claims(const program::Function& function, std::uint32_t program, std::optional<Unwritten>& shared,
         const machine::Setup& setup)
      : function_(function), program_(program),
        unwritten_(shared ? *shared : shared.emplace(setup)),
        own_(function, program, unwritten_, Constants::By::OwnText) {}

  void judge(const program::Operand& claim, Marked& marked) {
    const KnownBits own = own_.value(claim);
    marked.always_true = own.is_true();
    marked.always_false = own.is_false();
    if (marked.always_true || marked.always_false) return;
    if (!all_) all_.emplace(function_, program_, unwritten_, Constants::By::AllTexts);
    if (const KnownBits value = all_->value(claim); value.is_true() && value.because != nullptr)
      marked.unwritten = *value.because;
  }

private:
  const program::Function& function_;
  std::uint32_t program_;
  const Unwritten& unwritten_;
  Constants own_;
  std::optional<Constants> all_;
};

void add_marked(const program::Program& program, std::uint32_t index, const machine::Setup& setup,
                std::optional<Unwritten>& unwritten, std::vector<Marked>& places) {
  for (const program::Function& function : program.functions) {
    std::optional<Claims> claims; // made only for the few functions that have claims
    for (const program::Instruction& instruction : function.body) {
      const auto* invoke = std::get_if<program::Invoke>(&instruction.operation);
      if (invoke == nullptr) continue;
      const std::uint32_t debug = instruction.debug;
      if (invoke->primitive == program::Primitive::WalkBegin)
        places.push_back({Marked::Kind::WalkBegin, index, debug, place_of(program, debug)});
      if (invoke->primitive != program::Primitive::Require) continue;
      if (!claims) claims.emplace(function, index, unwritten, setup);
      Marked& claim =
          places.emplace_back(Marked::Kind::Claim, index, debug, place_of(program, debug));
      claims->judge(invoke->arguments[0], claim);
    }
  }
}

} // namespace

std::vector<Marked> marked(const machine::Setup& setup) {
  std::vector<Marked> places;
  std::optional<Unwritten> unwritten;
  std::uint32_t index = 0;
  for (const machine::CpuSetup& cpu : setup.cpus)
    add_marked(cpu.program, index++, setup, unwritten, places);
  for (const machine::InvariantSetup& invariant : setup.invariants)
    add_marked(invariant.program, index++, setup, unwritten, places);
  return places;
}

} // namespace walkcheck::verdict
