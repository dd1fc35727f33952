// SPDX-License-Identifier: GPL-2.0-only
#include "checker/witness/witness.hpp"

#include "checker/witness/texts.hpp"
#include "model/frontend/native.hpp"
#include "model/machine/machine.hpp"
#include "model/program/layout.hpp"
#include "model/scenario/tree_version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace walkcheck::witness {
namespace {

std::string c_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 0x20) continue;
    result += c;
  }
  return result + '"';
}

std::string hex(std::uint64_t value) {
  return fmt::format("{:#x}UL", value);
}

// Makes the text safe for a comment: it must neither end the comment, nor begin another, nor
// continue on a line of its own.
std::string in_comment(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  for (const char* mark : {"*/", "/*"})
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;)
      text.insert(at + 1, " ");
  return text;
}

bool reuses_pages(const std::vector<Interleaving>& interleavings) {
  return std::ranges::any_of(interleavings, [](const Interleaving& each) {
    return std::ranges::any_of(each.steps, [](const trace::Step& step) {
      return step.kind == machine::StepKind::AllocTable && step.choice.alternative != 0;
    });
  });
}

class Writer {
public:
  Writer(const scenario::Scenario& scenario, const machine::Machine& machine,
         const scenario::BuildOptions& options)
      : scenario_(scenario), machine_(machine), setup_(machine.setup()), options_(options) {}

  std::string written(const std::vector<Interleaving>& interleavings) {
    const std::size_t parts = setup_.cpus.size() + setup_.invariants.size();
    std::string text = head(interleavings, parts);
    text += kinds() + std::string(kPrelude);
    for (std::uint32_t cpu = 0; cpu < setup_.cpus.size(); ++cpu)
      text += cpu_part(cpu);
    for (std::uint32_t i = 0; i < setup_.invariants.size(); ++i)
      text += invariant_part(i);
    text += fmt::format("\n#if WITNESS_PART == {} /* the run-time */\n", parts);
    text += data(interleavings, parts) + std::string(kRuntime) + "#endif\n";
    return text;
  }

private:
  std::string head(const std::vector<Interleaving>& interleavings, std::size_t parts) const {
    std::vector<std::size_t> cpus, others;
    for (std::size_t part = 0; part <= parts; ++part)
      (part < setup_.cpus.size() ? cpus : others).push_back(part);
    const std::string what =
        interleavings.size() == 1 && !interleavings.front().property.empty()
            ? fmt::format("the counterexample to {}", interleavings.front().property)
            : fmt::format("{} interleavings", interleavings.size());
    return fmt::format(R"(#if 0
# {}: {}
# Acts {} out, natively. To build and run it: sh THIS_FILE
set -e
cc=${{CC:-clang-19}}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
compile() {{
  $cc -x c -std=gnu11 -g -O0 -w -Wno-int-conversion -fno-builtin -fno-strict-aliasing -fwrapv \
    -fno-delete-null-pointer-checks -ftrivial-auto-var-init=zero -fno-common \
    -fsanitize=address $2 -DWITNESS_PART=$1 -c "$0" -o "$folder/$1.o"
}}
for part in {}; do
  compile $part -fsanitize-coverage=edge,trace-loads,trace-stores
done
for part in {}; do
  compile $part
done
$cc -fsanitize=address -pthread -Wl,-z,muldefs,--wrap=__asan_memcpy,--wrap=__asan_memset \
  "$folder"/[0-9]*.o -o "$folder/witness"
"$folder/witness"
exit
#endif
)",
                       in_comment(scenario_.path.filename().string()), in_comment(scenario_.title),
                       what, fmt::join(cpus, " "), fmt::join(others, " "));
  }

  static std::string kinds() {
    std::vector<std::string> enumerators;
    for (const machine::KindInfo& kind : machine::kKinds)
      enumerators.push_back(enumerator(kind));
    return fmt::format("enum witness_kind {{\n\t{}\n}};\n", fmt::join(enumerators, ",\n\t"));
  }

  static std::string enumerator(const machine::KindInfo& kind) {
    std::string name = "WITNESS_";
    for (const char c : kind.name)
      name += static_cast<char>(c == '_' ? c : c - 'a' + 'A');
    return name;
  }

  std::string cpu_part(std::uint32_t cpu) {
    const machine::CpuSetup& setup = setup_.cpus[cpu];
    const std::string& entry = setup.program.functions[setup.program.entry].name;
    std::vector<std::string> arguments;
    for (const term::Value& argument : setup.arguments)
      arguments.push_back(hex(argument.bits));
    const std::string run = fmt::format("static void witness_run(void)\n{{\n\t{}({});\n}}\n", entry,
                                        fmt::join(arguments, ", "));
    return part(cpu, setup.name, setup.program, scenario_.cpus[cpu].source, run, "witness_run",
                "0, 0");
  }

  std::string invariant_part(std::uint32_t index) {
    const machine::InvariantSetup& setup = setup_.invariants[index];
    std::string wrappers, table;
    for (const program::Hook& hook : setup.program.hooks) {
      const program::Function& function = setup.program.functions[hook.function];
      constexpr std::string_view kArguments = "a, b, c";
      const std::size_t count = std::min<std::size_t>(function.parameters.size(), 3);
      wrappers += fmt::format("static void witness_hook_{}(unsigned long a, unsigned long b, "
                              "unsigned long c)\n{{\n\t{}({});\n}}\n",
                              hook.event, function.name,
                              kArguments.substr(0, count == 0 ? 0 : 3 * count - 2));
      table += fmt::format("\t{{{}, witness_hook_{}}},\n", c_string(hook.event), hook.event);
    }
    wrappers += "static const struct witness_hook witness_hooks[] = {\n" + table + "};\n";
    return part(static_cast<std::uint32_t>(setup_.cpus.size()) + index, setup.name, setup.program,
                scenario_.invariants[index].source, wrappers, "0",
                "witness_hooks, sizeof(witness_hooks) / sizeof(*witness_hooks)");
  }

  // Functions are renamed, as the parts are linked into one program. Variables are not, as those of
  // the same name are one variable.
  std::string part(std::uint32_t index, const std::string& name, const program::Program& program,
                   const frontend::Source& source, const std::string& after, const std::string& run,
                   const std::string& hooks) {
    const frontend::NativeText native = native_text(source);
    std::string text = fmt::format("\n#if WITNESS_PART == {} /* {}: {} */\n", index,
                                   in_comment(name), in_comment(program.name));
    for (const std::string& function : native.functions)
      text += fmt::format("#define {} witness_{}_{}\n", function, index, function);
    for (const auto& [function, type] : native.opaque)
      text += fmt::format("#define {} witness_{}_{}\n", function, index, function);
    text += native.text;
    text += "# 1 \"<witness>\"\n";
    for (const auto& [function, type] : native.opaque)
      text +=
          fmt::format("{} {}()\n{{\n\tstatic {} witness_nothing;\n\treturn witness_nothing;\n}}\n",
                      type, function, type);
    text += after + variables(index, program);
    text += fmt::format("const struct witness_part witness_part_{} = {{{}, {}, witness_variables, "
                        "sizeof(witness_variables) / sizeof(*witness_variables), {}}};\n#endif\n",
                        index, c_string(name), run, hooks);
    return text;
  }

  frontend::NativeText native_text(const frontend::Source& of_scenario) const {
    if (!of_scenario.files.empty())
      throw InputError(Diagnostic{
          of_scenario.shown_as, 0, 0,
          "this CPU runs whole files of a kernel tree, which cannot be acted out",
          "cut the functions out instead (`tree` and `function`), or `replay` the trace"});
    const frontend::Source source = scenario::with_tree_version(of_scenario, options_.tree);
    if (source.slices.empty()) return frontend::native_text(source, {options_.specs, nullptr});
    const std::scoped_lock lock(options_.tree->mutex);
    return frontend::native_text(source, {options_.specs, &options_.tree->tree});
  }

  std::string variables(std::uint32_t index, const program::Program& program) {
    std::string text = "static const struct witness_variable witness_variables[] = {\n";
    for (std::size_t i = 0; i < program.globals.size(); ++i) {
      const program::Global& global = program.globals[i];
      if (global.constant) continue;
      if (global.name.find('.') != std::string::npos)
        throw InputError(Diagnostic{program.name, 0, 0,
                                    fmt::format("{} is a static variable inside a function, which "
                                                "cannot be acted out",
                                                global.name),
                                    "define it outside"});
      text +=
          fmt::format("\t{{{}, (void *)&{}, {}, {}, {}}},\n", c_string(global.name), global.name,
                      global.bytes, hex(machine_.address_of(index, i)), global.sptes ? 1 : 0);
      note_tables(global);
    }
    return text + "};\n";
  }

  // Only the machine has the top-level table at this address. A variable that holds it gets the
  // table's native address at the start.
  void note_tables(const program::Global& global) {
    for (std::uint64_t offset = 0; offset + 8 <= global.initial.size(); offset += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, &global.initial[offset], 8);
      if (word == program::kPgdAddress)
        starts_.push_back(
            fmt::format("{{{}, {}, {}, 1}}", c_string(global.name), offset, hex(word)));
    }
  }

  std::string data(const std::vector<Interleaving>& interleavings, std::size_t parts) {
    return std::string(kRecorded) + settings(interleavings, parts) + all_parts(parts) + cpus() +
           memory() + schedules(interleavings);
  }

  std::string settings(const std::vector<Interleaving>& interleavings, std::size_t parts) const {
    std::string text;
    const auto define = [&](std::string_view name, const std::string& value) {
      text += fmt::format("#define WITNESS_{} {}\n", name, value);
    };
    const auto truth = [](bool is_so) { return std::string(is_so ? "1" : "0"); };
    define("CPUS", fmt::format("{}", setup_.cpus.size()));
    define("PARTS", fmt::format("{}", parts));
    define("FIRST_NEW_FRAME", hex(machine_.first_new_frame()));
    define("FRAME_STRIDE", fmt::format("{}", program::kFrameStride));
    define("MERGED", truth(setup_.reads == machine::ReadMode::Merged));
    define("FREES_LATE", truth(machine_.frees_late()));
    define("REUSES", truth(reuses_pages(interleavings)));
    return text;
  }

  static std::string all_parts(std::size_t parts) {
    std::string text;
    std::vector<std::string> all, kinds;
    for (std::size_t part = 0; part < parts; ++part) {
      text += fmt::format("extern const struct witness_part witness_part_{};\n", part);
      all.push_back(fmt::format("&witness_part_{}", part));
    }
    for (const machine::KindInfo& kind : machine::kKinds)
      kinds.push_back(c_string(kind.name));
    return text + array("char *const witness_kinds", kinds) +
           array("struct witness_part *const witness_parts", all);
  }

  // For each CPU, whether anybody can notice the steps of its sections, and which CPUs its IPIs
  // interrupt.
  std::string cpus() const {
    std::vector<std::uint64_t> interrupted(setup_.cpus.size(), 0);
    for (machine::ThreadId thread = 0; thread < machine_.threads(); ++thread)
      if (const auto sender = machine_.sender_of(thread))
        interrupted[*sender] |= std::uint64_t{1} << machine_.cpu_of(thread);
    std::vector<std::string> irqs, sections, interrupted_by;
    for (machine::CpuId cpu = 0; cpu < setup_.cpus.size(); ++cpu) {
      irqs.emplace_back(machine_.irqs_observed(cpu) ? "1" : "0");
      sections.emplace_back(machine_.section_observed(cpu) ? "1" : "0");
      interrupted_by.push_back(hex(interrupted[cpu]));
    }
    return array("int witness_irqs_observed", irqs) +
           array("unsigned long witness_interrupted_by", interrupted_by) +
           array("int witness_section_observed", sections);
  }

  std::string memory() {
    std::vector<std::string> tables, words, written;
    for (const machine::InitialFrame& frame : setup_.frames)
      if (frame.state == machine::FrameState::LiveTable) tables.push_back(hex(frame.number));
    for (const machine::InitialWord& word : setup_.words)
      words.push_back(fmt::format("{{{}, {}}}", hex(word.address.bits), hex(word.value.bits)));
    for (const machine::Cell& cell : machine_.written_cells()) {
      if (cell.kind == machine::Cell::Kind::Word)
        written.push_back(fmt::format("{{'w', {}}}", hex(cell.id)));
      if (cell.kind == machine::Cell::Kind::Frame)
        written.push_back(fmt::format("{{'f', {}}}", hex(cell.id)));
    }
    for (const machine::InitialVariable& start : setup_.variables)
      starts_.push_back(fmt::format("{{{}, {}, {}, 0}}", c_string(start.variable), start.offset,
                                    hex(start.value.bits)));
    return array("unsigned long witness_tables", tables) +
           array("struct witness_word witness_words", words) +
           array("struct witness_cell witness_written", written) +
           array("struct witness_start witness_starts", starts_);
  }

  std::string by_itself(const trace::Choice& choice) const {
    if (choice.actor == 0) return "CPUS_OWN, 0";
    const auto sender = machine_.sender_of(trace::thread_of(machine_, choice));
    return sender ? fmt::format("TAKES_IPI, {}", *sender) : "RCU_FREES, 0";
  }

  static std::string name_of(const trace::Step& step) {
    if (!step.primitive) return step.event;
    constexpr std::string_view kPrefix = "__wc_";
    return std::string(program::info(*step.primitive).c_name.substr(kPrefix.size()));
  }

  std::string schedules(const std::vector<Interleaving>& interleavings) const {
    std::string text;
    std::vector<std::string> all;
    for (const Interleaving& each : interleavings) {
      std::vector<std::string> steps;
      for (const trace::Step& step : each.steps)
        steps.push_back(fmt::format("{{{}, {}, {}, {}, {}, {}, {}, {}, {}}}", step.choice.cpu,
                                    step.choice.alternative, enumerator(machine::info(step.kind)),
                                    c_string(name_of(step)), hex(step.object.address),
                                    step.before ? 1 : 0, hex(step.before.value_or(0)),
                                    hex(step.after.value_or(0)), by_itself(step.choice)));
      const std::string name = fmt::format("witness_steps_{}", all.size());
      text += array("struct witness_step " + name, steps);
      all.push_back(fmt::format("{{{}, {}, {}}}", name, steps.size(),
                                each.property.empty() ? "0" : c_string(each.property)));
    }
    return text + array("struct witness_interleaving witness_interleavings", all);
  }

  static std::string array(const std::string& what, const std::vector<std::string>& elements) {
    return fmt::format("static const {}[] = {{\n\t{}\n}};\n", what, fmt::join(elements, ",\n\t"));
  }

  const scenario::Scenario& scenario_;
  const machine::Machine& machine_;
  const machine::Setup& setup_;
  const scenario::BuildOptions& options_;
  std::vector<std::string> starts_;
};

} // namespace

std::string witness(const scenario::Scenario& scenario, const machine::Machine& machine,
                    const std::vector<Interleaving>& interleavings,
                    const scenario::BuildOptions& options) {
  return Writer(scenario, machine, options).written(interleavings);
}

} // namespace walkcheck::witness
