// SPDX-License-Identifier: GPL-2.0-only
#include "model/scenario/build.hpp"

#include "model/scenario/dropped_steps.hpp"
#include "model/scenario/page_tables.hpp"
#include "model/scenario/tree_version.hpp"
#include "model/scenario/unused_macros.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace walkcheck::scenario {
namespace {

using program::Parameter;

program::Program shared(const BuildOptions& options, const std::string& kind,
                        const frontend::Source& source,
                        const std::function<program::Program()>& lower) {
  if (options.programs == nullptr) return lower();
  return options.programs->get(kind + options.specs.string(), source, lower);
}

class SetupBuilder {
public:
  SetupBuilder(const Scenario& scenario, const BuildOptions& options)
      : scenario_(scenario), options_(options) {}

  machine::Setup run() {
    machine::Setup setup;
    setup.reads = scenario_.reads;
    setup.loop_bound = scenario_.loop_bound;
    setup.call_depth = scenario_.call_depth;
    PageTables tables = make_page_tables(scenario_, diagnostics_);
    setup.frames = std::move(tables.frames);
    setup.words = std::move(tables.words);
    setup.assumed = std::move(tables.assumed);
    if (is_open(scenario_)) setup.terms = scenario_.terms;
    for (const Cpu& cpu : scenario_.cpus)
      add_cpu(cpu, setup);
    for (const Invariant& invariant : scenario_.invariants)
      add_invariant(invariant, setup);
    if (diagnostics_.empty())
      for (const VariableStart& start : scenario_.variables)
        add_variable(start, setup);
    setup.variables.insert(setup.variables.end(), scenario_.asked.begin(), scenario_.asked.end());
    if (!diagnostics_.empty()) throw InputError(std::move(diagnostics_));
    if (tables.contradiction) throw NoSuchMemory(*tables.contradiction, std::move(setup.assumed));
    return setup;
  }

private:
  void add_cpu(const Cpu& cpu, machine::Setup& setup) {
    if (cpu.source.is_of_tree() && options_.tree == nullptr) {
      error(cpu.place,
            fmt::format("CPU '{}' runs a function of a kernel tree, and there is none", cpu.name),
            "add --kernel DIR, an unpacked kernel source or a tarball of one");
      return;
    }
    if (!cpu.source.slices.empty() && options_.tree->is_changed()) {
      error(cpu.place,
            fmt::format("CPU '{}' runs functions that are cut out of the tree as it is, without "
                        "the revision or patch",
                        cpu.name),
            "run the file whole, with 'files', or name a folder that has the change");
      return;
    }
    try {
      program::Program program = program_of(cpu, options_);
      if (options_.looks_for_unused_macros) look_for_unused_macros(cpu, program);
      const program::Function& entry = program.functions.at(program.entry);
      std::vector<term::Value> arguments = match(cpu, entry);
      setup.cpus.push_back({cpu.name, std::move(program), std::move(arguments)});
    } catch (const InputError& failure) {
      add(failure);
    }
  }

  void look_for_unused_macros(const Cpu& cpu, const program::Program& program) {
    const std::vector<UnusedMacro> unused = unused_macros(cpu, scenario_, options_);
    for (const UnusedMacro& macro : unused)
      error(macro.place, macro.cause, macro.remedy);
    // In a template, and where inputs are alternatives, a step may be another spec's.
    if (unused.empty() && scenario_.variant.empty() && scenario_.chosen.empty())
      look_for_idle_drops(cpu, program);
  }

  // A step that the CPU's text has, and that nothing of its program comes to: as a flush in a walk,
  // which includes the headers that mutators do.
  void look_for_idle_drops(const Cpu& cpu, const program::Program& program) {
    for (const auto& [macro, place] : cpu.define_places) {
      const auto step = step_of_macro(macro);
      if (!step) continue;
      if (is_same_without(cpu, macro, program))
        error(place,
              fmt::format("CPU '{}' does the same whether it drops '{}' or not", cpu.name, *step),
              "drop it in the CPU that takes the step");
    }
  }

  bool is_same_without(const Cpu& cpu, const std::string& macro, const program::Program& program) {
    Cpu without = cpu;
    without.source.defines.erase(macro);
    try {
      return are_same(program, program_of(without, options_));
    } catch (const InputError&) {
      return false; // without it the text is none that can be run
    }
  }

  void add_invariant(const Invariant& invariant, machine::Setup& setup) {
    try {
      const frontend::Source source = with_tree_version(invariant.source, options_.tree);
      setup.invariants.push_back(
          {invariant.name, invariant.claim, shared(options_, "invariant", source, [&] {
             return frontend::lower_invariant(source, {options_.specs, nullptr});
           })});
    } catch (const InputError& failure) {
      add(failure);
    }
  }

  // A variable that [variables] may set: one shared by name, or a static of one invariant.
  struct Settable {
    const program::Global* global;
    std::string name; // the machine's name for it
  };

  static std::vector<Settable> settable(const machine::Setup& setup) {
    std::vector<Settable> found;
    for (const machine::CpuSetup& cpu : setup.cpus)
      for (const program::Global& each : cpu.program.globals)
        if (!each.local && !each.constant) found.push_back({&each, each.name});
    for (const machine::InvariantSetup& invariant : setup.invariants)
      for (const program::Global& each : invariant.program.globals)
        if (!each.constant)
          found.push_back({&each, each.local ? each.name + '@' + invariant.name : each.name});
    return found;
  }

  void add_variable(const VariableStart& start, machine::Setup& setup) {
    std::optional<Settable> chosen;
    std::vector<std::string> known;
    for (const Settable& each : settable(setup)) {
      if (std::ranges::find(known, each.global->name) == known.end())
        known.push_back(each.global->name);
      if (each.global->name != start.variable || (chosen && chosen->name == each.name)) continue;
      if (chosen)
        return error(start.place,
                     fmt::format("'{}' may be {} or {}", start.variable, chosen->name, each.name),
                     "give each its own name");
      chosen = each;
    }
    if (!chosen)
      return error(start.place,
                   fmt::format("no CPU's spec uses a variable '{}'", start.variable) +
                       (setup.invariants.empty() ? "" : ", and no invariant does"),
                   known.empty() ? "they use none" : support::suggestion(start.variable, known));
    const program::Global* global = chosen->global;
    const auto member = std::ranges::find(global->members, start.member, &program::Member::name);
    if (member == global->members.end()) {
      known.clear();
      for (const program::Member& each : global->members)
        if (!each.name.empty()) known.push_back(each.name);
      return error(start.place,
                   start.member.empty()
                       ? fmt::format("'{}' is not one number", start.variable)
                       : fmt::format("'{}' has no member '{}'", start.variable, start.member),
                   known.empty() ? "an array cannot be set"
                                 : support::suggestion(start.member, known));
    }
    if (member->bytes != 8 || member->offset % 8 != 0)
      return error(
          start.place,
          fmt::format("'{}' has {} bytes at {}", name_of(start), member->bytes, member->offset),
          "only numbers of 64 bits can be set");
    setup.variables.push_back({chosen->name, member->offset, start.value.value});
  }

  static std::string name_of(const VariableStart& start) {
    return start.member.empty() ? start.variable : start.variable + '.' + start.member;
  }

  // Two CPUs with one spec report its errors once.
  void add(const InputError& failure) {
    for (const Diagnostic& diagnostic : failure.diagnostics())
      if (!known(diagnostic)) diagnostics_.push_back(diagnostic);
  }

  bool known(const Diagnostic& diagnostic) const {
    const std::string text = to_string(diagnostic);
    return std::any_of(diagnostics_.begin(), diagnostics_.end(),
                       [&](const Diagnostic& other) { return to_string(other) == text; });
  }

  void error(Place place, std::string cause, std::string remedy) {
    diagnostics_.push_back(
        {scenario_.file, place.line, place.column, std::move(cause), std::move(remedy)});
  }

  std::vector<term::Value> match(const Cpu& cpu, const program::Function& entry) {
    std::vector<std::string> names;
    for (const Parameter& parameter : entry.parameters)
      names.push_back(parameter.name);
    for (const auto& [name, argument] : cpu.arguments)
      if (std::find(names.begin(), names.end(), name) == names.end())
        error(argument.place, fmt::format("{}() has no parameter '{}'", entry.name, name),
              names.empty() ? "it has none: remove the argument"
                            : support::suggestion(name, names));
    std::vector<term::Value> values;
    for (const Parameter& parameter : entry.parameters) {
      const auto given = cpu.arguments.find(parameter.name);
      if (given == cpu.arguments.end())
        error(cpu.arguments_place,
              fmt::format("CPU '{}' gives {}() no argument '{}'", cpu.name, entry.name,
                          parameter.name),
              fmt::format("args takes {}, each an integer, an input or a page size",
                          fmt::join(names, ", ")));
      else
        values.push_back(fit(given->second, parameter));
    }
    return values;
  }

  term::Value fit(const Argument& argument, const Parameter& parameter) {
    if (parameter.bits >= 64) return argument.value;
    const std::uint64_t mask = (std::uint64_t{1} << parameter.bits) - 1;
    const auto [bits, term] = argument.value;
    if (term != term::kNoTerm) {
      if ((scenario_.terms->possible(term) & ~mask) != 0)
        error(argument.place,
              fmt::format("{} may not fit into '{}'", argument.written, parameter.name),
              fmt::format("the parameter has {} bits: write a mask", parameter.bits));
      return argument.value;
    }
    const std::int64_t upper = static_cast<std::int64_t>(bits) >> (parameter.bits - 1);
    if (bits > mask && upper != -1)
      error(
          argument.place,
          fmt::format("{} = {:#x} does not fit into '{}'", argument.written, bits, parameter.name),
          fmt::format("the parameter has {} bits", parameter.bits));
    return bits & mask;
  }

  const Scenario& scenario_;
  const BuildOptions& options_;
  std::vector<Diagnostic> diagnostics_;
};

} // namespace

SharedTree::SharedTree(const std::string& name, kbuild::Preparation preparation)
    : tree(kbuild::parse_tree_name(name).source), name_(kbuild::parse_tree_name(name)),
      preparation_(std::move(preparation)) {}

kbuild::PreparedTree& SharedTree::prepared() {
  if (failure_) throw InputError(*failure_);
  try {
    if (!prepared_) prepared_ = kbuild::PreparedTree::open(name_, preparation_);
  } catch (const InputError& failure) {
    failure_ = failure.diagnostics();
    throw;
  }
  return *prepared_;
}

program::Program program_of(const Cpu& cpu, const BuildOptions& options) {
  const frontend::Source source = with_tree_version(cpu.source, options.tree);
  return shared(options, "spec", source, [&] {
    if (!source.is_of_tree()) return frontend::lower(source, {options.specs});
    std::unique_lock lock(options.tree->mutex);
    frontend::Options frontend{options.specs, &options.tree->tree};
    if (!source.files.empty()) {
      frontend.prepared = &options.tree->prepared();
      lock.unlock(); // several may ask it at once
    }
    return frontend::lower(source, frontend);
  });
}

machine::Setup build(const Scenario& scenario, const BuildOptions& options) {
  return SetupBuilder(scenario, options).run();
}

} // namespace walkcheck::scenario
