// SPDX-License-Identifier: GPL-2.0-only
// Linking. Addresses follow from the sorted names alone, so they do not depend on the order in
// which a scenario lists its CPUs' variables.
#include "model/machine/state/image.hpp"

#include "model/machine/state/one_definition.hpp"
#include "model/machine/state/same_functions.hpp"
#include "model/program/diagnostic.hpp"
#include "model/program/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace walkcheck::machine {
namespace {

using program::Global;
using program::Operand;
using program::Program;

constexpr std::uint64_t kAlignment = 64;
// The gap behind a variable is as long as the variable, and never shorter than this.
constexpr std::uint64_t kLeastGap = 4096;
constexpr std::uint64_t kMostAligned = 1ULL << 21;
// On either side of a variable of kernel files, whose addresses are tracked, this belongs to it: an
// address that has left its variable must not become that of another.
constexpr std::uint64_t kZone = 1ULL << 17;

// The per-CPU variable of arch/x86/kernel/setup_percpu.c that says how far off this CPU's are.
constexpr const char* kThisCpuOffset = "this_cpu_off";

// A shared variable has no program; a static of one translation unit has its own.
using Key = std::pair<std::string, std::optional<ProgramId>>;

Key key_of(ProgramId in, const Global& global) {
  if (!global.local) return {global.name, std::nullopt};
  return {global.name, global.owner.value_or(in)};
}

// Whether it is a tentative definition: one in another unit may give the initial value.
bool tentative(const Global& global) {
  return !global.initialised && global.relocations.empty() &&
         std::ranges::all_of(global.initial, [](std::uint8_t byte) { return byte == 0; });
}

// A variable as one program has it.
struct Mention {
  const Global* global;
  const Program* program;

  const program::SourceLocation& place() const { return global->declared.place; }
  std::string file() const { return place().file.empty() ? program->name : place().file; }
  std::string text() const {
    return place().line == 0 ? file() : fmt::format("{}:{}", file(), place().line);
  }

  // As `extern int table[];`, which leaves open how many there are.
  bool is_open() const { return global->bytes == 0; }
};

void fail(const Mention& at, std::string cause, std::string remedy) {
  throw InputError(Diagnostic{at.file(), at.place().line, 0, std::move(cause), std::move(remedy)});
}

// C wants all declarations of a variable to have the same type. No linker checks it, so this does.
void check_same_type(const Mention& one, const Mention& other) {
  if (one.is_open() != other.is_open()) return;
  const Global &a = *one.global, &b = *other.global;
  const char* remedy = "give it one type in a header that both include, or make it static";
  const bool known = !a.declared.type.empty() && !b.declared.type.empty();
  if (known && a.declared.type != b.declared.type)
    fail(one,
         fmt::format("the variable '{}' is of type '{}' here and '{}' in {}", a.name,
                     a.declared.type, b.declared.type, other.text()),
         remedy);
  if (a.bytes != b.bytes)
    fail(one,
         fmt::format("the variable '{}' has {} bytes here and {} in {}", a.name, a.bytes, b.bytes,
                     other.text()),
         remedy);
  if (known && a.declared.layout != b.declared.layout)
    fail(one,
         fmt::format("'{}', the type of the variable '{}', has other members here than in {}",
                     a.declared.type, a.name, other.text()),
         remedy);
}

std::uint64_t aligned(std::uint64_t address, std::uint64_t alignment) {
  return (address + alignment - 1) / alignment * alignment;
}

// The bits that are in both.
std::vector<program::Extent> in_both(const std::vector<program::Extent>& left,
                                     const std::vector<program::Extent>& right) {
  std::vector<program::Extent> both;
  for (const program::Extent& a : left)
    for (const program::Extent& b : right) {
      const std::uint64_t first = std::max(a.first, b.first);
      const std::uint64_t end = std::min(a.first + a.bits, b.first + b.bits);
      if (first < end) both.push_back({first, end - first});
    }
  return both;
}

void add_word(std::vector<std::uint8_t>& bytes, std::uint64_t offset, std::uint64_t value) {
  for (std::uint64_t i = 0; i < 8 && offset + i < bytes.size(); ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

} // namespace

Programs programs_of(const Setup& setup) {
  Programs programs;
  for (const CpuSetup& cpu : setup.cpus)
    programs.push_back({cpu.name, &cpu.program, false});
  for (const InvariantSetup& invariant : setup.invariants)
    programs.push_back({invariant.name, &invariant.program, true});
  return programs;
}

Image::Image(const Setup& setup) {
  const Programs programs = programs_of(setup);
  require_one_definition(programs);
  place_functions(programs);
  place_variables(programs);
  fill(programs);
  find_not_given(programs);
  place_instances(programs);
}

void Image::place_functions(const Programs& programs) {
  std::vector<const Program*> all;
  for (const NamedProgram& in : programs)
    all.push_back(in.program);
  const auto numbers = same_functions(all);
  for (std::size_t in = 0; in < all.size(); ++in) {
    auto& own = functions_.emplace_back();
    auto& indices = function_indices_.emplace_back();
    for (std::size_t f = 0; f < all[in]->functions.size(); ++f) {
      const std::uint64_t address =
          program::kFunctionBase + numbers[in][f] * program::kFunctionBytes;
      function_names_[address] = all[in]->functions[f].name;
      indices.emplace(address, static_cast<std::uint32_t>(f));
      own.push_back(address);
    }
  }
}

void Image::place_variables(const Programs& programs) {
  std::map<Key, Mention> first;
  std::map<Key, bool> constant, sptes;
  std::map<Key, program::Storage> storage;
  std::map<Key, std::uint64_t> alignment, asked;
  for (ProgramId in = 0; in < programs.size(); ++in) {
    const Program& program = *programs[in].program;
    for (const Global& global : program.globals) {
      const Key key = key_of(in, global);
      const auto [known, inserted] = first.try_emplace(key, Mention{&global, &program});
      constant[key] = global.constant && (inserted || constant[key]);
      sptes[key] |= global.sptes;
      storage[key] = std::max(storage[key], global.storage);
      asked[key] = std::max(asked[key], global.alignment);
      alignment[key] = std::max(asked[key], kAlignment);
      check_same_type({&global, &program}, known->second);
      if (known->second.is_open()) known->second = {&global, &program};
    }
  }
  std::map<Key, std::uint64_t> addresses;
  const bool has_zones =
      std::ranges::any_of(programs, [](const NamedProgram& in) { return in.program->is_whole; });
  const std::uint64_t least_gap = has_zones ? 2 * kZone : kLeastGap;
  zone_ = has_zones ? kZone : 0;
  std::uint64_t next = program::kGlobalBase + zone_;
  for (const auto& [key, mention] : first) {
    const Global& global = *mention.global;
    if (alignment[key] > kMostAligned)
      fail(mention,
           fmt::format("the variable '{}' is aligned to {} bytes", global.name, alignment[key]),
           fmt::format("align it to at most {}", kMostAligned));
    const std::uint64_t bytes = global.bytes;
    const bool placed = storage[key] == program::Storage::Pages;
    const std::uint64_t address =
        placed ? program::kPagesBase + global.pages_offset : aligned(next, alignment[key]);
    if (!placed && (address >= program::kFunctionBase || bytes > program::kFunctionBase - address))
      fail(mention, "the variable '" + key.first + "' does not fit the 1 GiB of variables",
           "make it smaller");
    const bool ghost = key.second && programs[*key.second].is_invariant && !constant[key];
    auto& known = storage[key] == program::Storage::PerCpu ? per_cpu_ : variables_;
    Variable& variable = known[address];
    variable = {key.first,
                address,
                bytes,
                constant[key],
                ghost,
                sptes[key],
                std::vector<std::uint8_t>(bytes),
                global.members,
                {},
                asked[key],
                placed};
    if (key.second) variable.name += "@" + programs[*key.second].name;
    addresses[key] = address;
    if (placed) continue;
    next = address + (bytes / kAlignment + 1) * kAlignment +
           std::max(bytes / kAlignment * kAlignment, least_gap);
  }
  for (ProgramId in = 0; in < programs.size(); ++in) {
    auto& own = globals_.emplace_back();
    for (const Global& global : programs[in].program->globals) {
      own.push_back(addresses.at(key_of(in, global)));
    }
  }
}

Variable& Image::at(std::uint64_t address) {
  const auto known = variables_.find(address);
  return known != variables_.end() ? known->second : per_cpu_.at(address);
}

void Image::fill(const Programs& programs) {
  std::map<std::uint64_t, Mention> filled;
  for (ProgramId in = 0; in < programs.size(); ++in) {
    const Program& program = *programs[in].program;
    for (std::size_t i = 0; i < program.globals.size(); ++i) {
      const Global& global = program.globals[i];
      if (tentative(global)) continue;
      std::vector<std::uint8_t> bytes = global.initial;
      bytes.resize(global.bytes);
      for (const program::Relocation& relocation : global.relocations) {
        const bool variable = relocation.target.kind == Operand::Kind::Global;
        const std::uint64_t target = variable ? globals_[in].at(relocation.target.value)
                                              : functions_[in].at(relocation.target.value);
        add_word(bytes, relocation.offset, target + relocation.addend);
      }
      Variable& target = at(globals_[in][i]);
      const Mention here{&global, &program};
      const auto [earlier, inserted] = filled.try_emplace(target.address, here);
      if (!inserted && target.initial != bytes)
        fail(here,
             fmt::format("the variable '{}' has another initial value here than in {}", global.name,
                         earlier->second.text()),
             "initialise it in one of the two and write `long x;` in the other, or make it static");
      target.initial = std::move(bytes);
    }
  }
}

// What any of the programs gives is given.
void Image::find_not_given(const Programs& programs) {
  std::set<std::uint64_t> met;
  for (ProgramId in = 0; in < programs.size(); ++in)
    for (std::size_t i = 0; i < programs[in].program->globals.size(); ++i) {
      const Global& global = programs[in].program->globals[i];
      Variable& variable = at(globals_[in][i]);
      if (global.bytes < variable.bytes) continue; // it leaves the size open
      const bool first = met.insert(variable.address).second;
      variable.not_given = first ? global.not_given : in_both(variable.not_given, global.not_given);
    }
}

void Image::place_instances(const Programs& programs) {
  for (const auto& [address, variable] : per_cpu_)
    for (CpuId cpu = 0; cpu < programs.size() && !programs[cpu].is_invariant; ++cpu) {
      const std::uint64_t offset = program::per_cpu_offset(cpu);
      Variable instance = variable;
      instance.name += '@' + programs[cpu].name;
      instance.address += offset;
      if (variable.name == kThisCpuOffset && variable.bytes == 8) {
        std::ranges::fill(instance.initial, std::uint8_t{0});
        add_word(instance.initial, 0, offset);
        instance.not_given.clear();
      }
      variables_[instance.address] = std::move(instance);
    }
}

std::optional<std::uint32_t> Image::function_at(ProgramId in, std::uint64_t address) const {
  const auto found = function_indices_[in].find(address);
  if (found == function_indices_[in].end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Image::function_name(std::uint64_t address) const {
  const auto found = function_names_.find(address);
  if (found == function_names_.end()) return std::nullopt;
  return found->second;
}

const Variable* Image::find(std::uint64_t address, std::uint64_t bytes) const {
  auto next = variables_.upper_bound(address);
  if (next == variables_.begin()) return nullptr;
  const Variable& variable = std::prev(next)->second;
  const std::uint64_t offset = address - variable.address;
  if (offset > variable.bytes || bytes > variable.bytes - offset) return nullptr;
  return &variable;
}

const Variable* Image::per_cpu_at(std::uint64_t address) const {
  const auto next = per_cpu_.upper_bound(address);
  if (next == per_cpu_.begin()) return nullptr;
  const Variable& variable = std::prev(next)->second;
  return address - variable.address <= variable.bytes ? &variable : nullptr;
}

const Variable* Image::in_zone_of(const std::map<std::uint64_t, Variable>& variables,
                                  std::uint64_t address) const {
  const auto next = variables.upper_bound(address);
  if (next != variables.end() && next->first - address <= zone_) return &next->second;
  if (next == variables.begin()) return nullptr;
  const Variable& variable = std::prev(next)->second;
  return address - variable.address <= variable.bytes + zone_ ? &variable : nullptr;
}

std::optional<Object> Image::object_at(std::uint64_t address) const {
  if (const auto function = function_name(address - address % program::kFunctionBytes))
    return Object{*function, address - address % program::kFunctionBytes, 1, 1};
  const Variable* found = in_zone_of(per_cpu_, address);
  if (found == nullptr) found = in_zone_of(variables_, address);
  if (found == nullptr || found->placed) return std::nullopt;
  return Object{found->name, found->address, found->bytes, found->alignment};
}

const Variable* Image::named(const std::string& name) const {
  for (const auto& [address, variable] : variables_)
    if (variable.name == name) return &variable;
  return nullptr;
}

std::uint64_t Image::not_given(std::uint64_t address) const {
  const Variable* variable = find(address, 1);
  if (variable == nullptr) return 0;
  std::uint64_t bits = 0;
  const std::uint64_t word = address - variable->address;
  for (const program::Extent& extent : variable->not_given) {
    if (extent.first >= 8 * word + 64 || extent.first + extent.bits <= 8 * word) continue;
    for (std::uint64_t bit = 0; bit < 64; ++bit)
      if (8 * word + bit - extent.first < extent.bits && 8 * word + bit >= extent.first)
        bits |= 1ULL << bit;
  }
  return bits;
}

std::uint64_t Image::initial_word(std::uint64_t address) const {
  const Variable* variable = find(address, 1);
  if (variable == nullptr) return 0;
  std::uint64_t word = 0;
  const std::uint64_t offset = address - variable->address;
  for (std::uint64_t i = 0; i < 8 && offset + i < variable->bytes; ++i) {
    word |= static_cast<std::uint64_t>(variable->initial[offset + i]) << (8 * i);
  }
  return word;
}

} // namespace walkcheck::machine
