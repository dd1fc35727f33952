// SPDX-License-Identifier: GPL-2.0-only
// Commands out of what kbuild writes. The texts are of its form, and short.
#include "catch.hpp"

#include "model/kbuild/command_text.hpp"
#include "model/kbuild/words.hpp"

namespace walkcheck::test {
namespace {

using kbuild::command_of_cmd_file;
using kbuild::shell_words;
using Words = std::vector<std::string>;

} // namespace

TEST_CASE("words are split as a shell does", "[words]") {
  CHECK(shell_words("a  b\tc") == Words{"a", "b", "c"});
  CHECK(shell_words(R"(-DX='"mm/a b"' -D"Y(s)=z\"" a\ b "")") ==
        Words{"-DX=\"mm/a b\"", "-DY(s)=z\"", "a b", ""});
  CHECK(shell_words("one 'a;b' ; two") == Words{"one", "a;b"});
  CHECK(shell_words("one && two") == Words{"one"});
  CHECK(shell_words("'never closed") == Words{"never closed"});
  CHECK(shell_words("").empty());
  CHECK(kbuild::without_make_escapes("-D\"A(s)=$(pound)s\" $$x") == "-D\"A(s)=#s\" $x");
}

TEST_CASE("an object's .cmd file has its command up to the tools after it", "[command]") {
  const Words expected = {"gcc", "-DA=\"b\"", "-c", "-o", "mm/walk.o", "mm/walk.c"};
  for (const std::string name : {"cmd_mm/walk.o", "savedcmd_mm/walk.o"})
    CHECK(command_of_cmd_file(name + " := gcc -DA='\"b\"' -c -o mm/walk.o mm/walk.c ; "
                                     "./tools/objtool/objtool --orc mm/walk.o\n\n"
                                     "source_mm/walk.o := mm/walk.c\n") == expected);
  CHECK(!command_of_cmd_file("cmd_mm/built-in.a := rm -f mm/built-in.a; ar cD mm/built-in.a\n"));
  CHECK(!command_of_cmd_file("cmd_entry.o := gcc -c -o entry.o entry.S\n"));
  CHECK(!command_of_cmd_file(""));
  CHECK(kbuild::cmd_file_of("mm/walk.c") == "mm/.walk.o.cmd");
}

TEST_CASE("what make would run has commands within commands", "[command]") {
  const std::string output =
      "make -f scripts/Makefile.build obj=mm mm/walk.o\n"
      "set -e;  echo '  cc -DA='\\''\"b\"'\\'' -c -o mm/walk.o /l/mm/walk.c  ';  trap 'rm -f "
      "mm/walk.o; kill -s HUP $$' HUP; cc -DA='\"b\"' -c -o mm/walk.o /l/mm/walk.c  ; "
      "scripts/basic/fixdep mm/.walk.o.d mm/walk.o 'cc -c -o mm/walk.o /l/mm/walk.c' > x\n"
      "cc -c -o scripts/mod/empty.o /l/scripts/mod/empty.c\n"
      "cc -I . -c -o ./virt/a/b.o /l/virt/a/b.c ; true\n";
  const auto found = kbuild::commands_of_dry_run(output, {"mm/walk.o", "virt/a/b.o", "mm/other.o"});
  REQUIRE(found.size() == 2);
  CHECK(shell_words(found.at("mm/walk.o")) ==
        Words{"cc", "-DA=\"b\"", "-c", "-o", "mm/walk.o", "/l/mm/walk.c"});
  CHECK(shell_words(found.at("virt/a/b.o")).at(2) == ".");
}

} // namespace walkcheck::test
