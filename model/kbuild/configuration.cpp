// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/configuration.hpp"

#include "model/support/numbers.hpp"

#include <fmt/format.h>

#include <iterator>
#include <sstream>

namespace walkcheck::kbuild {
namespace {

constexpr std::string_view kPrefix = "CONFIG_";

// What checks the code, counts in it, watches it, or adds to it what no source says.
constexpr std::string_view kDebug =
    "DEBUG_VM DEBUG_VM_PGTABLE DEBUG_VM_RB DEBUG_VM_MAPLE_TREE DEBUG_VIRTUAL "
    "DEBUG_PAGEALLOC DEBUG_PAGE_REF PAGE_TABLE_CHECK PAGE_OWNER PAGE_POISONING "
    "PAGE_EXTENSION PROVE_LOCKING PROVE_RCU LOCKDEP LOCK_STAT DEBUG_LOCK_ALLOC "
    "DEBUG_SPINLOCK DEBUG_MUTEXES DEBUG_RWSEMS DEBUG_RT_MUTEXES DEBUG_WW_MUTEX_SLOWPATH "
    "DEBUG_ATOMIC_SLEEP DEBUG_PREEMPT DEBUG_IRQFLAGS TRACE_IRQFLAGS KASAN KFENCE KMSAN "
    "UBSAN KCSAN GCOV_KERNEL KCOV FORTIFY_SOURCE HARDENED_USERCOPY DEBUG_LIST "
    "DEBUG_PLIST LIST_HARDENED BUG_ON_DATA_CORRUPTION DEBUG_KMEMLEAK DEBUG_OBJECTS "
    "DEBUG_PER_CPU_MAPS DEBUG_KMAP_LOCAL DEBUG_HIGHMEM DEBUG_TLBFLUSH DEBUG_ENTRY "
    "SLUB_DEBUG_ON FTRACE FUNCTION_TRACER KPROBES STACK_TRACER IRQSOFF_TRACER "
    "PREEMPT_TRACER PROFILE_ALL_BRANCHES PROFILE_ANNOTATED_BRANCHES "
    "DEBUG_FORCE_WEAK_PER_CPU CFI_CLANG CFI LTO_CLANG_FULL LTO_CLANG_THIN "
    "RANDSTRUCT_FULL RANDSTRUCT_PERFORMANCE GCC_PLUGINS STACKPROTECTOR DEBUG_INFO_BTF";

Symbols all_to(const std::string& value, const std::vector<std::string>& names) {
  Symbols settings;
  for (const std::string& name : names)
    settings[std::string(kPrefix) + name] = value;
  return settings;
}

// "# CONFIG_X is not set" and "CONFIG_X=y": the symbol, else empty.
std::string symbol_of_line(const std::string& line) {
  const std::string_view text = std::string_view(line).substr(line.starts_with("# ") ? 2 : 0);
  if (!text.starts_with(kPrefix)) return "";
  return std::string(text.substr(0, text.find_first_of("= ")));
}

} // namespace

Symbols symbols_of(const std::string& text) {
  Symbols symbols;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (!line.starts_with(kPrefix) || equals == std::string::npos) continue;
    const std::string value = line.substr(equals + 1);
    if (value == "n")
      symbols.erase(line.substr(0, equals));
    else
      symbols[line.substr(0, equals)] = value;
  }
  return symbols;
}

std::string with_settings(const std::string& text, const Symbols& settings) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!settings.contains(symbol_of_line(line))) result += line + '\n';
  for (const auto& [symbol, value] : settings)
    result += value == "n" ? fmt::format("# {} is not set\n", symbol)
                           : fmt::format("{}={}\n", symbol, value);
  return result;
}

const Symbols& settings_for_page_tables(Architecture architecture) {
  static const Symbols kAll =
      all_to("y", {"KVM", "TRANSPARENT_HUGEPAGE", "USERFAULTFD", "HUGETLBFS"});
  static const Symbols kX86 = [] {
    Symbols settings = all_to("y", {"KVM_INTEL", "KVM_AMD", "PARAVIRT"});
    settings.insert(kAll.begin(), kAll.end());
    return settings;
  }();
  return architecture == Architecture::X86 ? kX86 : kAll;
}

const Symbols& settings_without_debug() {
  static const Symbols kOff = [] {
    std::istringstream words{std::string(kDebug)};
    return all_to("n", {std::istream_iterator<std::string>(words), {}});
  }();
  return kOff;
}

std::string compiler_of(const Symbols& symbols) {
  constexpr std::uint64_t kMajor = 10000;
  for (const char* name : {"gcc", "clang"}) {
    const bool is_gcc = std::string_view(name) == "gcc";
    const auto used = symbols.find(is_gcc ? "CONFIG_CC_IS_GCC" : "CONFIG_CC_IS_CLANG");
    const auto version = symbols.find(is_gcc ? "CONFIG_GCC_VERSION" : "CONFIG_CLANG_VERSION");
    if (used == symbols.end() || version == symbols.end()) continue;
    if (const auto number = support::number_in(version->second))
      return fmt::format("{} {}", name, *number / kMajor);
  }
  return "";
}

} // namespace walkcheck::kbuild
