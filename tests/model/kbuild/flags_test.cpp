// SPDX-License-Identifier: GPL-2.0-only
// Which of kbuild's arguments reach clang: of gcc's commands and of clang's.
#include "catch.hpp"

#include "own_tree.hpp"

#include "model/kbuild/flags.hpp"
#include "model/kbuild/words.hpp"

namespace walkcheck::test {
namespace {

using kbuild::kept_flags;
using kbuild::shell_words;
using Words = std::vector<std::string>;

} // namespace

TEST_CASE("of gcc's command what says how the text is read is kept", "[flags]") {
  const Words kept = kept_flags(shell_words(
      "gcc -Wp,-MMD,mm/.walk.o.d -nostdinc -I../linux/include -I./include -include "
      "../linux/include/linux/kconfig.h -D__KERNEL__ -fmacro-prefix-map=../linux/= -Wall "
      "-std=gnu11 "
      "-fshort-wchar -fno-strict-aliasing -mno-sse -m64 -mcmodel=kernel -O2 "
      "-fno-allow-store-data-races -fconserve-stack -mpreferred-stack-boundary=3 -mskip-rax-setup "
      "-mindirect-branch=thunk-extern -mrecord-mcount -fplugin=./a.so -fplugin-arg-a-b=c -pg "
      "-mfentry -DCC_USING_FENTRY --param=allow-store-data-races=0 --param asan-stack=1 -g "
      "-fstack-protector-strong -ftrivial-auto-var-init=zero -fsanitize=kernel-address -I ./mm "
      "-DKBUILD_MODNAME='\"walk\"' -c -o mm/walk.o ../linux/mm/walk.c"));
  CHECK(kept == Words{"-nostdinc", "-I../linux/include", "-I./include", "-include",
                      "../linux/include/linux/kconfig.h", "-D__KERNEL__",
                      "-ffile-prefix-map=../linux/=", "-std=gnu11", "-fshort-wchar",
                      "-fno-strict-aliasing", "-mno-sse", "-m64", "-mcmodel=kernel",
                      "-DCC_USING_FENTRY", "-I", "./mm", "-DKBUILD_MODNAME=\"walk\""});
}

TEST_CASE("of clang's command no option goes on with the next argument of a dropped one",
          "[flags]") {
  const Words kept = kept_flags(shell_words(
      "clang -nostdinc --target=x86_64-linux-gnu -fintegrated-as -Qunused-arguments -isystem /i "
      "-mllvm -asan-mapping-offset=1 -Xclang -opaque -flto=thin -fsplit-lto-unit "
      "-fsanitize=kcfi -fvisibility=hidden -fcf-protection=branch -mstack-alignment=8 "
      "-mretpoline-external-thunk -fpatchable-function-entry=16,16 -D A=1 -U B -fno-builtin-wcslen "
      "-MD -MF x.d -c -o a.o a.c"));
  CHECK(kept == Words{"-nostdinc", "--target=x86_64-linux-gnu", "-fintegrated-as", "-isystem", "/i",
                      "-fcf-protection=branch", "-mstack-alignment=8", "-D", "A=1", "-U", "B",
                      "-fno-builtin-wcslen"});
}

TEST_CASE("clang is told the target that gcc knows by itself", "[flags]") {
  const kbuild::Target target{"x86_64-linux-gnu", "/linux"};
  const Words of_gcc = kbuild::clang_arguments(shell_words("gcc -c -o a.o a.c"), target);
  CHECK(has(of_gcc, "--target=x86_64-linux-gnu"));
  CHECK(has(of_gcc, "-ffile-prefix-map=/linux/="));
  // memset() of a local stays what it is.
  CHECK(!has(of_gcc, "-fno-builtin"));
  CHECK(!has(of_gcc, "a.c"));
  const Words of_clang =
      kbuild::clang_arguments(shell_words("clang --target=aarch64-linux-gnu -c a.c"), target);
  CHECK(!has(of_clang, "--target=x86_64-linux-gnu"));
}

TEST_CASE("an argument that lacks what it takes ends the list", "[flags]") {
  CHECK(kept_flags({"-DA", "-include"}) == Words{"-DA"});
  CHECK(kept_flags({"-DA", "--param"}) == Words{"-DA"});
  CHECK(kept_flags({}).empty());
}

} // namespace walkcheck::test
