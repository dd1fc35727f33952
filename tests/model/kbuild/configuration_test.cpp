// SPDX-License-Identifier: GPL-2.0-only
// Symbols of a .config, and whether makefiles compile a file with them.
#include "catch.hpp"

#include "model/kbuild/configuration.hpp"
#include "model/kbuild/placement.hpp"

#include <map>

namespace walkcheck::test {
namespace {

using kbuild::Symbols;

std::string missing(const std::string& file, const Symbols& symbols,
                    const std::map<std::string, std::string>& makefiles) {
  const auto found = kbuild::missing_symbol(file, symbols, [&](const std::string& name) {
    const auto text = makefiles.find(name);
    return text == makefiles.end() ? std::nullopt : std::optional(text->second);
  });
  return found ? found->makefile + " " + found->symbol : "";
}

} // namespace

TEST_CASE("a .config's symbols are those that are set", "[configuration]") {
  const Symbols symbols = kbuild::symbols_of("# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=m\n"
                                             "CONFIG_D=n\nCONFIG_E=\"a=b\"\nCONFIG_B=12\n");
  CHECK(symbols == Symbols{{"CONFIG_B", "12"}, {"CONFIG_C", "m"}, {"CONFIG_E", "\"a=b\""}});
}

TEST_CASE("settings take the place of a symbol's line", "[configuration]") {
  const std::string text = kbuild::with_settings("CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_AB=y\n",
                                                 {{"CONFIG_A", "n"}, {"CONFIG_B", "y"}});
  CHECK(text == "CONFIG_AB=y\n# CONFIG_A is not set\nCONFIG_B=y\n");
}

TEST_CASE("a configuration says its compiler", "[configuration]") {
  CHECK(kbuild::compiler_of({{"CONFIG_CC_IS_GCC", "y"}, {"CONFIG_GCC_VERSION", "120200"}}) ==
        "gcc 12");
  CHECK(kbuild::compiler_of({{"CONFIG_CC_IS_CLANG", "y"},
                             {"CONFIG_GCC_VERSION", "0"},
                             {"CONFIG_CLANG_VERSION", "190107"}}) == "clang 19");
  CHECK(kbuild::compiler_of({}).empty());
}

TEST_CASE("a file is left out by its object's line or that of a folder above", "[placement]") {
  const std::map<std::string, std::string> makefiles = {
      {"a/Makefile", "obj-y += always.o\nobj-$(CONFIG_B) += b/\nobj-$(CONFIG_TWO) += two.o\n"
                     "two-y := one.o \\\n\tother.o\ntwo-$(CONFIG_PART) += part.o\n"
                     "part-y := x.o\nlib-$(CONFIG_L) += both.o\nobj-y += both.o\n"},
      {"a/b/Kbuild", "obj-y += deep.o\n"}};
  CHECK(missing("a/always.c", {}, makefiles).empty());
  CHECK(missing("a/both.c", {}, makefiles).empty());
  CHECK(missing("a/nowhere.c", {}, makefiles).empty());
  CHECK(missing("a/b/deep.c", {}, makefiles) == "a/Makefile CONFIG_B");
  CHECK(missing("a/b/deep.c", {{"CONFIG_B", "m"}}, makefiles).empty());
  CHECK(missing("a/other.c", {}, makefiles) == "a/Makefile CONFIG_TWO");
  CHECK(missing("a/part.c", {{"CONFIG_TWO", "y"}}, makefiles) == "a/Makefile CONFIG_PART");
  CHECK(missing("a/part.c", {{"CONFIG_TWO", "y"}, {"CONFIG_PART", "y"}}, makefiles).empty());
}

TEST_CASE("KVM's common files are left out with KVM", "[placement]") {
  CHECK(missing("virt/kvm/eventfd.c", {}, {}) == "virt/kvm/Makefile.kvm CONFIG_KVM");
  CHECK(missing("virt/kvm/eventfd.c", {{"CONFIG_KVM", "m"}}, {}).empty());
}

TEST_CASE("a list that names itself ends", "[placement]") {
  CHECK(missing("a/x.c", {}, {{"a/Makefile", "x-y := y.o\ny-y := x.o\n"}}).empty());
}

} // namespace walkcheck::test
