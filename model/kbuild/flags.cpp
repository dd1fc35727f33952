// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace walkcheck::kbuild {
namespace {

// These take the next argument where nothing follows them in their own.
constexpr std::array<std::string_view, 3> kJoinedOrApart{"-D", "-U", "-I"};
constexpr std::array<std::string_view, 6> kWithNext{"-include",   "-imacros", "-isystem",
                                                    "-idirafter", "-iquote",  "-iwithprefix"};
// Dropped with the next one.
constexpr std::array<std::string_view, 8> kDroppedWithNext{
    "-o", "-MF", "-MT", "-MQ", "--param", "-mllvm", "-Xclang", "-Xassembler"};

constexpr std::array<std::string_view, 3> kAlone{"-nostdinc", "-undef", "-trigraphs"};
constexpr std::array<std::string_view, 4> kBegin{"-std=", "--target=", "-fbuiltin",
                                                 "-fmacro-prefix-map="};

// Without `no-`, which may be before each.
constexpr std::array<std::string_view, 22> kLanguage{"strict-aliasing",
                                                     "common",
                                                     "short-wchar",
                                                     "unsigned-char",
                                                     "signed-char",
                                                     "PIE",
                                                     "pie",
                                                     "PIC",
                                                     "pic",
                                                     "delete-null-pointer-checks",
                                                     "wrapv",
                                                     "strict-overflow",
                                                     "ms-extensions",
                                                     "freestanding",
                                                     "hosted",
                                                     "builtin",
                                                     "gnu89-inline",
                                                     "asynchronous-unwind-tables",
                                                     "jump-tables",
                                                     "short-enums",
                                                     "experimental-late-parse-attributes",
                                                     "integrated-as"};
constexpr std::array<std::string_view, 3> kLanguageBegin{"builtin-",
                                                         "strict-flex-arrays=", "cf-protection="};

constexpr std::array<std::string_view, 19> kMachine{"64",
                                                    "32",
                                                    "16",
                                                    "sse",
                                                    "sse2",
                                                    "mmx",
                                                    "3dnow",
                                                    "avx",
                                                    "80387",
                                                    "soft-float",
                                                    "fp-ret-in-387",
                                                    "red-zone",
                                                    "general-regs-only",
                                                    "little-endian",
                                                    "outline-atomics",
                                                    "sse4a",
                                                    "x87",
                                                    "sse3",
                                                    "fix-cortex-a53-835769"};
constexpr std::array<std::string_view, 5> kMachineBegin{
    "arch=", "cpu=", "cmodel=", "regparm=", "stack-alignment="};

// Our own, after kbuild's. The accesses of -O0, with __OPTIMIZE__ set and nothing marked optnone.
constexpr std::array<std::string_view, 21> kOwn{
    "-O1", "-Xclang", "-disable-llvm-passes", "-g", "-gdwarf-5", "-gcolumn-info",
    "-fno-discard-value-names", "-fno-stack-protector", "-ftrivial-auto-var-init=uninitialized",
    "-fno-delete-null-pointer-checks", "-fwrapv", "-fno-strict-aliasing",
    "-fdebug-compilation-dir=.", "-fno-caret-diagnostics", "-fno-color-diagnostics",
    // The tree's own warnings are its compiler's business. These would be calls that nobody meant.
    "-Wno-everything", "-Werror=implicit-function-declaration", "-Werror=implicit-int",
    "-Werror=int-conversion", "-Werror=incompatible-function-pointer-types", "-Werror=return-type"};

template <typename Names> bool is_one_of(std::string_view flag, const Names& names) {
  return std::ranges::find(names, flag) != std::end(names);
}

template <typename Names> bool begins_with_one(std::string_view flag, const Names& names) {
  return std::ranges::any_of(names, [&](std::string_view name) { return flag.starts_with(name); });
}

std::string_view without_no(std::string_view flag) {
  return flag.starts_with("no-") ? flag.substr(3) : flag;
}

bool is_kept(std::string_view flag) {
  if (is_one_of(flag, kAlone) || begins_with_one(flag, kBegin)) return true;
  if (flag.starts_with("-f")) {
    const std::string_view name = without_no(flag.substr(2));
    return is_one_of(name, kLanguage) || begins_with_one(name, kLanguageBegin);
  }
  if (!flag.starts_with("-m")) return false;
  const std::string_view name = without_no(flag.substr(2));
  return is_one_of(name, kMachine) || begins_with_one(name, kMachineBegin);
}

// As the prefix that names have in messages, in debug information too.
std::string with_prefix_of_all(const std::string& flag) {
  constexpr std::string_view kOfMacros = "-fmacro-prefix-map=";
  return flag.starts_with(kOfMacros) ? "-ffile-prefix-map=" + flag.substr(kOfMacros.size()) : flag;
}

} // namespace

std::vector<std::string> kept_flags(const std::vector<std::string>& arguments) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& flag = arguments[i];
    const bool has_next = i + 1 < arguments.size();
    if (is_one_of(flag, kWithNext) || is_one_of(flag, kJoinedOrApart)) {
      if (!has_next) break;
      kept.insert(kept.end(), {flag, arguments[++i]});
    } else if (is_one_of(flag, kDroppedWithNext)) {
      ++i;
    } else if (begins_with_one(flag, kJoinedOrApart)) {
      kept.push_back(flag);
    } else if (is_kept(flag)) {
      kept.push_back(with_prefix_of_all(flag));
    }
  }
  return kept;
}

std::vector<std::string> clang_arguments(const std::vector<std::string>& command,
                                         const Target& target) {
  std::vector<std::string> result = {"--no-default-config"};
  const std::vector<std::string> kept = kept_flags(command);
  if (std::ranges::none_of(kept,
                           [](const std::string& flag) { return flag.starts_with("--target="); }))
    result.push_back("--target=" + target.triple);
  result.insert(result.end(), kept.begin(), kept.end());
  result.insert(result.end(), kOwn.begin(), kOwn.end());
  result.push_back("-ffile-prefix-map=./=");
  result.push_back(fmt::format("-ffile-prefix-map={}/=", target.source.string()));
  result.insert(result.end(), {"-I", target.source.string()});
  return result;
}

} // namespace walkcheck::kbuild
