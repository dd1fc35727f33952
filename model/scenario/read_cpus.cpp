// SPDX-License-Identifier: GPL-2.0-only
// [[cpu]]: what each CPU runs, from which file or kernel function, with which arguments.
#include "model/scenario/dropped_steps.hpp"
#include "model/scenario/file_text.hpp"
#include "model/scenario/read_parts.hpp"
#include "model/scenario/schemes.hpp"
#include "model/support/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace walkcheck::scenario {
namespace {

namespace fs = std::filesystem;

Role role_of(const fs::path& spec) {
  Role role = Role::Other;
  for (const fs::path& part : spec.parent_path()) {
    if (part == "walkers") role = Role::Walker;
    if (part == "mutators") role = Role::Mutator;
  }
  return role;
}

std::vector<std::string> c_files_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".c") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// Looks for the spec beside the scenario, then in the specs folder.
void find_spec(const Reading& reading, const std::string& written, Place place, Cpu& cpu) {
  const fs::path spec(written);
  cpu.source.shown_as = shown_path(spec);
  cpu.role = role_of(spec);
  if (cpu.source.entry.empty()) cpu.source.entry = spec.stem().string();
  cpu.source.spec = find_file(reading, spec);
  if (cpu.source.spec) return;
  const fs::path beside = reading.scenario.path.parent_path() / spec;
  std::vector<std::string> near = c_files_in(beside.parent_path());
  std::vector<std::string> others = c_files_in((reading.options.specs / spec).parent_path());
  near.insert(near.end(), others.begin(), others.end());
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::string remedy = "a spec is looked up beside the scenario, then in the specs folder";
  if (const std::string name = support::nearest(spec.filename().string(), near); !name.empty())
    remedy += fmt::format("; did you mean '{}'?", (spec.parent_path() / name).string());
  reading.errors.add(place, fmt::format("there is no file '{}'", cpu.source.shown_as), remedy);
}

bool is_in_tree(const std::string& file) {
  const fs::path path(file);
  return !file.empty() && path.is_relative() && std::ranges::count(path, "..") == 0;
}

std::optional<frontend::Slice> read_slice(const Reading& reading, const Section& section) {
  frontend::Slice slice;
  slice.file = section.required_text("tree").value_or("");
  if (section.find("tree") != nullptr && !is_in_tree(slice.file))
    reading.errors.add(section.place("tree"), "'tree' names no file inside the kernel tree",
                       "write it relative to the tree: \"arch/x86/kvm/mmu/mmu.c\"");
  const toml::node* function = section.required("function");
  if (function == nullptr) return std::nullopt;
  if (const auto name = function->value_exact<std::string>()) {
    slice.functions.push_back(*name);
  } else if (function->is_array()) {
    for (const Named& each : section.names("function"))
      slice.functions.push_back(each.name);
  } else {
    reading.errors.wrong_type(*function, "'function'", "a name or an array of names");
    return std::nullopt;
  }
  if (slice.functions.empty())
    reading.errors.add(section.place("function"), "'function' names no function",
                       "name at least one function of the file");
  return slice;
}

void read_slices(const Reading& reading, const Section& section, Cpu& cpu) {
  const toml::array* list = section.array("slices");
  if (list == nullptr) return;
  for (const toml::node& node : *list) {
    const toml::table* element = node.as_table();
    if (element == nullptr) {
      reading.errors.wrong_type(node, "an element of 'slices'",
                                "a table: { tree = \"...\", function = \"...\" }");
      continue;
    }
    const Section part(reading.errors, *element, "a slice", {"tree", "function"});
    if (auto slice = read_slice(reading, part)) cpu.source.slices.push_back(std::move(*slice));
  }
  if (list->empty())
    reading.errors.add(place_of(*list), "'slices' is empty", "name at least one slice");
}

// Without `through`, no C of our own calls it: the one function that is cut out is what runs.
void choose_entry(const Reading& reading, const Section& section, Cpu& cpu) {
  std::vector<std::string> functions;
  for (const frontend::Slice& slice : cpu.source.slices)
    functions.insert(functions.end(), slice.functions.begin(), slice.functions.end());
  if (functions.size() == 1) cpu.source.entry = functions[0];
  if (functions.size() > 1)
    reading.errors.add(section.place(), "which of the sliced functions does the CPU run?",
                       "add 'entry' to the [[cpu]], or 'through'");
}

// run = { files = ["mm/gup.c"], through = "...", accept = ["spin_lock"] }
void read_whole_run(const Reading& reading, const Section& section, Cpu& cpu) {
  for (const char* other : {"tree", "function", "slices"})
    if (section.find(other) != nullptr)
      reading.errors.add(section.place(other),
                         fmt::format("'run' has both 'files' and '{}'", other),
                         "compile files whole, or cut functions out of them");
  for (const Named& file : section.names("files")) {
    if (!is_in_tree(file.name))
      reading.errors.add(file.place, "'files' names no file inside the kernel tree",
                         "write it relative to the tree: \"arch/x86/kvm/mmu/mmu.c\"");
    cpu.source.files.push_back(file.name);
  }
  for (const Named& function : section.names("accept"))
    cpu.source.accepted.insert(function.name);
  if (cpu.source.files.empty())
    reading.errors.add(section.place("files"), "'files' names no file", "name at least one");
  if (const auto through = section.required_text("through"))
    find_spec(reading, *through, section.place("through"), cpu);
}

// run = { tree = ..., function = ..., through = ... } or { slices = [...], through = ... }
void read_tree_run(const Reading& reading, const toml::table& table, Cpu& cpu) {
  const Section section(reading.errors, table, "'run'",
                        {"tree", "function", "through", "slices", "files", "accept"});
  if (section.find("files") != nullptr) return read_whole_run(reading, section, cpu);
  const bool one = section.find("tree") != nullptr || section.find("function") != nullptr;
  if (one && section.find("slices") != nullptr)
    reading.errors.add(section.place(), "'run' has both 'slices' and 'tree' or 'function'",
                       "put that file and function in 'slices' as well");
  if (section.find("slices") != nullptr) {
    read_slices(reading, section, cpu);
  } else if (auto slice = read_slice(reading, section)) {
    cpu.source.slices.push_back(std::move(*slice));
  }
  if (const auto through = section.text("through")) {
    find_spec(reading, *through, section.place("through"), cpu);
  } else if (cpu.source.entry.empty()) {
    choose_entry(reading, section, cpu);
  }
  if (!cpu.source.slices.empty() && !cpu.source.spec)
    cpu.source.shown_as = cpu.source.slices[0].file;
  cpu.role = Role::Walker;
}

void read_arguments(const Reading& reading, const toml::table& table, Cpu& cpu) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (const auto value = read_value(reading, node, fmt::format("argument '{}'", name)))
      cpu.arguments.emplace(name, *value);
  }
}

bool is_identifier(const std::string& name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_") == std::string::npos;
}

// -D NAME=VALUE. The macros that [machine] and `drop` set cannot be set here, too.
void read_defines(const Reading& reading, const toml::table& table, Cpu& cpu) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (!is_identifier(name))
      reading.errors.add(place_of(node), fmt::format("'{}' is not a macro name", name),
                         "use letters, digits and underscores, and no digit first");
    if (const auto step = step_of_macro(name))
      reading.errors.add(place_of(node), fmt::format("'{}' is set by 'drop'", name),
                         fmt::format("write drop = [\"{}\"] instead", *step));
    if (name != kFlushIpi && machine_defines(reading.scenario).contains(name))
      reading.errors.add(place_of(node), fmt::format("'{}' is set by the scenario itself", name),
                         "set 'paging' and 'scheme' in [machine], for all CPUs");
    if (const auto number = node.value_exact<std::int64_t>())
      cpu.source.defines[name] = fmt::format("{}", *number);
    else if (const auto flag = node.value_exact<bool>())
      cpu.source.defines[name] = fmt::format("{:d}", *flag);
    else if (const auto text = node.value_exact<std::string>())
      cpu.source.defines[name] = *text;
    else
      reading.errors.wrong_type(node, fmt::format("'{}'", name), "an integer or a string");
    cpu.define_places[name] = place_of(node);
  }
}

void read_dropped(const Reading& reading, const Section& section, Cpu& cpu) {
  std::set<std::string> seen;
  for (const Named& step : section.names("drop")) {
    if (!is_identifier(step.name))
      reading.errors.add(step.place, fmt::format("'{}' is not a step name", step.name),
                         "write it as the spec does in DROPPED(): letters, digits and underscores");
    const std::string macro = macro_of_step(step.name);
    cpu.source.defines[macro] = "1";
    if (!seen.insert(step.name).second)
      reading.errors.add(step.place, fmt::format("'{}' is dropped twice", step.name), "remove one");
    cpu.define_places[macro] = step.place;
  }
}

Cpu read_cpu(const Reading& reading, const toml::table& table) {
  const Section section(reading.errors, table, "[[cpu]]",
                        {"name", "run", "entry", "args", "define", "drop"});
  Cpu cpu;
  cpu.name = section.required_text("name").value_or("");
  cpu.source.entry = section.text("entry").value_or("");
  cpu.place = section.place("run");
  cpu.arguments_place = section.place(section.find("args") != nullptr ? "args" : "run");
  if (const toml::node* run = section.required("run")) {
    if (const toml::table* tree = run->as_table())
      read_tree_run(reading, *tree, cpu);
    else if (const auto spec = run->value_exact<std::string>())
      find_spec(reading, *spec, cpu.place, cpu);
    else
      reading.errors.wrong_type(*run, "'run'",
                                "a file name, or { tree = \"...\", function = \"...\" }");
  }
  if (const toml::table* arguments = section.table("args"))
    read_arguments(reading, *arguments, cpu);
  if (const toml::table* defines = section.table("define")) read_defines(reading, *defines, cpu);
  read_dropped(reading, section, cpu);
  cpu.source.defines.merge(machine_defines(reading.scenario));
  return cpu;
}

} // namespace

std::optional<fs::path> find_file(const Reading& reading, const fs::path& written) {
  std::error_code error;
  for (const fs::path& folder : {reading.scenario.path.parent_path(), reading.options.specs})
    if (fs::is_regular_file(folder / written, error)) return folder / written;
  return std::nullopt;
}

std::map<std::string, std::string> machine_defines(const Scenario& scenario) {
  std::map<std::string, std::string> defines = scheme_defines(scenario.scheme);
  defines["WALKCHECK_PAGING"] = fmt::format("{}", static_cast<int>(scenario.paging));
  defines["WALKCHECK_CPUS"] = fmt::format("{}", scenario.cpu_count);
  return defines;
}

void read_cpus(const Reading& reading, const toml::array& list) {
  std::vector<Cpu>& cpus = reading.scenario.cpus;
  reading.scenario.cpu_count = list.size();
  for (const toml::node& node : list) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      reading.errors.wrong_type(node, "'cpu'", "a table: write it as [[cpu]]");
      continue;
    }
    Cpu cpu = read_cpu(reading, *table);
    const auto same = [&](const Cpu& other) { return other.name == cpu.name; };
    if (!cpu.name.empty() && std::any_of(cpus.begin(), cpus.end(), same))
      reading.errors.add(place_of(*table), fmt::format("two CPUs are named '{}'", cpu.name),
                         "give each its own name: traces tell them apart by it");
    cpus.push_back(std::move(cpu));
  }
  if (list.empty())
    reading.errors.add(place_of(list), "'cpu' is empty", "add a [[cpu]] with 'name' and 'run'");
  if (cpus.size() > machine::kMaxCpus)
    reading.errors.add(place_of(*list.get(machine::kMaxCpus)), fmt::format("{} CPUs", cpus.size()),
                       fmt::format("there can be up to {}", machine::kMaxCpus));
}

} // namespace walkcheck::scenario
