// SPDX-License-Identifier: GPL-2.0-only
#include "model/program/print.hpp"

#include "model/program/condition.hpp"
#include "model/program/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace walkcheck::program {
namespace {

constexpr std::size_t kKindWidth = 17;
constexpr std::size_t kTextWidth = 52;

bool is_passing(const Operation& operation) {
  return std::holds_alternative<Copy>(operation) || std::holds_alternative<LoopEnter>(operation) ||
         std::holds_alternative<LoopAgain>(operation) || std::holds_alternative<Jump>(operation);
}

struct Block {
  Label first, last; // inclusive
  bool passage;      // leads on without doing anything but copies: an edge, not worth a line
};

std::map<Label, Block> find_blocks(const Function& function) {
  std::set<Label> leaders{0};
  for (Label at = 0; at < function.body.size(); ++at) {
    const std::vector<Label> to = targets(function.body[at].operation);
    leaders.insert(to.begin(), to.end());
    if (!to.empty()) leaders.insert(at + 1);
  }
  std::map<Label, Block> blocks;
  for (auto leader = leaders.begin(); leader != leaders.end(); ++leader) {
    if (*leader >= function.body.size()) continue;
    const auto next = std::next(leader);
    const Label end = next == leaders.end() ? static_cast<Label>(function.body.size()) : *next;
    const bool passage = std::all_of(function.body.begin() + *leader, function.body.begin() + end,
                                     [](const Instruction& i) { return is_passing(i.operation); });
    blocks[*leader] = {*leader, end - 1, passage && *leader != 0};
  }
  return blocks;
}

class FunctionPrinter {
public:
  FunctionPrinter(const Program& program, const Function& function, unsigned& step)
      : program_(program), function_(function), step_(step), blocks_(find_blocks(function)),
        locals_(private_addresses(function)), conditions_(program, function, step_numbers()) {
    std::set<Label> reached;
    for (const auto& [label, block] : blocks_) {
      if (block.passage) continue;
      const Operation& end = function.body[block.last].operation;
      for (const Label target : targets(end))
        if (!std::holds_alternative<Jump>(end) || beyond_passages(target) != following(label))
          reached.insert(beyond_passages(target));
    }
    for (const Label label : reached)
      names_.emplace(label, fmt::format("L{}", names_.size() + 1));
  }

  std::string print() {
    header();
    for (const auto& [label, block] : blocks_) {
      if (block.passage) continue;
      next_ = following(label);
      if (const auto name = names_.find(label); name != names_.end())
        out_ += fmt::format("{}:\n", name->second);
      for (Label at = block.first; at <= block.last; ++at)
        line(function_.body[at]);
      flush_local();
    }
    return std::move(out_);
  }

private:
  void header() {
    std::vector<std::string> parameters;
    for (const Parameter& parameter : function_.parameters)
      parameters.push_back(fmt::format("{}: {} bits", parameter.name, parameter.bits));
    const std::string result =
        function_.result_bits == 0 ? "nothing" : fmt::format("{} bits", function_.result_bits);
    out_ += fmt::format("{}({}) returns {}\n", function_.name, fmt::join(parameters, ", "), result);
    if (function_.private_bytes != 0)
      out_ +=
          fmt::format("      keeps {} bytes of locals in memory, as their addresses are taken\n",
                      function_.private_bytes);
  }

  // By label: the number that each step is going to have.
  std::vector<unsigned> step_numbers() const {
    std::vector<unsigned> numbers(function_.body.size());
    unsigned next = step_;
    for (const auto& [label, block] : blocks_)
      for (Label at = block.first; !block.passage && at <= block.last; ++at)
        if (role(function_.body[at], program_, locals_) == Role::Step) numbers[at] = ++next;
    return numbers;
  }

  Label beyond_passages(Label label) const {
    for (std::set<Label> seen; blocks_.at(label).passage && seen.insert(label).second;)
      label = targets(function_.body[blocks_.at(label).last].operation).at(0);
    return label;
  }

  bool goes_round(Label label) const {
    const Block& block = blocks_.at(label);
    return block.passage &&
           std::any_of(
               function_.body.begin() + block.first, function_.body.begin() + block.last + 1,
               [](const Instruction& i) { return std::holds_alternative<LoopAgain>(i.operation); });
  }

  // The next block that is printed.
  Label following(Label label) const {
    auto next = blocks_.upper_bound(label);
    while (next != blocks_.end() && next->second.passage)
      ++next;
    return next == blocks_.end() ? static_cast<Label>(function_.body.size()) : next->first;
  }

  std::string to(Label target) const {
    return fmt::format("{}{}{}", names_.at(beyond_passages(target)),
                       goes_round(target) ? " (again)" : "", set_on_the_way(target));
  }

  // What conditions further on go by.
  std::string set_on_the_way(Label target) const {
    std::vector<std::string> set;
    for (std::set<Label> seen; blocks_.at(target).passage && seen.insert(target).second;) {
      const Block& block = blocks_.at(target);
      for (Label at = block.first; at <= block.last; ++at)
        if (const auto* copy = std::get_if<Copy>(&function_.body[at].operation))
          if (std::string text = conditions_.assignment(*copy); !text.empty())
            set.push_back(std::move(text));
      target = targets(function_.body[block.last].operation).at(0);
    }
    return set.empty() ? "" : fmt::format(" ({})", fmt::join(set, ", "));
  }

  void line(const Instruction& instruction) {
    switch (role(instruction, program_, locals_)) {
    case Role::Local:
      if (std::holds_alternative<LoopAgain>(instruction.operation)) again_ = " (again)";
      if (const auto* copy = std::get_if<Copy>(&instruction.operation))
        set(conditions_.assignment(*copy));
      else
        ++local_;
      return;
    case Role::Step: return row(fmt::format("{:>4}", ++step_), instruction);
    case Role::Note: return row("   -", instruction);
    case Role::End: return transfer(instruction);
    }
  }

  void set(const std::string& assignment) {
    if (assignment.empty()) return void(++local_);
    flush_local();
    out_ += fmt::format("      {}\n", assignment);
  }

  void row(const std::string& number, const Instruction& instruction) {
    flush_local();
    const Debug& debug = program_.debug[instruction.debug];
    context(debug);
    std::string text = debug.text;
    if (!debug.receiver.empty()) text = fmt::format("{} = {}", debug.receiver, text);
    const bool claim = std::holds_alternative<Invoke>(instruction.operation) &&
                       !std::get<Invoke>(instruction.operation).text.empty();
    const std::string what = describe(instruction, program_);
    const std::size_t indent = what.size() < kKindWidth ? kKindWidth : what.size();
    out_ +=
        trimmed(fmt::format("{}  {:<{}} {:<{}}  {}", number, what, indent, claim ? "" : text,
                            kTextWidth + kKindWidth - std::min(indent, kTextWidth), place(debug)));
    if (debug.shown > 0)
      out_ += trimmed(fmt::format("{:{}}in {}, {}", "", kKindWidth + 9, debug.chain[0].function,
                                  at(debug.chain[0])));
  }

  // Says into which inlined function of the source the following steps go.
  void context(const Debug& debug) {
    std::string now;
    for (std::size_t i = debug.shown; i + 1 < debug.chain.size(); ++i)
      now += fmt::format("{}{}, called at {}", i == debug.shown ? "" : "; in ",
                         debug.chain[i].function, at(debug.chain[i + 1]));
    if (now == context_) return;
    context_ = now;
    out_ += now.empty() ? fmt::format("      -- in {}\n", function_.name)
                        : fmt::format("      -- in {}\n", now);
  }

  static std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text + '\n';
  }

  static std::string at(const SourceLocation& place) {
    return fmt::format("{}:{}:{}", place.file, place.line, place.column);
  }

  static std::string place(const Debug& debug) {
    return debug.chain.empty() ? "" : at(debug.chain[debug.shown]);
  }

  void transfer(const Instruction& instruction) {
    flush_local();
    const Debug& debug = program_.debug[instruction.debug];
    if (const auto* jump = std::get_if<Jump>(&instruction.operation)) {
      if (beyond_passages(jump->target) != next_)
        out_ += fmt::format("      goto {}{}\n", to(jump->target), again_);
      again_.clear();
    } else if (const auto* branch = std::get_if<Branch>(&instruction.operation)) {
      const std::string condition = conditions_.condition(branch->condition);
      out_ += trimmed(
          fmt::format("      if {:<{}}  {}", condition, kTextWidth + kKindWidth - 2, place(debug)));
      out_ += trimmed(fmt::format("        then {}, else {}{}", to(branch->if_true),
                                  to(branch->if_false),
                                  debug.text == condition ? "" : in_the_source(debug)));
    } else if (const auto* choice = std::get_if<Switch>(&instruction.operation)) {
      out_ += trimmed(fmt::format("      switch {:<{}}  {}", conditions_.value(choice->value),
                                  kTextWidth + kKindWidth - 6, place(debug)));
      for (const auto& [value, target] : choice->cases)
        out_ += fmt::format("        case {}: {}\n", value, to(target));
      out_ += fmt::format("        default: {}\n", to(choice->otherwise));
    } else {
      out_ += fmt::format("      {}\n", describe(instruction, program_));
    }
  }

  // What stands at the place that clang gives: all of `a && b`, or its beginning, or with a `!`.
  static std::string in_the_source(const Debug& debug) {
    return debug.text.empty() ? "" : fmt::format("; at: {}", debug.text);
  }

  void flush_local() {
    if (local_ != 0) out_ += fmt::format("      ({} local)\n", local_);
    local_ = 0;
  }

  const Program& program_;
  const Function& function_;
  unsigned& step_;
  std::map<Label, Block> blocks_;
  std::set<Register> locals_;
  Conditions conditions_;
  std::map<Label, std::string> names_;
  std::string out_, again_, context_;
  unsigned local_ = 0;
  Label next_ = 0;
};

} // namespace

std::string print(const Program& program) {
  unsigned step = 0;
  std::string text = fmt::format("{}\n\n", program.name);
  std::vector<const Function*> order{&program.functions[program.entry]};
  for (const Function& function : program.functions)
    if (&function != order.front()) order.push_back(&function);
  for (const Function* function : order)
    text += FunctionPrinter(program, *function, step).print() + '\n';
  if (!program.opaque.empty())
    text += fmt::format("opaque (nothing defines them): {}\n", fmt::join(program.opaque, ", "));
  return text;
}

} // namespace walkcheck::program
