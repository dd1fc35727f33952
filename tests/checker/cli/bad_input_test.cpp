// SPDX-License-Identifier: GPL-2.0-only
// An error in a file is reported with the file, the line, the cause and a remedy, and the exit code
// is 65. For an error on the command line it is 64. Nothing crashes.
#include "catch.hpp"
#include "fixtures.hpp"
#include "program.hpp"

namespace {

// Verifies a scenario with one CPU, which runs `spec` from the file spec.c.
Outcome verify_spec(const ScratchFolder& folder, const std::string& spec,
                    const std::string& rest = "") {
  folder.write("spec.c", spec);
  folder.write("s.toml", cpu("vCPU", "spec.c", "run", rest));
  return run_walkcheck(folder, {"verify", "s.toml"});
}

void check_bad(const Outcome& outcome, const std::string& place, const std::string& cause) {
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 65);
  CHECK(contains(outcome.out, place));
  CHECK(contains(outcome.out, cause));
  CHECK(contains(last_line(outcome.out), "BAD INPUT"));
}

} // namespace

TEST_CASE("a scenario that is no TOML") {
  const ScratchFolder folder;
  folder.write("s.toml", "title = 'a'\n[[cpu]\n");
  check_bad(run_walkcheck(folder, {"verify", "s.toml"}), "s.toml:2:", "not valid TOML");
}

TEST_CASE("a scenario with an unknown key") {
  const ScratchFolder folder;
  folder.write("s.toml", "titel = 'a'\n");
  const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
  check_bad(outcome, "s.toml:1:1: ", "unknown key 'titel'");
  CHECK(contains(outcome.out, "did you mean 'title'?"));
  CHECK(contains(outcome.out, "no [[cpu]]"));
}

TEST_CASE("a spec that does not compile") {
  const ScratchFolder folder;
  check_bad(verify_spec(folder, "void run(void)\n{\n\tint x = ;\n}\n"), "spec.c:3:", "expected");
}

TEST_CASE("a spec with what is not supported") {
  const ScratchFolder folder;
  check_bad(verify_spec(folder, "void run(void)\n{\n\tasm volatile(\"cli\");\n}\n"), "spec.c:3",
            "assembly");
  check_bad(verify_spec(folder, "double d;\nvoid run(void)\n{\n\td = d * 2;\n}\n"), "spec.c:4", "");
}

TEST_CASE("an entry function that is missing, or not one that a CPU can run") {
  const ScratchFolder folder;
  check_bad(verify_spec(folder, "void other(void)\n{\n}\n"), "spec.c", "run");
  check_bad(verify_spec(folder, "void run(double x)\n{\n}\n"), "spec.c", "");
  check_bad(verify_spec(folder, "struct s { long a[9]; };\nvoid run(struct s x)\n{\n}\n"), "spec.c",
            "");
}

TEST_CASE("arguments that do not fit the entry function") {
  const ScratchFolder folder;
  const std::string spec = "void run(unsigned long address, unsigned char level)\n{\n}\n";
  check_bad(verify_spec(folder, spec), "s.toml:3", "no argument 'address'");
  check_bad(verify_spec(folder, spec, "args = { adress = 1, address = 2, level = 1 }"),
            "s.toml:5:19", "no parameter 'adress'");
  check_bad(verify_spec(folder, spec, "args = { address = 1, level = 256 }"), "s.toml:5",
            "does not fit");
  CHECK(verify_spec(folder, spec, "args = { address = 1, level = -1 }").code == 40);
}

TEST_CASE("a kernel function without a tree, or with one that lacks it") {
  const ScratchFolder folder;
  folder.write("s.toml", "[[cpu]]\nname = 'a'\nrun = { tree = 'mm/a.c', function = 'f' }\n");
  const Outcome none = run_walkcheck(folder, {"verify", "s.toml"});
  check_bad(none, "s.toml:3", "kernel tree");
  CHECK(contains(none.out, "--kernel"));

  const Outcome missing = run_walkcheck(folder, {"verify", "--kernel", "nowhere", "s.toml"});
  CHECK(missing.code == 65);
  CHECK(contains(missing.err, "nowhere"));

  for (const char* part : {"Makefile", "Kbuild", "Documentation/x", "mm/b.c"})
    folder.write(std::string("linux/") + part, "int f(void)\n{\n\treturn 0;\n}\n");
  check_bad(run_walkcheck(folder, {"verify", "--kernel", "linux", "s.toml"}), "mm/a.c",
            "no such file");
  folder.write("s.toml", "[[cpu]]\nname = 'a'\nrun = { tree = 'mm/b.c', function = 'g' }\n");
  check_bad(run_walkcheck(folder, {"verify", "--kernel", "linux", "s.toml"}), "mm/b.c", "g");
}

TEST_CASE("a version of the kernel's names that is not the tree's") {
  const ScratchFolder folder;
  for (const char* part : {"Kbuild", "Documentation/x"})
    folder.write(std::string("linux/") + part, "");
  folder.write("linux/Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
  folder.write(
      "spec.c",
      "unsigned long word;\nvoid run(void)\n{\n\tWRITE_ONCE(word, WALKCHECK_KERNEL);\n}\n");
  const auto with = [&](const std::string& version) {
    folder.write("s.toml", "[[cpu]]\nname = 'a'\nrun = 'spec.c'\nentry = 'run'\n"
                           "define = { WALKCHECK_KERNEL = " +
                               version + " }\n");
    return run_walkcheck(folder, {"verify", "--kernel", "linux", "s.toml"});
  };
  check_bad(with("601"), "spec.c",
            "WALKCHECK_KERNEL is defined as 601, but the kernel tree has version 6.12");
  CHECK(with("612").code == 0);
}

TEST_CASE("what is no scenario file") {
  const ScratchFolder folder;
  folder.write("empty.toml", "");
  folder.write("bytes.toml", "title = \"\xff\xfe\x80\"\n");
  folder.write("long.toml", "title = \"" + std::string(100U << 20, 'x') + "\"\n");
  std::filesystem::create_directory(folder.path() / "folder.toml");
  for (const char* name :
       {"empty.toml", "bytes.toml", "long.toml", "folder.toml", "none.toml", "/dev/zero"})
    check_bad(run_walkcheck(folder, {"verify", name}), std::filesystem::path(name).filename(), "");
}

TEST_CASE("contradictions in [memory] and all errors at once") {
  const ScratchFolder folder;
  folder.write("spec.c", "void run(void)\n{\n\treturn 1.5;\n");
  folder.write("s.toml", "[memory]\nmap = [ { at = 0x1000, level = '4K' },\n"
                         "        { at = 0x1000, level = '2M' } ]\n" +
                             cpu("vCPU", "spec.c", "run"));
  const Outcome outcome = run_walkcheck(folder, {"verify", "s.toml"});
  check_bad(outcome, "s.toml:3:9", "contradicts");
  CHECK(contains(outcome.out, "spec.c:"));
}

TEST_CASE("a trace that is damaged") {
  const ScratchFolder folder;
  folder.write("t.json", "{ \"version\": 1 }");
  CHECK(run_walkcheck(folder, {"replay", "t.json"}).code == 65);
  CHECK(run_walkcheck(folder, {"show", "t.json"}).code == 65);
  CHECK(run_walkcheck(folder, {"show", "none.json"}).code == 65);
  folder.write("t.json", "\xff{{{");
  CHECK(run_walkcheck(folder, {"show", "t.json"}).code == 65);
}

TEST_CASE("a bad command line") {
  const ScratchFolder folder;
  write_holds(folder, "s.toml");
  const std::vector<std::vector<std::string>> lines = {
      {},
      {"frobnicate"},
      {"verify"},
      {"verify", "--frobnicate", "s.toml"},
      {"verify", "-j", "0", "s.toml"},
      {"verify", "-j", "x", "s.toml"},
      {"verify", "--engine", "magic", "s.toml"},
      {"verify", "--max-executions", "0", "s.toml"},
      {"verify", "--json", "no/such/folder/x.json", "s.toml"},
      {"verify", "--trace-dir", "s.toml", "s.toml"},
      {"lower"},
      {"lower", "--tree", "a.c", "add.c"},
      {"show", "--as", "svg", "t.json"},
  };
  for (const auto& line : lines) {
    const Outcome outcome = run_walkcheck(folder, line);
    INFO(outcome.err);
    CHECK(outcome.code == 64);
    CHECK_FALSE(outcome.err.empty());
  }
  CHECK(contains(run_walkcheck(folder, {"show", "--as", "svg", "t.json"}).err, "lanes"));
  CHECK(run_walkcheck(folder, {"--help"}).code == 0);
}

TEST_CASE("a misspelt verb or option is answered with the nearest one") {
  const ScratchFolder folder;
  write_holds(folder, "s.toml");
  struct Line {
    std::vector<std::string> words;
    const char* nearest; // null if there is none
  };
  const std::vector<Line> lines = {
      {{"verfiy", "s.toml"}, "'verify'"},
      {{"matrx"}, "'matrix'"},
      {{"verify", "--kernal", "linux", "s.toml"}, "'--kernel'"},
      {{"verify", "--kernal=linux", "s.toml"}, "'--kernel'"},
      {{"verify", "s.toml", "--expect"}, "'--expected'"},
      {{"verify", "-kernel", "linux", "s.toml"}, "'--kernel'"},
      {{"verify", "--timelimit", "3", "s.toml"}, "'--time-limit'"},
      {{"show", "--widht", "80", "t.json"}, "'--width'"},
      {{"matrix", "--exected"}, "'--expected'"},
      {{"verify", "--qqqqqqqq", "s.toml"}, nullptr},
      {{"verify", "-j", "x", "s.toml"}, nullptr},
      {{"lower", "-DA=1", "--tree", "a.c", "add.c"}, nullptr},
  };
  for (const Line& line : lines) {
    const Outcome outcome = run_walkcheck(folder, line.words);
    INFO(outcome.err);
    CHECK(outcome.code == 64);
    if (line.nearest != nullptr)
      CHECK(contains(outcome.err, std::string("did you mean ") + line.nearest));
    else
      CHECK_FALSE(contains(outcome.err, "did you mean"));
  }
}

TEST_CASE("lower and specs folders reject what they cannot read") {
  const ScratchFolder folder;
  folder.write("bad.c", "void bad(void) {\n");
  const Outcome bad = run_walkcheck(folder, {"lower", "bad.c"});
  CHECK(bad.code == 65);
  CHECK(contains(bad.err, "bad.c:"));
  CHECK(run_walkcheck(folder, {"lower", "."}).code == 65);
  CHECK(run_walkcheck(folder, {"lower", "none.c"}).code == 65);
  CHECK(run_walkcheck(folder, {"list", "--specs", "."}).code == 65);
}
