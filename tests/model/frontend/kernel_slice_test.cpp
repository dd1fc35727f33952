// SPDX-License-Identifier: GPL-2.0-only
// Functions of an installed kernel source, unmodified: which loads are left, and where. The
// expectation is read at test time from the very text that is sliced.
#include "catch.hpp"

#include "support.hpp"

#include "model/frontend/definitions.hpp"
#include "model/frontend/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <regex>

namespace walkcheck::test {
namespace {

using Place = std::pair<std::uint32_t, std::uint32_t>; // line, column

bool skipped() {
  if (kernel_6_1() != nullptr) return false;
  std::cout << "SKIPPED: the package linux-source-6.1 is not installed\n";
  return true;
}

struct Line {
  std::uint32_t number;
  std::string text; // without comments
};

std::vector<Line> lines_of(const std::string& file, const std::string& function) {
  const std::string& text = kernel_6_1()->text(file);
  const auto lines = frontend::split_lines(frontend::without_comments_and_strings(text));
  std::vector<Line> result;
  for (const frontend::Definition& definition : frontend::find_definitions(text))
    if (definition.name == function && definition.kind == frontend::DefinitionKind::Function)
      for (std::uint32_t i = definition.first_line; i <= definition.last_line; ++i)
        result.push_back({i, lines.at(i - 1)});
  return result;
}

// The column of each call on the lines that match `pattern`, as debug information gives it.
std::vector<Place> calls(const std::vector<Line>& lines, const std::string& pattern) {
  const std::regex call(pattern);
  std::vector<Place> places;
  for (const Line& line : lines)
    for (std::sregex_iterator i(line.text.begin(), line.text.end(), call), end; i != end; ++i)
      places.emplace_back(line.number, static_cast<std::uint32_t>(i->position()) + 1);
  return places;
}

struct Access {
  Place place;
  program::Ordering ordering;
  std::string receiver;
};

std::vector<Access> loads(const program::Program& program) {
  std::vector<Access> result;
  for (const program::Function& function : program.functions)
    for (const program::Instruction& instruction : function.body)
      if (const auto* load = std::get_if<program::Load>(&instruction.operation)) {
        const program::Debug& debug = program.debug.at(instruction.debug);
        const program::SourceLocation& at = debug.chain.at(debug.shown);
        result.push_back({{at.line, at.column}, load->ordering, debug.receiver});
      }
  return result;
}

std::vector<std::string> text(std::vector<Place> places) {
  std::ranges::sort(places);
  std::vector<std::string> result;
  for (const auto& [line, column] : places)
    result.push_back(fmt::format("{}:{}", line, column));
  return result;
}

std::vector<std::string> places(const std::vector<Access>& accesses) {
  std::vector<Place> result;
  for (const Access& access : accesses)
    result.push_back(access.place);
  return text(result);
}

} // namespace

// Each `*pud` and the like is one load. Each p?d_offset() that gets the address of an entry in
// memory reads that entry once more. With four levels, only the p4d level has no entry of its own.
TEST_CASE("lookup_address_in_pgd: every dereference of the source is a load", "[kernel]") {
  if (skipped()) return;
  const std::string file = "arch/x86/mm/pat/set_memory.c";
  std::vector<Line> lines = lines_of(file, "lookup_address_in_pgd_attr");
  if (lines.empty()) lines = lines_of(file, "lookup_address_in_pgd");
  for (const std::string levels : {"4", "5"}) {
    const std::string walks = levels == "5"
                                  ? "(p4d_offset|pud_offset|pmd_offset|pte_offset_kernel)\\("
                                  : "(pud_offset|pmd_offset|pte_offset_kernel)\\(";
    std::vector<Place> expected = calls(lines, "\\w+\\(\\*(pgd|p4d|pud|pmd)\\)");
    REQUIRE(expected.size() >= 15);
    for (const Place& place : calls(lines, walks))
      expected.push_back(place);
    const program::Program program = lower_slice(
        file, {"lookup_address_in_pgd"}, "lookup_address_in_pgd", {{"WALKCHECK_PAGING", levels}});
    const std::vector<Access> found = loads(program);
    CHECK(places(found) == text(expected));
    CHECK(std::ranges::all_of(
        found, [](const Access& a) { return a.ordering == program::Ordering::Plain; }));
    CHECK(program.opaque.empty());
    CHECK(program.functions.size() == 1);
  }
}

TEST_CASE("host_pfn_mapping_level: exactly one load per level", "[kernel]") {
  if (skipped()) return;
  const std::string file = "arch/x86/kvm/mmu/mmu.c";
  const std::vector<Line> lines = lines_of(file, "host_pfn_mapping_level");
  for (const std::string levels : {"4", "5"}) {
    // With four levels the p4d is a local copy of the pgd.
    const std::vector<Place> expected =
        calls(lines, levels == "5" ? "READ_ONCE\\(" : "READ_ONCE\\((?!\\*p4d_offset)");
    const program::Program program = lower_slice(
        file, {"host_pfn_mapping_level"}, "host_pfn_mapping_level", {{"WALKCHECK_PAGING", levels}});
    std::vector<Access> once;
    for (const Access& access : loads(program))
      if (access.ordering == program::Ordering::Once) once.push_back(access);
    CHECK(places(once) == text(expected));
    CHECK(expected.size() == (levels == "5" ? 4 : 3));
    std::vector<std::string> receivers;
    for (const Access& access : once)
      receivers.push_back(access.receiver);
    const std::vector<std::string> four{"pgd", "pud", "pmd"}, five{"pgd", "p4d", "pud", "pmd"};
    CHECK(receivers == (levels == "5" ? five : four));
    // The others are not page-table words: the memslot's fields, kvm->mm and mm->pgd.
    CHECK(loads(program).size() - once.size() == 4);
    CHECK(program.opaque.empty());
  }
}

TEST_CASE("mmu_invalidate_retry: count, barrier, sequence", "[kernel]") {
  if (skipped()) return;
  const std::string file = "include/linux/kvm_host.h";
  const program::Program program =
      lower_slice(file, {"mmu_invalidate_retry"}, "mmu_invalidate_retry");
  const std::vector<Line> lines = lines_of(file, "mmu_invalidate_retry");
  std::vector<std::uint32_t> expected, found;
  for (const Line& line : lines)
    if (line.text.find("kvm->mmu_invalidate_") != std::string::npos ||
        line.text.find("smp_rmb()") != std::string::npos)
      expected.push_back(line.number);
  REQUIRE(expected.size() == 3);
  for (const program::Instruction& instruction : program.functions.at(0).body) {
    const auto* invoke = std::get_if<program::Invoke>(&instruction.operation);
    const bool fence = invoke != nullptr && (invoke->primitive == program::Primitive::Barrier ||
                                             invoke->primitive == program::Primitive::Fence);
    const program::Debug& debug = program.debug.at(instruction.debug);
    if (fence || std::holds_alternative<program::Load>(instruction.operation))
      found.push_back(debug.chain.at(debug.shown).line);
  }
  CHECK(found == expected);
}

TEST_CASE("mmu_invalidate_retry_hva: every field is read once", "[kernel]") {
  if (skipped()) return;
  const std::string file = "include/linux/kvm_host.h";
  const program::Program program =
      lower_slice(file, {"mmu_invalidate_retry_hva"}, "mmu_invalidate_retry_hva");
  std::vector<std::uint32_t> expected, found;
  for (const Place& place : calls(lines_of(file, "mmu_invalidate_retry_hva"), "kvm->mmu_inv"))
    expected.push_back(place.first);
  for (const Access& access : loads(program))
    found.push_back(access.place.first);
  std::ranges::sort(found);
  CHECK(found == expected);
}

TEST_CASE("a slice that is not there", "[kernel]") {
  if (skipped()) return;
  auto error = [](const std::string& file, const std::string& function) {
    try {
      lower_slice(file, {function}, function);
    } catch (const InputError& found) {
      return found.diagnostics().at(0);
    }
    return Diagnostic{};
  };
  const Diagnostic name = error("arch/x86/kvm/mmu/mmu.c", "host_pfn_mapping_levl");
  CHECK(name.file == "arch/x86/kvm/mmu/mmu.c");
  CHECK(name.cause == "the file does not define host_pfn_mapping_levl");
  CHECK(name.remedy == "did you mean 'host_pfn_mapping_level'?");
  const Diagnostic file = error("arch/x86/kvm/mmu/nothing.c", "f");
  CHECK(file.file == "arch/x86/kvm/mmu/nothing.c");
  CHECK(file.cause == "the kernel tree has no such file");
  CHECK(error("../outside.c", "f").cause == "not a file of the kernel tree");
}

} // namespace walkcheck::test
